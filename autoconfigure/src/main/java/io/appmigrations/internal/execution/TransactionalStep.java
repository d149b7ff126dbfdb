package io.appmigrations.internal.execution;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Step;
import io.appmigrations.internal.database.Answer;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.database.RoundTrip;
import io.appmigrations.internal.script.JavaRevisionScript;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SectionReader;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.script.StatementRules;
import org.jspecify.annotations.Nullable;

/**
 * One revision inside of a transaction that somebody else begins and commits. Statements,
 * the change of the version table and the record in the log are sent together: one round
 * trip for a revision without {@code COPY}.
 */
final class TransactionalStep {

	/** A savepoint, which lives as long as the transaction. */
	private static final String BEFORE = "app_migrations_revision";

	private final RunContext context;

	private final MigrationConnection connection;

	private final ExecutionSettings settings;

	private final Step step;

	private final RevisionScript script;

	private final List<String> pending = new ArrayList<>();

	private final List<@Nullable SqlStatement> origins = new ArrayList<>();

	private int bytes;

	/** Whether what is pending answers with rows that nobody wants. */
	private boolean withoutRows;

	private int executed;

	private @Nullable LockWaits waits;

	/** Whether the revision can have touched the session. */
	private boolean touched;

	TransactionalStep(RunContext context, Step step) {
		this.context = context;
		this.connection = context.connection();
		this.settings = context.settings();
		this.step = step;
		this.script = context.scripts().of(step.revision());
	}

	/**
	 * Runs the revision.
	 * @throws StatementException where PostgreSQL refused one of its statements
	 * @throws MigrationException where anything else failed
	 */
	void run() throws StatementException {
		if (this.script instanceof SqlRevision sql) {
			enqueue(Objects.requireNonNull(sql.section(this.step.direction())));
		}
		else if (this.script instanceof JavaRevisionScript java) {
			run(java);
		}
		else {
			throw new IllegalStateException("Nothing runs a " + this.script.getClass().getName());
		}
		if (CommitGuard.query(this.context) != null) {
			flush();
			CommitGuard.require(this.context, this.step);
		}
		Bookkeeping bookkeeping = new Bookkeeping(this.context, this.step,
				this.context.log().done(this.step, this.script, this.settings.origin(), null), this.touched);
		bookkeeping.statements().forEach(this::enqueueInternal);
		List<String> left = bookkeeping.verify(flush());
		if (!left.isEmpty()) {
			left.forEach(this::enqueueInternal);
			bookkeeping.verifyLast(flush());
		}
	}

	private void run(JavaRevisionScript java) throws StatementException {
		this.touched = true;
		this.connection.executeInternally(List.of("savepoint " + BEFORE));
		JavaStep code = new JavaStep(this.context, new StepRun(this.step, new StepProgress(), (line) -> {
		}), java);
		try {
			code.run();
		}
		catch (StatementException ex) {
			if (isTransactionEnded("rollback to savepoint " + BEFORE)) {
				throw ended(ex.failure().toException("What it committed is kept.", null));
			}
			throw ex;
		}
		catch (MigrationException ex) {
			if (isTransactionEnded("rollback to savepoint " + BEFORE)) {
				throw ended(ex);
			}
			code.requireConnection(ex);
			throw ex;
		}
		if (isTransactionEnded("release savepoint " + BEFORE)) {
			throw ended(null);
		}
		code.requireConnection(null);
	}

	/**
	 * Whether the savepoint of the beginning is gone, and the transaction with it. Unlike
	 * a question about the transaction, this is answered after an error as well.
	 */
	private boolean isTransactionEnded(String statement) {
		if (!this.connection.borrowed().isOpen()) {
			return false;
		}
		try {
			this.connection.execute(List.of(statement));
			return false;
		}
		catch (PipelineException ex) {
			return Set.of("3B001", "25P01").contains(Objects.toString(ex.getFailure().getSQLState(), ""));
		}
	}

	/** Nobody but the revision knows what it committed, so that nothing is said of it. */
	private MigrationException ended(@Nullable MigrationException failure) {
		String first = (failure != null) ? failure.getMessage() + "\n\n  " : "";
		return new MigrationException(ErrorCode.STATEMENT_FAILED,
				first + "Revision %s committed or rolled back by itself; what it committed is kept%s".formatted(
						this.step.revision().describe(),
						this.settings.singleTransaction() ? ", possibly with what ran before it in this transaction"
								: ""),
				"Check what it did. Leave commit and rollback to the tool, or declare the revision with @RevisionInfo(transaction = false).",
				new TransactionEndedException(failure));
	}

	private void enqueue(Section section) throws StatementException {
		List<String> timeouts = SectionTimeouts.local(section);
		timeouts.forEach(this::enqueueInternal);
		this.touched = !timeouts.isEmpty();
		LockWaits locks = new LockWaits(section, this.settings);
		if (!this.settings.singleTransaction()) {
			locks.begin();
		}
		this.waits = locks;
		try (SectionReader statements = section.open()) {
			for (SqlStatement statement = statements.next(); statement != null; statement = statements.next()) {
				String sql = this.settings.placeholders().replaceIn(statement, this.step.revision().path());
				requireAllowed(statement, sql);
				this.touched = this.touched || !this.context.code().isHarmless(sql);
				limit(locks.before(statement));
				if (statement.copyData() != null) {
					flush();
					copy(statement, sql);
				}
				else {
					enqueue(statement, sql);
				}
				limit(locks.after(statement));
			}
			if (this.withoutRows) {
				flush();
			}
		}
	}

	/** What is set for a transaction must not reach its next revision. */
	private void limit(List<String> settings) {
		settings.forEach(this::enqueueInternal);
		this.touched = this.touched || (this.settings.singleTransaction() && !settings.isEmpty());
	}

	/** What answers with rows and what does not is sent in different ways. */
	private void enqueue(SqlStatement statement, String sql) throws StatementException {
		boolean rows = statement.mayReturnManyRows();
		if (rows != this.withoutRows || !RoundTrip.fits(this.pending.size(), this.bytes, sql)) {
			flush();
		}
		this.withoutRows = rows;
		this.pending.add(sql);
		this.origins.add(statement);
		this.bytes += RoundTrip.bytes(sql);
	}

	/** A value can make another statement of it. */
	private void requireAllowed(SqlStatement statement, String sql) {
		if (!sql.equals(statement.text()) && statement.copyData() == null) {
			String path = this.step.revision().path();
			SqlStatement replaced = this.settings.placeholders().replacedIn(statement, path);
			StatementRules.require(path, replaced);
			StatementRules.requireInTransaction(path, replaced);
		}
	}

	private void enqueueInternal(String sql) {
		this.pending.add(sql);
		this.origins.add(null);
		this.bytes += RoundTrip.bytes(sql);
	}

	private void copy(SqlStatement statement, String sql) throws StatementException {
		try {
			this.connection.execute(statement, sql);
			this.executed++;
		}
		catch (PipelineException ex) {
			throw failure(statement, sql, ex.getFailure());
		}
	}

	private Answer flush() throws StatementException {
		try {
			Answer answer = send();
			this.executed += (int) this.origins.stream().filter(Objects::nonNull).count();
			this.pending.clear();
			this.origins.clear();
			this.bytes = 0;
			this.withoutRows = false;
			return answer;
		}
		catch (PipelineException ex) {
			int index = Math.min(ex.getIndex(), this.pending.size() - 1);
			this.executed += (int) this.origins.subList(0, index).stream().filter(Objects::nonNull).count();
			throw failure(this.origins.get(index), this.pending.get(index), ex.getFailure());
		}
	}

	private Answer send() throws PipelineException {
		if (this.withoutRows) {
			this.connection.executeWithoutRows(this.pending);
			return new Answer(List.of(), List.of());
		}
		return this.connection.ask(this.pending);
	}

	private StatementException failure(@Nullable SqlStatement statement, String sql, SQLException failure) {
		int total = (this.script instanceof SqlRevision revision)
				? Objects.requireNonNull(revision.section(this.step.direction())).count() : 1;
		if (statement != null) {
			return new StatementException(statementFailure(statement, sql, total, failure));
		}
		return new StatementException(sql.equals(Bookkeeping.RUN_DEFERRED)
				? StatementFailure.atCommit(this.step, this.script.logged(), failure)
				: StatementFailure.ofBookkeeping(this.step, this.script, failure));
	}

	private StatementFailure statementFailure(SqlStatement statement, String sql, int total, SQLException failure) {
		int number = this.executed + 1;
		StatementFailure first = StatementFailure.ofStatement(this.step, this.script,
				new StatementFailure.Sent(statement, sql, number, total),
				(this.waits != null) ? this.waits.failure(statement, failure) : failure);
		return (number < total) ? first.orLater() : first;
	}

}
