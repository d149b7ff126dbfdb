package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.version.VersionState;
import io.appmigrations.internal.database.version.VersionTable;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.flyway.FlywayHistory;
import io.appmigrations.internal.flyway.FlywayRevision;
import io.appmigrations.internal.flyway.FlywayRevisions;
import io.appmigrations.internal.flyway.FlywaySettings;
import io.appmigrations.internal.flyway.FlywaySource;

/**
 * Finds the revision at which Flyway has left a database, for a history that was imported
 * from Flyway.
 */
final class FlywayAdoption {

	private final RevisionScripts scripts;

	private final FlywaySettings settings;

	FlywayAdoption(RevisionScripts scripts, FlywaySettings settings) {
		this.scripts = scripts;
		this.settings = settings;
	}

	/** The scripts that the revisions were made from, in the order of the revisions. */
	private List<FlywaySource> sources() {
		List<FlywaySource> sources = new ArrayList<>();
		for (Revision revision : this.scripts.graph().revisions()) {
			sources.addAll(FlywaySource.read(this.scripts.of(revision).importedFrom()));
		}
		return sources;
	}

	/**
	 * Looks at a database at its first start. Needs the migration lock.
	 * @param connection the connection, in autocommit mode
	 * @param table the version table, which exists
	 * @param state what the version table says
	 * @return the id of the revision to stamp, or nothing if the database is not one of
	 * Flyway's, or has been migrated by this tool before
	 * @throws MigrationException with {@code checksum_mismatch} if the table of Flyway
	 * does not fit the revisions
	 */
	Optional<String> revision(MigrationConnection connection, VersionTable table, VersionState state) {
		List<FlywaySource> sources = state.rows().isEmpty() ? sources() : List.of();
		if (sources.isEmpty() || !isFirstStart(connection, table)) {
			return Optional.empty();
		}
		return FlywayTable.read(connection, this.settings).flatMap((rows) -> revision(rows, sources));
	}

	/** A database that was downgraded to base is no longer where Flyway has left it. */
	private static boolean isFirstStart(MigrationConnection connection, VersionTable table) {
		return connection
			.strings("select id::pg_catalog.text from %s where outcome in ('done', 'stamped', 'repaired') limit 1"
				.formatted(table.log().name()))
			.isEmpty();
	}

	private static Optional<String> revision(List<FlywayHistory.Row> rows, List<FlywaySource> sources) {
		FlywayHistory.Position position = FlywayHistory.compare(rows, sources);
		if (!position.problems().isEmpty()) {
			throw new MigrationException(ErrorCode.CHECKSUM_MISMATCH,
					"The database was migrated by Flyway, but its history does not fit the revisions:%s"
						.formatted(position.describeProblems()),
					"Nothing was changed. Correct it and start again, or run 'stamp REVISION' if you know where the database is.");
		}
		boolean hasRepeatable = sources.stream().anyMatch((source) -> source.kind() == FlywaySource.Kind.REPEATABLE);
		if (position.current() && hasRepeatable) {
			return Optional.of(FlywayRevision.REPEATABLE);
		}
		return Optional.ofNullable(position.reached()).map(FlywayRevisions::id);
	}

}
