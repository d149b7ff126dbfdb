package io.appmigrations.internal.family;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.appmigrations.internal.conversion.SqlType;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Domain;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The types that others take the place of while columns have them. What is made of such a
 * type, be it a domain, a composite type or a range, has to be replaced along with it,
 * since PostgreSQL drops no type that another one is made of.
 */
public final class TypeReplacements {

	private static final List<Kind> TYPES = List.of(Kind.ENUM, Kind.COMPOSITE, Kind.RANGE, Kind.DOMAIN);

	private final Schema from;

	private final Schema to;

	/** The new type for each old one, which may be of another kind. */
	private final Map<ObjectId, ObjectId> successors = new TreeMap<>();

	/** The types that are made of a type, without those that go. */
	private final Map<ObjectId, Set<ObjectId>> users = new HashMap<>();

	TypeReplacements(Schema from, Schema to) {
		this.from = from;
		this.to = to;
		from.dependencies().forEach((above, belows) -> {
			if (isType(above.kind()) && successor(above) != null) {
				belows.stream()
					.filter((below) -> isType(below.kind()) && !below.equals(above))
					.forEach((below) -> this.users.computeIfAbsent(below, (key) -> new TreeSet<>()).add(above));
			}
		});
	}

	public static boolean isType(Kind kind) {
		return TYPES.contains(kind);
	}

	/** The type of the same name, of whatever kind. */
	private @Nullable ObjectId successor(ObjectId type) {
		ObjectId other = ofSameName(this.to, type);
		return (other == null || other.equals(type) || this.from.get(other) == null) ? other : null;
	}

	/**
	 * Finds a type in a schema, where it may be of another kind.
	 * @return the type or whatever else is of its name, {@code null} where nothing is
	 */
	public static @Nullable ObjectId ofSameName(Schema schema, ObjectId id) {
		if (schema.get(id) != null || !isType(id.kind())) {
			return (schema.get(id) != null) ? id : null;
		}
		return TYPES.stream()
			.map((kind) -> ObjectId.of(kind, id.schema(), id.name()))
			.filter((other) -> schema.get(other) != null)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Replaces a type, and all that is made of it.
	 * @param type a type that is there before, and one of that name after
	 */
	public void replace(ObjectId type) {
		Deque<ObjectId> queue = new ArrayDeque<>(List.of(type));
		while (!queue.isEmpty()) {
			ObjectId next = queue.remove();
			ObjectId successor = successor(next);
			if (successor != null && this.successors.putIfAbsent(next, successor) == null) {
				queue.addAll(this.users.getOrDefault(next, Set.of()));
			}
		}
	}

	/**
	 * Replaces the types that became others of another kind, where columns, or types that
	 * stay, have them.
	 * @param dropped what goes
	 */
	public void replaceOthers(Collection<ObjectId> dropped) {
		dropped.stream()
			.filter((id) -> isType(id.kind()) && successor(id) != null)
			.filter((id) -> this.users.containsKey(id) || isUsed(id))
			.forEach(this::replace);
	}

	/** Whether columns that stay have the type, or one that is made of it. */
	public boolean isUsed(ObjectId type) {
		return !columnsOf(withUsers(type)).isEmpty();
	}

	/**
	 * Whether columns have the type as a part of something else, such as an array, where
	 * PostgreSQL does not look for values that a new constraint refuses.
	 */
	public boolean isUsedInside(ObjectId domain) {
		return withUsers(domain).stream()
			.anyMatch((type) -> columnsOf(Set.of(type)).stream()
				.anyMatch((column) -> type.kind() != Kind.DOMAIN || column.type().endsWith("]"))
					|| (!type.equals(domain) && isArray(type) && isUsed(type)));
	}

	private boolean isArray(ObjectId domain) {
		return this.from.get(domain) instanceof Domain one && one.type().endsWith("]");
	}

	private Set<ObjectId> withUsers(ObjectId type) {
		Set<ObjectId> all = new HashSet<>();
		Deque<ObjectId> queue = new ArrayDeque<>(List.of(type));
		while (!queue.isEmpty()) {
			ObjectId next = queue.remove();
			if (all.add(next)) {
				queue.addAll(this.users.getOrDefault(next, Set.of()));
			}
		}
		return all;
	}

	/** The columns that stay and keep the name of their type. */
	private List<Column> columnsOf(Set<ObjectId> types) {
		return this.from.all(Column.class)
			.stream()
			.filter((column) -> this.to.get(column.id()) instanceof Column after
					&& element(after).equals(element(column)))
			.filter((column) -> this.from.dependencies(column.id()).stream().anyMatch(types::contains))
			.toList();
	}

	private static String element(Column column) {
		return SqlType.of(column.baseType()).name();
	}

	boolean isEmpty() {
		return this.successors.isEmpty();
	}

	/** Whether another type takes the place of this one. */
	public boolean contains(ObjectId type) {
		return this.successors.containsKey(type);
	}

	/** The type that takes the place of another one, or that itself. */
	public ObjectId replacementOf(ObjectId type) {
		return this.successors.getOrDefault(type, type);
	}

	/** Returns the types that are replaced, and those that take their places. */
	public Map<ObjectId, ObjectId> successors() {
		return this.successors;
	}

	/**
	 * Returns what is replaced at once, since one is made of the other, from the bottom
	 * to the top.
	 */
	public List<List<ObjectId>> groups() {
		List<List<ObjectId>> groups = new ArrayList<>();
		Set<ObjectId> seen = new HashSet<>();
		for (ObjectId type : this.successors.keySet()) {
			if (!seen.contains(type)) {
				Set<ObjectId> group = connected(type);
				seen.addAll(group);
				groups.add(sorted(group));
			}
		}
		return groups;
	}

	private Set<ObjectId> connected(ObjectId type) {
		Set<ObjectId> group = new TreeSet<>();
		Deque<ObjectId> queue = new ArrayDeque<>(List.of(type));
		while (!queue.isEmpty()) {
			ObjectId next = queue.remove();
			if (this.successors.containsKey(next) && group.add(next)) {
				queue.addAll(this.users.getOrDefault(next, Set.of()));
				this.users.forEach((below, above) -> {
					if (above.contains(next)) {
						queue.add(below);
					}
				});
				below(next).forEach(queue::add);
				this.successors.keySet().stream().filter((other) -> below(other).contains(next)).forEach(queue::add);
			}
		}
		return group;
	}

	/** What the new type is made of. */
	private List<ObjectId> below(ObjectId type) {
		ObjectId successor = this.successors.getOrDefault(type, type);
		return this.successors.entrySet()
			.stream()
			.filter((entry) -> !entry.getKey().equals(type)
					&& this.to.dependencies(successor).contains(entry.getValue()))
			.map(Map.Entry::getKey)
			.toList();
	}

	/** As the new types are made of each other. */
	private List<ObjectId> sorted(Set<ObjectId> group) {
		List<ObjectId> sorted = new ArrayList<>();
		List<ObjectId> remaining = new ArrayList<>(group);
		while (!remaining.isEmpty()) {
			ObjectId next = remaining.stream()
				.filter((type) -> below(type).stream().noneMatch(remaining::contains))
				.findFirst()
				.orElse(remaining.get(0));
			remaining.remove(next);
			sorted.add(next);
		}
		return sorted;
	}

	/**
	 * Returns the columns whose values go from a type that is replaced to the one that
	 * takes its place.
	 */
	public List<Column> columns(Collection<ObjectId> types) {
		return columnsOf(Set.copyOf(types)).stream().filter((column) -> column.generated() == null).toList();
	}

}
