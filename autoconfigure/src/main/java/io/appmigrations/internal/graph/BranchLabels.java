package io.appmigrations.internal.graph;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.Revision;

/**
 * Which branches the revisions of a graph belong to. A label covers the revision that
 * carries it, its descendants, and its ancestors up to the preceding branch point or
 * merge. All revisions between two such points have the same labels, so that these are
 * kept once for all of them.
 */
final class BranchLabels {

	private final Map<String, String> segments = new HashMap<>();

	private final Map<String, Set<String>> labels = new HashMap<>();

	/**
	 * Spreads the labels.
	 * @param graph a graph whose links are known
	 * @param order its revisions, parents before children
	 */
	BranchLabels(RevisionGraph graph, List<Revision> order) {
		Map<String, Set<String>> carried = new HashMap<>();
		for (Revision revision : order) {
			String segment = continues(graph, revision) ? segment(revision.downRevisions().get(0)) : revision.id();
			this.segments.put(revision.id(), segment);
			if (!revision.branchLabels().isEmpty()) {
				carried.computeIfAbsent(segment, (key) -> new TreeSet<>()).addAll(revision.branchLabels());
			}
		}
		for (Revision revision : order) {
			if (segment(revision.id()).equals(revision.id())) {
				this.labels.put(revision.id(), labels(revision, carried.getOrDefault(revision.id(), Set.of())));
			}
		}
	}

	private static boolean continues(RevisionGraph graph, Revision revision) {
		if (revision.downRevisions().size() != 1) {
			return false;
		}
		String parent = revision.downRevisions().get(0);
		return graph.childrenOf(parent).size() == 1 && graph.get(parent).downRevisions().size() <= 1;
	}

	private Set<String> labels(Revision first, Set<String> carried) {
		List<String> parents = first.downRevisions();
		if (carried.isEmpty() && parents.size() == 1) {
			return of(parents.get(0));
		}
		Set<String> all = new TreeSet<>(carried);
		parents.forEach((parent) -> all.addAll(of(parent)));
		return Collections.unmodifiableSet(all);
	}

	private String segment(String id) {
		return this.segments.getOrDefault(id, id);
	}

	/** Labels in ascending order. */
	Set<String> of(String id) {
		return this.labels.getOrDefault(segment(id), Set.of());
	}

}
