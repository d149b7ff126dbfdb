package io.appmigrations.internal.engine;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.appmigrations.CurrentRevisions;
import io.appmigrations.Direction;
import io.appmigrations.MigrationResult;
import io.appmigrations.Step;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.version.VersionState;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.graph.Target;
import io.appmigrations.internal.script.Fingerprint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An upgrade, which is what a start does. Where the database knows that this build has
 * nothing to run there, nothing else is read or loaded.
 */
final class UpgradeRun {

	private static final Logger logger = LoggerFactory.getLogger(OnlineRun.class);

	private static final String HEADS = "heads";

	private final MigrationContext context;

	private final RevisionSource source;

	private final Connector connector;

	/**
	 * Connects to nothing and reads nothing yet.
	 * @param context how to migrate
	 * @param source the revisions
	 * @param connector opens the connection
	 */
	UpgradeRun(MigrationContext context, RevisionSource source, Connector connector) {
		this.context = context;
		this.source = source;
		this.connector = connector;
	}

	MigrationResult run(String target) {
		String build = build(target);
		if (build == null) {
			MigrationJob job = job(target);
			try (MigrationConnection connection = this.connector.connect()) {
				return onlineRun().migrate(connection, this.connector.peek(connection), job, BuildNote.NONE);
			}
		}
		try (MigrationConnection connection = this.connector.connect()) {
			Optional<VersionState> state = this.connector.peek(connection, build);
			if (state.isPresent() && state.get().builds().known()) {
				return nothingPending(state.get().rows());
			}
			MigrationJob job = job(target);
			// files that change at this moment are of no build
			BuildNote note = build.equals(build(target)) ? new BuildNote(build) : BuildNote.NONE;
			return onlineRun().migrate(connection, state, job, note);
		}
	}

	/** Looks whether anything is pending, and runs nothing: the target {@code none}. */
	MigrationResult look() {
		String build = build(HEADS);
		RevisionGraph graph = (build == null) ? this.source.load().graph() : null;
		try (MigrationConnection connection = this.connector.connect()) {
			Optional<VersionState> state = this.connector.peek(connection, build);
			if (state.isPresent() && state.get().builds().known()) {
				return Results.of(List.of(), state.get().rows());
			}
			CurrentRevisions current = SchemaMigrations.current((graph != null) ? graph : this.source.load().graph(),
					state);
			if (!current.pending().isEmpty()) {
				logger.warn("Pending revisions are not run because the target is 'none': {}",
						String.join(", ", current.pending()));
			}
			return new MigrationResult(List.of(), current.current(), null);
		}
	}

	/** Says what the run would say. */
	static MigrationResult nothingPending(Set<String> rows) {
		logger.info("The database is at {}, nothing is pending", Step.describeRows(rows));
		return Results.of(List.of(), rows);
	}

	private OnlineRun onlineRun() {
		return new OnlineRun(this.connector, this.context);
	}

	private MigrationJob job(String target) {
		RevisionScripts scripts = this.source.load();
		SchemaMigrations.requireNoRange(target);
		return new MigrationJob(scripts, Direction.UPGRADE, Target.parse(target));
	}

	/**
	 * What the answer depends on besides the database: where nothing is pending, the
	 * values of placeholders, locks and timeouts are of no effect.
	 */
	static @Nullable String build(MigrationContext context, String target) {
		String fingerprint = context.revisions().fingerprint().orElse(null);
		return (fingerprint == null) ? null : Fingerprint.of(List.of("revisions " + fingerprint, "target " + target,
				"on-checksum-mismatch " + context.settings().onChecksumMismatch()));
	}

	private @Nullable String build(String target) {
		return build(this.context, target);
	}

}
