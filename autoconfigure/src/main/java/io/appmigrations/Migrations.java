package io.appmigrations;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.appmigrations.database.ConnectionFailure;
import io.appmigrations.database.MigrationConnection;
import io.appmigrations.database.MigrationLock;
import io.appmigrations.database.VersionState;
import io.appmigrations.database.VersionTable;
import io.appmigrations.error.ErrorCode;
import io.appmigrations.error.MigrationException;
import io.appmigrations.execution.ExecutionSettings;
import io.appmigrations.execution.MigrationListener;
import io.appmigrations.execution.MigrationRunner;
import io.appmigrations.execution.RevisionScripts;
import io.appmigrations.execution.ShutdownGuard;
import io.appmigrations.execution.StepResult;
import io.appmigrations.revision.MigrationPlan;
import io.appmigrations.revision.Revision;
import io.appmigrations.revision.RevisionGraph;
import io.appmigrations.revision.Target;
import io.appmigrations.script.RevisionScript;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Migrates one database. Thread-safe: what is not passed to a method does not change, and
 * the migration lock keeps runs apart.
 */
public final class Migrations {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private final Supplier<? extends List<? extends RevisionScript>> revisions;

	private final DataSource dataSource;

	private final MigrationSettings settings;

	private final List<MigrationListener> listeners;

	/**
	 * Creates a facade. Reads and connects to nothing yet.
	 * @param dataSource the database, with a login that may change its schema
	 * @param settings how to migrate
	 * @param revisions reads the revisions; called once for each method that needs them
	 * @param listeners who is told about each revision that runs
	 */
	public Migrations(DataSource dataSource, MigrationSettings settings,
			Supplier<? extends List<? extends RevisionScript>> revisions, List<MigrationListener> listeners) {
		this.dataSource = dataSource;
		this.settings = settings;
		this.revisions = revisions;
		this.listeners = List.copyOf(listeners);
	}

	/**
	 * Runs what is pending up to a target. Where nothing is, this costs one query and no
	 * lock; otherwise it waits for the migration lock, looks again, and runs what is
	 * still pending.
	 * @param target {@code heads}, {@code head}, a revision, {@code +N} ... or
	 * {@code none} to look only
	 * @return what was done
	 * @throws MigrationException where anything fails; its code says what
	 */
	public MigrationResult upgrade(String target) {
		if (target.equals("none")) {
			CurrentRevisions current = current();
			if (!current.pending().isEmpty()) {
				logger.warn("{} revisions are pending and not run, for the target is 'none': {}",
						current.pending().size(), String.join(", ", current.pending()));
			}
			return new MigrationResult(List.of(), current.current());
		}
		return migrate(Target.parse(target), MigrationPlan::upgrade);
	}

	/**
	 * Undoes what was run above a target. Stops before anything ran where a revision on
	 * the way has no way down.
	 * @param target {@code base}, a revision, {@code -N} ...
	 * @return what was done
	 * @throws MigrationException where anything fails; its code says what
	 */
	public MigrationResult downgrade(String target) {
		return migrate(Target.parse(target), MigrationPlan::downgrade);
	}

	/**
	 * Looks where the database is. Changes nothing, not even where there is no version
	 * table yet.
	 * @return where it is and what is pending
	 * @throws MigrationException where revisions or database cannot be read
	 */
	public CurrentRevisions current() {
		RevisionScripts scripts = load();
		RevisionGraph graph = scripts.graph();
		try (MigrationConnection connection = connect()) {
			Set<String> rows = peek(connection).map(VersionState::rows).orElse(Set.of());
			List<String> pending = MigrationPlan.upgrade(graph, rows, new Target.Heads())
				.steps()
				.stream()
				.map((step) -> step.revision().id())
				.toList();
			return new CurrentRevisions(new ArrayList<>(new TreeSet<>(rows)), List.copyOf(graph.effectiveHeads()),
					pending, unknown(graph, rows));
		}
	}

	/**
	 * Returns the heads of this build. Needs no database.
	 * @return the revisions that are no other revision's down revision
	 * @throws MigrationException where the revisions cannot be read
	 */
	public List<Revision> heads() {
		RevisionGraph graph = load().graph();
		return graph.heads().stream().map(graph::get).toList();
	}

	/**
	 * Returns all revisions of this build. Needs no database.
	 * @return the revisions, parents before children
	 * @throws MigrationException where they cannot be read
	 */
	public List<Revision> history() {
		return load().graph().revisions();
	}

	private RevisionScripts load() {
		return new RevisionScripts(this.revisions.get());
	}

	private MigrationResult migrate(Target target, Planner planner) {
		RevisionScripts scripts = load();
		if (scripts.graph().revisions().isEmpty()) {
			logger.warn("There are no revisions in {}", String.join(", ", this.settings.locations().locations()));
			return new MigrationResult(List.of(), List.of());
		}
		BiFunction<RevisionGraph, Set<String>, MigrationPlan> plan = (graph, rows) -> planner.plan(graph, rows, target);
		try (MigrationConnection connection = connect()) {
			Optional<VersionState> state = peek(connection);
			if (state.isPresent()) {
				Optional<MigrationResult> nothing = nothingToDo(scripts, state.get(), plan);
				if (nothing.isPresent()) {
					return nothing.get();
				}
			}
			else if (plan.apply(scripts.graph(), Set.of()).isEmpty()) {
				return new MigrationResult(List.of(), List.of());
			}
			return lockAndRun(connection, scripts, plan);
		}
	}

	private Optional<MigrationResult> nothingToDo(RevisionScripts scripts, VersionState state,
			BiFunction<RevisionGraph, Set<String>, MigrationPlan> plan) {
		List<String> unknown = unknown(scripts.graph(), state.rows());
		if (!unknown.isEmpty()) {
			databaseAhead(unknown);
			return Optional.of(MigrationResult.of(List.of(), state.rows()));
		}
		verifyChecksums(scripts, state);
		if (plan.apply(scripts.graph(), state.rows()).isEmpty()) {
			logger.debug("The database is at {}, nothing to do", MigrationPlan.describeRows(state.rows()));
			return Optional.of(MigrationResult.of(List.of(), state.rows()));
		}
		return Optional.empty();
	}

	private MigrationResult lockAndRun(MigrationConnection connection, RevisionScripts scripts,
			BiFunction<RevisionGraph, Set<String>, MigrationPlan> plan) {
		ExecutionSettings execution = this.settings.execution();
		connection.prepare(applicationName(), this.settings.defaultSchema(), execution.lockTimeout(),
				execution.statementTimeout());
		VersionTable table = new VersionTable(schema(connection), this.settings.versionTable());
		try (MigrationLock lock = new LockFactory(this.settings.lock(), this.dataSource).create(connection, table);
				ShutdownGuard guard = new ShutdownGuard(connection)) {
			Optional<MigrationResult> doneByAnother = waitFor(lock, guard, connection, scripts, plan);
			if (doneByAnother.isPresent()) {
				return doneByAnother.get();
			}
			VersionState state = table.readOrCreate(connection);
			Optional<MigrationResult> nothing = nothingToDo(scripts, state, plan);
			if (nothing.isPresent()) {
				return nothing.get();
			}
			if (this.settings.defaultSchema() != null) {
				table.createSchema(connection, this.settings.defaultSchema());
			}
			return run(new MigrationRunner(connection, table, lock, guard, scripts, execution, this.listeners),
					plan.apply(scripts.graph(), state.rows()), state.rows());
		}
	}

	private static MigrationResult run(MigrationRunner runner, MigrationPlan plan, Set<String> rows) {
		long start = System.nanoTime();
		List<StepResult> steps = runner.run(plan, rows);
		MigrationResult result = MigrationResult.of(steps, rows);
		logger.info("Migrated the database from {} to {}: {} {} in {} ms", MigrationPlan.describeRows(rows),
				MigrationPlan.describeRows(Set.copyOf(result.current())), steps.size(),
				(steps.size() == 1) ? "revision" : "revisions", (System.nanoTime() - start) / 1_000_000);
		return result;
	}

	/**
	 * Waits for the lock, and watches whether its holder does the work meanwhile: then
	 * there is no need to queue.
	 */
	private Optional<MigrationResult> waitFor(MigrationLock lock, ShutdownGuard guard, MigrationConnection connection,
			RevisionScripts scripts, BiFunction<RevisionGraph, Set<String>, MigrationPlan> plan) {
		LockWait wait = new LockWait(this.settings.lock().maxWait());
		while (!lock.tryAcquire()) {
			Optional<VersionState> state = peek(connection);
			if (state.isPresent() && plan.apply(scripts.graph(), state.get().rows()).isEmpty()) {
				logger.info("Another process has migrated the database to {}",
						MigrationPlan.describeRows(state.get().rows()));
				return Optional.of(MigrationResult.of(List.of(), state.get().rows()));
			}
			guard.requireRunning("the migration lock was had");
			wait.pause(lock);
		}
		return Optional.empty();
	}

	private String schema(MigrationConnection connection) {
		String schema = schemaSetting();
		if (schema == null) {
			schema = connection.currentSchema();
		}
		if (schema == null) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The search path of the connection names no schema that exists in database %s"
						.formatted(connection.database()),
					"Set app.migrations.default-schema, or create the schema that the connection's search_path or currentSchema names.");
		}
		return schema;
	}

	private @Nullable String schemaSetting() {
		return (this.settings.versionTableSchema() != null) ? this.settings.versionTableSchema()
				: this.settings.defaultSchema();
	}

	private Optional<VersionState> peek(MigrationConnection connection) {
		return VersionTable.peek(connection, schemaSetting(), this.settings.versionTable());
	}

	private String applicationName() {
		String application = this.settings.execution().origin().application();
		return Objects.requireNonNullElse(application, "app") + " (app-migrations)";
	}

	private static List<String> unknown(RevisionGraph graph, Set<String> rows) {
		return new TreeSet<>(rows).stream().filter((row) -> graph.find(row) == null).toList();
	}

	private void databaseAhead(List<String> unknown) {
		String message = "The database is at %s, which this build does not have: it is ahead of this build"
			.formatted(String.join(", ", unknown));
		switch (this.settings.onUnknownRevision()) {
			case FAIL -> throw new MigrationException(ErrorCode.UNKNOWN_REVISION, message,
					"Deploy the build that has it, or set app.migrations.on-unknown-revision=ignore.");
			case WARN -> logger.warn("{}. Nothing is migrated.", message);
			case IGNORE -> logger.info("{}. Nothing is migrated.", message);
		}
	}

	private void verifyChecksums(RevisionScripts scripts, VersionState state) {
		if (this.settings.onChecksumMismatch() == MigrationSettings.Reaction.IGNORE) {
			return;
		}
		for (String id : scripts.graph().withAncestors(state.rows())) {
			RevisionScript script = scripts.of(scripts.graph().get(id));
			String applied = state.checksums().get(id);
			if (applied != null && script.checksum() != null && !applied.equals(script.checksum())) {
				String message = "Revision %s was edited after it had been applied (%s)"
					.formatted(script.revision().describe(), script.revision().path());
				if (this.settings.onChecksumMismatch() == MigrationSettings.Reaction.FAIL) {
					throw new MigrationException(ErrorCode.CHECKSUM_MISMATCH, message,
							"Restore the file (the log table keeps the text that was applied) and put the change into a new revision, "
									+ "or set app.migrations.on-checksum-mismatch=warn.");
				}
				logger.warn("{}", message);
			}
		}
	}

	private MigrationConnection connect() {
		for (int attempt = 0;; attempt++) {
			try {
				return MigrationConnection.open(this.dataSource,
						(notice) -> logger.debug("PostgreSQL: {}", notice.getMessage()));
			}
			catch (ConnectionFailure ex) {
				if (!ex.isRetryable() || attempt >= this.settings.connectRetries()) {
					throw ex;
				}
				Duration interval = this.settings.connectRetryInterval();
				logger.warn("{}. Try {} of {} follows in {} ms", ex.getMessage(), attempt + 2,
						this.settings.connectRetries() + 1, interval.toMillis());
				LockWait.sleep(interval);
			}
		}
	}

	/**
	 * Plans a run.
	 */
	@FunctionalInterface
	private interface Planner {

		MigrationPlan plan(RevisionGraph graph, Set<String> rows, Target target);

	}

}
