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
import io.appmigrations.MigrationException;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.imported.Position;
import io.appmigrations.internal.liquibase.LiquibaseHeader;
import io.appmigrations.internal.liquibase.LiquibaseHistory;
import io.appmigrations.internal.liquibase.LiquibaseTables;
import org.jspecify.annotations.Nullable;

/**
 * Liquibase and the tables that it keeps in a database. The revisions themselves name
 * them, so that the application no longer needs to configure Liquibase.
 *
 * @param configured the tables of this application, where no revision names them
 */
record LiquibaseTool(LiquibaseTables configured) implements OtherTool {

	@Override
	public String name() {
		return "Liquibase";
	}

	@Override
	public String parts() {
		return "change sets";
	}

	@Override
	public ErrorCode misfit() {
		return ErrorCode.CHECKSUM_MISMATCH;
	}

	private static List<LiquibaseHeader> headers(Map<String, String> imported) {
		return imported.entrySet()
			.stream()
			.flatMap((entry) -> LiquibaseHeader.read(entry.getKey(), entry.getValue()).stream())
			.toList();
	}

	private LiquibaseTables tables(Map<String, String> imported) {
		List<LiquibaseHeader> headers = headers(imported);
		return headers.isEmpty() ? this.configured : headers.get(0).tables();
	}

	@Override
	public Set<String> tables(Map<String, String> imported, String schemaOfNames) {
		LiquibaseTables tables = tables(imported);
		String schema = Objects.requireNonNullElse(tables.schema(), schemaOfNames) + ".";
		return headers(imported).isEmpty() ? Set.of() : Set.of(schema + tables.history(), schema + tables.lock());
	}

	@Override
	public String table(Map<String, String> imported) {
		return tables(imported).toString();
	}

	@Override
	public Set<String> relations(Map<String, String> imported) {
		LiquibaseTables tables = tables(imported);
		return Set.of(tables.history(), tables.lock(), tables.lock() + "_pkey");
	}

	@Override
	public Optional<Position> position(MigrationConnection connection, Map<String, String> imported) {
		List<LiquibaseHeader> headers = headers(imported);
		LiquibaseTables tables = tables(imported);
		@Nullable String history = headers.isEmpty() ? null : HistoryTable.find(connection, tables.schema(), tables.history());
		if (history == null) {
			return Optional.empty();
		}
		Optional<String> holder = holder(connection, tables);
		if (holder.isPresent()) {
			throw new MigrationException(ErrorCode.LOCK_TIMEOUT,
					"Liquibase holds its lock on this database %s, so nothing was changed".formatted(holder.get()),
					"Wait until it has finished. If no Liquibase is running, run 'liquibase release-locks'.");
		}
		return Optional.of(LiquibaseHistory.compare(connection.query("""
				select filename, id, author, md5sum, exectype from %s
				order by dateexecuted, orderexecuted""".formatted(history), LiquibaseTool::rows), headers));
	}

	private static Optional<String> holder(MigrationConnection connection, LiquibaseTables tables) {
		@Nullable String lock = HistoryTable.find(connection, tables.schema(), tables.lock());
		if (lock == null) {
			return Optional.empty();
		}
		return connection.query("""
				select pg_catalog.concat('since ', lockgranted, ', by ', lockedby) from %s
				where locked limit 1""".formatted(lock),
				(results) -> results.next() ? Optional.of(results.getString(1)) : Optional.empty());
	}

	private static List<LiquibaseHistory.Row> rows(ResultSet results) throws SQLException {
		List<LiquibaseHistory.Row> rows = new ArrayList<>();
		while (results.next()) {
			rows.add(LiquibaseHistory.Row.of(results.getString(1), results.getString(2), results.getString(3),
					results.getString(4), results.getString(5)));
		}
		return rows;
	}

}
