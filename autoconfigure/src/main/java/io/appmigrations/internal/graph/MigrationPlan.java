package io.appmigrations.internal.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.appmigrations.Direction;
import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.Step;

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
	 * @param revisions the revisions of this build
	 * @param rows the rows of the version table
	 * @param target where to go
	 * @return the plan, empty where the target is already applied
	 * @throws MigrationException where the target cannot be resolved
	 */
	public static MigrationPlan upgrade(RevisionGraph revisions, Set<String> rows, Target target) {
		RevisionGraph graph = revisions.at(rows, Set.of(), List.of(target));
		Set<String> known = known(graph, rows);
		Set<String> applied = graph.withAncestors(known);
		Set<String> needed = graph.withAncestors(new TargetResolver(graph, known).upgradeTargets(target));
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
		return new MigrationPlan(asWritten(graph, rows, steps));
	}

	/**
	 * Names the rows as the version table has them: a row can have another name of its
	 * revision. What no step replaces, the first one does, so that nothing keeps the
	 * other name longer than that.
	 */
	private static List<Step> asWritten(RevisionGraph graph, Set<String> rows, List<Step> steps) {
		Map<String, Set<String>> written = new TreeMap<>();
		rows.forEach((row) -> {
			Revision revision = graph.find(row);
			if (revision != null && !revision.id().equals(row)) {
				written.computeIfAbsent(revision.id(), (id) -> new TreeSet<>()).add(row);
			}
		});
		if (written.isEmpty() || steps.isEmpty()) {
			return steps;
		}
		List<Step> named = new ArrayList<>();
		for (Step step : steps) {
			Set<String> from = new TreeSet<>();
			for (String id : step.from()) {
				Set<String> names = written.remove(id);
				from.addAll((names != null) ? names : Set.of());
				if (names == null || rows.contains(id)) {
					from.add(id);
				}
			}
			named.add(new Step(step.direction(), step.revision(), from, step.to()));
		}
		Step first = named.get(0);
		Set<String> from = new TreeSet<>(first.from());
		Set<String> to = new TreeSet<>(first.to());
		written.forEach((id, names) -> {
			from.addAll(names);
			if (!rows.contains(id)) {
				to.add(id);
			}
		});
		named.set(0, new Step(first.direction(), first.revision(), from, to));
		return named;
	}

	/**
	 * Plans a downgrade: every applied revision above the target, and whatever needs one
	 * of them, in any branch.
	 * @param revisions the revisions of this build
	 * @param rows the rows of the version table
	 * @param target where to go
	 * @return the plan, empty where the database is at the target
	 * @throws MigrationException where the target cannot be resolved, or with
	 * {@code not_an_ancestor} where it is not applied
	 */
	public static MigrationPlan downgrade(RevisionGraph revisions, Set<String> rows, Target target) {
		RevisionGraph graph = revisions.at(rows, Set.of(), List.of(target));
		Set<String> known = known(graph, rows);
		Set<String> applied = graph.withAncestors(known);
		TargetResolver resolver = new TargetResolver(graph, known);
		Set<String> leaving = graph.withDescendants(resolver.downgradeRoots(target));
		leaving.retainAll(applied);
		if (leaving.isEmpty()) {
			String destination = resolver.downgradeDestination(target);
			if (destination != null && !known.contains(destination)) {
				throw new MigrationException(ErrorCode.NOT_AN_ANCESTOR,
						"Cannot downgrade to %s: %s. The database is at %s.".formatted(
								graph.get(destination).describe(),
								applied.contains(destination) ? "nothing above it is applied" : "it is not applied",
								Step.describeRows(known)),
						"Name an ancestor of the current revision, -1 for one step, or base.");
			}
		}
		return new MigrationPlan(asWritten(graph, rows, downSteps(graph, known, applied, leaving)));
	}

	/**
	 * A row may be there although another implies it: a dependency was declared later, or
	 * the row was written by hand.
	 */
	private static List<Step> downSteps(RevisionGraph graph, Set<String> rows, Set<String> applied,
			Set<String> leaving) {
		List<Revision> newestFirst = new ArrayList<>(graph.revisions());
		Collections.reverse(newestFirst);
		Set<String> current = new HashSet<>(rows);
		Map<String, Integer> children = new HashMap<>();
		applied.forEach((id) -> graph.parentsOf(id).forEach((parent) -> children.merge(parent, 1, Integer::sum)));
		List<Step> steps = new ArrayList<>();
		for (Revision revision : newestFirst) {
			if (leaving.contains(revision.id())) {
				Set<String> to = graph.parentsOf(revision.id())
					.stream()
					.filter((parent) -> children.merge(parent, -1, Integer::sum) == 0)
					.filter((parent) -> !current.contains(parent))
					.collect(Collectors.toCollection(TreeSet::new));
				current.remove(revision.id());
				current.addAll(to);
				steps.add(new Step(Direction.DOWNGRADE, revision, Set.of(revision.id()), to));
			}
		}
		return steps;
	}

	/**
	 * Plans to set the rows without running anything. Rows above or below a target in its
	 * own history are replaced by it; rows of other branches stay, and so do the
	 * revisions that only they, or the replaced rows, depend on.
	 * @param revisions the revisions of this build
	 * @param rows the rows of the version table
	 * @param targets where to be
	 * @param purge whether all rows go first, those that the graph does not know too
	 * @return one step for each row that is set or deleted
	 * @throws MigrationException where a target cannot be resolved, where two of them
	 * overlap, and with {@code unknown_revision} where the database has a row that the
	 * graph does not know and that is not purged
	 */
	public static MigrationPlan stamp(RevisionGraph revisions, Set<String> rows, List<Target> targets, boolean purge) {
		RevisionGraph graph = revisions.at(rows, Set.of(), targets);
		if (!purge) {
			requireKnown(graph, rows);
		}
		TargetResolver resolver = new TargetResolver(graph, known(graph, rows));
		List<Set<String>> destinations = targets.stream().map(resolver::revisions).toList();
		requireDistinct(graph, targets, destinations);
		Stamp stamp = new Stamp(graph, purge ? Set.of() : known(graph, rows));
		for (int i = 0; i < targets.size(); i++) {
			stamp.to(targets.get(i), destinations.get(i));
		}
		if (!purge) {
			return new MigrationPlan(asWritten(graph, rows, stamp.steps()));
		}
		List<Step> steps = new ArrayList<>();
		for (String row : new TreeSet<>(rows)) {
			if (!stamp.rows().contains(row)) {
				steps.add(new Step(Direction.DOWNGRADE, Stamp.revision(graph, row), Set.of(row), Set.of()));
			}
		}
		stamp.steps().stream().filter((step) -> !rows.containsAll(step.to())).forEach(steps::add);
		return new MigrationPlan(steps);
	}

	private static void requireKnown(RevisionGraph graph, Set<String> rows) {
		List<String> unknown = rows.stream().filter((row) -> graph.find(row) == null).sorted().toList();
		if (!unknown.isEmpty()) {
			throw new MigrationException(ErrorCode.UNKNOWN_REVISION,
					"The database is at %s, which this build does not have".formatted(String.join(", ", unknown)),
					"Use a build that has it, or add --purge to remove all rows first.");
		}
	}

	/**
	 * Whether no destination is another one or an ancestor of one: one walk for all,
	 * since there can be thousands. {@code false} says nothing, nor does an empty one.
	 */
	private static boolean areApart(RevisionGraph graph, List<Set<String>> destinations) {
		Set<String> all = new HashSet<>();
		Set<String> parents = new HashSet<>();
		int count = 0;
		for (Set<String> each : destinations) {
			if (each.isEmpty()) {
				return false;
			}
			count += each.size();
			each.forEach((id) -> {
				all.add(graph.get(id).id());
				parents.addAll(graph.parentsOf(id));
			});
		}
		return all.size() == count && Collections.disjoint(all, graph.withAncestors(parents));
	}

	private static void requireDistinct(RevisionGraph graph, List<Target> targets, List<Set<String>> destinations) {
		if (areApart(graph, destinations)) {
			return;
		}
		for (int j = 0; destinations.size() > 1 && j < destinations.size(); j++) {
			Set<String> below = graph.withAncestors(destinations.get(j));
			for (int i = 0; i < destinations.size(); i++) {
				boolean base = destinations.get(i).isEmpty() && targets.get(i).branch() == null;
				if (i != j && (base || !Collections.disjoint(below, destinations.get(i)))) {
					throw new MigrationException(ErrorCode.INVALID_TARGET,
							"'%s' and '%s' overlap: one includes the other".formatted(targets.get(i), targets.get(j)),
							"Name only the newest revision of each branch; its ancestors are implied.");
				}
			}
		}
	}

	/**
	 * Finds the revisions that a target names, apart from any command.
	 * @param revisions the revisions of this build
	 * @param rows the rows of the version table, for {@code current}, {@code +N} and
	 * {@code -N}
	 * @param target the target
	 * @return ids; none for {@code base}
	 * @throws MigrationException where the target cannot be resolved
	 */
	public static Set<String> named(RevisionGraph revisions, Set<String> rows, Target target) {
		RevisionGraph graph = revisions.at(rows, Set.of(), List.of(target));
		return new TargetResolver(graph, known(graph, rows)).revisions(target);
	}

	/**
	 * Finds the one revision that a target names.
	 * @param revisions the revisions of this build
	 * @param rows the rows of the version table, for {@code current}, {@code +N} and
	 * {@code -N}
	 * @param target the target
	 * @return the revision
	 * @throws MigrationException where the target cannot be resolved, names several
	 * revisions, or none
	 */
	public static Revision single(RevisionGraph revisions, Set<String> rows, Target target) {
		RevisionGraph graph = revisions.at(rows, Set.of(), List.of(target));
		String id = new TargetResolver(graph, known(graph, rows)).single(target);
		if (id == null) {
			throw new MigrationException(ErrorCode.INVALID_TARGET,
					(target.needsCurrent() && rows.isEmpty())
							? "'%s' is not a revision: nothing is applied".formatted(target)
							: "'%s' is not a revision".formatted(target),
					"Name a revision; list them with 'history'.");
		}
		return graph.get(id);
	}

	private static Set<String> known(RevisionGraph graph, Set<String> rows) {
		return graph.named(rows)
			.stream()
			.filter((row) -> graph.find(row) != null)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Whether there is nothing to do.
	 * @return {@code true} where the plan has no steps
	 */
	public boolean isEmpty() {
		return this.steps.isEmpty();
	}

}
