package io.appmigrations.internal.graph;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import org.jspecify.annotations.Nullable;

/**
 * A part of the history that one revision can replace: it has one end, and whoever builds
 * on it or depends on it does so on that end.
 *
 * @param revisions the revisions in the order in which they run, the end last
 * @param downRevisions what the part builds on
 * @param dependsOn what the part depends on, as ids or labels
 * @param branchLabels the labels that its revisions carry
 * @param replaces what the one revision is to replace, with what these replace in turn
 */
public record SquashRange(List<Revision> revisions, List<String> downRevisions, List<String> dependsOn,
		List<String> branchLabels, List<String> replaces) {

	/**
	 * Copies the lists.
	 */
	public SquashRange {
		revisions = List.copyOf(revisions);
		downRevisions = List.copyOf(downRevisions);
		dependsOn = List.copyOf(dependsOn);
		branchLabels = List.copyOf(branchLabels);
		replaces = List.copyOf(replaces);
	}

	/**
	 * Finds the revisions.
	 * @param graph the revisions of this build
	 * @param text {@code FROM:TO}, both ends included; {@code base} as the lower end
	 * means from the first revision on
	 * @return the part
	 * @throws MigrationException with {@code invalid_target} or {@code not_an_ancestor}
	 * if there is no such part, or if one revision cannot replace it
	 */
	public static SquashRange of(RevisionGraph graph, String text) {
		HistoryRange range = HistoryRange.parse(text);
		for (Target target : range.targets()) {
			if (target.needsCurrent()) {
				throw new MigrationException(ErrorCode.INVALID_TARGET,
						"'%s' depends on a database, but what is squashed must be the same for all databases"
							.formatted(target),
						"Name revisions, for example base:head or 1975ea:53fffd.");
			}
		}
		String to = end(graph, (range.to() != null) ? range.to() : Target.parse("head"));
		String from = (range.from() != null) ? end(graph, range.from()) : null;
		if (to == null) {
			throw new MigrationException(ErrorCode.INVALID_TARGET,
					"'%s' ends before the first revision".formatted(text), "Put the older revision first.");
		}
		Set<String> ids = ids(graph, text, from, to);
		requireClosed(graph, text, ids, to);
		return of(graph, ids);
	}

	private static @Nullable String end(RevisionGraph graph, Target target) {
		return new TargetResolver(graph, Set.of(), true).single(target);
	}

	private static Set<String> ids(RevisionGraph graph, String text, @Nullable String from, String to) {
		Set<String> ids = new LinkedHashSet<>(graph.withDownAncestors(List.of(to)));
		if (from != null) {
			if (!ids.contains(from)) {
				throw new MigrationException(ErrorCode.NOT_AN_ANCESTOR,
						"'%s' is not a range: %s is not an ancestor of %s".formatted(text, graph.get(from).describe(),
								graph.get(to).describe()),
						"Put the older revision first.");
			}
			ids.retainAll(graph.withDownDescendants(List.of(from)));
		}
		if (ids.size() < 2) {
			throw new MigrationException(ErrorCode.INVALID_TARGET,
					"There is nothing to squash: %s is a single revision".formatted(graph.get(to).describe()),
					"Name a range of at least two revisions, both ends included: FROM:TO.");
		}
		return ids;
	}

	/** A database could otherwise have a part of it without a row that says so. */
	private static void requireClosed(RevisionGraph graph, String text, Set<String> ids, String to) {
		for (Revision revision : graph.revisions()) {
			if (ids.contains(revision.id())) {
				continue;
			}
			for (String parent : graph.parentsOf(revision.id())) {
				if (ids.contains(parent) && !parent.equals(to)) {
					boolean down = revision.downRevisions().contains(parent);
					throw new MigrationException(ErrorCode.INVALID_TARGET,
							"'%s' cannot be squashed: revision %s %s %s, which is in the middle of it".formatted(text,
									revision.describe(), down ? "builds on" : "depends on",
									graph.get(parent).describe()),
							"Squash a range that ends with %s, one that begins above it, or one that includes %s."
								.formatted(parent, revision.id()));
				}
			}
		}
	}

	private static SquashRange of(RevisionGraph graph, Set<String> ids) {
		List<Revision> revisions = graph.revisions().stream().filter((each) -> ids.contains(each.id())).toList();
		Set<String> down = new LinkedHashSet<>();
		Set<String> dependencies = new LinkedHashSet<>();
		Set<String> labels = new LinkedHashSet<>();
		Set<String> replaces = new LinkedHashSet<>();
		for (Revision revision : revisions) {
			down.addAll(revision.downRevisions());
			for (String name : revision.dependsOn()) {
				Revision labelled = graph.labelled(name);
				if (!ids.contains((labelled != null) ? labelled.id() : name)) {
					dependencies.add(name);
				}
			}
			labels.addAll(revision.branchLabels());
			replaces.addAll(graph.replacedBy(revision.id()));
			replaces.add(revision.id());
		}
		down.removeAll(ids);
		return new SquashRange(revisions, withoutAncestors(graph, down), List.copyOf(dependencies), List.copyOf(labels),
				List.copyOf(replaces));
	}

	/** A part can build on a revision and on one above it. */
	private static List<String> withoutAncestors(RevisionGraph graph, Set<String> ids) {
		List<String> kept = new ArrayList<>();
		for (String id : ids) {
			Set<String> others = new TreeSet<>(ids);
			others.remove(id);
			if (!graph.withDownAncestors(others).contains(id)) {
				kept.add(id);
			}
		}
		return kept;
	}

}
