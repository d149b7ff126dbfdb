package io.appmigrations.internal.online;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import io.appmigrations.model.NamingConvention;
import org.jspecify.annotations.Nullable;

/**
 * Writes the names that PostgreSQL gives constraints and indexes without one
 * ({@code ChooseConstraintName} and {@code ChooseIndexName} of its sources) into the
 * statement that creates them.
 */
public final class GivenNames {

	private final String sql;

	private final QualifiedName table;

	private final Relations relations;

	/** The columns that the statement itself adds. */
	private final Set<String> columns = new HashSet<>();

	private final Set<String> given = new HashSet<>();

	private final StringBuilder written = new StringBuilder();

	private int copied;

	private GivenNames(String sql, QualifiedName table, Relations relations) {
		this.sql = sql;
		this.table = new QualifiedName(table.parts().stream().map(GivenNames::cut).toList());
		this.relations = relations;
	}

	/**
	 * Names what a statement creates.
	 * @param sql the statement
	 * @param relations what is there before it
	 * @return the statement with the names, as far as they are known
	 */
	public static String written(String sql, Relations relations) {
		StatementShape shape = StatementShape.of(sql);
		if (shape.is("create", "index")) {
			QualifiedName table = shape.relation();
			return (shape.name() != null || table == null) ? sql : new GivenNames(sql, table, relations).index(shape);
		}
		QualifiedName table = shape.name();
		if (table == null || !(shape.is("alter", "table") || shape.is("create", "table"))) {
			return sql;
		}
		return new GivenNames(sql, table,
				shape.verb().equals("alter") ? RelationsSoFar.withoutDropped(sql, relations) : relations)
			.elements(shape);
	}

	/**
	 * Finds the names of the columns of an index.
	 * @param elements the elements in parentheses, empty where there are none
	 * @return the names in order, {@code null} where one is not known
	 */
	static @Nullable List<String> indexColumns(List<String> elements) {
		List<String> columns = new ArrayList<>();
		for (String list : elements) {
			for (String element : WrittenActions.parts(list.substring(1, list.length() - 1), 0)) {
				String name = ExpressionName.ofElement(element);
				if (name == null) {
					return null;
				}
				String unique = name;
				for (int i = 1; columns.contains(unique); i++) {
					String number = String.valueOf(i);
					unique = NamingConvention.clipped(name, NamingConvention.MAX_BYTES - number.length()) + number;
				}
				columns.add(unique);
			}
		}
		return columns;
	}

	/**
	 * What is in parentheses up to the condition of an index, or what it is stored by.
	 */
	static List<String> lists(SqlTokens definition) {
		List<String> lists = new ArrayList<>();
		while (!definition.isAtEnd() && !definition.isNext("where") && !definition.isNext("with")
				&& !definition.isNext("nulls")) {
			String list = definition.parenthesized();
			if (list != null) {
				lists.add(list);
			}
			else {
				definition.next();
			}
		}
		return lists;
	}

	/** PostgreSQL cuts a name that is too long as soon as it reads it. */
	static String cut(String name) {
		return NamingConvention.clipped(name, NamingConvention.MAX_BYTES);
	}

	private String index(StatementShape shape) {
		List<String> names = indexColumns(lists(shape.rest()));
		if (names == null || names.isEmpty()) {
			return this.sql;
		}
		String name = free(String.join("_", names), "idx", (one) -> this.relations.hasIndex(this.table, one));
		int offset = shape.nameOffset();
		return this.sql.substring(0, offset) + Names.quoted(name) + " " + this.sql.substring(offset);
	}

	private String elements(StatementShape shape) {
		boolean isNew = shape.verb().equals("create");
		SqlTokens rest = shape.rest();
		int start = rest.offset() + (isNew ? 1 : 0);
		String list = isNew ? rest.parenthesized() : this.sql.substring(start);
		if (list == null) {
			return this.sql;
		}
		int end = isNew ? start + list.length() - 2 : this.sql.length();
		List<int[]> elements = WrittenActions.places(this.sql.substring(0, end), start);
		for (int[] element : elements) {
			element(element[0], element[1], isNew, true);
		}
		for (int[] element : elements) {
			element(element[0], element[1], isNew, false);
		}
		return this.written.append(this.sql, this.copied, this.sql.length()).toString();
	}

	/** Reads a part of the statement: first only the columns that it adds. */
	private void element(int start, int end, boolean isNew, boolean columnsOnly) {
		SqlTokens tokens = SqlTokens.of(this.sql.substring(start, end));
		if (!isNew && !tokens.accept("add")) {
			return;
		}
		if (isConstraint(tokens)) {
			if (!columnsOnly) {
				constraint(tokens, start, null);
			}
			return;
		}
		tokens.accept("column");
		tokens.accept("if", "not", "exists");
		String column = tokens.name();
		if (column == null) {
			return;
		}
		if (columnsOnly) {
			this.columns.add(cut(column));
			return;
		}
		while (!tokens.isAtEnd()) {
			if (tokens.isNext("constraint") || Type.of(tokens, true) != null) {
				constraint(tokens, start, column);
			}
			else if (tokens.parenthesized() == null) {
				tokens.next();
			}
		}
	}

	private static boolean isConstraint(SqlTokens tokens) {
		return tokens.isNext("constraint") || Type.of(tokens, false) != null;
	}

	private void constraint(SqlTokens tokens, int start, @Nullable String column) {
		int offset = start + tokens.offset();
		String written = tokens.accept("constraint") ? tokens.name() : null;
		Type type = Type.of(tokens, column != null);
		if (type == null) {
			return;
		}
		tokens.accept(type.words.split(" "));
		if (written != null) {
			this.given.add(cut(written));
		}
		else if (!(tokens.isNext("using", "index") && type.isIndex)) {
			String name = name(type, tokens.copy(), column);
			if (name != null) {
				this.given.add(name);
				this.written.append(this.sql, this.copied, offset)
					.append("constraint ")
					.append(Names.quoted(name))
					.append(' ');
				this.copied = offset;
			}
		}
	}

	private @Nullable String name(Type type, SqlTokens definition, @Nullable String column) {
		List<String> columns = switch (type) {
			case PRIMARY_KEY -> List.of();
			case CHECK -> checked(definition.parenthesized());
			case UNIQUE, EXCLUSION, FOREIGN_KEY, REFERENCES, NOT_NULL ->
				(column != null) ? List.of(cut(column)) : columns(type, definition);
		};
		return (columns == null) ? null
				: free(String.join("_", columns), type.label,
						(one) -> (type.isIndex && this.relations.hasIndex(this.table, one))
								|| !this.relations.tablesWithConstraint(this.table, one).isEmpty());
	}

	private List<String> checked(@Nullable String expression) {
		return (expression == null) ? List.of() : CheckedColumns.single(this.table, expression,
				(column) -> this.columns.contains(column) || this.relations.hasColumn(this.table, column));
	}

	private static @Nullable List<String> columns(Type type, SqlTokens definition) {
		if (type == Type.NOT_NULL) {
			String column = definition.name();
			return (column != null) ? List.of(cut(column)) : null;
		}
		if (type == Type.EXCLUSION) {
			while (!definition.isAtEnd() && !definition.isNext("(")) {
				definition.next();
			}
		}
		definition.accept("nulls", "not", "distinct");
		definition.accept("nulls", "distinct");
		String list = definition.parenthesized();
		if (list == null) {
			return null;
		}
		List<String> lists = new ArrayList<>(List.of(list));
		String included = (type.isIndex && definition.accept("include")) ? definition.parenthesized() : null;
		if (included != null) {
			lists.add(included);
		}
		return indexColumns(lists);
	}

	private String free(String columns, String label, Predicate<String> isTaken) {
		String name = NamingConvention.joined(this.table.name(), columns, label);
		for (int i = 1; this.given.contains(name) || isTaken.test(name); i++) {
			name = NamingConvention.joined(this.table.name(), columns, label + i);
		}
		return name;
	}

	/** The kinds of constraints, with the end of their names. */
	private enum Type {

		PRIMARY_KEY("primary key", "pkey", true), UNIQUE("unique", "key", true), CHECK("check", "check", false),
		EXCLUSION("exclude", "excl", true), FOREIGN_KEY("foreign key", "fkey", false),
		REFERENCES("references", "fkey", false), NOT_NULL("not null", "not_null", false);

		private final String words;

		private final String label;

		private final boolean isIndex;

		Type(String words, String label, boolean isIndex) {
			this.words = words;
			this.label = label;
			this.isIndex = isIndex;
		}

		/** A column that is not null needs no name. */
		static @Nullable Type of(SqlTokens tokens, boolean isOfColumn) {
			for (Type type : values()) {
				boolean isPossible = switch (type) {
					case PRIMARY_KEY, UNIQUE, CHECK -> true;
					case REFERENCES -> isOfColumn;
					case EXCLUSION, FOREIGN_KEY, NOT_NULL -> !isOfColumn;
				};
				if (isPossible && tokens.isNext(type.words.split(" "))) {
					return type;
				}
			}
			return null;
		}

	}

}
