package io.appmigrations.internal.lint.examine;

import io.appmigrations.internal.script.SqlStatement;

/**
 * A statement that fails on rows that a table has, as far as its statistics say.
 *
 * @param statement the statement
 * @param kind what the rows have
 * @param message what the statistics say
 * @param suggestion how to look
 */
public record DataDoubt(SqlStatement statement, Kind kind, String message, String suggestion) {

	/** What rows can have. */
	public enum Kind {

		/** The same values as others. */
		DUPLICATES,

		/** No value. */
		NULLS

	}

}
