package io.appmigrations.internal.engine;

import java.util.List;
import java.util.Map;

import io.appmigrations.CurrentRevisions;
import io.appmigrations.Direction;
import io.appmigrations.Finding;
import io.appmigrations.MigrationException;
import io.appmigrations.RevisionDetails;
import io.appmigrations.internal.database.version.LoggedRun;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known about a history and a database, for a person who looks at it.
 *
 * @param application the application's name, or {@code null} if it has none
 * @param server the server for people, or {@code null} with tenants or if it was not read
 * @param revisions the revisions, children before parents
 * @param heads the effective heads of this build
 * @param current the state of the database, or {@code null} if it could not be read
 * @param runs how the revisions were applied; empty with tenants
 * @param findings what does not fit between revisions, version table and log; empty with
 * tenants
 * @param scripts what the revisions run; empty if that was not asked for
 * @param failure why the database, or some of its tenants, could not be read, or
 * {@code null}
 */
public record HistoryOverview(@Nullable String application, @Nullable String server, List<RevisionDetails> revisions,
		List<String> heads, @Nullable CurrentRevisions current, Map<String, LoggedRun> runs, List<Finding> findings,
		Map<String, Scripts> scripts, @Nullable MigrationException failure) {

	/**
	 * What a revision runs.
	 *
	 * @param upgrade the upgrade
	 * @param downgrade the downgrade
	 */
	public record Scripts(Script upgrade, Script downgrade) {

		/**
		 * Returns what one direction runs.
		 * @param direction the direction
		 * @return its script
		 */
		public Script of(Direction direction) {
			return (direction == Direction.UPGRADE) ? this.upgrade : this.downgrade;
		}

	}

	/**
	 * What one direction of a revision runs.
	 *
	 * @param options the options of its section, empty for none
	 * @param text the SQL without secrets, or {@code null} where there is none to show
	 * @param note why there is none, or {@code null}
	 */
	public record Script(String options, @Nullable String text, @Nullable String note) {

	}

}
