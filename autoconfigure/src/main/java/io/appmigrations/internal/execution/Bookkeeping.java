package io.appmigrations.internal.execution;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Step;
import io.appmigrations.internal.database.Answer;
import io.appmigrations.internal.database.SessionSettings;
import io.appmigrations.internal.database.version.VersionTable;

/**
 * What follows a revision's own statements in its transaction: the rows of the version
 * table and the record in the log, one statement. Where the revision can have touched the
 * session, the session is restored before, and the statement also says whether the lock
 * is still held and what is left to be done.
 */
final class Bookkeeping {

	/** Runs what would run at the commit, behind everything that looks. */
	static final String RUN_DEFERRED = "set constraints all immediate";

	/**
	 * Triggers of code, not those of foreign keys and unique constraints; the expressions
	 * of exclusion constraints are code too.
	 */
	private static final String DEFERRED = """
			(exists (select from pg_catalog.pg_trigger t where t.tgdeferrable and not t.tgisinternal)
			or exists (select from pg_catalog.pg_constraint c where c.condeferrable and c.contype = 'x'))""";

	/** Deleted, added, added as they should be, recorded. */
	private static final int CHANGES = 4;

	private final RunContext context;

	private final VersionTable table;

	private final Step step;

	private final boolean touched;

	private final boolean together;

	private final List<String> statements = new ArrayList<>();

	/**
	 * Prepares what follows a revision.
	 * @param context what the run works with
	 * @param step the revision
	 * @param done the record for the log
	 * @param touched whether the revision can have touched the session
	 */
	Bookkeeping(RunContext context, Step step, String done, boolean touched) {
		this.context = context;
		this.table = context.table();
		this.step = step;
		this.touched = touched;
		// what is both deleted and added needs an order
		this.together = !context.code().isWatched() && Collections.disjoint(step.from(), step.to());
		if (touched) {
			this.statements.addAll(session().restore());
		}
		this.statements
			.addAll(new SquashRecords(context.log(), context.scripts(), context.settings().origin()).statements(step));
		List<String> columns = touched ? columns() : List.of(context.code().doubt());
		String source = touched ? context.code().source() : "";
		if (this.together) {
			this.statements.add(this.table.change(step, done, columns, source));
		}
		else {
			this.statements.addAll(this.table.changeStatements(step));
			this.statements.add(this.table.rowsOf(step));
			this.statements.add(done);
			this.statements.add("select %s%s".formatted(String.join(", ", columns), source));
		}
	}

	private SessionSettings session() {
		return this.context.connection().session();
	}

	private List<String> columns() {
		List<String> columns = new ArrayList<>();
		columns.add(held());
		columns.addAll(session().leftColumns());
		columns.add(DEFERRED);
		columns.addAll(this.context.code().columns());
		return columns;
	}

	private String held() {
		Optional<String> proof = this.context.lock().proof();
		return proof.map("exists (%s)"::formatted).orElse("true");
	}

	List<String> statements() {
		return this.statements;
	}

	/**
	 * Checks what the statements did, before the commit.
	 * @param answer to these statements, and possibly to others before them
	 * @return statements that are still to be executed, few revisions need some
	 */
	List<String> verify(Answer answer) {
		int first = this.together ? CHANGES : 0;
		if (this.touched) {
			requireHeld(answer.isTrue(first));
		}
		if (this.together) {
			this.table.verify(this.step, counts(answer.number(0), answer.number(1)));
			this.table.verifyRows(this.step, answer.number(2));
			this.table.log().verify(answer.number(3));
		}
		else {
			verifyEach(answer.counts());
		}
		if (this.touched) {
			return left(answer, first);
		}
		if (answer.isTrue(first)) {
			this.context.code().forget();
			return restored();
		}
		return List.of();
	}

	private List<Long> counts(long deleted, long added) {
		List<Long> counts = new ArrayList<>();
		if (!this.step.from().isEmpty()) {
			counts.add(deleted);
		}
		if (!this.step.to().isEmpty()) {
			counts.add(added);
		}
		return counts;
	}

	private void verifyEach(List<Long> all) {
		List<Long> counts = all.subList(0, all.size() - 1);
		int rows = counts.size() - 2;
		int changes = this.table.changeStatements(this.step).size();
		this.table.verify(this.step, counts.subList(rows - changes, rows));
		this.table.verifyRows(this.step, counts.get(rows));
		this.table.log().verify(counts.get(rows + 1));
	}

	private List<String> left(Answer answer, int first) {
		this.context.code().know(answer.isTrue(first + 4), answer.isTrue(first + 5));
		boolean deferred = answer.isTrue(first + 3) && !this.context.settings().singleTransaction();
		// what acts on the tool's own tables has run behind the restoring
		if (deferred || this.context.code().isWatched()) {
			return restored();
		}
		return session().discard(answer.isTrue(first + 1), answer.isTrue(first + 2));
	}

	/** Restores the session, behind what would run at the commit. */
	private List<String> restored() {
		List<String> statements = new ArrayList<>();
		// of a transaction with several revisions, the constraints need not hold before
		// its
		// end
		if (!this.context.settings().singleTransaction()) {
			statements.add(RUN_DEFERRED);
		}
		statements.addAll(session().discard(true, true));
		statements.addAll(session().restore());
		statements.add(last());
		return statements;
	}

	private String last() {
		return "select %s, (select pg_catalog.count(*) from (%s) r)".formatted(held(), this.table.rowsOf(this.step));
	}

	/**
	 * Checks what the last statements did.
	 * @param answer to the statements that {@link #verify} has returned
	 */
	void verifyLast(Answer answer) {
		if (!answer.row().isEmpty()) {
			requireHeld(answer.isTrue(0));
			this.table.verifyRows(this.step, answer.number(1));
		}
	}

	private void requireHeld(boolean held) {
		if (!held) {
			throw new MigrationException(ErrorCode.LOCK_TIMEOUT,
					"Revision %s released the migration lock (discard all, pg_advisory_unlock_all)"
						.formatted(this.step.revision().describe()),
					"Whatever ran in a transaction was rolled back. Remove the statement from the revision.");
		}
	}

}
