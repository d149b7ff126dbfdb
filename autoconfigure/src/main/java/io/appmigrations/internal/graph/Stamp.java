package io.appmigrations.internal.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.Direction;
import io.appmigrations.Revision;
import io.appmigrations.Step;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a version table while targets are stamped, one after the other.
 */
final class Stamp {

	private final RevisionGraph graph;

	private final List<Step> steps = new ArrayList<>();

	private Set<String> rows;

	/** The rows and their ancestors. */
	private Set<String> applied;

	/** Whether no row is implied by another, as one set by hand can be. */
	private boolean minimal;

	Stamp(RevisionGraph graph, Set<String> rows) {
		this.graph = graph;
		this.rows = new TreeSet<>(rows);
		this.applied = new HashSet<>(graph.withAncestors(rows));
		this.minimal = graph.rowsOf(this.applied).equals(rows);
	}

	/**
	 * Stamps a target.
	 * @param destinations the revisions that it means; none for {@code base}
	 */
	void to(Target target, Set<String> destinations) {
		if (destinations.isEmpty()) {
			replace(Set.of(), above(target.branch()));
		}
		destinations.forEach(this::to);
	}

	/** What goes when a branch, or everything, goes. */
	private Set<String> above(@Nullable String branch) {
		if (branch == null) {
			return this.applied;
		}
		String member = this.graph.branch(branch).id();
		return this.graph
			.withDownAncestors(this.rows.stream().filter((row) -> this.graph.sharesLineage(row, member)).toList());
	}

	private void to(String destination) {
		if (this.rows.contains(destination)) {
			return;
		}
		Set<String> above = this.graph.withDownDescendants(List.of(destination));
		above.retainAll(this.rows);
		if (this.minimal && above.isEmpty() && !this.applied.contains(destination)) {
			add(destination);
			return;
		}
		Set<String> forgotten = this.graph.withDownAncestors(above);
		forgotten.removeAll(this.graph.withAncestors(List.of(destination)));
		replace(Set.of(destination), forgotten);
	}

	/**
	 * Sets a row above all others of its history. Looks at nothing but what it adds:
	 * there can be thousands of heads.
	 */
	private void add(String destination) {
		Set<String> deleted = new TreeSet<>();
		Deque<String> open = new ArrayDeque<>(List.of(destination));
		this.applied.add(destination);
		for (String id = open.poll(); id != null; id = open.poll()) {
			for (String parent : this.graph.parentsOf(id)) {
				if (this.rows.remove(parent)) {
					deleted.add(parent);
				}
				if (this.applied.add(parent)) {
					open.add(parent);
				}
			}
		}
		this.rows.add(destination);
		this.steps.add(new Step(Direction.UPGRADE, revision(this.graph, destination), deleted, Set.of(destination)));
	}

	/**
	 * Replaces rows, and restores what they had implied over dependencies.
	 * @param coming the row that is set, or none
	 * @param forgotten what is no longer applied
	 */
	private void replace(Set<String> coming, Set<String> forgotten) {
		Set<String> left = new TreeSet<>(this.applied);
		left.removeAll(forgotten);
		left.addAll(coming);
		this.applied = this.graph.withAncestors(left);
		Set<String> after = this.graph.rowsOf(this.applied);
		Set<String> deleted = new TreeSet<>(this.rows);
		deleted.removeAll(after);
		Set<String> set = new TreeSet<>(after);
		set.removeAll(this.rows);
		boolean descending = !forgotten.isEmpty();
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
		this.minimal = true;
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
