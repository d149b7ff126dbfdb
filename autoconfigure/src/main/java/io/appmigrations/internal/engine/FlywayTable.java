package io.appmigrations.internal.engine;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.Quoting;
import io.appmigrations.internal.flyway.FlywayHistory;
import io.appmigrations.internal.flyway.FlywaySettings;

/**
 * The history table that Flyway keeps in a database. It is read, never changed.
 */
final class FlywayTable {

	private FlywayTable() {
	}

	/**
	 * Reads the table.
	 * @param connection a prepared connection, in autocommit mode
	 * @param settings where Flyway has the table
	 * @return its rows in the order of their rank, or nothing if there is no such table
	 */
	static Optional<List<FlywayHistory.Row>> read(MigrationConnection connection, FlywaySettings settings) {
		String schema = (settings.defaultSchema() != null) ? settings.defaultSchema()
				: connection.session().currentSchema();
		String table = ((schema != null) ? Quoting.identifier(schema) + "." : "")
				+ Quoting.identifier(settings.table());
		String found = "select pg_catalog.to_regclass(%s)::pg_catalog.text".formatted(Quoting.literal(table));
		boolean exists = connection.query(found, (results) -> results.next() && results.getString(1) != null);
		if (!exists) {
			return Optional.empty();
		}
		return Optional.of(connection.query("""
				select version, description, type, script, checksum, success from %s
				order by installed_rank""".formatted(table), FlywayTable::rows));
	}

	private static List<FlywayHistory.Row> rows(ResultSet results) throws SQLException {
		List<FlywayHistory.Row> rows = new ArrayList<>();
		while (results.next()) {
			rows.add(new FlywayHistory.Row(results.getString(1), results.getString(2), results.getString(3),
					results.getString(4), results.getObject(5, Integer.class), results.getBoolean(6)));
		}
		return rows;
	}

}
