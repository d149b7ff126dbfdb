package io.appmigrations.internal.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The order in which a history is drawn.
 */
public final class BranchOrder {

	private BranchOrder() {
	}

	/**
	 * Orders revisions: children before parents, and of those that could come next the
	 * one that was reached last, so that a branch is drawn in one piece.
	 * @param parents the parents of each revision that is drawn, children before parents;
	 * none that is not drawn
	 * @return the revisions
	 */
	public static List<String> of(Map<String, List<String>> parents) {
		Map<String, Integer> children = new HashMap<>();
		parents.values().forEach((ids) -> ids.forEach((parent) -> children.merge(parent, 1, Integer::sum)));
		Deque<String> ready = new ArrayDeque<>();
		parents.keySet().stream().filter((id) -> !children.containsKey(id)).forEach(ready::add);
		List<String> order = new ArrayList<>();
		for (String id = ready.poll(); id != null; id = ready.poll()) {
			order.add(id);
			List<String> reached = Objects.requireNonNull(parents.get(id));
			for (int i = reached.size() - 1; i >= 0; i--) {
				if (children.merge(reached.get(i), -1, Integer::sum) == 0) {
					ready.push(reached.get(i));
				}
			}
		}
		return order;
	}

}
