package io.appmigrations.autogenerate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.appmigrations.schema.Constraint;

/**
 * Whether two definitions, as PostgreSQL prints them, mean the same although they are not
 * written the same: the order of the values of a list and of the conditions of a check
 * does not matter. Hibernate's own order differs from run to run.
 */
final class Equivalence {

	private static final String LITERAL = "(?:'(?:[^']|'')*'(?:::[a-z ]+)?|-?[0-9.]+)";

	private static final Pattern LIST = Pattern
		.compile("(?<before>\\(|ARRAY\\[)(?<values>" + LITERAL + "(?:, " + LITERAL + ")+)(?<after>[)\\]])");

	private static final String CHECK = "CHECK (";

	private Equivalence() {
	}

	static boolean areSame(Constraint left, Constraint right) {
		return left.type() == right.type() && canonical(left.definition()).equals(canonical(right.definition()));
	}

	static String canonical(String definition) {
		Matcher matcher = LIST.matcher(definition);
		String sorted = matcher.replaceAll((match) -> Matcher
			.quoteReplacement(matcher.group("before") + sorted(matcher.group("values")) + matcher.group("after")));
		if (!sorted.startsWith(CHECK)) {
			return sorted;
		}
		int end = sorted.lastIndexOf(')');
		return CHECK + sortedConditions(sorted.substring(CHECK.length(), end)) + sorted.substring(end);
	}

	private static String sorted(String values) {
		return Arrays.stream(values.split(", (?=(?:[^']*'[^']*')*[^']*$)")).sorted().collect(Collectors.joining(", "));
	}

	private static String sortedConditions(String condition) {
		List<String> parts = new ArrayList<>();
		int depth = 0;
		boolean quoted = false;
		int start = 0;
		for (int i = 0; i < condition.length(); i++) {
			char c = condition.charAt(i);
			if (c == '\'') {
				quoted = !quoted;
			}
			else if (!quoted && c == '(') {
				depth++;
			}
			else if (!quoted && c == ')') {
				depth--;
			}
			else if (!quoted && depth == 0 && condition.startsWith(" OR ", i)) {
				return condition;
			}
			else if (!quoted && depth == 0 && condition.startsWith(" AND ", i)) {
				parts.add(condition.substring(start, i));
				start = i + " AND ".length();
			}
		}
		parts.add(condition.substring(start));
		return parts.stream().sorted().collect(Collectors.joining(" AND "));
	}

}
