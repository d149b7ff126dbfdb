package io.appmigrations.revision;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.appmigrations.error.ErrorCode;
import io.appmigrations.error.MigrationException;

/**
 * The steps that take a database from its current rows to a target, in the order in which
 * they run. The semantics are those of Alembic's planner; of the orders that respect the
 * links, ours is the one that does not depend on how the revisions were read.
 *
 * @param steps the steps; none where there is nothing to do
 */
public record MigrationPlan(List<Step> steps) {

	/**
	 * Copies the steps.
	 */
	public MigrationPlan {
		steps = List.copyOf(steps);
	}

	/**
	 * Plans an upgrade: everything that the target needs and that is not applied yet.
	 * Rows that the graph does not know are left alone.
	 * @param graph the revisions of this build
	 * @param rows the rows of the version table
	 * @param target where to go
	 * @return the plan, empty where the target is already applied
	 * @throws MigrationException where the target cannot be resolved
	 */
	public static MigrationPlan upgrade(RevisionGraph graph, Set<String> rows, Target target) {
		Set<String> known = known(graph, rows);
		Set<String> applied = graph.withAncestors(known);
		Set<String> needed = graph.withAncestors(target.resolveUpgrade(graph, known));
		List<Step> steps = new ArrayList<>();
		Set<String> current = new HashSet<>(known);
		for (Revision revision : graph.revisions()) {
			if (needed.contains(revision.id()) && !applied.contains(revision.id())) {
				Set<String> from = new TreeSet<>(graph.parentsOf(revision.id()));
				from.retainAll(current);
				current.removeAll(from);
				current.add(revision.id());
				steps.add(new Step(Direction.UPGRADE, revision, from, Set.of(revision.id())));
			}
		}
		return new MigrationPlan(steps);
	}

	/**
	 * Plans a downgrade: every applied revision above the target, and whatever needs one
	 * of them, in any branch.
	 * @param graph the revisions of this build
	 * @param rows the rows of the version table
	 * @param target where to go
	 * @return the plan, empty where the database is at the target
	 * @throws MigrationException where the target cannot be resolved, or with
	 * {@code not_an_ancestor} where it is not applied
	 */
	public static MigrationPlan downgrade(RevisionGraph graph, Set<String> rows, Target target) {
		Set<String> known = known(graph, rows);
		Set<String> applied = graph.withAncestors(known);
		Set<String> leaving = graph.withDescendants(target.downgradeRoots(graph, known));
		leaving.retainAll(applied);
		return new MigrationPlan(downSteps(graph, applied, leaving));
	}

	private static List<Step> downSteps(RevisionGraph graph, Set<String> applied, Set<String> leaving) {
		List<Revision> newestFirst = new ArrayList<>(graph.revisions());
		Collections.reverse(newestFirst);
		Set<String> remaining = new HashSet<>(applied);
		List<Step> steps = new ArrayList<>();
		for (Revision revision : newestFirst) {
			if (leaving.contains(revision.id())) {
				remaining.remove(revision.id());
				Set<String> to = graph.parentsOf(revision.id())
					.stream()
					.filter((parent) -> Collections.disjoint(graph.childrenOf(parent), remaining))
					.collect(Collectors.toCollection(TreeSet::new));
				steps.add(new Step(Direction.DOWNGRADE, revision, Set.of(revision.id()), to));
			}
		}
		return steps;
	}

	private static Set<String> known(RevisionGraph graph, Set<String> rows) {
		return rows.stream().filter((row) -> graph.find(row) != null).collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Names the rows of a version table for people.
	 * @param rows the rows
	 * @return the ids separated by commas, or {@code base} where there are none
	 */
	public static String describeRows(Set<String> rows) {
		return rows.isEmpty() ? "base" : String.join(", ", new TreeSet<>(rows));
	}

	/**
	 * Whether there is nothing to do.
	 * @return {@code true} where the plan has no steps
	 */
	public boolean isEmpty() {
		return this.steps.isEmpty();
	}

}
