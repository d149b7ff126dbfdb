package io.appmigrations.internal.execution;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Step;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.database.version.MigrationLog;
import io.appmigrations.internal.database.version.RunProgress.Progress;
import io.appmigrations.internal.script.JavaRevisionScript;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SectionReader;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.script.SqlStatement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A revision that does not run in one transaction. Its log says at any time which
 * statements are done, so that an interrupted run can be resumed.
 * <p>
 * A statement that bears a transaction gets one of its own, together with the note that
 * it is done: it runs exactly once. PostgreSQL itself says which do not bear one; these
 * are noted before and after ({@link InterruptedRun}).
 */
final class AutocommitStep {

	private static final Logger logger = LoggerFactory.getLogger(AutocommitStep.class);

	/** Active SQL transaction, invalid transaction termination (manual, appendix A). */
	private static final Set<String> NEEDS_AUTOCOMMIT = Set.of("25001", "2D000");

	/** What can commit by itself before it fails (manual, 43.8). */
	private static final Set<String> COMMITTING = Set.of("call", "do");

	private final RunContext context;

	private final MigrationConnection connection;

	private final MigrationLog log;

	private final ExecutionSettings settings;

	private final Step step;

	private final RevisionScript script;

	private final ConcurrentIndex indexes;

	private final DetachedPartition partitions;

	private final InterruptedRun interrupted;

	private final StepRun run;

	private final StepProgress done;

	/**
	 * Creates a run.
	 */
	AutocommitStep(RunContext context, StepRun run) {
		this.context = context;
		this.run = run;
		this.connection = context.connection();
		this.log = context.log();
		this.settings = context.settings();
		this.step = run.step();
		this.script = context.scripts().of(this.step.revision());
		this.indexes = new ConcurrentIndex(this.connection);
		this.partitions = new DetachedPartition(this.connection);
		this.interrupted = new InterruptedRun(context, this.step, this.indexes, this.partitions);
		this.done = run.progress();
	}

	/**
	 * Runs the revision, or what is left of it.
	 * @throws StatementException where PostgreSQL refused one of its statements
	 * @throws MigrationException where anything else failed
	 */
	void run() throws StatementException {
		long start = System.nanoTime();
		Optional<Progress> unfinished = this.interrupted.find();
		if (unfinished.isPresent()) {
			logger.info("Revision {} was started at {} and did not finish; resuming after {}",
					this.step.revision().id(), unfinished.get().since(), unfinished.get().describe());
		}
		else {
			begin();
		}
		if (this.script instanceof SqlRevision sql) {
			run(Objects.requireNonNull(sql.section(this.step.direction())), unfinished.orElse(null));
		}
		else if (this.script instanceof JavaRevisionScript java) {
			this.done.begin(0);
			CommitGuard.committing(this.context, this.step);
			JavaStep code = new JavaStep(this.context, this.run, java);
			try {
				code.run();
			}
			catch (MigrationException ex) {
				code.requireConnection(ex);
				throw ex;
			}
			code.requireConnection(null);
		}
		else {
			throw new IllegalStateException("Nothing runs a " + this.script.getClass().getName());
		}
		finish((System.nanoTime() - start) / 1_000_000);
	}

	private void begin() {
		try {
			this.log.verify(this.connection
				.executeInternally(List.of(this.log.started(this.step, this.script, this.settings.origin())))
				.get(0));
		}
		catch (MigrationException ex) {
			throw new MigrationException(ex.getCode(),
					"Revision %s was not started: %s".formatted(this.step.revision().describe(), ex.getMessage()),
					ex.getHint(), ex.getCause());
		}
	}

	private void run(Section section, @Nullable Progress unfinished) throws StatementException {
		this.done.begin((unfinished != null) ? unfinished.done() : 0);
		applyTimeouts(section);
		if (section.batch() != null) {
			if (this.done.statements() == 0) {
				new BatchedSection(this.context, this.run, section, section.batch()).run();
				this.done.reached(1);
			}
			return;
		}
		LockWaits waits = new LockWaits(section, this.settings);
		try (SectionReader statements = section.open()) {
			for (SqlStatement statement = statements.next(); statement != null; statement = statements.next()) {
				this.context.lock().requireHeld();
				waits.see(statement);
				int last = statement.beginsTransaction() ? statements.lastOfBlock() : statements.number();
				if (last <= this.done.statements()) {
					repeatSettings(statement, statements, last, section);
				}
				else if (last > statements.number()) {
					runBlock(statement, statements, last, section, waits);
				}
				else if (isDoubtful(unfinished, last) && this.interrupted.tookEffect(statement, last)) {
					note(statements, false);
				}
				else {
					run(statement, statements, section);
				}
				this.done.reached(last);
			}
		}
	}

	private static boolean isDoubtful(@Nullable Progress unfinished, int statement) {
		return unfinished != null && unfinished.running() && statement == unfinished.statement();
	}

	/** What is done is done, but the settings of its session are gone. */
	private void repeatSettings(SqlStatement first, SectionReader statements, int last, Section section)
			throws StatementException {
		SqlStatement statement = first;
		while (statement != null) {
			if (statement.changesSettings()) {
				try {
					this.connection.execute(List.of(replaced(statement)));
				}
				catch (PipelineException ex) {
					throw failure(last, statement, replaced(statement), section, ex.getFailure());
				}
			}
			statement = (statements.number() < last) ? statements.next() : null;
		}
	}

	private void applyTimeouts(Section section) {
		this.connection.session().execute(SectionTimeouts.session(section));
	}

	private void run(SqlStatement statement, SectionReader statements, Section section) throws StatementException {
		if (ConcurrentIndex.isConcurrent(statement) || !runInTransaction(statement, statements, section)) {
			requireSchema(statement, statements.number());
			runAlone(statement, statements, section);
		}
	}

	/** What the text of the revision did not show before the run. */
	private void requireSchema(SqlStatement written, int number) {
		SqlStatement statement = this.settings.placeholders().replacedIn(written, this.step.revision().path());
		String schema = this.connection.session().schemaOfTransactionsAlone();
		if (schema != null && !OutsideTransaction.isWithoutSchema(statement)) {
			throw PlanCheck.inAnotherSchema(this.step, schema, this.step.revision().path() + ":" + written.line(),
					"statement %s and those after it were not run".formatted(number));
		}
	}

	/**
	 * Returns {@code false} where PostgreSQL says that the statement cannot run in a
	 * transaction; nothing ran then.
	 */
	private boolean runInTransaction(SqlStatement statement, SectionReader statements, Section section)
			throws StatementException {
		String sql = replaced(statement);
		this.connection.begin();
		try {
			if (this.connection.session().isTransactionPooled()) {
				this.connection.execute(SectionTimeouts.local(section, this.settings));
			}
			if (statement.copyData() != null || statement.mayReturnManyRows()) {
				this.connection.execute(statement, sql);
				requireRecorded(this.connection.execute(reached(statements, false)));
			}
			else {
				requireRecorded(this.connection.execute(with(List.of(sql), reached(statements, false))));
			}
			CommitGuard.require(this.context, this.step);
			this.connection.commit();
			return true;
		}
		catch (MigrationException ex) {
			this.connection.rollback();
			throw ex;
		}
		catch (PipelineException ex) {
			this.connection.rollback();
			if (NEEDS_AUTOCOMMIT.contains(Objects.toString(ex.getFailure().getSQLState(), ""))) {
				return false;
			}
			throw failure(statements.number(), statement, sql, section, ex.getFailure());
		}
		catch (SQLException ex) {
			this.connection.rollback();
			throw failure(statements.number(), statement, sql, section, ex);
		}
	}

	private void execute(SqlStatement statement, String sql, LockWaits waits) throws PipelineException {
		if (statement.copyData() != null || statement.mayReturnManyRows()) {
			this.connection.execute(waits.before(statement));
			this.connection.execute(statement, sql);
		}
		else {
			this.connection.execute(waits.around(statement, sql));
		}
	}

	/**
	 * The file's own transaction, with the note that it is done put before its COMMIT.
	 */
	private void runBlock(SqlStatement first, SectionReader statements, int last, Section section, LockWaits waits)
			throws StatementException {
		SqlStatement statement = first;
		boolean begun = false;
		while (true) {
			String sql = replaced(statement);
			try {
				if (statements.number() == last) {
					CommitGuard.requireInBlock(this.context, this.step);
					requireRecorded(this.connection.execute(reached(statements, false)));
				}
				execute(statement, sql, waits);
				if (!begun && this.connection.session().isTransactionPooled()) {
					this.connection.execute(with(this.connection.session().localSearchPath(),
							SectionTimeouts.local(section, this.settings)));
				}
			}
			catch (PipelineException ex) {
				StatementException failure = failure(statements.number(), statement, sql, section,
						waits.failure(statement, ex.getFailure()));
				afterFailure(failure, () -> this.connection.executeInternally(List.of("rollback")));
				throw failure;
			}
			begun = true;
			SqlStatement next = (statements.number() < last) ? statements.next() : null;
			if (next == null) {
				break;
			}
			statement = next;
		}
	}

	private void runAlone(SqlStatement written, SectionReader statements, Section section) throws StatementException {
		SqlStatement statement = this.settings.placeholders().replacedIn(written, this.step.revision().path());
		boolean concurrent = ConcurrentIndex.isConcurrent(statement);
		Set<String> invalid = this.indexes.leftBy(statement);
		note(statements, true);
		List<String> again = concurrent ? SectionTimeouts.off(this.connection, List.of(SectionTimeouts.LOCK_TIMEOUT))
				: List.of();
		int number = statements.number();
		if (isCommitting(statement)) {
			CommitGuard.committing(this.context, this.step);
		}
		try {
			this.connection.execute(statement, statement.text());
			this.indexes.requireValid(statement, this.step.revision());
		}
		catch (PipelineException ex) {
			StatementFailure failure = StatementFailure.ofStatement(this.step, this.script,
					new StatementFailure.Sent(written, statement.text(), number, section.count()), ex.getFailure());
			boolean partly = isCommitting(statement) && failure.mayHaveCommitted();
			StatementException thrown = new StatementException(partly ? failure.partly() : failure);
			afterFailure(thrown, () -> {
				this.connection.session().execute(again);
				this.indexes.removeLeftBy(statement, invalid);
				if (!partly && !this.partitions.isPending(statement)) {
					note(this.log.progress().takenBack(this.step, number - 1, section.digestOfFirst(number - 1)));
				}
			});
			throw thrown;
		}
		this.connection.session().execute(again);
		note(statements, false);
	}

	private static boolean isCommitting(SqlStatement statement) {
		return COMMITTING.stream().anyMatch((word) -> statement.startsWith(word));
	}

	/** What fails now must not hide why it is done. */
	private void afterFailure(StatementException failure, Runnable cleanUp) {
		if (!this.connection.borrowed().isOpen()) {
			return;
		}
		try {
			cleanUp.run();
		}
		catch (MigrationException ex) {
			failure.addSuppressed(ex);
			logger.warn("The cleanup after the failed statement of revision {} failed too: {}",
					this.step.revision().id(), ex.getMessage());
		}
	}

	private void note(SectionReader statements, boolean running) {
		note(reached(statements, running));
	}

	private void note(List<String> record) {
		List<String> statements = with(List.of("begin"), record);
		List<Long> counts = this.connection.executeInternally(with(statements, List.of("commit")));
		requireRecorded(counts.subList(0, counts.size() - 1));
	}

	/** The record is the last of the statements. */
	private void requireRecorded(List<Long> counts) {
		if (counts.get(counts.size() - 1) != 1) {
			throw overtaken(this.step);
		}
	}

	/**
	 * The progress in the log was not the one that this process has read or written.
	 */
	static MigrationException overtaken(Step step) {
		return new MigrationException(ErrorCode.LOCK_TIMEOUT,
				"Revision %s is being continued by another process, or its log record was modified; this process no longer holds the migration lock"
					.formatted(step.revision().describe()),
				"What ran twice was rolled back. Start again; with lock.type=shedlock, check the size of the "
						+ "connection pool and the load of the server.");
	}

	private List<String> reached(SectionReader statements, boolean running) {
		return this.log.progress().reached(this.step, statements.number(), running, statements.digest());
	}

	private static List<String> with(List<String> first, List<String> second) {
		List<String> all = new ArrayList<>(first);
		all.addAll(second);
		return all;
	}

	private String replaced(SqlStatement statement) {
		return this.settings.placeholders().replaceIn(statement, this.step.revision().path());
	}

	private void finish(long millis) {
		Bookkeeping bookkeeping = new Bookkeeping(this.context, this.step,
				this.log.done(this.step, this.script, this.settings.origin(), millis), true);
		this.connection.begin();
		try {
			List<String> left = bookkeeping.verify(this.connection.askInternally(bookkeeping.statements()));
			if (!left.isEmpty()) {
				bookkeeping.verifyLast(this.connection.askInternally(left));
			}
			this.connection.commit();
		}
		catch (SQLException ex) {
			this.connection.rollback();
			throw StatementFailure.atCommit(this.step, this.script.logged(), ex)
				.toException("Its statements took effect; the next start records that.", null);
		}
		catch (MigrationException ex) {
			this.connection.rollback();
			throw new MigrationException(ex.getCode(),
					"The statements of revision %s took effect, but this could not be recorded; the next start records it: %s"
						.formatted(this.step.revision().describe(), ex.getMessage()),
					ex.getHint(), ex.getCause());
		}
	}

	private StatementException failure(int number, SqlStatement statement, String sql, Section section,
			SQLException failure) {
		return new StatementException(StatementFailure.ofStatement(this.step, this.script,
				new StatementFailure.Sent(statement, sql, number, section.count()), failure));
	}

}
