package io.appmigrations.internal.family.constraint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.TokenType;

/**
 * Whether two definitions, as PostgreSQL prints them, mean the same although they are not
 * written the same: the order of the values of a list and of the conditions of a check
 * does not matter. Hibernate's own order differs from run to run. Nor does that of the
 * columns of a primary key, which nobody can say with entities (Hibernate orders them by
 * size and name, or not at all, as it happens to run), nor that of the pairs of columns
 * of a foreign key.
 */
public final class Equivalence {

	private static final String CHECK = "CHECK (";

	private Equivalence() {
	}

	public static boolean areSame(Constraint left, Constraint right) {
		return left.type() == right.type() && canonical(left.definition()).equals(canonical(right.definition()));
	}

	public static String canonical(String definition) {
		SqlTokens tokens = SqlTokens.of(definition);
		boolean primaryKey = tokens.accept("primary", "key");
		List<String> columns = (primaryKey || tokens.accept("foreign", "key")) ? names(tokens) : List.of();
		if (primaryKey && !columns.isEmpty()) {
			return new TreeSet<>(columns) + " " + definition.substring(tokens.offset());
		}
		int table = tokens.offset();
		if (!columns.isEmpty() && tokens.accept("references") && tokens.qualifiedName() != null) {
			String references = definition.substring(table, tokens.offset());
			List<String> referenced = names(tokens);
			if (referenced.size() == columns.size()) {
				Map<String, String> pairs = new TreeMap<>();
				for (int i = 0; i < columns.size(); i++) {
					pairs.put(columns.get(i), referenced.get(i));
				}
				return references + pairs + " " + definition.substring(tokens.offset());
			}
		}
		String sorted = withSortedLists(definition);
		if (!sorted.startsWith(CHECK)) {
			return sorted;
		}
		int end = sorted.lastIndexOf(')');
		return CHECK + sortedConditions(sorted.substring(CHECK.length(), end)) + sorted.substring(end);
	}

	/** The names in parentheses, none where something else is between them. */
	private static List<String> names(SqlTokens tokens) {
		List<String> names = new ArrayList<>();
		boolean more = tokens.accept("(");
		while (more) {
			SqlToken name = tokens.next();
			if (name == null || !name.type().isName()) {
				return List.of();
			}
			names.add(name.text());
			more = tokens.accept(",");
		}
		return tokens.accept(")") ? names : List.of();
	}

	private static String withSortedLists(String definition) {
		StringBuilder sorted = new StringBuilder();
		int copied = 0;
		SqlTokens tokens = SqlTokens.of(definition);
		while (!tokens.isAtEnd()) {
			if (tokens.accept("(") || tokens.accept("array", "[")) {
				int start = tokens.offset();
				SqlTokens list = tokens.copy();
				List<String> literals = literals(list, definition);
				if (literals.size() > 1) {
					sorted.append(definition, copied, start)
						.append(literals.stream().sorted().collect(Collectors.joining(", ")));
					copied = list.offset();
				}
			}
			else {
				tokens.next();
			}
		}
		return sorted.append(definition, copied, definition.length()).toString();
	}

	/** The constants of a list, each with its type; none where it has anything else. */
	private static List<String> literals(SqlTokens tokens, String definition) {
		List<String> literals = new ArrayList<>();
		do {
			int start = tokens.offset();
			boolean negative = tokens.accept("-");
			SqlToken literal = tokens.next();
			if (literal == null
					|| !(literal.type() == TokenType.NUMBER || (literal.type() == TokenType.STRING && !negative))) {
				return List.of();
			}
			int end = literal.end();
			if (literal.type() == TokenType.STRING && tokens.accept("::")) {
				for (SqlToken type = tokens.peek(0); type != null
						&& type.type() == TokenType.WORD; type = tokens.peek(0)) {
					end = type.end();
					tokens.next();
				}
			}
			literals.add(definition.substring(start, end));
		}
		while (tokens.accept(","));
		return (tokens.isNext(")") || tokens.isNext("]")) ? literals : List.of();
	}

	private static String sortedConditions(String condition) {
		List<String> parts = new ArrayList<>();
		SqlTokens tokens = SqlTokens.of(condition);
		int depth = 0;
		int start = 0;
		for (SqlToken token = tokens.next(); token != null; token = tokens.next()) {
			depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
			if (depth == 0 && token.is("or")) {
				return condition;
			}
			if (depth == 0 && token.is("and")) {
				parts.add(condition.substring(start, token.start()).strip());
				start = token.end();
			}
		}
		parts.add(condition.substring(start).strip());
		return parts.stream().sorted().collect(Collectors.joining(" AND "));
	}

}
