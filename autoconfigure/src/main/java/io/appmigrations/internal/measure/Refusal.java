package io.appmigrations.internal.measure;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.script.SqlStatement;

/**
 * A statement that PostgreSQL refused.
 *
 * @param statement the statement
 * @param number its number in the section, counted from 1
 * @param failure what PostgreSQL said
 */
public record Refusal(SqlStatement statement, int number, SQLException failure) {

	/** Active SQL transaction, invalid transaction termination (manual, appendix A). */
	private static final Set<String> NEEDS_AUTOCOMMIT = Set.of("25001", "2D000");

	/**
	 * Whether the statement cannot run in a transaction block.
	 * @return {@code true} where PostgreSQL says so
	 */
	public boolean needsAutocommit() {
		return NEEDS_AUTOCOMMIT.contains(Objects.toString(this.failure.getSQLState(), ""));
	}

}
