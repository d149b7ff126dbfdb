package io.appmigrations.internal.diff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.internal.family.ChangeGraph;
import io.appmigrations.internal.family.ChangeGraph.Node;
import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.UniqueNames;
import io.appmigrations.internal.family.rename.Words;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Puts changes into an order in which they run: what depends on something goes before it
 * and comes after it, by PostgreSQL's own word ({@code pg_depend}) on either side. Where
 * that leaves a choice, what belongs to a table stays together.
 */
final class ChangeOrder {

	private final ChangeGraph graph;

	private final Schema from;

	private final Schema to;

	ChangeOrder(Schema from, Schema to, Map<ObjectId, ObjectId> removedWith, Map<ObjectId, ObjectId> madeWith,
			Set<ObjectId> altered, Map<ObjectId, ObjectId> replacedWith) {
		this.graph = new ChangeGraph(from, to, removedWith, madeWith, altered, replacedWith);
		this.from = from;
		this.to = to;
		orderByDependencies();
		orderByNames();
		Families.all().forEach((family) -> family.order(this.graph));
		orderByMention();
	}

	private void orderByDependencies() {
		this.from.dependencies().forEach((above, belows) -> {
			Node upper = this.graph.drops().getOrDefault(above, this.graph.alterations().get(above));
			if (upper != null) {
				belows.forEach((below) -> release(above, upper, below));
			}
		});
		this.to.dependencies().forEach((above, belows) -> {
			Node upper = this.graph.creations().getOrDefault(above, this.graph.alterations().get(above));
			if (upper != null) {
				belows.forEach((below) -> this.graph
					.put(this.graph.creations().getOrDefault(below, this.graph.alterations().get(below)), upper));
			}
		});
		this.graph.creations().forEach((id, creation) -> this.graph.put(this.graph.drops().get(id), creation));
	}

	private void release(ObjectId above, Node upper, ObjectId below) {
		Family family = Families.of(above.kind());
		if (!family.goesBefore(above, below, this.from)) {
			return;
		}
		Node drop = this.graph.drops().get(below);
		if (upper.action() == Action.DROP) {
			this.graph.put(upper, (drop != null) ? drop : this.graph.alterations().get(below));
		}
		else if (!this.to.dependencies(above).contains(below)) {
			this.graph.put(upper,
					(drop != null || !family.leavesBeforeAlteration()) ? drop : this.graph.alterations().get(below));
		}
	}

	/** A name must be free before something else takes it. */
	private void orderByNames() {
		Map<String, Node> freed = new HashMap<>();
		this.graph.drops()
			.forEach((id, node) -> UniqueNames.ofAnyKind(this.from.get(id)).forEach((name) -> freed.put(name, node)));
		this.graph.alterations().forEach((id, node) -> {
			List<String> kept = UniqueNames.ofAnyKind(this.to.get(id));
			UniqueNames.ofAnyKind(this.from.get(id))
				.stream()
				.filter((name) -> !kept.contains(name))
				.forEach((name) -> freed.putIfAbsent(name, node));
		});
		this.graph.creations()
			.forEach((id, node) -> UniqueNames.ofAnyKind(this.to.get(id))
				.forEach((name) -> this.graph.put(freed.get(name), node)));
		Map<Node, Set<Node>> exchanges = new HashMap<>();
		this.graph.alterations()
			.forEach((id, node) -> UniqueNames.ofAnyKind(this.to.get(id))
				.forEach((name) -> ChangeGraph.put(freed.get(name), node,
						UniqueNames.isOfConstraint(name) && isExchanged(node, freed.get(name)) ? exchanges
								: this.graph.after())));
		exchanges.forEach((first, others) -> others.forEach((node) -> ChangeGraph.put(first, node,
				isReached(first, node, exchanges) ? this.graph.perhapsAfter() : this.graph.after())));
	}

	/**
	 * Where the names of not null constraints go round, the change of the first column
	 * sees to all of them.
	 */
	private static boolean isExchanged(Node node, @Nullable Node other) {
		return other != null && other.action() == Action.ALTER && other.object().kind() == node.object().kind()
				&& Families.of(node.object().kind()).exchangesNames();
	}

	private static boolean isReached(Node node, Node from, Map<Node, Set<Node>> edges) {
		Set<Node> seen = new HashSet<>();
		Deque<Node> queue = new ArrayDeque<>(List.of(from));
		while (!queue.isEmpty()) {
			for (Node next : edges.getOrDefault(queue.remove(), Set.of())) {
				if (seen.add(next)) {
					queue.add(next);
				}
			}
		}
		return seen.contains(node);
	}

	/**
	 * PostgreSQL does not know what a function's body needs. What its text names comes
	 * before it where nothing speaks against it.
	 */
	private void orderByMention() {
		Map<String, List<Node>> byName = new HashMap<>();
		Map<ObjectId, Node> arriving = new LinkedHashMap<>(this.graph.alterations());
		arriving.putAll(this.graph.creations());
		arriving.forEach((id, node) -> byName.computeIfAbsent(id.bareName(), (key) -> new ArrayList<>()).add(node));
		arriving.forEach((id, node) -> {
			if (id.kind().isRoutine() && this.to.get(id) instanceof Definition definition) {
				Words words = Words.in(definition.create());
				byName.forEach((name, named) -> {
					if (words.mention(name)) {
						named.forEach((first) -> this.graph.putPerhaps(first, node));
					}
				});
			}
		});
	}

	/**
	 * Sorts the changes. Of changes that wait for each other some are told apart before:
	 * foreign keys from their tables, defaults and checks from the tables that they need,
	 * names that go round.
	 * @return each change once
	 * @throws CyclicChangesException where no order satisfies them
	 */
	List<Node> sorted() {
		Set<Node> remaining = new TreeSet<>(this.graph.drops().values());
		remaining.addAll(this.graph.creations().values());
		remaining.addAll(this.graph.alterations().values());
		Map<Node, Integer> waiting = new HashMap<>();
		Map<Node, Integer> perhapsWaiting = new HashMap<>();
		this.graph.after().values().forEach((nodes) -> nodes.forEach((node) -> waiting.merge(node, 1, Integer::sum)));
		this.graph.perhapsAfter()
			.values()
			.forEach((nodes) -> nodes.forEach((node) -> perhapsWaiting.merge(node, 1, Integer::sum)));
		PriorityQueue<Node> ready = new PriorityQueue<>();
		remaining.stream()
			.filter((node) -> !waiting.containsKey(node) && !perhapsWaiting.containsKey(node))
			.forEach(ready::add);
		List<Node> sorted = new ArrayList<>();
		while (!remaining.isEmpty()) {
			Node next = ready.isEmpty() ? leastBound(remaining, waiting.keySet()) : ready.remove();
			if (!remaining.remove(next)) {
				continue;
			}
			sorted.add(next);
			free(next, this.graph.after(), waiting, perhapsWaiting, remaining, ready);
			free(next, this.graph.perhapsAfter(), perhapsWaiting, waiting, remaining, ready);
		}
		return sorted;
	}

	private static void free(Node done, Map<Node, Set<Node>> edges, Map<Node, Integer> waiting,
			Map<Node, Integer> alsoWaiting, Set<Node> remaining, PriorityQueue<Node> ready) {
		for (Node node : edges.getOrDefault(done, Set.of())) {
			if (waiting.merge(node, -1, Integer::sum) == 0) {
				waiting.remove(node);
				if (!alsoWaiting.containsKey(node) && remaining.contains(node)) {
					ready.add(node);
				}
			}
		}
	}

	/**
	 * Where changes wait for each other, the first one that waits for nothing but what it
	 * would rather come after, such as what the body of a function mentions.
	 */
	private Node leastBound(Set<Node> remaining, Set<Node> waiting) {
		return remaining.stream()
			.filter((node) -> !waiting.contains(node))
			.min(Comparator.naturalOrder())
			.orElseThrow(() -> new CyclicChangesException(cycle(remaining)));
	}

	/** Goes from each change to one that it waits for, until it comes round. */
	private List<String> cycle(Set<Node> remaining) {
		List<Node> path = new ArrayList<>();
		Node next = remaining.iterator().next();
		while (!path.contains(next)) {
			path.add(next);
			Node current = next;
			next = remaining.stream()
				.filter((before) -> this.graph.after().getOrDefault(before, Set.of()).contains(current))
				.findFirst()
				.orElseThrow();
		}
		return path.subList(path.indexOf(next), path.size()).stream().map(Node::toString).toList();
	}

}
