package io.appmigrations.internal.engine;

import java.util.Set;

import io.appmigrations.MigrationException;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.version.MigrationLog;
import io.appmigrations.internal.database.version.VersionState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is noted in a database where a build has nothing to run, so that its next start
 * need not read the revisions. A database without the note works as well: a login that
 * may only read has none to write, nor a connection that is declared read-only, nor a
 * standby.
 *
 * @param build what tells the build, its target and its settings from others, or
 * {@code null} if nothing is to be noted
 */
record BuildNote(@Nullable String build) {

	private static final Logger logger = LoggerFactory.getLogger(BuildNote.class);

	static final BuildNote NONE = new BuildNote(null);

	/**
	 * Writes the note.
	 * @param rows the rows of the version table for which it is true
	 * @param before what was read of the database
	 * @param last the last record of the log that was read, or zero under the migration
	 * lock
	 */
	void write(MigrationConnection connection, MigrationLog log, Set<String> rows, VersionState before, long last) {
		if (this.build == null || rows.isEmpty() || !before.builds().writable()) {
			return;
		}
		try {
			if (!connection.borrowed().isReadOnly()) {
				connection.executeInternally(log.noted(this.build, rows, last));
			}
		}
		catch (MigrationException ex) {
			logger.debug("It could not be noted that nothing is pending; the next start reads the revisions again", ex);
		}
	}

}
