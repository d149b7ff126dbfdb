package io.appmigrations.internal.execution;

import java.util.Set;

import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.script.StatementRules;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.StatementShape;

/**
 * Which statements run outside of transactions, as far as their text says: PostgreSQL
 * itself says it only when they run.
 */
final class OutsideTransaction {

	/** What no schema contains. */
	private static final Set<String> WITHOUT_SCHEMA = Set.of("database", "tablespace", "system", "subscription",
			"schema");

	private OutsideTransaction() {
	}

	/**
	 * Whether a statement of a section with {@code transaction:off} runs outside of
	 * transactions, or may do so, and depends on the search path. A procedure can commit,
	 * which its call does not show.
	 * @param path the file, for errors
	 */
	static boolean isNeeded(String path, SqlStatement statement) {
		return !isWithoutSchema(statement) && (ConcurrentIndex.isConcurrent(statement) || statement.startsWith("vacuum")
				|| statement.startsWith("call") || StatementRules.controlsTransactionInBlock(path, statement));
	}

	/**
	 * Whether a statement names nothing that is looked up in the search path.
	 */
	static boolean isWithoutSchema(SqlStatement statement) {
		return WITHOUT_SCHEMA.contains(StatementShape.of(statement.text()).kind());
	}

	/**
	 * Whether a statement creates what ends with the session: a temporary relation, a
	 * prepared statement, a cursor.
	 */
	static boolean leavesTemporaryState(SqlStatement statement) {
		StatementShape shape = StatementShape.of(statement.text());
		QualifiedName name = shape.name();
		boolean temporary = shape.verb().equals("create")
				&& (shape.has("temporary") || (name != null && "pg_temp".equals(name.qualifier())));
		int into = statement.startsWith("select") ? statement.words().indexOf("into") : -1;
		boolean selected = into > 0 && statement.words()
			.subList(into + 1, Math.min(into + 3, statement.words().size()))
			.stream()
			.anyMatch((word) -> Set.of("temp", "temporary", "pg_temp").contains(word));
		return temporary || selected || statement.startsWith("declare")
				|| (statement.startsWith("prepare") && !statement.startsWith("prepare", "transaction"));
	}

}
