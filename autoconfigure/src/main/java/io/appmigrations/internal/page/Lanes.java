package io.appmigrations.internal.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.graph.BranchOrder;
import org.jspecify.annotations.Nullable;

/**
 * Where the lines of a history run: a row for each revision, newest first, and a lane for
 * each branch. An edge keeps its lane until it reaches the row of the parent.
 */
final class Lanes {

	private final List<Row> rows = new ArrayList<>();

	/** The edges that have not reached their parent yet. */
	private final List<@Nullable Waiting> lanes = new ArrayList<>();

	private int width;

	private Lanes() {
	}

	/**
	 * Lays out a history.
	 * @param parents the parents of each revision, children before parents; none that is
	 * not drawn
	 * @param pending the revisions that are not applied
	 */
	static Lanes of(Map<String, List<String>> parents, Set<String> pending) {
		Lanes lanes = new Lanes();
		BranchOrder.of(parents)
			.forEach((id) -> lanes.add(id, Objects.requireNonNull(parents.get(id)), pending.contains(id)));
		return lanes;
	}

	List<Row> rows() {
		return this.rows;
	}

	/** How many lanes there are in the row that has most. */
	int width() {
		return this.width;
	}

	private void add(String id, List<String> parents, boolean pending) {
		List<Edge> above = edges(id);
		int lane = above.isEmpty() ? free(-1) : above.get(0).lane();
		above.forEach((edge) -> this.lanes.set(edge.lane(), null));
		List<Edge> passing = edges(null);
		List<Edge> below = new ArrayList<>();
		for (String parent : parents) {
			below.add(new Edge(below.isEmpty() ? start(lane, parent, pending) : lead(lane, parent, pending), pending));
		}
		this.rows.add(new Row(id, lane, above, below, passing));
		while (!this.lanes.isEmpty() && this.lanes.get(this.lanes.size() - 1) == null) {
			this.lanes.remove(this.lanes.size() - 1);
		}
	}

	/** The edges that wait for a revision, or all. */
	private List<Edge> edges(@Nullable String parent) {
		List<Edge> edges = new ArrayList<>();
		for (int i = 0; i < this.lanes.size(); i++) {
			Waiting waiting = this.lanes.get(i);
			if (waiting != null && (parent == null || parent.equals(waiting.parent()))) {
				edges.add(new Edge(i, waiting.pending()));
			}
		}
		return edges;
	}

	/** The further parents of a merge can be awaited in a lane already. */
	private int lead(int own, String parent, boolean pending) {
		for (int i = 0; i < this.lanes.size(); i++) {
			Waiting waiting = this.lanes.get(i);
			if (i != own && waiting != null && waiting.parent().equals(parent)) {
				return start(i, parent, pending && waiting.pending());
			}
		}
		return start(free(own), parent, pending);
	}

	private int start(int lane, String parent, boolean pending) {
		this.lanes.set(lane, new Waiting(parent, pending));
		return lane;
	}

	private int free(int except) {
		for (int i = 0; i < this.lanes.size(); i++) {
			if (i != except && this.lanes.get(i) == null) {
				return i;
			}
		}
		this.lanes.add(null);
		this.width = Math.max(this.width, this.lanes.size());
		return this.lanes.size() - 1;
	}

	/**
	 * The row of a revision.
	 *
	 * @param id the revision
	 * @param lane where its node is
	 * @param above the edges of its children, which end in the node
	 * @param below the edges to its parents, which begin in the node
	 * @param passing the edges of others
	 */
	record Row(String id, int lane, List<Edge> above, List<Edge> below, List<Edge> passing) {

	}

	/**
	 * A line of a row.
	 *
	 * @param lane its lane
	 * @param pending whether the child that it comes from is not applied
	 */
	record Edge(int lane, boolean pending) {

	}

	private record Waiting(String parent, boolean pending) {

	}

}
