package io.appmigrations.internal.engine;

import java.util.Map;
import java.util.Set;

import io.appmigrations.UnfinishedRevision;
import io.appmigrations.internal.database.version.LoggedRun;
import io.appmigrations.internal.graph.RevisionGraph;
import org.jspecify.annotations.Nullable;

/**
 * What a database has.
 *
 * @param graph the revisions as they are for the database
 * @param rows the rows of the version table
 * @param all these revisions and their ancestors
 * @param runs how they were applied, as far as the log remembers
 * @param unfinished those of which only a part is done
 */
record AppliedRevisions(RevisionGraph graph, Set<String> rows, Set<String> all, Map<String, LoggedRun> runs,
		Map<String, UnfinishedRevision> unfinished) {

	/** What a database has that was never migrated. */
	static AppliedRevisions none(RevisionGraph graph) {
		return new AppliedRevisions(graph, Set.of(), Set.of(), Map.of(), Map.of());
	}

	/** How a revision was applied, or {@code null} if it is not, or not remembered. */
	@Nullable LoggedRun run(String id) {
		return this.all.contains(id) ? this.runs.get(id) : null;
	}

}
