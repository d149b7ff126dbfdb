package io.appmigrations.internal.diff;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.internal.schema.CompositeType;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Domain;
import io.appmigrations.internal.schema.EnumType;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.TokenType;
import org.jspecify.annotations.Nullable;

/**
 * Makes values of types. What checks ask for is guessed from the literals in them;
 * PostgreSQL says whether it was right, and another guess is tried.
 */
final class SampleValues {

	private static final Pattern NUMBER = Pattern.compile("(?<![\\w.-])-?\\d{1,9}(?![\\w.])");

	/** A value has to be one of those named. */
	private static final Pattern LIST = Pattern.compile(" (?:= (?:ANY \\(|\\(?'|-?\\d|\\()|in \\()");

	private static final Pattern BOUND = Pattern.compile("(?<operator>[<>]=?) \\(*'?(?<number>-?\\d{1,9})(?!\\d)");

	private static final Pattern MODIFIERS = Pattern.compile("\\((\\d+)(?:,(-?\\d+))?\\)");

	private static final int LONGEST = 1000;

	/** The first guess that checks cannot be understood. */
	private static final int OTHERS = 3;

	/** Values that checks of strings often ask for. */
	private static final List<String> USUAL = List.of("a@b.co", "https://a.b", "+1234567890", "DE", "2001-01-01");

	private final Map<String, EnumType> enums = new HashMap<>();

	private final Map<String, Domain> domains = new HashMap<>();

	private final Map<String, List<String>> domainChecks = new HashMap<>();

	private final Map<String, CompositeType> composites = new HashMap<>();

	SampleValues(Schema schema) {
		Names names = new Names(schema.defaultSchema());
		schema.all(EnumType.class).forEach((type) -> this.enums.put(names.of(type.id()), type));
		schema.all(CompositeType.class).forEach((type) -> this.composites.put(names.of(type.id()), type));
		for (Domain domain : schema.all(Domain.class)) {
			this.domains.put(names.of(domain.id()), domain);
			this.domainChecks.put(names.of(domain.id()),
					Domain.constraints(domain.id(), schema).map(Constraint::definition).toList());
		}
	}

	/**
	 * Makes a value.
	 * @param type the type as PostgreSQL formats it
	 * @param row which row it is for, counted from 1: each has a value of its own
	 * @param place a number that grows from column to column
	 * @param guess which guess it is, counted from 0
	 * @param checks the conditions on the value
	 * @return an expression, or {@code null} where there is no value of the type
	 */
	@Nullable String of(String type, int row, int place, int guess, Collection<String> checks) {
		if (type.endsWith("[]")) {
			String element = of(type.substring(0, type.indexOf('[')), row, place, guess, checks);
			return (element != null) ? "array[%s]::%s".formatted(element, type) : null;
		}
		String base = base(type);
		Domain domain = this.domains.get(base);
		if (domain != null) {
			List<String> all = new ArrayList<>(checks);
			all.addAll(this.domainChecks.getOrDefault(base, List.of()));
			String value = of(domain.type(), row, place, guess, all);
			return (value != null) ? "(%s)::%s".formatted(value, type) : null;
		}
		EnumType labels = this.enums.get(base);
		if (labels != null) {
			return labels.labels().isEmpty() ? null
					: cast(labels.labels().get((row + guess) % labels.labels().size()), type);
		}
		CompositeType composite = this.composites.get(base);
		if (composite != null) {
			return cast("(" + ",".repeat(Math.max(0, composite.attributes().size() - 1)) + ")", type);
		}
		String text = text(base, type, row, place, guess, checks);
		return (text != null) ? cast(text, type) : null;
	}

	/** Writes a condition that a value fulfills, as a check has it. */
	static String oneOf(String literal) {
		return "x = ANY (ARRAY[" + literal + "])";
	}

	private static String base(String type) {
		return MODIFIERS.matcher(type).replaceFirst("").strip();
	}

	private static String cast(String text, String type) {
		return "%s::%s".formatted(Names.literal(text).strip(), type);
	}

	private @Nullable String text(String base, String type, int row, int place, int guess, Collection<String> checks) {
		return switch (base) {
			case "smallint", "integer", "bigint", "real", "double precision", "oid", "money" ->
				number(row, place, guess, checks, Integer.MAX_VALUE);
			case "numeric" -> decimal(type, row, place, guess, checks);
			case "boolean" -> ((row + guess) % 2 == 1) ? "true" : "false";
			case "character varying", "character", "text", "name", "citext", "bpchar", "\"char\"" ->
				string(type, row, guess, checks);
			case "uuid" -> "00000000-0000-4000-8000-00000000000" + row;
			case "bytea" -> "\\x0" + row;
			case "json", "jsonb" -> "{\"a\": " + row + "}";
			case "xml" -> "<a>" + row + "</a>";
			case "inet" -> "10.0.0." + row;
			case "cidr" -> "10.0." + row + ".0/24";
			case "macaddr" -> "08:00:2b:01:02:0" + row;
			case "macaddr8" -> "08:00:2b:01:02:03:04:0" + row;
			case "bit" -> bits(type, row, true);
			case "bit varying" -> bits(type, row, false);
			case "tsvector", "tsquery" -> "w" + row;
			default -> {
				List<String> listed = checks.stream().flatMap((check) -> listed(check).stream()).toList();
				yield listed.isEmpty() ? timeOrShape(base, row, place) : listed.get((row - 1 + guess) % listed.size());
			}
		};
	}

	/** The strings of which a check wants one. */
	private static List<String> listed(String check) {
		return LIST.matcher(check).find() ? strings(check) : List.of();
	}

	private static List<String> strings(String check) {
		List<String> strings = new ArrayList<>();
		SqlTokens tokens = SqlTokens.of(check);
		for (SqlToken token = tokens.next(); token != null; token = tokens.next()) {
			if (token.type() == TokenType.STRING) {
				strings.add(token.string());
			}
		}
		return strings;
	}

	private static @Nullable String timeOrShape(String base, int row, int place) {
		// two digits; from one column to the next later
		int day = Math.min(10 + place, 28);
		String date = "200" + row + "-01-" + day;
		return switch (base) {
			case "date" -> date;
			case "timestamp without time zone" -> date + " 01:02:03";
			case "timestamp with time zone" -> date + " 01:02:03+00";
			case "time without time zone" -> "0" + row + ":" + day + ":00";
			case "time with time zone" -> "0" + row + ":" + day + ":00+00";
			case "interval" -> row + " days";
			case "point" -> "(" + row + "," + row + ")";
			case "box", "lseg", "path", "polygon" -> "((0,0),(" + row + "," + row + "))";
			case "line" -> "{1,1," + row + "}";
			case "circle" -> "<(0,0)," + row + ">";
			case "int4range", "int8range", "numrange" -> "[" + row * 10 + "," + (row * 10 + 5) + ")";
			case "daterange", "tsrange", "tstzrange" -> "[%s,%s]".formatted(date, date);
			case "int4multirange", "int8multirange", "nummultirange", "datemultirange", "tsmultirange",
					"tstzmultirange" ->
				"{}";
			case "hstore" -> "a=>" + row;
			default -> null;
		};
	}

	/** Within the bounds that a check names, and else around the numbers in it. */
	private static String number(int row, int place, int guess, Collection<String> checks, int limit) {
		List<Integer> literals = numbers(checks);
		if (literals.isEmpty()) {
			boolean spread = guess == 0 && row * 100 + place <= limit;
			return String.valueOf(spread ? row * 100 + place : Math.min(row, limit));
		}
		int least = literals.get(0);
		int most = literals.get(literals.size() - 1);
		if (checks.stream().anyMatch((check) -> LIST.matcher(check).find())) {
			return String.valueOf(literals.get((row - 1 + guess) % literals.size()));
		}
		return String.valueOf(switch (guess) {
			case 0 -> bounded(row, checks);
			case 1 -> most + row;
			case 2 -> least + row - 1;
			case 3 -> most;
			default -> least - row;
		});
	}

	private static int bounded(int row, Collection<String> checks) {
		Integer low = null;
		Integer high = null;
		for (String check : checks) {
			Matcher bound = BOUND.matcher(check);
			while (bound.find()) {
				int number = Integer.parseInt(bound.group("number"));
				int strict = bound.group("operator").endsWith("=") ? 0 : 1;
				if (bound.group("operator").startsWith(">")) {
					low = (low == null) ? number + strict : Math.max(low, number + strict);
				}
				else {
					high = (high == null) ? number - strict : Math.min(high, number - strict);
				}
			}
		}
		if (low != null) {
			int value = low + row - 1;
			return (high != null) ? Math.min(value, high) : value;
		}
		return (high != null && high < row) ? high - row + 1 : row;
	}

	private static List<Integer> numbers(Collection<String> checks) {
		return checks.stream()
			.flatMap((check) -> NUMBER.matcher(check).results().map(MatchResult::group).map(Integer::valueOf))
			.distinct()
			.sorted()
			.toList();
	}

	private static String decimal(String type, int row, int place, int guess, Collection<String> checks) {
		Matcher modifiers = MODIFIERS.matcher(type);
		if (!modifiers.find()) {
			return number(row, place, guess, checks, Integer.MAX_VALUE);
		}
		int scale = (modifiers.group(2) != null) ? Integer.parseInt(modifiers.group(2)) : 0;
		int digits = Integer.parseInt(modifiers.group(1)) - scale;
		if (digits < 1) {
			return "0." + "0".repeat(scale - 1) + row;
		}
		return number(row, place, guess, checks, (digits > 3) ? Integer.MAX_VALUE : 9);
	}

	private static String string(String type, int row, int guess, Collection<String> checks) {
		Matcher modifiers = MODIFIERS.matcher(type);
		int length = modifiers.find() ? Integer.parseInt(modifiers.group(1)) : type.equals("character") ? 1 : LONGEST;
		String letter = String.valueOf((char) ('a' + row - 1));
		boolean known = guess < OTHERS || checks.stream().anyMatch((check) -> !listed(check).isEmpty());
		String value = known ? fitting(letter, row, guess, checks) : USUAL.get((guess - OTHERS) % USUAL.size());
		return (value.length() > Math.min(length, LONGEST)) ? value.substring(0, Math.min(length, LONGEST)) : value;
	}

	/** One of a list, of a length, or like a pattern, as the checks say. */
	private static String fitting(String letter, int row, int guess, Collection<String> checks) {
		List<String> listed = checks.stream().flatMap((check) -> listed(check).stream()).toList();
		if (!listed.isEmpty()) {
			return listed.get((row - 1 + guess) % listed.size());
		}
		for (String check : checks) {
			if (check.contains(" ~~ ") && !strings(check).isEmpty()) {
				return strings(check).get(0).replace("%", letter).replace("_", letter);
			}
		}
		List<String> lengths = checks.stream().filter((check) -> check.contains("length(")).toList();
		int length = lengths.isEmpty() ? 1 : Math.max(1, bounded(1, lengths));
		return letter.repeat(Math.min(length + guess, LONGEST));
	}

	private static String bits(String type, int row, boolean fixed) {
		Matcher modifiers = MODIFIERS.matcher(type);
		int length = modifiers.find() ? Integer.parseInt(modifiers.group(1)) : 1;
		String bits = Integer.toBinaryString(row);
		if (bits.length() > length) {
			bits = bits.substring(bits.length() - length);
		}
		return fixed ? "0".repeat(length - bits.length()) + bits : bits;
	}

}
