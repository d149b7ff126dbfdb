package io.appmigrations.internal.engine;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.appmigrations.Direction;
import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.UnfinishedRevision;
import io.appmigrations.internal.database.version.VersionState;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.settings.MigrationSettings;
import io.appmigrations.settings.Reaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether what a database says about itself fits a build, before anything runs.
 */
final class StateCheck {

	private static final Logger logger = LoggerFactory.getLogger(StateCheck.class);

	private final MigrationSettings settings;

	private final AppliedText applied;

	private boolean warned;

	/**
	 * Checks nothing yet.
	 * @param settings what to do where it does not
	 * @param applied what the log knows of the revisions as they were applied
	 */
	StateCheck(MigrationSettings settings, AppliedText applied) {
		this.settings = settings;
		this.applied = applied;
	}

	static List<String> unknown(RevisionGraph graph, Set<String> rows) {
		return new TreeSet<>(rows).stream().filter((row) -> graph.find(row) == null).toList();
	}

	/**
	 * Returns {@code false} where the database is ahead of the build and the build is
	 * content with that.
	 */
	boolean mayMigrate(MigrationJob job, VersionState state) {
		List<String> unknown = unknown(job.graph(), state.rows());
		requireNotWithin(unknown, job.graph());
		requireNoHalfReplaced(job.graph(), state);
		if (!unknown.isEmpty()) {
			databaseAhead(unknown, job, state);
			return false;
		}
		requireNoHalfDowngrade(job, state);
		requireNoHalfUpgrade(job, state);
		requireNothingLost(job, state);
		verifyChecksums(job.scripts(), state);
		return true;
	}

	/**
	 * The database has a part of what one revision replaces, and the files of the rest
	 * are gone.
	 */
	private static void requireNotWithin(List<String> unknown, RevisionGraph graph) {
		for (String row : unknown) {
			Revision squash = graph.replacing(row);
			if (squash != null) {
				throw new MigrationException(ErrorCode.UNKNOWN_REVISION,
						"The database is at %s, in the middle of the revisions that %s replaces, and their files were deleted; nothing was run"
							.formatted(row, squash.describe()),
						"Deploy a build that still has these files first, or restore them; then start again. 'squash --check' "
								+ "tells in advance whether a database needs them.");
			}
		}
	}

	/** What was begun as one revision cannot be continued as another. */
	private static void requireNoHalfReplaced(RevisionGraph graph, VersionState state) {
		for (UnfinishedRevision half : new TreeMap<>(state.unfinished()).values()) {
			String id = half.revision();
			Revision shown = graph.find(id);
			boolean known = graph.replacing(id) != null || !graph.replacedBy(id).isEmpty();
			if (known && (shown == null || !shown.id().equals(id))) {
				throw new MigrationException(ErrorCode.INTERRUPTED_REVISION,
						"The %s of revision %s was interrupted and is done in part (%s); nothing was run"
							.formatted(half.direction(), id, half.done()),
						graph.replacedBy(id).isEmpty()
								? "Files of what was squashed with it were deleted. Deploy a build that still has them first, or restore them; then start again."
								: "Finish it first: run '%s %s'.".formatted(half.direction(), id));
			}
		}
	}

	/** They do no harm, but somebody has changed the table by hand. */
	static void warnOfRedundantRows(RevisionGraph graph, VersionState state) {
		for (String row : graph.impliedOf(state.rows())) {
			logger.warn(
					"The version table has a redundant row for {}: the row for {} implies it. Remove it with 'repair --rows'.",
					row, String.join(", ", implying(graph, state.rows(), row)));
		}
	}

	/** The other rows that build on a row. */
	static Set<String> implying(RevisionGraph graph, Set<String> rows, String row) {
		Set<String> others = new TreeSet<>(rows);
		others.retainAll(graph.withDescendants(List.of(row)));
		others.remove(row);
		return others;
	}

	/**
	 * Half of its statements are undone although its row is there: neither up nor down.
	 */
	private static void requireNoHalfDowngrade(MigrationJob job, VersionState state) {
		Set<String> applied = state.unfinished().isEmpty() ? Set.of() : job.graph().withAncestors(state.rows());
		String half = state.unfinished()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().direction() == Direction.DOWNGRADE)
			.map(Map.Entry::getKey)
			.filter(applied::contains)
			.findFirst()
			.orElse(null);
		if (half != null && job.direction() == Direction.UPGRADE) {
			throw new MigrationException(ErrorCode.INTERRUPTED_REVISION,
					"The downgrade of revision %s was interrupted and has undone only a part of it"
						.formatted(job.graph().get(half).describe()),
					"Run the downgrade again; it resumes where it stopped. Then upgrade.");
		}
	}

	/**
	 * A downgrade past a revision of which a part is done would leave that part, and
	 * forget it.
	 */
	private static void requireNoHalfUpgrade(MigrationJob job, VersionState state) {
		if (job.direction() != Direction.DOWNGRADE || state.unfinished().isEmpty()) {
			return;
		}
		Set<String> applied = job.graph().withAncestors(state.rows());
		List<String> steps = job.plan(state.rows()).steps().stream().map((step) -> step.revision().id()).toList();
		for (UnfinishedRevision half : new TreeMap<>(state.unfinished()).values()) {
			boolean ahead = half.direction() == Direction.UPGRADE && !applied.contains(half.revision())
					&& job.graph().find(half.revision()) != null;
			if (ahead && (steps.isEmpty()
					|| !Collections.disjoint(steps, job.graph().withAncestors(List.of(half.revision()))))) {
				throw new MigrationException(ErrorCode.INTERRUPTED_REVISION,
						"The upgrade of revision %s was interrupted and is done in part (%s); nothing was run"
							.formatted(job.graph().get(half.revision()).describe(), half.done()),
						("Finish it with 'upgrade %1$s', which resumes where it stopped, then downgrade. Or undo its "
								+ "statements by hand, then run 'repair --forget %1$s'.")
							.formatted(half.revision()));
			}
		}
	}

	/**
	 * A version table that was emptied, dropped or restored without its rows would let
	 * revisions run once more.
	 */
	private static void requireNothingLost(MigrationJob job, VersionState state) {
		if (job.direction() != Direction.UPGRADE) {
			return;
		}
		List<String> again = job.plan(state.rows())
			.steps()
			.stream()
			.map((step) -> step.revision().id())
			.filter((id) -> state.checksums().containsKey(id)
					|| !Collections.disjoint(state.checksums().keySet(), job.graph().replacedBy(id)))
			.toList();
		if (!again.isEmpty()) {
			String last = again.get(again.size() - 1);
			throw new MigrationException(ErrorCode.DATABASE_NOT_UP_TO_DATE,
					"The log lists %s as applied, but the version table does not: rows were lost, or the table was changed by hand"
						.formatted(String.join(", ", again)),
					("Check the database. If the log is correct, run 'stamp %s'; if the version table is correct, run "
							+ "'repair --log'. Then start again.")
						.formatted(last));
		}
	}

	/**
	 * A database that has more than this build is normal. One that lacks a revision of
	 * this build although it has the parents has gone another way, and this build would
	 * run on a schema that does not fit it. One that has none of this build's revisions
	 * is another application's, or its version table is.
	 */
	private void databaseAhead(List<String> unknown, MigrationJob job, VersionState state) {
		String message = "The database is at %s, which this build does not have".formatted(String.join(", ", unknown));
		List<String> missing = missing(job.graph(), state);
		if (isAnotherHistory(job.graph(), state)) {
			throw new MigrationException(ErrorCode.UNKNOWN_REVISION,
					"%s, and no revision of this build (%s) is applied: the version table %s belongs to another history"
						.formatted(message, String.join(", ", missing), this.settings.versionTable()),
					"Give this application its own version table with app.migrations.version-table (or "
							+ "version-table-schema). If it is the same application, deploy a build that has these "
							+ "revisions.");
		}
		if (job.graph().revisions().isEmpty()) {
			logger.warn("{}: this build has no revisions at all. Nothing is migrated.", message);
			return;
		}
		if (!missing.isEmpty()) {
			throw new MigrationException(ErrorCode.UNKNOWN_REVISION,
					"%s, and revision %s of this build is not applied: their histories have diverged".formatted(message,
							String.join(", ", missing)),
					"Deploy a build that has all of these revisions. The file of an applied revision may have been deleted.");
		}
		if (job.direction() == Direction.DOWNGRADE) {
			throw new MigrationException(ErrorCode.UNKNOWN_REVISION, message + ": the database is ahead of this build",
					"Use a build that has it, restore its file if it was deleted, or add --stored, which uses the "
							+ "downgrade scripts stored in the log.");
		}
		if (this.settings.onUnknownRevision() == Reaction.FAIL) {
			throw new MigrationException(ErrorCode.UNKNOWN_REVISION, message + ": the database is ahead of this build",
					"Use a build that has it, or restore its file if it was deleted. With "
							+ "app.migrations.on-unknown-revision=ignore, this build starts anyway.");
		}
		String line = message + (": it is assumed that the database is ahead of this build, because a newer one has "
				+ "migrated it. Nothing is migrated. If the file of a revision was deleted instead, restore it; with "
				+ "app.migrations.on-unknown-revision=fail this is an error.");
		if (this.settings.onUnknownRevision() == Reaction.WARN) {
			logger.warn("{}", line);
		}
		else {
			logger.info("{}", line);
		}
	}

	/**
	 * Without a log nobody knows what is below a row that this build does not have.
	 */
	private static boolean isAnotherHistory(RevisionGraph graph, VersionState state) {
		return state.logged() && !graph.revisions().isEmpty()
				&& graph.revisions()
					.stream()
					.noneMatch((revision) -> state.checksums().containsKey(revision.id())
							|| state.rows().contains(revision.id()) || state.unfinished().containsKey(revision.id())
							|| !Collections.disjoint(state.checksums().keySet(), graph.replacedBy(revision.id())));
	}

	/**
	 * Revisions that are not applied although the log says that their parents are, or
	 * that have none.
	 */
	private static List<String> missing(RevisionGraph graph, VersionState state) {
		if (!state.logged()) {
			return List.of();
		}
		Set<String> known = new TreeSet<>(state.checksums().keySet());
		known.addAll(state.rows());
		Set<String> applied = graph.withReplaced(known);
		return graph.revisions()
			.stream()
			.filter((revision) -> !applied.contains(revision.id())
					&& applied.containsAll(graph.parentsOf(revision.id())))
			.map(Revision::id)
			.toList();
	}

	private void verifyChecksums(RevisionScripts scripts, VersionState state) {
		if (this.settings.onChecksumMismatch() == Reaction.IGNORE) {
			return;
		}
		for (String id : scripts.graph().withAncestors(state.rows())) {
			this.applied.edit(scripts.of(scripts.graph().get(id)), state).ifPresent((message) -> {
				if (this.settings.onChecksumMismatch() == Reaction.FAIL) {
					throw new MigrationException(ErrorCode.CHECKSUM_MISMATCH, message,
							"Restore the file and put the change into a new revision, or accept the edit with 'repair --accept %s', "
								.formatted(id) + "or set app.migrations.on-checksum-mismatch=warn.");
				}
				this.warned = true;
				logger.warn("{}", message);
			});
		}
	}

	/**
	 * Whether the next check of the same has nothing to say either: what is worth a
	 * warning is worth it at each start.
	 */
	boolean isSilent(MigrationJob job, VersionState state) {
		return !this.warned && state.logged() && unknown(job.graph(), state.rows()).isEmpty()
				&& job.graph().impliedOf(state.rows()).isEmpty()
				&& job.graph().named(state.rows()).equals(state.rows());
	}

}
