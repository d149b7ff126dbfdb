package io.appmigrations.internal.database;

import java.util.Set;

/**
 * The functions that can have another result each time, which a new column with such a
 * default calls for each row.
 */
public final class VolatileFunctions {

	private static final String NAMES = """
			select distinct p.proname from pg_catalog.pg_proc p
			where p.provolatile = 'v' and not p.proretset and p.prokind = 'f'""";

	private VolatileFunctions() {
	}

	/**
	 * Asks a database: one query.
	 * @param connection the database
	 * @return the names, without schemas, in all of them
	 */
	public static Set<String> names(MigrationConnection connection) {
		return connection.strings(NAMES);
	}

}
