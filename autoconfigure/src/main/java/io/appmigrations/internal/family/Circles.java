package io.appmigrations.internal.family;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Which objects lead to each other and back. Kosaraju's algorithm, without recursion: a
 * chain can be as long as a schema is large.
 */
final class Circles {

	private Circles() {
	}

	/**
	 * Finds the circles.
	 * @param links where each object leads to
	 * @return a number for each object that leads to another or is led to; two objects
	 * have the same one exactly if each of them leads to the other
	 */
	static Map<ObjectId, Integer> of(Map<ObjectId, Set<ObjectId>> links) {
		Map<ObjectId, Set<ObjectId>> back = new HashMap<>();
		links.forEach((from, targets) -> targets
			.forEach((to) -> back.computeIfAbsent(to, (key) -> new HashSet<>()).add(from)));
		Map<ObjectId, Integer> circles = new HashMap<>();
		List<ObjectId> lastLeft = left(links);
		Collections.reverse(lastLeft);
		for (ObjectId start : lastLeft) {
			int number = circles.size();
			Deque<ObjectId> open = new ArrayDeque<>(List.of(start));
			for (ObjectId next = open.poll(); next != null; next = open.poll()) {
				if (circles.putIfAbsent(next, number) == null) {
					back.getOrDefault(next, Set.of())
						.stream()
						.filter((before) -> !circles.containsKey(before))
						.forEach(open::add);
				}
			}
		}
		return circles;
	}

	/** The objects in the order in which a walk in depth leaves them. */
	private static List<ObjectId> left(Map<ObjectId, Set<ObjectId>> links) {
		List<ObjectId> left = new ArrayList<>();
		Set<ObjectId> seen = new HashSet<>();
		for (ObjectId start : links.keySet()) {
			Deque<Visit> path = new ArrayDeque<>();
			@Nullable ObjectId next = seen.add(start) ? start : null;
			while (next != null || !path.isEmpty()) {
				if (next != null) {
					path.push(new Visit(next, links.getOrDefault(next, Set.of()).iterator()));
				}
				Visit here = path.element();
				next = null;
				while (next == null && here.targets().hasNext()) {
					ObjectId target = here.targets().next();
					next = seen.add(target) ? target : null;
				}
				if (next == null) {
					left.add(path.remove().object());
				}
			}
		}
		return left;
	}

	/**
	 * An object on the way.
	 *
	 * @param object the object
	 * @param targets where it was not yet gone from there
	 */
	private record Visit(ObjectId object, Iterator<ObjectId> targets) {
	}

}
