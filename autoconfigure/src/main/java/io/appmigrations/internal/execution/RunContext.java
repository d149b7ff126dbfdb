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
 * @param code what its statements can run beside themselves
 */
public record RunContext(MigrationConnection connection, VersionTable table, MigrationLock lock,
		RevisionScripts scripts, ExecutionSettings settings, ReachableCode code) {

	/**
	 * Begins without knowing the database's code.
	 * @param connection the connection, prepared
	 * @param table the version table
	 * @param lock the migration lock, held
	 * @param scripts what the revisions run
	 * @param settings how
	 */
	public RunContext(MigrationConnection connection, VersionTable table, MigrationLock lock, RevisionScripts scripts,
			ExecutionSettings settings) {
		this(connection, table, lock, scripts, settings, new ReachableCode(connection, table));
	}

	MigrationLog log() {
		return this.table.log();
	}

}
