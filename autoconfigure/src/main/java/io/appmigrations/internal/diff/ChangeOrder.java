package io.appmigrations.internal.diff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.Inheritance;
import io.appmigrations.internal.family.PartitionIndexes;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Puts changes into an order in which they run: what depends on something goes before it
 * and comes after it, by PostgreSQL's own word ({@code pg_depend}) on either side. Where
 * that leaves a choice, what belongs to a table stays together.
 */
final class ChangeOrder {

	private final Schema from;

	private final Schema to;

	private final Map<ObjectId, Node> drops = new TreeMap<>();

	private final Map<ObjectId, Node> creations = new TreeMap<>();

	private final Map<ObjectId, Node> alterations = new TreeMap<>();

	private final Map<Node, Set<Node>> after = new HashMap<>();

	private final Map<Node, Set<Node>> perhapsAfter = new HashMap<>();

	ChangeOrder(Schema from, Schema to, Map<ObjectId, ObjectId> removedWith, Map<ObjectId, ObjectId> madeWith,
			Set<ObjectId> altered, Map<ObjectId, ObjectId> replacedWith) {
		this.from = from;
		this.to = to;
		removedWith.forEach((id, whole) -> this.drops.put(id, node(Action.DROP, whole, replacedWith)));
		madeWith.forEach((id, whole) -> this.creations.put(id, node(Action.CREATE, whole, replacedWith)));
		altered.forEach((id) -> this.alterations.put(id, node(Action.ALTER, id)));
		replacedWith.forEach((id, whole) -> {
			Node replacement = node(Action.ALTER, whole);
			put(replacement, this.alterations.putIfAbsent(id, replacement), this.after);
		});
		orderByDependencies();
		orderByNames();
		orderByPersistence();
		orderByPartitions();
		orderByInheritance();
		orderByReferences();
		orderByMention();
	}

	private void orderByDependencies() {
		this.from.dependencies().forEach((above, belows) -> {
			Node upper = this.drops.getOrDefault(above, this.alterations.get(above));
			if (upper != null) {
				belows.forEach((below) -> release(above, upper, below));
			}
		});
		this.to.dependencies().forEach((above, belows) -> {
			Node upper = this.creations.getOrDefault(above, this.alterations.get(above));
			if (upper != null) {
				belows.forEach((below) -> put(this.creations.getOrDefault(below, this.alterations.get(below)), upper,
						this.after));
			}
		});
		this.creations.forEach((id, creation) -> put(this.drops.get(id), creation, this.after));
	}

	private void release(ObjectId above, Node upper, ObjectId below) {
		if (above.kind() == Kind.INDEX && this.from.get(below) instanceof Constraint key && key.attached()) {
			// either goes with the other, or each with its table
			return;
		}
		Node drop = this.drops.get(below);
		if (upper.action() == Action.DROP) {
			put(upper, (drop != null) ? drop : this.alterations.get(below), this.after);
		}
		else if (!this.to.dependencies(above).contains(below)) {
			put(upper, (drop != null || above.kind() != Kind.COLUMN) ? drop : this.alterations.get(below), this.after);
		}
	}

	/** A name must be free before something else takes it. */
	private void orderByNames() {
		Map<String, Node> freed = new HashMap<>();
		this.drops
			.forEach((id, node) -> UniqueNames.ofAnyKind(this.from.get(id)).forEach((name) -> freed.put(name, node)));
		this.alterations.forEach((id, node) -> {
			List<String> kept = UniqueNames.ofAnyKind(this.to.get(id));
			UniqueNames.ofAnyKind(this.from.get(id))
				.stream()
				.filter((name) -> !kept.contains(name))
				.forEach((name) -> freed.putIfAbsent(name, node));
		});
		this.creations.forEach((id, node) -> UniqueNames.ofAnyKind(this.to.get(id))
			.forEach((name) -> put(freed.get(name), node, this.after)));
		Map<Node, Set<Node>> exchanges = new HashMap<>();
		this.alterations.forEach((id, node) -> UniqueNames.ofAnyKind(this.to.get(id))
			.forEach((name) -> put(freed.get(name), node,
					UniqueNames.isOfConstraint(name) && isOfColumns(node, freed.get(name)) ? exchanges : this.after)));
		exchanges.forEach((first, others) -> others
			.forEach((node) -> put(first, node, isReached(first, node, exchanges) ? this.perhapsAfter : this.after)));
	}

	/**
	 * Where the names of not null constraints go round, the change of the first column
	 * sees to all of them.
	 */
	private static boolean isOfColumns(Node node, @Nullable Node other) {
		return other != null && other.action() == Action.ALTER && other.object().kind() == Kind.COLUMN
				&& node.object().kind() == Kind.COLUMN;
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

	/** A table that is logged cannot refer to one that is not. */
	private void orderByPersistence() {
		for (Constraint constraint : this.to.all(Constraint.class)) {
			ObjectId table = constraint.id().table();
			ObjectId target = constraint.references();
			if (table != null && target != null && this.to.get(table) instanceof Table child
					&& (changesPersistence(table) || changesPersistence(target))) {
				Node first = this.alterations.get(child.unlogged() ? table : target);
				put(first, this.alterations.get(child.unlogged() ? target : table), this.after);
			}
		}
	}

	private boolean changesPersistence(ObjectId id) {
		return this.from.get(id) instanceof Table before && this.to.get(id) instanceof Table after
				&& before.unlogged() != after.unlogged();
	}

	/**
	 * An index of a partitioned table takes over those of its partitions that are like
	 * it, and they cannot go by themselves from then on.
	 */
	private void orderByPartitions() {
		Map<ObjectId, List<Node>> droppedKeys = keysByTable(this.drops, this.from);
		Map<ObjectId, List<Node>> createdKeys = keysByTable(this.creations, this.to);
		droppedKeys.forEach((table, dropped) -> {
			Inheritance.partitionedAbove(this.from, table)
				.forEach((above) -> putAll(droppedKeys.getOrDefault(above, List.of()), dropped));
			Inheritance.partitionedAbove(this.to, table)
				.forEach((above) -> putAll(dropped, createdKeys.getOrDefault(above, List.of())));
		});
		createdKeys.forEach((table, created) -> Inheritance.partitionedAbove(this.from, table)
			.forEach((above) -> putAll(droppedKeys.getOrDefault(above, List.of()), created)));
		createdKeys.forEach((table, created) -> Inheritance.partitionedAbove(this.to, table)
			.forEach((above) -> putAll(indexes(createdKeys.getOrDefault(above, List.of())),
					created.stream().filter((node) -> isOnItsOwn(this.to.get(node.object()))).toList())));
		// a partition that comes later would have the index by itself
		this.creations.forEach((id, node) -> {
			if (id.kind() == Kind.TABLE) {
				Inheritance.partitionedAbove(this.to, id)
					.forEach((above) -> putAll(List.of(node),
							createdKeys.getOrDefault(above, List.of())
								.stream()
								.filter((key) -> PartitionIndexes.isIncomplete(this.to.get(key.object())))
								.toList()));
			}
		});
		orderByKeys(droppedKeys);
		// a primary key keeps its columns required
		this.drops.forEach((id, drop) -> {
			ObjectId table = id.table();
			if (table != null && id.kind() == Kind.OVERRIDDEN_NOT_NULL) {
				putAll(droppedKeys.getOrDefault(table, List.of()), List.of(drop));
			}
		});
	}

	private static List<Node> indexes(List<Node> nodes) {
		return nodes.stream().filter((node) -> node.object().kind() == Kind.INDEX).toList();
	}

	private static boolean isOnItsOwn(@Nullable SchemaObject object) {
		return object instanceof Constraint constraint && constraint.isKey() && !constraint.attached();
	}

	/** A foreign key takes any key that is there, also one that is about to go. */
	private void orderByKeys(Map<ObjectId, List<Node>> droppedKeys) {
		this.creations.forEach((id, creation) -> {
			if (this.to.get(id) instanceof Constraint constraint && constraint.references() != null) {
				droppedKeys.getOrDefault(constraint.references(), List.of())
					.forEach((drop) -> put(drop, creation, this.after));
			}
		});
	}

	private static Map<ObjectId, List<Node>> keysByTable(Map<ObjectId, Node> nodes, Schema schema) {
		Map<ObjectId, List<Node>> byTable = new TreeMap<>();
		nodes.forEach((id, node) -> {
			SchemaObject object = schema.get(id);
			ObjectId table = (object instanceof Index || object instanceof Constraint) ? object.whole() : null;
			if (table != null && !id.kind().equals(Kind.FOREIGN_KEY) && node.object().equals(id)) {
				byTable.computeIfAbsent(table, (key) -> new ArrayList<>()).add(node);
			}
		});
		return byTable;
	}

	private void putAll(List<Node> first, List<Node> second) {
		first.forEach((one) -> second.forEach((other) -> put(one, other, this.after)));
	}

	/**
	 * Between the one parent and the other a table has everything itself. Two partitions
	 * have no value in common at any time.
	 */
	private void orderByInheritance() {
		Map<ObjectId, List<Node>> freed = new HashMap<>();
		this.drops.forEach((id, node) -> {
			if (id.kind() == Kind.PARENT) {
				tablesAround(this.from, id).forEach((table) -> {
					freed.computeIfAbsent(table, (key) -> new ArrayList<>()).add(node);
					if (node.object().equals(id)) {
						partsOf(table).stream()
							.filter((part) -> part.action() != Action.DROP || part.object().kind() != Kind.FOREIGN_KEY)
							.forEach((part) -> put(node, part, this.after));
						put(node, this.drops.get(table), this.after);
					}
				});
			}
		});
		this.creations.forEach((id, node) -> {
			if (id.kind() == Kind.PARENT) {
				tablesAround(this.to, id).forEach((table) -> {
					if (!table.equals(id.table())) {
						freed.getOrDefault(table, List.of()).forEach((first) -> put(first, node, this.after));
					}
					if (node.object().equals(id)) {
						partsOf(table).stream()
							.filter((part) -> part.action() != Action.CREATE
									|| part.object().kind() != Kind.FOREIGN_KEY)
							.forEach((part) -> put(part, node, this.after));
					}
				});
			}
		});
	}

	/**
	 * The rows of a partition are there for foreign keys, on either side, as long as it
	 * is attached. Then it has the keys of the table above, for which one of its own that
	 * is like it would be taken.
	 */
	private void orderByReferences() {
		Map<ObjectId, List<Node>> detached = partitions(this.drops, this.from);
		for (Constraint key : this.from.all(Constraint.class)) {
			Node drop = this.drops.get(key.id());
			ObjectId table = key.id().table();
			if (drop == null || table == null || key.references() == null) {
				continue;
			}
			List<Node> referenced = detached.getOrDefault(key.references(), List.of());
			List<Node> referring = detached.getOrDefault(table, List.of());
			boolean isKeyAlone = drop.object().equals(key.id());
			if (isKeyAlone && !Inheritance.isInherited(key, this.from)) {
				putAll(List.of(drop), referenced);
				putAll(List.of(drop), referring);
				continue;
			}
			if (isKeyAlone) {
				putAll(referring, List.of(drop));
			}
			referenced.stream()
				.filter((node) -> !referring.contains(node))
				.forEach((node) -> put(drop, node, this.perhapsAfter));
		}
		Map<ObjectId, List<Node>> attached = partitions(this.creations, this.to);
		for (Constraint key : this.to.all(Constraint.class)) {
			ObjectId table = key.id().table();
			if (table == null || key.references() == null) {
				continue;
			}
			List<Node> referenced = attached.getOrDefault(key.references(), List.of());
			List<Node> referring = attached.getOrDefault(table, List.of());
			Node creation = this.creations.get(key.id());
			if (creation != null && creation.object().equals(key.id())) {
				putAll(referenced, List.of(creation));
				putAll(referring, List.of(creation));
				Inheritance.foreignKeysAbove(key, this.to)
					.forEach((above) -> put(this.creations.get(above.id()), creation, this.after));
			}
			else if (creation == null || creation.object().kind() == Kind.PARENT) {
				// the key looks for the rows of what is attached
				((creation != null) ? Stream.of(creation) : referring.stream())
					.forEach((node) -> referenced.forEach((first) -> put(first, node, this.perhapsAfter)));
			}
		}
	}

	/** What makes partitions of tables, or no longer, by the tables around. */
	private static Map<ObjectId, List<Node>> partitions(Map<ObjectId, Node> nodes, Schema schema) {
		Map<ObjectId, List<Node>> partitions = new HashMap<>();
		nodes.forEach((id, node) -> {
			ObjectId table = id.table();
			if (id.kind() == Kind.PARENT && table != null && node.object().equals(id)) {
				List<ObjectId> around = Inheritance.partitionedAbove(schema, table);
				around.add(table);
				around.forEach((one) -> partitions.computeIfAbsent(one, (key) -> new ArrayList<>()).add(node));
			}
		});
		return partitions;
	}

	private static List<ObjectId> tablesAround(Schema schema, ObjectId parent) {
		return schema.dependencies(parent).stream().filter((below) -> below.kind() == Kind.TABLE).toList();
	}

	private List<Node> partsOf(ObjectId table) {
		List<Node> parts = new ArrayList<>();
		for (Map<ObjectId, Node> nodes : List.of(this.drops, this.alterations, this.creations)) {
			nodes.values().forEach((node) -> {
				SchemaObject object = (node.action() == Action.DROP) ? this.from.get(node.object())
						: this.to.get(node.object());
				boolean isPart = switch (node.object().kind()) {
					case COLUMN, DEFAULT, CONSTRAINT, INDEX, FOREIGN_KEY -> true;
					default -> false;
				};
				if (isPart && object != null && table.equals(object.whole())) {
					parts.add(node);
				}
			});
		}
		return parts;
	}

	/**
	 * PostgreSQL does not know what a function's body needs. What its text names comes
	 * before it where nothing speaks against it.
	 */
	private void orderByMention() {
		Map<String, List<Node>> byName = new HashMap<>();
		Map<ObjectId, Node> arriving = new LinkedHashMap<>(this.alterations);
		arriving.putAll(this.creations);
		arriving.forEach((id, node) -> byName.computeIfAbsent(id.bareName(), (key) -> new ArrayList<>()).add(node));
		arriving.forEach((id, node) -> {
			if (id.kind().isRoutine() && this.to.get(id) instanceof Definition definition) {
				Words words = Words.in(definition.create());
				byName.forEach((name, named) -> {
					if (words.mention(name)) {
						named.forEach((first) -> put(first, node, this.perhapsAfter));
					}
				});
			}
		});
	}

	private static void put(@Nullable Node first, @Nullable Node second, Map<Node, Set<Node>> edges) {
		if (first != null && second != null && !first.equals(second)) {
			edges.computeIfAbsent(first, (key) -> new HashSet<>()).add(second);
		}
	}

	/**
	 * Sorts the changes. Of changes that wait for each other some are told apart before:
	 * foreign keys from their tables, defaults and checks from the tables that they need,
	 * names that go round.
	 * @return each change once
	 * @throws CyclicChangesException where no order satisfies them
	 */
	List<Node> sorted() {
		Set<Node> remaining = new TreeSet<>(this.drops.values());
		remaining.addAll(this.creations.values());
		remaining.addAll(this.alterations.values());
		Map<Node, Integer> waiting = new HashMap<>();
		Map<Node, Integer> perhapsWaiting = new HashMap<>();
		this.after.values().forEach((nodes) -> nodes.forEach((node) -> waiting.merge(node, 1, Integer::sum)));
		this.perhapsAfter.values()
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
			free(next, this.after, waiting, perhapsWaiting, remaining, ready);
			free(next, this.perhapsAfter, perhapsWaiting, waiting, remaining, ready);
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
				.filter((before) -> this.after.getOrDefault(before, Set.of()).contains(current))
				.findFirst()
				.orElseThrow();
		}
		return path.subList(path.indexOf(next), path.size()).stream().map(Node::toString).toList();
	}

	private Node node(Action action, ObjectId id, Map<ObjectId, ObjectId> replacedWith) {
		ObjectId whole = replacedWith.get(id);
		return (whole != null) ? node(Action.ALTER, whole) : node(action, id);
	}

	private Node node(Action action, ObjectId id) {
		SchemaObject object = (action == Action.DROP) ? this.from.get(id) : this.to.get(id);
		ObjectId whole = (object != null) ? object.whole() : id.table();
		Family family = Families.of(id.kind());
		return new Node(family.phase(id.kind(), action),
				id.schema() + "." + ((whole != null) ? whole.name() : id.name()), family.rank(action), action, id);
	}

	/**
	 * A change to order.
	 *
	 * @param phase a rough order of all changes
	 * @param group what belongs together
	 * @param rank the order within the group
	 * @param action what is done
	 * @param object the object that it is done to
	 */
	record Node(int phase, String group, int rank, Action action, ObjectId object) implements Comparable<Node> {

		private static final Comparator<Node> ORDER = Comparator.comparingInt(Node::phase)
			.thenComparing(Node::group)
			.thenComparingInt(Node::rank)
			.thenComparing(Node::object)
			.thenComparing(Node::action);

		@Override
		public int compareTo(Node other) {
			return ORDER.compare(this, other);
		}

		@Override
		public String toString() {
			return "%s %s %s".formatted(this.action.name().toLowerCase(Locale.ROOT), this.object.kind().keyword(),
					this.object);
		}

	}

}
