package io.appmigrations.internal.execution;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.script.RevisionScript;

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
	 * Returns all scripts.
	 * @return the scripts in the order in which they were read
	 */
	public Collection<RevisionScript> all() {
		return Collections.unmodifiableCollection(this.scripts.values());
	}

}
