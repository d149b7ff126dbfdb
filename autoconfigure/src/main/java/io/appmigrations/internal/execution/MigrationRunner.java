package io.appmigrations.internal.execution;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationListener;
import io.appmigrations.Step;
import io.appmigrations.StepResult;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.version.VersionState;
import io.appmigrations.internal.graph.MigrationPlan;
import io.appmigrations.internal.script.JavaRevisionScript;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.secret.Redaction;
import io.appmigrations.internal.support.Printable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a plan on a connection that holds the migration lock.
 */
public final class MigrationRunner implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(MigrationRunner.class);

	private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

	static final String MORE_MEMORY = "Give the process more memory (-Xmx), or make the revision do less at a time; then start again.";

	private final RunContext context;

	private final MigrationConnection connection;

	private final ShutdownGuard guard;

	private final RevisionScripts scripts;

	private final ExecutionSettings settings;

	private final List<MigrationListener> listeners;

	private final SessionWatch watch;

	private final Duration patience;

	private @Nullable Step running;

	/**
	 * Creates a runner.
	 * @param context what the run works with
	 * @param guard stops the run when the process is shutting down
	 * @param listeners who is told
	 */
	public MigrationRunner(RunContext context, ShutdownGuard guard, List<MigrationListener> listeners) {
		this.context = context;
		this.connection = context.connection();
		this.guard = guard;
		this.scripts = context.scripts();
		this.settings = context.settings();
		this.listeners = List.copyOf(listeners);
		// a statement may take longer than any timeout for the application's queries; the
		// watch sees a server that is gone
		this.patience = this.connection.borrowed().waitAtMost(Duration.ZERO);
		this.watch = new SessionWatch(this.connection, this.settings);
	}

	/**
	 * Ends the watch over the session. The connection stays open.
	 */
	@Override
	public void close() {
		this.watch.close();
		if (this.connection.borrowed().isOpen()) {
			this.connection.borrowed().waitAtMost(this.patience);
		}
	}

	/**
	 * Runs the steps of a plan in order, up to the first that fails.
	 * @param plan the plan
	 * @param state what the database says about itself
	 * @return what was run
	 * @throws MigrationException before anything ran where the plan cannot be run, and
	 * where a step failed
	 */
	public List<StepResult> run(MigrationPlan plan, VersionState state) {
		PlanCheck check = new PlanCheck(this.scripts, this.settings);
		check.requireRunnable(plan, state.unfinished());
		if (this.connection.session().isTransactionPooled()) {
			check.requireRunnableWithoutSession(plan, this.connection.session().schemaOfTransactionsAlone());
		}
		announce(plan);
		this.context.code().read();
		Set<String> current = new TreeSet<>(state.rows());
		List<StepResult> results = new ArrayList<>();
		if (this.settings.singleTransaction()) {
			inOneTransaction(plan.steps(), current, results);
			return results;
		}
		for (Step step : plan.steps()) {
			this.guard.requireRunning("revision " + step.revision().describe());
			if (this.scripts.of(step.revision()).transactional(step.direction())) {
				inOneTransaction(List.of(step), current, results);
			}
			else {
				inAutocommit(step, current, results);
			}
		}
		return results;
	}

	private void inOneTransaction(List<Step> steps, Set<String> current, List<StepResult> results) {
		List<StepResult> ran = retried(new StepProgress(), () -> {
			List<StepResult> tried = new ArrayList<>();
			this.running = steps.get(0);
			this.connection.begin();
			for (Step step : steps) {
				if (!tried.isEmpty()) {
					this.connection.applySettings();
				}
				tried.add(runInTransaction(step));
			}
			this.context.lock().requireHeld();
			commit(steps);
			return tried;
		}, (failure) -> stateAfterRollback(failure, steps, current));
		// told after the commit: what a listener throws must not look like a failure of
		// the revision
		ran.forEach((result) -> completed(result, current, results));
	}

	private void inAutocommit(Step step, Set<String> current, List<StepResult> results) {
		StepProgress done = new StepProgress();
		StepRun run = new StepRun(step, done, (line) -> tell((listener) -> listener.progress(step, line)));
		StepResult ran = retried(done, () -> {
			begin(step);
			this.context.lock().requireHeld();
			long start = System.nanoTime();
			new AutocommitStep(this.context, run).run();
			return new StepResult(step, (System.nanoTime() - start) / 1_000_000);
		}, (failure) -> stateAfterStop(step, done, current, failure != null && failure.isPartly()));
		completed(ran, current, results);
	}

	/**
	 * Tries again what met a lock that another session holds; everything else is a
	 * failure at once. What is committed in between is not tried again, and what follows
	 * it has all its tries.
	 */
	private <T> T retried(StepProgress progress, Attempt<T> attempt,
			Function<@Nullable StatementFailure, String> state) {
		int retries = 0;
		while (true) {
			long commits = progress.commits();
			try {
				this.watch.begin();
				return attempt.run();
			}
			catch (StatementException ex) {
				this.watch.pause();
				rollback();
				StatementFailure failure = ex.failure();
				retries = (progress.commits() > commits) ? 0 : retries;
				if (!failure.isRetryable() || retries >= this.settings.lockRetries()) {
					throw failed(failure.step(),
							masked(failure.toException(state.apply(failure) + login(failure), this.watch.seen())),
							this.settings.placeholders().mask(failure.summary()));
				}
				pauseOrFail(failure, retries);
				retries++;
			}
			catch (RuntimeException | Error ex) {
				rollback();
				Step step = Objects.requireNonNull(this.running);
				MigrationException failure = masked(asMigrationException(step, ex));
				String summary = String.valueOf(failure.getMessage());
				throw failed(step, withState(step, failure, state), summary);
			}
		}
	}

	private void rollback() {
		this.connection.rollback();
		this.context.code().forget();
	}

	/** Who lacks a privilege, and where, is the first thing to know about that. */
	private String login(StatementFailure failure) {
		return failure.isDenied() ? "\n  Database and login: %s".formatted(this.connection.server().place()) : "";
	}

	private void announce(MigrationPlan plan) {
		try {
			this.listeners.forEach((listener) -> listener.beforePlan(plan.steps()));
		}
		catch (RuntimeException | Error ex) {
			Step first = plan.steps().get(0);
			MigrationException failure = masked(asMigrationException(first, ex));
			throw failed(first, failure, String.valueOf(failure.getMessage()));
		}
	}

	private void pauseOrFail(StatementFailure failure, int retries) {
		try {
			pause(failure, retries);
		}
		catch (MigrationException ex) {
			throw failed(failure.step(), ex, this.settings.placeholders().mask(failure.summary()));
		}
	}

	private static MigrationException asMigrationException(Step step, Throwable exception) {
		if (exception instanceof MigrationException failure) {
			return failure;
		}
		return new MigrationException(ErrorCode.STATEMENT_FAILED,
				"Revision " + step.revision().describe() + " failed in " + step.direction() + ": "
						+ Redaction.redact(exception.toString()),
				(exception instanceof OutOfMemoryError) ? MORE_MEMORY
						: "The cause is not a statement of the revision; --debug shows the stack trace.",
				Redaction.redact(exception));
	}

	private StepResult runInTransaction(Step step) throws StatementException {
		begin(step);
		long start = System.nanoTime();
		new TransactionalStep(this.context, step).run();
		return new StepResult(step, (System.nanoTime() - start) / 1_000_000);
	}

	/** What is checked at the commit can be about each of the revisions. */
	private void commit(List<Step> steps) throws StatementException {
		boolean logged = steps.stream().allMatch(this::isLogged);
		this.connection.withholdNotices(!logged);
		try {
			this.connection.commit();
		}
		catch (SQLException ex) {
			throw new StatementException(StatementFailure.atCommit(steps.get(steps.size() - 1), logged, ex));
		}
	}

	private boolean isLogged(Step step) {
		return this.scripts.of(step.revision()).logged();
	}

	private String stateAfterStop(Step step, StepProgress progress, Set<String> current, boolean partly) {
		int done = progress.statements();
		if (progress.rows() > 0 && this.scripts.of(step.revision()) instanceof SqlRevision) {
			return "The first %s rows were processed; the next start resumes from there. The database is at %s."
				.formatted(progress.rows(), Step.describeRows(current));
		}
		if (done == 0 && !partly && !(this.scripts.of(step.revision()) instanceof JavaRevisionScript)) {
			return "%s. The database is at %s.".formatted(describe(done), Step.describeRows(current));
		}
		String next = partly ? "the failed statement commits by itself, so a part of its work may remain too"
				: "the next start resumes from there";
		String what = (this.scripts.of(step.revision()) instanceof JavaRevisionScript)
				? "What it committed is kept; batches resume after the last committed one."
				: "%s; %s.".formatted(describe(done), next);
		return "%s The database is at %s.".formatted(what, Step.describeRows(current));
	}

	private static String describe(int statements) {
		return switch (statements) {
			case 0 -> "None of its statements took effect";
			case 1 -> "The first of its statements took effect";
			default -> "The first %s of its statements took effect".formatted(statements);
		};
	}

	/** A Java revision's exception says nothing about the database. */
	private MigrationException withState(Step step, MigrationException failure,
			Function<@Nullable StatementFailure, String> state) {
		boolean code = this.scripts.of(step.revision()) instanceof JavaRevisionScript
				&& failure.getCode() == ErrorCode.STATEMENT_FAILED
				&& !(failure.getCause() instanceof TransactionEndedException);
		return code ? new MigrationException(failure.getCode(), failure.getMessage() + "\n\n  " + state.apply(null),
				failure.getHint(), failure.getCause()) : failure;
	}

	private void begin(Step step) {
		this.running = step;
		this.connection.withholdNotices(!isLogged(step));
		logger.info("Running {}{}", step.describe(),
				step.revision().title().isEmpty() ? "" : ", " + Printable.name(step.revision().title()));
		this.listeners.forEach((listener) -> listener.beforeRevision(step));
	}

	private void completed(StepResult result, Set<String> current, List<StepResult> results) {
		result.step().applyTo(current);
		results.add(result);
		tell((listener) -> listener.afterRevision(result));
	}

	private MigrationException masked(MigrationException failure) {
		return new MigrationException(failure.getCode(),
				this.settings.placeholders().mask(String.valueOf(failure.getMessage())), failure.getHint(),
				failure.getCause());
	}

	private void tell(Consumer<MigrationListener> message) {
		Listeners.tell(this.listeners, message);
	}

	private static String stateAfterRollback(@Nullable StatementFailure failure, List<Step> steps,
			Set<String> current) {
		String what = (steps.size() > 1) ? "All %s revisions of this run were".formatted(steps.size())
				: "The revision was";
		if (failure != null && failure.connectionLost() && failure.atCommit()) {
			return "The connection broke during the commit, so it is not known whether the commit took effect; the next start finds out.";
		}
		if (failure != null && failure.connectionLost()) {
			return "The connection broke, so the server rolls back. The database was at %s."
				.formatted(Step.describeRows(current));
		}
		return "%s rolled back, nothing of it remains. The database is at %s.".formatted(what,
				Step.describeRows(current));
	}

	/**
	 * Keeps the failure in the log too, where the connection still lives; the failure
	 * itself matters more.
	 */
	private MigrationException failed(Step step, MigrationException failure, String summary) {
		try {
			if (this.connection.borrowed().isOpen()) {
				this.connection.executeInternally(
						List.of("reset role", this.context.log().failed(step, this.settings.origin(), summary)));
			}
		}
		catch (MigrationException | OutOfMemoryError | StackOverflowError ex) {
			failure.addSuppressed(ex);
		}
		tell((listener) -> listener.revisionFailed(step, failure));
		return failure;
	}

	/**
	 * Full jitter: replicas and other sessions that met each other once should not meet
	 * again.
	 */
	private void pause(StatementFailure failure, int attempt) {
		long ceiling = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(attempt, 10));
		long millis = ceiling / 2 + ThreadLocalRandom.current().nextLong(ceiling / 2 + 1);
		logger.warn("Revision {} failed: {}; attempt {} of {} follows in {} ms", failure.step().revision().id(),
				this.settings.placeholders().mask(failure.summary()), attempt + 2, this.settings.lockRetries() + 1,
				millis);
		tell((listener) -> listener.retrying(failure.step(), attempt + 2));
		ShutdownGuard.pause(Duration.ofMillis(millis),
				"another attempt of revision " + failure.step().revision().describe());
	}

	/**
	 * One try.
	 *
	 * @param <T> the type of the result
	 */
	@FunctionalInterface
	private interface Attempt<T> {

		T run() throws StatementException;

	}

}
