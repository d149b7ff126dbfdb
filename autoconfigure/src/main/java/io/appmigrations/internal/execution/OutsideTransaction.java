package io.appmigrations.internal.execution;

import java.util.Set;

import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.script.StatementRules;
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

}
