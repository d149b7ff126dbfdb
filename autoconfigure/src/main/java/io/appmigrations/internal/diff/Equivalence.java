package io.appmigrations.internal.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.appmigrations.internal.schema.Constraint;

/**
 * Whether two definitions, as PostgreSQL prints them, mean the same although they are not
 * written the same: the order of the values of a list and of the conditions of a check
 * does not matter. Hibernate's own order differs from run to run. Nor does that of the
 * columns of a primary key, which nobody can say with entities (Hibernate orders them by
 * size and name, or not at all, as it happens to run), nor that of the pairs of columns
 * of a foreign key.
 */
final class Equivalence {

	private static final String LITERAL = "(?:'(?:[^']|'')*+'(?:::[a-z ]++)?|-?[0-9.]++)";

	private static final Pattern EACH_LITERAL = Pattern.compile(LITERAL);

	private static final Pattern LIST = Pattern
		.compile("(?<before>\\(|ARRAY\\[)(?<values>" + LITERAL + "(?:, " + LITERAL + ")++)(?<after>[)\\]])");

	private static final String CHECK = "CHECK (";

	private static final String NAME = "(?:\"(?:[^\"]|\"\")*+\"|[^\", ()]++)";

	private static final Pattern EACH_NAME = Pattern.compile(NAME);

	private static final String NAMES = NAME + "(?:, " + NAME + ")*+";

	private static final Pattern PRIMARY_KEY = Pattern
		.compile("PRIMARY KEY \\((?<columns>" + NAMES + ")\\)(?<rest>.*)");

	private static final Pattern FOREIGN_KEY = Pattern.compile("FOREIGN KEY \\((?<columns>" + NAMES
			+ ")\\) REFERENCES (?<table>[^(]+)\\((?<referenced>" + NAMES + ")\\)(?<rest>.*)");

	private Equivalence() {
	}

	static boolean areSame(Constraint left, Constraint right) {
		return left.type() == right.type() && canonical(left.definition()).equals(canonical(right.definition()));
	}

	static String canonical(String definition) {
		Matcher primaryKey = PRIMARY_KEY.matcher(definition);
		if (primaryKey.matches()) {
			return new TreeSet<>(names(primaryKey.group("columns"))) + primaryKey.group("rest");
		}
		Matcher foreignKey = FOREIGN_KEY.matcher(definition);
		if (foreignKey.matches()) {
			List<String> columns = names(foreignKey.group("columns"));
			List<String> referenced = names(foreignKey.group("referenced"));
			Map<String, String> pairs = new TreeMap<>();
			for (int i = 0; i < columns.size(); i++) {
				pairs.put(columns.get(i), referenced.get(i));
			}
			return foreignKey.group("table") + pairs + foreignKey.group("rest");
		}
		Matcher matcher = LIST.matcher(definition);
		String sorted = matcher.replaceAll((match) -> Matcher
			.quoteReplacement(matcher.group("before") + sorted(matcher.group("values")) + matcher.group("after")));
		if (!sorted.startsWith(CHECK)) {
			return sorted;
		}
		int end = sorted.lastIndexOf(')');
		return CHECK + sortedConditions(sorted.substring(CHECK.length(), end)) + sorted.substring(end);
	}

	private static List<String> names(String list) {
		return EACH_NAME.matcher(list).results().map(MatchResult::group).toList();
	}

	private static String sorted(String values) {
		return EACH_LITERAL.matcher(values)
			.results()
			.map(MatchResult::group)
			.sorted()
			.collect(Collectors.joining(", "));
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
