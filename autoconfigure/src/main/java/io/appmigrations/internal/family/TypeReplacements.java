package io.appmigrations.internal.family;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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

	/**
	 * The columns that stay, by what their types are made of, once they were asked for.
	 */
	private @Nullable Map<ObjectId, List<Column>> columns;

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
		Map<ObjectId, List<Column>> found = this.columns;
		if (found == null) {
			found = columnsByType();
			this.columns = found;
		}
		Map<ObjectId, Column> columns = new TreeMap<>();
		for (ObjectId type : types) {
			found.getOrDefault(type, List.of()).forEach((column) -> columns.put(column.id(), column));
		}
		return List.copyOf(columns.values());
	}

	private Map<ObjectId, List<Column>> columnsByType() {
		Map<ObjectId, List<Column>> found = new HashMap<>();
		for (Column column : this.from.all(Column.class)) {
			if (this.to.get(column.id()) instanceof Column after && element(after).equals(element(column))) {
				this.from.dependencies(column.id())
					.stream()
					.filter((below) -> isType(below.kind()))
					.forEach((type) -> found.computeIfAbsent(type, (key) -> new ArrayList<>()).add(column));
			}
		}
		return found;
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
		Map<ObjectId, Set<ObjectId>> below = below();
		Map<ObjectId, Set<ObjectId>> beside = beside(below);
		for (ObjectId type : this.successors.keySet()) {
			if (!seen.contains(type)) {
				Set<ObjectId> group = connected(type, beside);
				seen.addAll(group);
				groups.add(sorted(group, below));
			}
		}
		return groups;
	}

	private Set<ObjectId> connected(ObjectId type, Map<ObjectId, Set<ObjectId>> beside) {
		Set<ObjectId> group = new TreeSet<>();
		Deque<ObjectId> queue = new ArrayDeque<>(List.of(type));
		while (!queue.isEmpty()) {
			ObjectId next = queue.remove();
			if (this.successors.containsKey(next) && group.add(next)) {
				queue.addAll(beside.getOrDefault(next, Set.of()));
			}
		}
		return group;
	}

	/** What is made of what, before or after, in either direction. */
	private Map<ObjectId, Set<ObjectId>> beside(Map<ObjectId, Set<ObjectId>> below) {
		Map<ObjectId, Set<ObjectId>> beside = new HashMap<>();
		List.of(this.users, below).forEach((links) -> links.forEach((one, others) -> others.forEach((other) -> {
			beside.computeIfAbsent(one, (key) -> new TreeSet<>()).add(other);
			beside.computeIfAbsent(other, (key) -> new TreeSet<>()).add(one);
		})));
		return beside;
	}

	/** What each of the new types is made of. */
	private Map<ObjectId, Set<ObjectId>> below() {
		Map<ObjectId, Set<ObjectId>> replaced = new HashMap<>();
		this.successors
			.forEach((type, successor) -> replaced.computeIfAbsent(successor, (key) -> new TreeSet<>()).add(type));
		Map<ObjectId, Set<ObjectId>> below = new HashMap<>();
		this.successors.forEach((type, successor) -> {
			Set<ObjectId> types = new TreeSet<>();
			this.to.dependencies(successor).forEach((one) -> types.addAll(replaced.getOrDefault(one, Set.of())));
			types.remove(type);
			below.put(type, types);
		});
		return below;
	}

	/** As the new types are made of each other. */
	private static List<ObjectId> sorted(Set<ObjectId> group, Map<ObjectId, Set<ObjectId>> below) {
		List<ObjectId> sorted = new ArrayList<>();
		Set<ObjectId> remaining = new TreeSet<>(group);
		while (!remaining.isEmpty()) {
			ObjectId next = remaining.stream()
				.filter((type) -> Collections.disjoint(below.getOrDefault(type, Set.of()), remaining))
				.findFirst()
				.orElse(remaining.iterator().next());
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
