package io.appmigrations.internal.online;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import io.appmigrations.model.NamingConvention;
import org.jspecify.annotations.Nullable;

/**
 * The statements to write instead of one that would keep others waiting while it reads or
 * writes a whole table. They lead to the same catalog on every supported PostgreSQL.
 *
 * @param sort what the statement does
 * @param before what is done first, a list for each transaction
 * @param within what is done in the place of the statement, with its neighbors
 * @param after what is done once that is committed, a list for each transaction
 */
public record OnlineForm(Sort sort, List<List<String>> before, List<String> within, List<List<String>> after) {

	/** What a statement does. */
	public enum Sort {

		/** Creates an index. */
		INDEX,

		/** Drops an index. */
		INDEX_REMOVAL,

		/** Adds a primary key or a unique constraint. */
		KEY,

		/** Adds a foreign key or a check. */
		VALIDATION,

		/** Makes a column required. */
		NOT_NULL

	}

	/**
	 * Copies the lists.
	 */
	public OnlineForm {
		before = before.stream().map(List::copyOf).toList();
		within = List.copyOf(within);
		after = after.stream().map(List::copyOf).toList();
	}

	/**
	 * Finds the online form of a statement.
	 * @param sql the statement, without a semicolon
	 * @param relations what is there
	 * @return the form, or {@code null} where the statement is short anyway, or
	 * PostgreSQL knows no other form
	 */
	public static @Nullable OnlineForm of(String sql, Relations relations) {
		StatementShape shape = StatementShape.of(sql);
		if (shape.is("create", "index")) {
			return createIndex(sql, shape, relations);
		}
		if (shape.is("drop", "index")) {
			return dropIndex(sql, shape, relations);
		}
		QualifiedName table = shape.name();
		return (shape.is("alter", "table") && table != null && !shape.has("only") && relations.isInUse(table))
				? new Alteration(sql, shape, table, relations).form() : null;
	}

	private static @Nullable OnlineForm createIndex(String sql, StatementShape shape, Relations relations) {
		QualifiedName table = shape.relation();
		if (table == null || shape.has("concurrently") || !relations.isInUse(table) || relations.isPartitioned(table)) {
			return null;
		}
		return new OnlineForm(Sort.INDEX, List.of(), List.of(), List.of(List.of(concurrently(sql))));
	}

	private static @Nullable OnlineForm dropIndex(String sql, StatementShape shape, Relations relations) {
		QualifiedName index = shape.name();
		QualifiedName table = (index != null) ? relations.tableOf(index) : null;
		if (table == null || shape.names().size() > 1 || shape.has("concurrently") || shape.rest().isNext("cascade")
				|| !relations.isInUse(table) || relations.isPartitioned(table)) {
			return null;
		}
		return new OnlineForm(Sort.INDEX_REMOVAL, List.of(List.of(concurrently(sql))), List.of(), List.of());
	}

	/** Writes the word behind {@code index}. */
	private static String concurrently(String sql) {
		SqlTokens tokens = SqlTokens.of(sql);
		while (!tokens.isNext("index")) {
			tokens.next();
		}
		int end = Objects.requireNonNull(tokens.next()).end();
		return sql.substring(0, end) + " concurrently" + sql.substring(end);
	}

	/**
	 * Writes a statement as it can run in a transaction.
	 * @param sql the statement
	 * @return the statement without {@code concurrently}
	 */
	public static String inTransaction(String sql) {
		int offset = StatementShape.of(sql).concurrentlyOffset();
		return (offset < 0) ? sql
				: sql.substring(0, offset) + sql.substring(offset + "concurrently".length()).stripLeading();
	}

	/** One statement {@code alter table}. */
	private static final class Alteration {

		private final String sql;

		private final QualifiedName name;

		private final Relations relations;

		private final SqlTokens action;

		/** The table as the statement writes it. */
		private final String table;

		Alteration(String sql, StatementShape shape, QualifiedName name, Relations relations) {
			this.sql = sql;
			this.name = name;
			this.relations = relations;
			this.action = shape.rest();
			this.table = sql.substring(shape.nameOffset(), this.action.offset()).strip();
		}

		@Nullable OnlineForm form() {
			if (hasSeveralActions(this.action.copy())) {
				return null;
			}
			if (this.action.accept("alter")) {
				this.action.accept("column");
				String column = nameAsWritten();
				return (column != null && this.action.accept("set", "not", "null")) ? notNull(column) : null;
			}
			if (!this.action.accept("add", "constraint")) {
				return null;
			}
			SqlToken token = this.action.peek(0);
			String constraint = nameAsWritten();
			if (token == null || constraint == null) {
				return null;
			}
			int definition = this.action.offset();
			if (this.action.isNext("unique") || this.action.isNext("primary", "key")) {
				return this.relations.isPartitioned(this.name) ? null : key(constraint, token.name());
			}
			if (isLeftUnchecked(this.action.copy())) {
				return null;
			}
			if (this.action.isNext("foreign", "key")) {
				return this.relations.isPartitioned(this.name) ? null : foreignKey(constraint, definition);
			}
			if (this.action.isNext("check")) {
				return validated(Sort.VALIDATION, constraint, definition, List.of());
			}
			return this.action.isNext("not", "null") ? validated(Sort.NOT_NULL, constraint, definition, List.of())
					: null;
		}

		private static boolean hasSeveralActions(SqlTokens action) {
			int start = action.offset();
			action.toNextPart();
			return action.offset() > start && !action.isAtEnd();
		}

		/** Whether no row is looked at anyway. */
		private static boolean isLeftUnchecked(SqlTokens definition) {
			while (!definition.isAtEnd()) {
				if (definition.isNext("not", "valid") || definition.isNext("not", "enforced")) {
					return true;
				}
				if (definition.parenthesized() == null) {
					definition.next();
				}
			}
			return false;
		}

		private @Nullable String nameAsWritten() {
			int start = this.action.offset();
			SqlToken token = this.action.next();
			return (token != null) ? this.sql.substring(start, token.end()) : null;
		}

		private OnlineForm validated(Sort sort, String constraint, int definition, List<String> first) {
			String add = "alter table %s add constraint %s %s not valid".formatted(this.table, constraint,
					this.sql.substring(definition).strip());
			List<String> within = first.isEmpty() ? List.of(add) : List.of(first.get(0), add);
			return new OnlineForm(sort, List.of(), within, List.of(List.of(validate(constraint))));
		}

		private String validate(String constraint) {
			return "alter table %s validate constraint %s".formatted(this.table, constraint);
		}

		/**
		 * Both tables are locked, first the one that is written to first, as by those who
		 * add rows.
		 */
		private OnlineForm foreignKey(String constraint, int definition) {
			SqlTokens key = this.action.copy();
			while (!key.isAtEnd() && !key.accept("references")) {
				key.next();
			}
			int start = key.offset();
			QualifiedName target = key.qualifiedName();
			boolean isLocked = target != null && !target.equals(this.name) && this.relations.isInUse(target)
					&& this.relations.mayLock(target) && this.relations.mayLock(this.name);
			return validated(Sort.VALIDATION, constraint, definition,
					!isLocked ? List.of() : List.of("lock table %s, %s in share row exclusive mode"
						.formatted(this.sql.substring(start, endOfName(start)), this.table)));
		}

		private int endOfName(int start) {
			SqlTokens tokens = SqlTokens.of(this.sql.substring(start));
			tokens.qualifiedName();
			return start + this.sql.substring(start, start + tokens.offset()).stripTrailing().length();
		}

		private @Nullable OnlineForm key(String constraint, String constraintName) {
			String kind = this.action.accept("primary", "key") ? "primary key" : "unique";
			if (kind.equals("unique")) {
				this.action.accept("unique");
			}
			boolean nullsAreEqual = this.action.accept("nulls", "not", "distinct");
			this.action.accept("nulls", "distinct");
			String columns = this.action.parenthesized();
			if (columns == null || isPeriod(columns)) {
				return null;
			}
			StringBuilder storage = new StringBuilder();
			if (this.action.accept("include")) {
				storage.append(" include ").append(this.action.parenthesized());
			}
			if (nullsAreEqual) {
				storage.append(" nulls not distinct");
			}
			if (this.action.accept("with")) {
				storage.append(" with ").append(this.action.parenthesized());
			}
			String rest = this.sql.substring(this.action.offset()).strip();
			String index = this.relations.hasIndex(this.name, constraintName)
					? newName((name) -> this.relations.hasIndex(this.name, name), constraintName, "", "new")
					: constraint;
			return new OnlineForm(Sort.KEY,
					List.of(List.of("create unique index concurrently %s on %s %s%s".formatted(index, this.table,
							columns, storage))),
					List.of("alter table %s add constraint %s %s using index %s%s".formatted(this.table, constraint,
							kind, index, rest.isEmpty() ? "" : " " + rest)),
					List.of());
		}

		/** The index of such a key is of another kind. */
		private static boolean isPeriod(String columns) {
			SqlTokens tokens = SqlTokens.of(columns);
			while (!tokens.isAtEnd() && !tokens.isNext("without", "overlaps")) {
				tokens.next();
			}
			return !tokens.isAtEnd();
		}

		/**
		 * A check that is valid shows PostgreSQL that no row has null, so that it need
		 * not look.
		 */
		private OnlineForm notNull(String column) {
			String name = Objects.requireNonNull(SqlTokens.of(column).name());
			String check = newName((one) -> this.relations.hasConstraint(this.name, one), this.name.name(), name,
					"not_null_check");
			return new OnlineForm(Sort.NOT_NULL, List.of(),
					List.of("alter table %s add constraint %s check (%s is not null) not valid".formatted(this.table,
							check, column)),
					List.of(List.of(validate(check)),
							List.of(this.sql, "alter table %s drop constraint %s".formatted(this.table, check))));
		}

	}

	/** A name that nothing has, as SQL writes it. */
	static String newName(Predicate<String> isTaken, String first, String second, String label) {
		String name = NamingConvention.joined(first, second, label);
		for (int i = 1; isTaken.test(name); i++) {
			name = NamingConvention.joined(first, second, label + i);
		}
		return Names.quoted(name);
	}

}
