package io.appmigrations.internal.execution;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.internal.database.version.VersionState;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.graph.Target;
import io.appmigrations.internal.script.RevisionScript;
import org.jspecify.annotations.Nullable;

/**
 * All revisions of a build: their graph and what each of them runs.
 */
public final class RevisionScripts {

	private final RevisionGraph graph;

	private final Map<String, RevisionScript> scripts = new LinkedHashMap<>();

	/**
	 * Builds the graph.
	 * @param scripts the revisions in any order
	 * @throws MigrationException where they do not make a graph
	 */
	public RevisionScripts(Collection<? extends RevisionScript> scripts) {
		this.graph = RevisionGraph.of(scripts.stream().map(RevisionScript::revision).toList());
		scripts.forEach((script) -> this.scripts.put(script.revision().id(), script));
	}

	private RevisionScripts(RevisionGraph graph, Map<String, RevisionScript> scripts) {
		this.graph = graph;
		this.scripts.putAll(scripts);
	}

	/**
	 * Returns the revisions for a database: where it has a part of what a squashed one
	 * replaces, these are in the graph.
	 * @param rows the rows of its version table
	 * @param begun the revisions that are done or undone in part
	 * @param targets what was asked for
	 * @return the same scripts
	 */
	public RevisionScripts at(Set<String> rows, Set<String> begun, Collection<Target> targets) {
		return with(this.graph.at(rows, begun, targets));
	}

	/**
	 * Returns the revisions for a database.
	 * @param state what it says about itself
	 * @param targets what was asked for
	 * @return the same scripts
	 */
	public RevisionScripts at(VersionState state, Target... targets) {
		return with(graphAt(this.graph, state, targets));
	}

	/**
	 * Returns the graph for a database.
	 * @param graph the graph of this build
	 * @param state what the database says about itself
	 * @param targets what was asked for
	 * @return the graph with these revisions
	 */
	public static RevisionGraph graphAt(RevisionGraph graph, VersionState state, Target... targets) {
		return graph.at(state.rows(), state.unfinished().keySet(), List.of(targets));
	}

	/**
	 * Returns the revisions with some of them in the graph, and not what replaces them.
	 * @param ids the ids of revisions
	 * @return the same scripts
	 */
	public RevisionScripts showing(Collection<String> ids) {
		return with(this.graph.showing(ids));
	}

	private RevisionScripts with(RevisionGraph other) {
		return (other == this.graph) ? this : new RevisionScripts(other, this.scripts);
	}

	/**
	 * Returns the graph.
	 * @return the graph
	 */
	public RevisionGraph graph() {
		return this.graph;
	}

	/**
	 * Returns what a revision runs.
	 * @param revision a revision of the graph
	 * @return its script
	 */
	public RevisionScript of(Revision revision) {
		RevisionScript script = this.scripts.get(revision.id());
		if (script == null) {
			throw new MigrationException(ErrorCode.UNKNOWN_REVISION,
					"There is no revision '%s'".formatted(revision.id()), null);
		}
		return script;
	}

	/**
	 * Returns what a revision runs, whether the graph has it or not.
	 * @param id the id of a revision
	 * @return its script, or {@code null} where its file was deleted
	 */
	public @Nullable RevisionScript find(String id) {
		return this.scripts.get(id);
	}

	/**
	 * Returns all scripts.
	 * @return the scripts in the order in which they were read
	 */
	public Collection<RevisionScript> all() {
		return Collections.unmodifiableCollection(this.scripts.values());
	}

}
