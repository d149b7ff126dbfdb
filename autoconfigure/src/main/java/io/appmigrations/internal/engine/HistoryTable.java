package io.appmigrations.internal.engine;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.Quoting;
import org.jspecify.annotations.Nullable;

/**
 * The table in which another tool keeps what it has applied.
 */
final class HistoryTable {

	private HistoryTable() {
	}

	/**
	 * Looks for a table.
	 * @param connection a prepared connection, in autocommit mode
	 * @param schema its schema, or {@code null} for the one of names without a schema
	 * @param name its name
	 * @return its name for SQL, or {@code null} if there is no such table
	 */
	static @Nullable String find(MigrationConnection connection, @Nullable String schema, String name) {
		String in = (schema != null) ? schema : connection.session().currentSchema();
		String table = ((in != null) ? Quoting.identifier(in) + "." : "") + Quoting.identifier(name);
		String found = "select pg_catalog.to_regclass(%s)::pg_catalog.text".formatted(Quoting.literal(table));
		boolean exists = connection.query(found, (results) -> results.next() && results.getString(1) != null);
		return exists ? table : null;
	}

}
