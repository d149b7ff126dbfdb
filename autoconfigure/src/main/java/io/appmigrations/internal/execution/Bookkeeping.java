package io.appmigrations.internal.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Step;
import io.appmigrations.internal.database.version.VersionTable;

/**
 * What follows a revision's own statements in its transaction: the session's settings as
 * they were, proof that the lock is still held, the rows of the version table, the record
 * in the log.
 */
final class Bookkeeping {

	private final VersionTable table;

	private final Step step;

	private final List<String> statements = new ArrayList<>();

	private final int proofs;

	private final int changes;

	Bookkeeping(RunContext context, Step step, String done) {
		this.table = context.table();
		this.step = step;
		this.statements.addAll(context.connection().session().restore());
		this.statements
			.addAll(new SquashRecords(context.log(), context.scripts(), context.settings().origin()).statements(step));
		Optional<String> proof = context.lock().proof();
		proof.ifPresent(this.statements::add);
		this.proofs = proof.isPresent() ? 1 : 0;
		List<String> changeStatements = this.table.changeStatements(step);
		this.statements.addAll(changeStatements);
		this.changes = changeStatements.size();
		this.statements.add(this.table.rowsOf(step));
		this.statements.add(done);
	}

	List<String> statements() {
		return this.statements;
	}

	/**
	 * Checks what the statements did, before the commit.
	 * @param counts the counts of rows; those of these statements are the last
	 */
	void verify(List<Long> counts) {
		int rows = counts.size() - 2;
		int firstChange = rows - this.changes;
		if (this.proofs > 0 && counts.get(firstChange - 1) != 1) {
			throw new MigrationException(ErrorCode.LOCK_TIMEOUT,
					"Revision %s released the migration lock (discard all, pg_advisory_unlock_all)"
						.formatted(this.step.revision().describe()),
					"Whatever ran in a transaction was rolled back. Remove the statement from the revision.");
		}
		this.table.verify(this.step, counts.subList(firstChange, rows));
		this.table.verifyRows(this.step, counts.get(rows));
		this.table.log().verify(counts.get(rows + 1));
	}

}
