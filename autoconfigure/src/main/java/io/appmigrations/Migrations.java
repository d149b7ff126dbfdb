package io.appmigrations;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
import io.appmigrations.revision.Direction;
import io.appmigrations.revision.MigrationPlan;
import io.appmigrations.revision.Revision;
import io.appmigrations.revision.RevisionGraph;
import io.appmigrations.revision.Target;
import io.appmigrations.script.RevisionScript;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.Assert;

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
		Assert.notNull(target, "'target' must not be null");
		if (target.equals("none")) {
			CurrentRevisions current = current();
			if (!current.pending().isEmpty()) {
				logger.warn("Pending and not run, for the target is 'none': {}", String.join(", ", current.pending()));
			}
			return new MigrationResult(List.of(), current.current());
		}
		return migrate(Direction.UPGRADE, Target.parse(target));
	}

	/**
	 * Undoes what was run above a target. Stops before anything ran where a revision on
	 * the way has no way down.
	 * @param target {@code base}, a revision, {@code -N} ...
	 * @return what was done
	 * @throws MigrationException where anything fails; its code says what
	 */
	public MigrationResult downgrade(String target) {
		Assert.notNull(target, "'target' must not be null");
		return migrate(Direction.DOWNGRADE, Target.parse(target));
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
			Optional<VersionState> state = peek(connection);
			Set<String> rows = state.map(VersionState::rows).orElse(Set.of());
			List<String> unknown = unknown(graph, rows);
			Set<String> known = new TreeSet<>(rows);
			if (!unknown.isEmpty()) {
				// their ancestors are known to the log only
				known.addAll(state.map((present) -> present.checksums().keySet()).orElse(Set.of()));
			}
			List<String> pending = MigrationPlan.upgrade(graph, known, new Target.Heads())
				.steps()
				.stream()
				.map((step) -> step.revision().id())
				.toList();
			return new CurrentRevisions(new ArrayList<>(new TreeSet<>(rows)), List.copyOf(graph.effectiveHeads()),
					pending, unknown);
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

	private MigrationResult migrate(Direction direction, Target target) {
		Job job = new Job(load(), direction, target);
		if (job.graph().revisions().isEmpty()) {
			logger.warn("There are no revisions in {}", String.join(", ", this.settings.locations().locations()));
			return new MigrationResult(List.of(), List.of());
		}
		try (MigrationConnection connection = connect()) {
			Optional<VersionState> state = peek(connection);
			if (state.isPresent()) {
				Optional<MigrationResult> nothing = nothingToDo(job, state.get());
				if (nothing.isPresent()) {
					return nothing.get();
				}
			}
			else if (job.plan(Set.of()).isEmpty()) {
				return new MigrationResult(List.of(), List.of());
			}
			return lockAndRun(connection, job);
		}
	}

	private Optional<MigrationResult> nothingToDo(Job job, VersionState state) {
		List<String> unknown = unknown(job.graph(), state.rows());
		if (!unknown.isEmpty()) {
			databaseAhead(unknown, job, state);
			return Optional.of(MigrationResult.of(List.of(), state.rows()));
		}
		requireNoHalfDowngrade(job, state);
		verifyChecksums(job.scripts(), state);
		if (job.plan(state.rows()).isEmpty()) {
			logger.info("The database is at {}, nothing is pending", MigrationPlan.describeRows(state.rows()));
			return Optional.of(MigrationResult.of(List.of(), state.rows()));
		}
		return Optional.empty();
	}

	/**
	 * Half of its statements are undone although its row is there: neither up nor down.
	 */
	private static void requireNoHalfDowngrade(Job job, VersionState state) {
		String half = state.unfinished()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().equals(Direction.DOWNGRADE.toString()))
			.map(Map.Entry::getKey)
			.filter((id) -> job.graph().withAncestors(state.rows()).contains(id))
			.findFirst()
			.orElse(null);
		if (half != null && job.direction() == Direction.UPGRADE) {
			throw new MigrationException(ErrorCode.INTERRUPTED_REVISION,
					"The downgrade of revision %s was interrupted: a part of it is undone"
						.formatted(job.graph().get(half).describe()),
					"Run the downgrade again, it goes on where it stopped; then upgrade.");
		}
	}

	private MigrationResult lockAndRun(MigrationConnection connection, Job job) {
		ExecutionSettings execution = this.settings.execution();
		connection.prepare(applicationName(), this.settings.defaultSchema(), execution.lockTimeout(),
				execution.statementTimeout());
		VersionTable table = new VersionTable(schema(connection), this.settings.versionTable());
		try (MigrationLock lock = new LockFactory(this.settings.lock(), this.dataSource).create(connection, table);
				ShutdownGuard guard = new ShutdownGuard(connection)) {
			Optional<MigrationResult> doneByAnother = waitFor(lock, guard, connection, job);
			if (doneByAnother.isPresent()) {
				return doneByAnother.get();
			}
			VersionState state = table.readOrCreate(connection);
			Optional<MigrationResult> nothing = nothingToDo(job, state);
			if (nothing.isPresent()) {
				return nothing.get();
			}
			if (this.settings.defaultSchema() != null) {
				table.createSchema(connection, this.settings.defaultSchema());
			}
			logger.info("Migrating {}", connection.describe());
			return run(new MigrationRunner(connection, table, lock, guard, job.scripts(), execution, this.listeners),
					job.plan(state.rows()), state);
		}
	}

	private static MigrationResult run(MigrationRunner runner, MigrationPlan plan, VersionState state) {
		long start = System.nanoTime();
		Set<String> rows = state.rows();
		List<StepResult> steps = runner.run(plan, state);
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
			Job job) {
		LockWait wait = new LockWait(this.settings.lock().maxWait());
		while (!lock.tryAcquire()) {
			Optional<VersionState> state = peek(connection);
			if (state.isPresent() && job.plan(state.get().rows()).isEmpty()) {
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

	/**
	 * A database that has more than this build is normal. One that lacks a revision of
	 * this build although it has the parents has gone another way, and this build would
	 * run on a schema that does not fit it.
	 */
	private void databaseAhead(List<String> unknown, Job job, VersionState state) {
		String message = "The database is at %s, which this build does not have".formatted(String.join(", ", unknown));
		List<String> missing = missing(job.graph(), state);
		if (!missing.isEmpty()) {
			throw new MigrationException(ErrorCode.UNKNOWN_REVISION,
					"%s, and it does not have %s of this build: their histories have parted".formatted(message,
							String.join(", ", missing)),
					"Deploy a build that has all of these revisions; perhaps a file of an applied revision was deleted.");
		}
		boolean fail = job.direction() == Direction.DOWNGRADE
				|| this.settings.onUnknownRevision() == MigrationSettings.Reaction.FAIL;
		if (fail) {
			throw new MigrationException(ErrorCode.UNKNOWN_REVISION, message + ": it is ahead of this build",
					"Use the build that has it, or put its file back if it was deleted; app.migrations.on-unknown-revision=ignore "
							+ "lets this build start all the same.");
		}
		String line = message + ": it is ahead of this build. Nothing is migrated.";
		if (this.settings.onUnknownRevision() == MigrationSettings.Reaction.WARN) {
			logger.warn("{}", line);
		}
		else {
			logger.info("{}", line);
		}
	}

	/** Revisions that are not applied although the log says that their parents are. */
	private static List<String> missing(RevisionGraph graph, VersionState state) {
		Set<String> applied = state.checksums().keySet();
		return graph.revisions()
			.stream()
			.filter((revision) -> !applied.contains(revision.id()) && !revision.downRevisions().isEmpty()
					&& applied.containsAll(graph.parentsOf(revision.id())))
			.map(Revision::id)
			.toList();
	}

	private void verifyChecksums(RevisionScripts scripts, VersionState state) {
		if (this.settings.onChecksumMismatch() == MigrationSettings.Reaction.IGNORE) {
			return;
		}
		for (String id : scripts.graph().withAncestors(state.rows())) {
			RevisionScript script = scripts.of(scripts.graph().get(id));
			String applied = state.checksums().get(id);
			if (applied != null && !applied.isEmpty() && script.checksum() != null
					&& !applied.equals(script.checksum())) {
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
	 * What a call is to do.
	 *
	 * @param scripts the revisions of this build
	 * @param direction which way
	 * @param target where to
	 */
	private record Job(RevisionScripts scripts, Direction direction, Target target) {

		RevisionGraph graph() {
			return this.scripts.graph();
		}

		MigrationPlan plan(Set<String> rows) {
			return (this.direction == Direction.UPGRADE) ? MigrationPlan.upgrade(graph(), rows, this.target)
					: MigrationPlan.downgrade(graph(), rows, this.target);
		}

	}

}
