package io.appmigrations.internal.engine;

import java.util.List;

import io.appmigrations.MigrationResult;
import io.appmigrations.Revision;
import org.jspecify.annotations.Nullable;

/**
 * An upgrade that would run, with what its statements do.
 *
 * @param result what would be done
 * @param revisions the revisions in the order in which they would run
 * @param tables the tables that are locked, as the database has them
 * @param server the major version of the server that has measured them, or {@code null}
 * where nothing was measured
 */
public record PlanTrace(MigrationResult result, List<TracedRevision> revisions, List<TracedTable> tables,
		@Nullable Integer server) {

	/**
	 * Copies the lists.
	 */
	public PlanTrace {
		revisions = List.copyOf(revisions);
		tables = List.copyOf(tables);
	}

	/**
	 * A revision.
	 *
	 * @param revision the revision
	 * @param transactional whether it is one transaction
	 * @param statements what its statements do, up to one that PostgreSQL refuses
	 * @param unmeasured why the revision, or the rest of it, was not measured;
	 * {@code null} where all of it was
	 */
	public record TracedRevision(Revision revision, boolean transactional, List<TracedStatement> statements,
			@Nullable String unmeasured) {

		/**
		 * Copies the list.
		 */
		public TracedRevision {
			statements = List.copyOf(statements);
		}

	}

	/**
	 * A statement. Tables that the revision itself has created are nowhere in it.
	 *
	 * @param line its line in the file
	 * @param text the statement without secrets, or {@code null} where the revision keeps
	 * its text secret
	 * @param alone whether it cannot run in a transaction
	 * @param locks the strongest lock on each table that its transaction holds by its end
	 * @param rewritten the tables that it writes anew
	 * @param indexed the tables of which it builds an index
	 * @param scanned the tables that it reads as a whole
	 * @param readsWait the tables on which {@code SELECT} waits
	 * @param writesWait the tables on which {@code INSERT}, {@code UPDATE} and
	 * {@code DELETE} wait
	 */
	public record TracedStatement(int line, @Nullable String text, boolean alone, List<TracedLock> locks,
			List<String> rewritten, List<String> indexed, List<String> scanned, List<String> readsWait,
			List<String> writesWait) {

		/**
		 * Copies the lists.
		 */
		public TracedStatement {
			locks = List.copyOf(locks);
			rewritten = List.copyOf(rewritten);
			indexed = List.copyOf(indexed);
			scanned = List.copyOf(scanned);
			readsWait = List.copyOf(readsWait);
			writesWait = List.copyOf(writesWait);
		}

	}

	/**
	 * A lock.
	 *
	 * @param mode its mode, as the manual writes it
	 * @param table the table
	 * @param since the line of the statement that has acquired it
	 */
	public record TracedLock(String mode, String table, int since) {
	}

	/**
	 * A table.
	 *
	 * @param table its name
	 * @param rows how many rows it has, as far as the statistics know
	 * @param bytes the size of its rows
	 * @param indexBytes the size of its indexes
	 */
	public record TracedTable(String table, long rows, long bytes, long indexBytes) {
	}

}
