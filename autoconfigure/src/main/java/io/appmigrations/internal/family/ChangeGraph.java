package io.appmigrations.internal.family;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The changes that lead from one schema to another, and which of them must come before
 * which others.
 */
public final class ChangeGraph {

	private final Schema from;

	private final Schema to;

	private final Map<ObjectId, Node> drops = new TreeMap<>();

	private final Map<ObjectId, Node> creations = new TreeMap<>();

	private final Map<ObjectId, Node> alterations = new TreeMap<>();

	private final Map<Node, Set<Node>> after = new HashMap<>();

	private final Map<Node, Set<Node>> perhapsAfter = new HashMap<>();

	/**
	 * Creates a graph without any order.
	 * @param from the schema as it is
	 * @param to the desired schema
	 * @param removedWith what goes, each with what takes it along
	 * @param madeWith what comes, each with what makes it too
	 * @param altered what changes in place
	 * @param replacedWith what is replaced along with something else
	 */
	public ChangeGraph(Schema from, Schema to, Map<ObjectId, ObjectId> removedWith, Map<ObjectId, ObjectId> madeWith,
			Set<ObjectId> altered, Map<ObjectId, ObjectId> replacedWith) {
		this.from = from;
		this.to = to;
		removedWith.forEach((id, whole) -> this.drops.put(id, node(Action.DROP, whole, replacedWith)));
		madeWith.forEach((id, whole) -> this.creations.put(id, node(Action.CREATE, whole, replacedWith)));
		altered.forEach((id) -> this.alterations.put(id, node(Action.ALTER, id)));
		replacedWith.forEach((id, whole) -> {
			Node replacement = node(Action.ALTER, whole);
			put(replacement, this.alterations.putIfAbsent(id, replacement));
		});
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
	 * Returns the schema as it is.
	 * @return what is there before
	 */
	public Schema from() {
		return this.from;
	}

	/**
	 * Returns the desired schema.
	 * @return what is there after
	 */
	public Schema to() {
		return this.to;
	}

	/**
	 * Returns what drops objects.
	 * @return the changes by object
	 */
	public Map<ObjectId, Node> drops() {
		return this.drops;
	}

	/**
	 * Returns what creates objects.
	 * @return the changes by object
	 */
	public Map<ObjectId, Node> creations() {
		return this.creations;
	}

	/**
	 * Returns what changes objects in place.
	 * @return the changes by object
	 */
	public Map<ObjectId, Node> alterations() {
		return this.alterations;
	}

	/**
	 * Returns what must come after each change.
	 * @return the changes
	 */
	public Map<Node, Set<Node>> after() {
		return this.after;
	}

	/**
	 * Returns what comes after each change where nothing speaks against it.
	 * @return the changes
	 */
	public Map<Node, Set<Node>> perhapsAfter() {
		return this.perhapsAfter;
	}

	/**
	 * Puts a change before another.
	 * @param first what comes first, or {@code null} for nothing
	 * @param second what comes after it, or {@code null} for nothing
	 */
	public void put(@Nullable Node first, @Nullable Node second) {
		put(first, second, this.after);
	}

	/**
	 * Puts a change before another where nothing speaks against it.
	 * @param first what comes first
	 * @param second what comes after it
	 */
	public void putPerhaps(@Nullable Node first, @Nullable Node second) {
		put(first, second, this.perhapsAfter);
	}

	public void putAll(List<Node> first, List<Node> second) {
		first.forEach((one) -> second.forEach((other) -> put(one, other)));
	}

	/**
	 * Notes that a change comes before another.
	 * @param first what comes first, or {@code null} for nothing
	 * @param second what comes after it, or {@code null} for nothing
	 * @param edges where to note it
	 */
	public static void put(@Nullable Node first, @Nullable Node second, Map<Node, Set<Node>> edges) {
		if (first != null && second != null && !first.equals(second)) {
			edges.computeIfAbsent(first, (key) -> new HashSet<>()).add(second);
		}
	}

	/** What drops or creates keys and indexes by themselves, by table. */
	public static Map<ObjectId, List<Node>> keysByTable(Map<ObjectId, Node> nodes, Schema schema) {
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

	/**
	 * A change to order.
	 *
	 * @param phase a rough order of all changes
	 * @param group what belongs together
	 * @param rank the order within the group
	 * @param action what is done
	 * @param object the object that it is done to
	 */
	public record Node(int phase, String group, int rank, Action action, ObjectId object) implements Comparable<Node> {

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
