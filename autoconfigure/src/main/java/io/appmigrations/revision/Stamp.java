package io.appmigrations.revision;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The rows of a version table while targets are stamped, one after the other.
 */
final class Stamp {

	private final RevisionGraph graph;

	private final List<Step> steps = new ArrayList<>();

	private Set<String> rows;

	Stamp(RevisionGraph graph, Set<String> rows) {
		this.graph = graph;
		this.rows = new TreeSet<>(rows);
	}

	/** What each of the targets means, seen from where the database was. */
	List<Set<String>> destinations(Set<String> before, List<Target> targets) {
		return targets.stream().map((target) -> new TargetResolver(this.graph, before).revisions(target)).toList();
	}

	/**
	 * Stamps a target.
	 * @param before the rows from which relative targets count
	 */
	void to(Target target, Set<String> before) {
		Set<String> destinations = new TargetResolver(this.graph, before).revisions(target);
		if (destinations.isEmpty()) {
			Set<String> leaving = this.rows.stream()
				.filter((row) -> target.branch() == null
						|| this.graph.sharesLineage(row, this.graph.branch(target.branch()).id()))
				.collect(Collectors.toCollection(TreeSet::new));
			replace(leaving, Set.of(), (target.branch() != null) ? this.graph.withDownAncestors(leaving) : null);
		}
		destinations.forEach(this::to);
	}

	private void to(String destination) {
		if (this.rows.contains(destination)) {
			return;
		}
		Set<String> below = this.graph.withAncestors(List.of(destination));
		Set<String> above = this.graph.withDownDescendants(List.of(destination));
		Set<String> leaving = this.rows.stream()
			.filter((row) -> below.contains(row) || above.contains(row))
			.collect(Collectors.toCollection(TreeSet::new));
		Set<String> descended = leaving.stream().filter(above::contains).collect(Collectors.toSet());
		Set<String> forgotten = this.graph.withDownAncestors(descended);
		forgotten.removeAll(below);
		replace(leaving, Set.of(destination), forgotten);
	}

	/**
	 * Replaces rows, and restores what they had implied over dependencies.
	 * @param forgotten what is not applied any more, or {@code null} for everything
	 */
	private void replace(Set<String> leaving, Set<String> coming, @Nullable Set<String> forgotten) {
		Set<String> applied = new TreeSet<>();
		if (forgotten != null) {
			applied.addAll(this.graph.withAncestors(this.rows));
			applied.removeAll(forgotten);
		}
		else {
			this.rows.stream().filter((row) -> !leaving.contains(row)).forEach(applied::add);
		}
		applied.addAll(coming);
		Set<String> after = this.graph.rowsOf(this.graph.withAncestors(applied));
		Set<String> deleted = new TreeSet<>(this.rows);
		deleted.removeAll(after);
		Set<String> set = new TreeSet<>(after);
		set.removeAll(this.rows);
		boolean descending = forgotten == null || !forgotten.isEmpty();
		for (String id : set) {
			boolean replaces = coming.contains(id);
			this.steps.add(new Step(replaces && descending ? Direction.DOWNGRADE : Direction.UPGRADE,
					revision(this.graph, id), replaces ? deleted : Set.of(), Set.of(id)));
		}
		if (coming.stream().noneMatch(set::contains)) {
			deleted.forEach((id) -> this.steps
				.add(new Step(Direction.DOWNGRADE, revision(this.graph, id), Set.of(id), Set.of())));
		}
		this.rows = after;
	}

	Set<String> rows() {
		return this.rows;
	}

	List<Step> steps() {
		return List.copyOf(this.steps);
	}

	/**
	 * The revision of a row. One that the graph does not know has but its id, which was
	 * perhaps written by hand.
	 */
	static Revision revision(RevisionGraph graph, String row) {
		Revision known = graph.find(row);
		if (known != null) {
			return known;
		}
		String id = row.replaceAll("[^A-Za-z0-9_.]", "_");
		return new Revision(id.isEmpty() ? "_" : id.substring(0, Math.min(id.length(), 64)), List.of(), List.of(),
				List.of(), "", null, "unknown to this build");
	}

}
