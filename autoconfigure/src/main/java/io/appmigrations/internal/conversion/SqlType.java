package io.appmigrations.internal.conversion;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A type as PostgreSQL formats it, taken apart.
 *
 * @param name the name of the type, or of its elements, without length and the like
 * @param modifiers length, or precision and scale
 * @param fields what an interval is limited to, such as {@code day to second}, or empty
 * @param array whether it is an array
 */
public record SqlType(String name, List<Integer> modifiers, String fields, boolean array) {

	private static final Set<String> STRINGS = Set.of("text", "character varying", "character", "bpchar", "name",
			"\"char\"", "citext");

	private static final Set<String> INTEGERS = Set.of("smallint", "integer", "bigint");

	private static final Set<String> FLOATS = Set.of("real", "double precision");

	private static final Set<String> TIMES = Set.of("date", "time without time zone", "time with time zone",
			"timestamp without time zone", "timestamp with time zone");

	private static final Pattern MODIFIERS = Pattern.compile("\\(([-0-9, ]+)\\)");

	private static final Pattern INTERVAL = Pattern.compile("interval(?: ([a-z ]+))?");

	private static final Pattern SIX_DIGITS = Pattern.compile("^(timestamp|timestamptz|time|timetz|interval)\\(6\\)");

	private static final Pattern CITEXT = Pattern.compile("(?:.+\\.)?citext");

	/**
	 * Takes a type apart.
	 * @param type the type as {@code format_type} writes it
	 */
	public static SqlType of(String type) {
		boolean array = type.endsWith("[]");
		String name = array ? type.substring(0, type.length() - 2) : type;
		if (name.startsWith("\"")) {
			return new SqlType(name, List.of(), "", array);
		}
		List<Integer> modifiers = List.of();
		Matcher matcher = MODIFIERS.matcher(name);
		if (matcher.find()) {
			modifiers = Stream.of(matcher.group(1).split(","))
				.map((number) -> Integer.valueOf(number.strip()))
				.toList();
			name = matcher.replaceFirst("");
		}
		Matcher interval = INTERVAL.matcher(name);
		if (interval.matches()) {
			String fields = (interval.group(1) != null) ? interval.group(1) : "";
			return new SqlType("interval", modifiers, fields, array);
		}
		return new SqlType(CITEXT.matcher(name).matches() ? "citext" : name, modifiers, "", array);
	}

	/** Six digits are what a time has where nothing is said (manual, 8.5). */
	public static boolean areSame(String declared, String old) {
		return SIX_DIGITS.matcher(declared).replaceFirst("$1").equals(SIX_DIGITS.matcher(old).replaceFirst("$1"));
	}

	SqlType element() {
		return new SqlType(this.name, this.modifiers, this.fields, false);
	}

	/**
	 * Returns the length, precision or number of bits, or another number where it has
	 * none.
	 */
	int modifier(int otherwise) {
		return this.modifiers.isEmpty() ? otherwise : this.modifiers.get(0);
	}

	boolean isLimited() {
		return !this.modifiers.isEmpty();
	}

	/** Returns the digits after the point of a numeric that has a precision. */
	int scale() {
		return (this.modifiers.size() > 1) ? this.modifiers.get(1) : 0;
	}

	boolean is(String... names) {
		return List.of(names).contains(this.name);
	}

	boolean isString() {
		return STRINGS.contains(this.name);
	}

	/** Whether blanks at the end do not count. */
	boolean isPadded() {
		return is("character", "bpchar");
	}

	boolean isInteger() {
		return INTEGERS.contains(this.name);
	}

	boolean isFloat() {
		return FLOATS.contains(this.name);
	}

	boolean isNumber() {
		return isInteger() || isFloat() || is("numeric");
	}

	boolean isTime() {
		return TIMES.contains(this.name);
	}

	boolean isJson() {
		return is("json", "jsonb");
	}

	/** Returns the most characters that it holds, or {@code Integer.MAX_VALUE}. */
	int maxLength() {
		return switch (this.name) {
			case "character varying", "character", "bit", "bit varying" -> modifier(Integer.MAX_VALUE);
			case "\"char\"" -> 1;
			case "boolean" -> 5;
			case "smallint" -> 6;
			case "integer" -> 11;
			case "real" -> 15;
			case "date", "time without time zone" -> 16;
			case "macaddr" -> 17;
			case "bigint" -> 20;
			case "money", "macaddr8" -> 23;
			case "double precision", "time with time zone" -> 24;
			case "uuid", "timestamp without time zone", "timestamp with time zone" -> 36;
			case "inet", "cidr" -> 49;
			case "name" -> 63;
			case "numeric" -> isLimited() ? Math.max(this.modifiers.get(0) + Math.abs(scale()), "Infinity".length()) + 3
					: Integer.MAX_VALUE;
			default -> Integer.MAX_VALUE;
		};
	}

}
