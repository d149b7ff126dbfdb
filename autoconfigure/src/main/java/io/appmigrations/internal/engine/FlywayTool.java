package io.appmigrations.internal.engine;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.appmigrations.ErrorCode;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.flyway.FlywayHistory;
import io.appmigrations.internal.flyway.FlywaySettings;
import io.appmigrations.internal.flyway.FlywaySource;
import io.appmigrations.internal.imported.Position;
import org.jspecify.annotations.Nullable;

/**
 * Flyway and the history table that it keeps in a database.
 *
 * @param settings how Flyway is configured
 */
record FlywayTool(FlywaySettings settings) implements OtherTool {

	@Override
	public String name() {
		return "Flyway";
	}

	@Override
	public String parts() {
		return "scripts";
	}

	@Override
	public ErrorCode misfit() {
		return ErrorCode.CHECKSUM_MISMATCH;
	}

	private static List<FlywaySource> sources(Map<String, String> imported) {
		return imported.values().stream().flatMap((header) -> FlywaySource.read(header).stream()).toList();
	}

	@Override
	public Set<String> tables(Map<String, String> imported, String schemaOfNames) {
		return sources(imported).isEmpty() ? Set.of() : Set
			.of(Objects.requireNonNullElse(this.settings.defaultSchema(), schemaOfNames) + "." + this.settings.table());
	}

	@Override
	public String table(Map<String, String> imported) {
		return this.settings.table();
	}

	@Override
	public Set<String> relations(Map<String, String> imported) {
		String table = this.settings.table();
		return Set.of(table, table + "_pk", table + "_s_idx");
	}

	@Override
	public Optional<Position> position(MigrationConnection connection, Map<String, String> imported) {
		List<FlywaySource> sources = sources(imported);
		@Nullable String table = sources.isEmpty() ? null
				: HistoryTable.find(connection, this.settings.defaultSchema(), this.settings.table());
		if (table == null) {
			return Optional.empty();
		}
		return Optional.of(FlywayHistory.compare(connection.query("""
				select version, description, type, script, checksum, success from %s
				order by installed_rank""".formatted(table), FlywayTool::rows), sources));
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
