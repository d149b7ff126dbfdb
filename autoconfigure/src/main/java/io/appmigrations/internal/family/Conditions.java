package io.appmigrations.internal.family;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The conditions of checks, as far as one plainly follows from others.
 */
final class Conditions {

	private static final Pattern CHECK = Pattern.compile("(?s)CHECK \\((.*)\\)(?: NO INHERIT)?");

	private static final Pattern BOUND = Pattern
		.compile("(?s)(.+) ([<>])(=?) '?(-?[0-9]+(?:\\.[0-9]+)?)'?(?:::[a-z ]+)?");

	/**
	 * What PostgreSQL prints of varchar columns and not of text, or the other way round.
	 */
	private static final Pattern AS_TEXT = Pattern.compile("::(?:text|character varying)\\b(?:\\[\\])?(?!\\()");

	private static final String AND = " AND ";

	private static final String OR = " OR ";

	private Conditions() {
	}

	/**
	 * Whether rows that satisfy checks satisfy another one too: it demands less, or the
	 * same with wider bounds.
	 * @param check a check as PostgreSQL prints it
	 * @param others checks that all rows satisfy
	 */
	static boolean follow(String check, Collection<String> others) {
		List<String> known = others.stream().flatMap((other) -> parts(other).stream()).toList();
		List<String> parts = parts(check);
		return !parts.isEmpty()
				&& parts.stream().allMatch((part) -> known.stream().anyMatch((other) -> follows(part, other)));
	}

	/**
	 * Whether two expressions or conditions are the same, whether what is in them is text
	 * or varchar.
	 * @param one an expression as PostgreSQL prints it
	 * @param other another one
	 */
	static boolean isSame(String one, String other) {
		return asOfText(one).equals(asOfText(other));
	}

	/** Leaves out the casts from varchar to text and back, which keep every value. */
	static String asOfText(String sql) {
		return AS_TEXT.matcher(sql).replaceAll("");
	}

	private static boolean follows(String part, String known) {
		if (part.equals(known)) {
			return true;
		}
		Matcher one = BOUND.matcher(part);
		Matcher other = BOUND.matcher(known);
		if (!one.matches() || !other.matches() || !one.group(1).equals(other.group(1))
				|| !one.group(2).equals(other.group(2))) {
			return false;
		}
		int order = new BigDecimal(one.group(4)).compareTo(new BigDecimal(other.group(4)));
		int wider = one.group(2).equals("<") ? order : -order;
		return wider > 0 || (wider == 0 && !(one.group(3).isEmpty() && !other.group(3).isEmpty()));
	}

	/** What is joined by {@code AND}, none where it cannot be told. */
	private static List<String> parts(String definition) {
		Matcher check = CHECK.matcher(asOfText(definition));
		return check.matches() ? split(check.group(1)) : List.of();
	}

	private static List<String> split(String condition) {
		List<String> parts = new ArrayList<>();
		int depth = 0;
		int start = 0;
		char quote = 0;
		for (int i = 0; i < condition.length(); i++) {
			char c = condition.charAt(i);
			if (quote != 0) {
				quote = (c == quote) ? 0 : quote;
			}
			else if (c == '\'' || c == '"') {
				quote = c;
			}
			else if (c == '(' || c == '[') {
				depth++;
			}
			else if (c == ')' || c == ']') {
				depth--;
			}
			else if (depth == 0 && (condition.startsWith(OR, i) || condition.startsWith("CASE ", i))) {
				return List.of(condition);
			}
			else if (depth == 0 && condition.startsWith(AND, i)) {
				parts.add(condition.substring(start, i));
				start = i + AND.length();
			}
		}
		parts.add(condition.substring(start));
		return parts;
	}

}
