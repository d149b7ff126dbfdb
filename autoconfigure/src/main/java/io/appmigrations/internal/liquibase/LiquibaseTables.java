package io.appmigrations.internal.liquibase;

import org.jspecify.annotations.Nullable;

/**
 * The tables in which Liquibase keeps what it has applied, and who is running.
 *
 * @param schema their schema, or {@code null} for the one of names without a schema
 * @param history the table of change sets
 * @param lock the table of the lock
 */
public record LiquibaseTables(@Nullable String schema, String history, String lock) {

	/** Where nothing is configured. */
	public static final LiquibaseTables DEFAULT = new LiquibaseTables(null, "databasechangelog",
			"databasechangeloglock");

	@Override
	public String toString() {
		return ((this.schema != null) ? this.schema + "." : "") + this.history;
	}

}
