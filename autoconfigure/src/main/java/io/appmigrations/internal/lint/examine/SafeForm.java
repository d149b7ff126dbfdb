package io.appmigrations.internal.lint.examine;

import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * What to write instead of a statement, so that nobody waits for long.
 */
public final class SafeForm {

	private static final String OFF = "-- migrate:upgrade transaction:off\n";

	private static final String EXPAND = """
			-- 1. add a column of the new kind, without a volatile default, and a trigger that fills it
			-- 2. fill it in batches: update in a section with batch:TABLE.KEY
			-- 3. in a later revision, use it instead of the old one""";

	private final StatementFacts facts;

	private final String sql;

	private final int version;

	/** The table as the statement writes it. */
	private String table = "";

	public SafeForm(StatementFacts facts, int version) {
		this.facts = facts;
		this.sql = facts.statement().text();
		this.version = version;
	}

	/**
	 * The SQL that can be pasted, or words; {@code null} where there is no other form.
	 */
	public @Nullable String suggestion() {
		StatementShape shape = StatementShape.of(this.sql);
		String kind = shape.kind();
		return switch (shape.verb()) {
			case "create" -> kind.equals("index") ? createIndex(shape) : null;
			case "reindex", "refresh" -> OFF + withWordAt(kindEnd(kind), "concurrently") + ";";
			case "alter" -> kind.equals("table") ? alterTable(shape) : kind.equals("domain")
					? "Add the constraint NOT VALID, and check it with VALIDATE CONSTRAINT when there are no writes."
					: null;
			case "drop" -> kind.equals("index") && shape.names().size() == 1 && !this.sql
				.matches("(?is).*\\bcascade\\s*") ? OFF + withWordAt(kindEnd("index"), "concurrently") + ";" : kind
					.equals("index")
							? "Use drop index concurrently, in a separate statement for each index and without cascade."
							: null;
			case "do", "call" -> "Read or change the rows before the lock is taken: in a transaction of its own, or in "
					+ "batches (batch:TABLE.KEY).";
			case "cluster", "vacuum" -> "pg_repack does the same without a lock.";
			default -> null;
		};
	}

	private String createIndex(StatementShape shape) {
		boolean partitioned = shape.relation() != null
				&& this.facts.indexed().stream().noneMatch((table) -> table.name().equals(shape.relation().name()));
		return partitioned ? """
				-- on a partitioned table: create the index on it alone, build one of each partition, attach them
				create index ... on only ...;
				create index concurrently ... on PARTITION ...;
				alter index ... attach partition ...;""" : OFF + withWordAt(kindEnd("index"), "concurrently") + ";";
	}

	/** Where the first of the key words of a kind ends. */
	private int kindEnd(String kind) {
		String[] words = kind.split(" ");
		SqlTokens tokens = SqlTokens.of(this.sql);
		while (!tokens.isAtEnd()) {
			if (tokens.isNext(words)) {
				SqlToken last = tokens.peek(words.length - 1);
				return (last != null) ? last.end() : this.sql.length();
			}
			tokens.next();
		}
		return this.sql.length();
	}

	private String withWordAt(int offset, String word) {
		return this.sql.substring(0, offset) + " " + word + this.sql.substring(offset);
	}

	private @Nullable String alterTable(StatementShape shape) {
		SqlTokens action = shape.rest();
		this.table = this.sql.substring(shape.nameOffset(), action.offset()).strip();
		if (hasSeveralActions(action.copy())) {
			return "Write each action as a separate statement, to see which of them takes the time.";
		}
		if (action.accept("alter")) {
			action.accept("column");
			return alterColumn(action);
		}
		if (action.isNext("attach")) {
			return "First add a check constraint that implies the bounds to the new table (and its opposite to the "
					+ "default partition), NOT VALID, and validate it.";
		}
		if (!action.accept("add")) {
			return EXPAND;
		}
		String constraint = action.accept("constraint") ? nameOf(action) : null;
		if (action.isNext("check") || action.isNext("foreign", "key")) {
			return notValid(action, (constraint != null) ? constraint : "CONSTRAINT_NAME");
		}
		if (action.isNext("unique") || action.isNext("primary", "key")) {
			return usingIndex(action, (constraint != null) ? constraint : "CONSTRAINT_NAME");
		}
		return (constraint != null || action.isNext("exclude")) ? null : EXPAND;
	}

	private static boolean hasSeveralActions(SqlTokens action) {
		int start = action.offset();
		action.toNextPart();
		return action.offset() > start && !action.isAtEnd();
	}

	private @Nullable String nameOf(SqlTokens tokens) {
		int start = tokens.offset();
		SqlToken name = tokens.next();
		return (name != null) ? this.sql.substring(start, name.end()) : null;
	}

	private @Nullable String alterColumn(SqlTokens action) {
		String column = nameOf(action);
		if (column == null || !action.accept("set", "not", "null")) {
			return EXPAND;
		}
		String name = unquoted(this.table) + "_" + unquoted(column) + "_not_null";
		if (this.version >= 18) {
			return OFF + """
					alter table %1$s add constraint %2$s not null %3$s not valid;
					alter table %1$s validate constraint %2$s;""".formatted(this.table, name, column);
		}
		return OFF + """
				alter table %1$s add constraint %2$s check (%3$s is not null) not valid;
				alter table %1$s validate constraint %2$s;
				alter table %1$s alter column %3$s set not null;
				alter table %1$s drop constraint %2$s;""".formatted(this.table, name, column);
	}

	private static String unquoted(String name) {
		return name.substring(name.lastIndexOf('.') + 1).replaceAll("[^\\p{Alnum}_]", "");
	}

	private String notValid(SqlTokens definition, String constraint) {
		return OFF + """
				alter table %1$s add constraint %2$s %3$s not valid;
				alter table %1$s validate constraint %2$s;""".formatted(this.table, constraint,
				this.sql.substring(definition.offset()));
	}

	private @Nullable String usingIndex(SqlTokens definition, String constraint) {
		String kind = definition.accept("primary", "key") ? "primary key" : "unique";
		if (!kind.equals("primary key")) {
			definition.accept("unique");
		}
		String columns = definition.parenthesized();
		if (columns == null) {
			return kind.equals("primary key") ? "First make the columns of the index not null, with a validated check."
					: null;
		}
		String notNull = kind.equals("primary key") ? "-- its columns must be not null first\n" : "";
		return OFF + """
				%5$screate unique index concurrently %2$s on %1$s %3$s;
				alter table %1$s add constraint %2$s %4$s using index %2$s;""".formatted(this.table, constraint,
				columns, kind, notNull);
	}

}
