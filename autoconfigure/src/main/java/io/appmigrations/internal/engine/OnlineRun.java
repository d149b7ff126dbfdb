package io.appmigrations.internal.engine;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import io.appmigrations.Direction;
import io.appmigrations.Finding;
import io.appmigrations.MigrationListener;
import io.appmigrations.MigrationResult;
import io.appmigrations.Repair;
import io.appmigrations.Step;
import io.appmigrations.StepResult;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.lock.MigrationLock;
import io.appmigrations.internal.database.version.VersionState;
import io.appmigrations.internal.database.version.VersionTable;
import io.appmigrations.internal.execution.Listeners;
import io.appmigrations.internal.execution.MigrationRunner;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.execution.RunContext;
import io.appmigrations.internal.execution.ShutdownGuard;
import io.appmigrations.internal.graph.MigrationPlan;
import io.appmigrations.internal.graph.Target;
import io.appmigrations.settings.MigrationSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes a database under the migration lock.
 */
final class OnlineRun {

	private static final Logger logger = LoggerFactory.getLogger(OnlineRun.class);

	private final Connector connector;

	private final MigrationSettings settings;

	private final List<MigrationListener> listeners;

	private final StartupLint startupLint;

	private final BaselineAdoption baseline;

	private final MigrationContext context;

	/**
	 * Connects to nothing yet.
	 * @param connector opens the connection
	 * @param context how to migrate
	 */
	OnlineRun(Connector connector, MigrationContext context) {
		this.connector = connector;
		this.settings = context.settings();
		// one that cannot be created is a reason to run nothing
		this.listeners = List.copyOf(context.listeners());
		this.startupLint = context.startupLint();
		this.baseline = new BaselineAdoption(context);
		this.context = context;
	}

	/** Runs what is pending; looks without a lock first whether anything is. */
	MigrationResult migrate(MigrationJob job) {
		try (MigrationConnection connection = this.connector.connect()) {
			return migrate(connection, this.connector.peek(connection), job, BuildNote.NONE);
		}
	}

	/**
	 * Runs what is pending.
	 * @param connection the database
	 * @param state what it says about itself without a lock
	 * @param job what to do
	 * @param note what to note where nothing is pending anymore
	 */
	MigrationResult migrate(MigrationConnection connection, Optional<VersionState> state, MigrationJob job,
			BuildNote note) {
		if (state.isPresent()) {
			MigrationJob there = job.at(state.get());
			StateCheck.warnOfRedundantRows(there.graph(), state.get());
			StateCheck check = check(connection);
			Optional<MigrationResult> nothing = nothingToDo(check, there, state.get());
			if (nothing.isPresent()) {
				if (check.isSilent(there, state.get())) {
					note.write(connection, this.connector.versionTable().log(), state.get().rows(), state.get(),
							state.get().builds().last());
				}
				return nothing.get();
			}
		}
		else if (job.plan(Set.of()).isEmpty()) {
			return Results.of(List.of(), Set.of());
		}
		return lockAndRun(connection, job, note);
	}

	private StateCheck check(MigrationConnection connection) {
		return new StateCheck(this.settings, this.connector.applied(connection));
	}

	private Optional<MigrationResult> nothingToDo(StateCheck check, MigrationJob job, VersionState state) {
		Set<String> rows = job.graph().named(state.rows());
		if (!check.mayMigrate(job, state)) {
			return Optional.of(Results.of(List.of(), rows));
		}
		if (job.plan(state.rows()).isEmpty()) {
			logger.info("The database is at {}, nothing is pending", Step.describeRows(rows));
			return Optional.of(Results.of(List.of(), rows));
		}
		return Optional.empty();
	}

	private MigrationResult lockAndRun(MigrationConnection connection, MigrationJob job, BuildNote note) {
		this.connector.prepare(connection);
		VersionTable table = this.connector.versionTable(connection);
		// the guard ends last: the process must not end before the lock is released
		try (ShutdownGuard guard = new ShutdownGuard(connection); MigrationLock lock = lock(connection, table)) {
			Optional<MigrationResult> doneByAnother = acquire(lock, guard, () -> doneByAnother(connection, job));
			if (doneByAnother.isPresent()) {
				return doneByAnother.get();
			}
			adoptBaseline(connection, table, job);
			VersionState state = adopted(connection, table, job, table.readOrCreate(connection));
			MigrationJob there = job.at(state);
			StateCheck check = check(connection);
			Optional<MigrationResult> nothing = nothingToDo(check, there, state);
			if (nothing.isPresent()) {
				return nothing.get();
			}
			if (this.settings.defaultSchema() != null) {
				table.createSchema(connection, this.settings.defaultSchema());
			}
			MigrationPlan plan = there.plan(state.rows());
			if (job.direction() == Direction.UPGRADE) {
				this.startupLint.check(connection, there.scripts(), plan, this.settings.lint(),
						this.connector.execution().placeholders());
			}
			logger.info("Migrating {}", connection.server().describe());
			RunContext context = new RunContext(connection, table, lock, there.scripts(), this.connector.execution());
			MigrationResult result;
			try (MigrationRunner runner = new MigrationRunner(context, guard, this.listeners)) {
				result = run(runner, plan, state);
			}
			VersionState after = state.at(Set.copyOf(result.current()));
			// of a target that counts from where the database is, a part may be left
			if (!job.target().needsCurrent() && check.isSilent(job.at(after), after)) {
				note.write(connection, table.log(), after.rows(), state, 0);
			}
			return result;
		}
	}

	/** Nothing is created before the database was compared. */
	private void adoptBaseline(MigrationConnection connection, VersionTable table, MigrationJob job) {
		if (job.direction() == Direction.UPGRADE && this.settings.baseline() != null
				&& table.isFirstStart(connection, this.connector.peek(connection))) {
			this.baseline.find(connection, table, job.scripts())
				.ifPresent(
						(revision) -> stamp(connection, table, job.scripts(), List.of(Target.parse(revision)), false));
		}
	}

	/** A database that another tool has migrated is stamped at its first start. */
	private VersionState adopted(MigrationConnection connection, VersionTable table, MigrationJob job,
			VersionState state) {
		if (job.direction() != Direction.UPGRADE) {
			return state;
		}
		Optional<Adoption.Found> found = new Adoption(job.scripts(), this.context).find(connection, table, state);
		if (found.isEmpty()) {
			return state;
		}
		List<Target> targets = found.get().revisions().stream().map((revision) -> Target.parse(revision.id())).toList();
		RevisionScripts scripts = job.scripts().at(state, targets.toArray(Target[]::new));
		stamp(connection, table, scripts, state.rows(),
				MigrationPlan.stamp(scripts.graph(), state.rows(), targets, false));
		logger.info("The database was migrated by {} to {}: stamped", found.get().tool(), found.get().describe());
		return table.readOrCreate(connection);
	}

	private MigrationLock lock(MigrationConnection connection, VersionTable table) {
		return new LockFactory(this.settings.lock(), this.connector.dataSource()).create(connection, table);
	}

	private static MigrationResult run(MigrationRunner runner, MigrationPlan plan, VersionState state) {
		long start = System.nanoTime();
		Set<String> rows = state.rows();
		List<StepResult> steps = runner.run(plan, state);
		MigrationResult result = Results.of(steps, rows);
		logger.info("Migrated the database from {} to {}: {} {} in {} ms", Step.describeRows(rows),
				Step.describeRows(Set.copyOf(result.current())), steps.size(),
				(steps.size() == 1) ? "revision" : "revisions", (System.nanoTime() - start) / 1_000_000);
		return result;
	}

	/**
	 * Waits for the lock, and watches whether its holder does the work meanwhile: then
	 * there is no need to queue.
	 */
	private Optional<MigrationResult> acquire(MigrationLock lock, ShutdownGuard guard,
			Supplier<Optional<MigrationResult>> doneByAnother) {
		LockWait wait = new LockWait(this.settings.lock().maxWait());
		try {
			return acquire(lock, guard, doneByAnother, wait);
		}
		finally {
			Duration waited = wait.duration();
			Listeners.tell(this.listeners, (listener) -> listener.lockWaited(waited));
		}
	}

	private static Optional<MigrationResult> acquire(MigrationLock lock, ShutdownGuard guard,
			Supplier<Optional<MigrationResult>> doneByAnother, LockWait wait) {
		while (!lock.tryAcquire()) {
			Optional<MigrationResult> done = doneByAnother.get();
			if (done.isPresent()) {
				return done;
			}
			guard.requireRunning("the migration lock was acquired");
			wait.pause(lock);
		}
		return Optional.empty();
	}

	/**
	 * As long as the rows say that something is pending, nothing else is read: many
	 * replicas may ask, and the log may be long.
	 */
	private Optional<MigrationResult> doneByAnother(MigrationConnection connection, MigrationJob job) {
		Optional<Set<String>> seen = this.connector.rows(connection);
		if (seen.isPresent() && !job.at(seen.get()).plan(seen.get()).isEmpty()) {
			return Optional.empty();
		}
		Optional<VersionState> state = this.connector.peek(connection);
		if (state.isEmpty() || !job.at(state.get()).plan(state.get().rows()).isEmpty()) {
			return Optional.empty();
		}
		Set<String> rows = job.graph().named(state.get().rows());
		logger.info("Another process has migrated the database to {}", Step.describeRows(rows));
		return Optional.of(Results.of(List.of(), rows));
	}

	/** Sets the rows of the version table. */
	MigrationResult stamp(RevisionScripts scripts, List<Target> targets, boolean purge) {
		return locked((connection, table) -> stamp(connection, table, scripts, targets, purge));
	}

	private MigrationResult stamp(MigrationConnection connection, VersionTable table, RevisionScripts scripts,
			List<Target> targets, boolean purge) {
		VersionState state = table.readOrCreate(connection);
		Set<String> rows = state.rows();
		RevisionScripts there = scripts.at(rows, state.unfinished().keySet(), targets);
		MigrationPlan plan = MigrationPlan.stamp(there.graph(), rows, targets, purge);
		stamp(connection, table, there, rows, plan);
		return Results.of(Results.steps(plan), rows);
	}

	private void stamp(MigrationConnection connection, VersionTable table, RevisionScripts scripts, Set<String> rows,
			MigrationPlan plan) {
		if (!plan.isEmpty()) {
			write(connection, table, plan, StampRecords.statements(table, scripts, plan, rows, this.settings.origin()));
		}
	}

	/** Changes what the database says about itself, and nothing else. */
	List<Finding> repair(RevisionScripts scripts, Repair repair) {
		return locked((connection, table) -> {
			VersionState state = table.readOrCreate(connection);
			Integrity integrity = new Integrity(scripts.at(state), table, state, connection);
			List<Finding> repaired = integrity.chosen(repair);
			List<String> statements = repaired.stream()
				.flatMap((finding) -> integrity.statements(finding, repair, this.settings.origin()).stream())
				.toList();
			write(connection, table, new MigrationPlan(List.of()), statements);
			return repaired;
		});
	}

	private <T> T locked(BiFunction<MigrationConnection, VersionTable, T> work) {
		try (MigrationConnection connection = this.connector.connectToWrite()) {
			this.connector.peek(connection);
			return locked(connection, work);
		}
	}

	private <T> T locked(MigrationConnection connection, BiFunction<MigrationConnection, VersionTable, T> work) {
		VersionTable table = this.connector.versionTable(connection);
		try (ShutdownGuard guard = new ShutdownGuard(connection); MigrationLock lock = lock(connection, table)) {
			acquire(lock, guard, Optional::empty);
			return work.apply(connection, table);
		}
	}

	private static void write(MigrationConnection connection, VersionTable table, MigrationPlan plan,
			List<String> records) {
		connection.begin();
		try {
			for (Step step : plan.steps()) {
				table.verify(step, connection.executeInternally(table.changeStatements(step)));
			}
			connection.executeInternally(records);
			connection.commit();
		}
		catch (SQLException ex) {
			connection.rollback();
			throw connection.server().failure(ex);
		}
		catch (RuntimeException ex) {
			connection.rollback();
			throw ex;
		}
	}

	/** Creates the version table and its log, or changes those of an earlier release. */
	Set<String> ensureVersion() {
		try (MigrationConnection connection = this.connector.connect()) {
			Optional<VersionState> ready = this.connector.peek(connection)
				.filter(this.connector.versionTable()::isReady);
			if (ready.isPresent()) {
				return ready.get().rows();
			}
			this.connector.prepare(connection);
			return locked(connection, (prepared, table) -> table.readOrCreate(prepared).rows());
		}
	}

}
