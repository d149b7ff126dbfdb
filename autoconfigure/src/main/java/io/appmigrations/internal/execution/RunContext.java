package io.appmigrations.internal.execution;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.lock.MigrationLock;
import io.appmigrations.internal.database.version.MigrationLog;
import io.appmigrations.internal.database.version.VersionTable;

/**
 * What every step of a run is given.
 *
 * @param connection the connection, prepared
 * @param table the version table
 * @param lock the migration lock, held
 * @param scripts what the revisions run
 * @param settings how
 */
public record RunContext(MigrationConnection connection, VersionTable table, MigrationLock lock,
		RevisionScripts scripts, ExecutionSettings settings) {

	MigrationLog log() {
		return this.table.log();
	}

}
