package io.appmigrations.internal.family;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What goes along with what when objects are dropped.
 */
public final class Removal {

	private final Schema from;

	/** What goes, which may be added to. */
	private final Set<ObjectId> dropped;

	/** The circle of each dropped table, once they were asked for. */
	private @Nullable Map<ObjectId, Integer> circles;

	Removal(Schema from, Set<ObjectId> dropped) {
		this.from = from;
		this.dropped = dropped;
	}

	/** Whether the index of a key comes and goes with that of the table above. */
	public boolean isAttached(ObjectId key) {
		return this.from.get(key) instanceof Constraint constraint && constraint.attached();
	}

	/** Whether a partition's key can only go along with the index of the table above. */
	public boolean isRemovedWithIndex(ObjectId key) {
		return this.from.get(key) instanceof Constraint constraint && constraint.attached()
				&& !this.dropped.contains(tableOf(key))
				&& !this.dropped.contains(PartitionIndexes.parent(tableOf(key)));
	}

	/** Whether something that needs the table, and goes before it, is needed here. */
	boolean needsUserOf(ObjectId id, ObjectId table) {
		Set<ObjectId> seen = new HashSet<>();
		Deque<ObjectId> queue = new ArrayDeque<>();
		for (ObjectId below : this.from.dependencies(id)) {
			if (!isPartOf(below, table) && this.dropped.contains(below)
					&& !(id.kind() == Kind.INDEX && isAttached(below))) {
				queue.add(below);
			}
		}
		while (!queue.isEmpty()) {
			ObjectId next = queue.remove();
			if (isPartOf(next, table)) {
				return true;
			}
			if (next.kind() != Kind.SCHEMA && seen.add(next)) {
				queue.addAll(this.from.dependencies(next));
			}
		}
		return false;
	}

	private static boolean isPartOf(ObjectId id, ObjectId table) {
		return id.equals(table) || (id.schema().equals(table.schema()) && table.name().equals(id.relation()));
	}

	/** The other table cannot go before what mentions it. */
	public boolean needsAnotherTable(ObjectId id) {
		return this.from.dependencies(id)
			.stream()
			.map((below) -> (below.kind() == Kind.COLUMN) ? tableOf(below) : below)
			.anyMatch((below) -> below.kind() == Kind.TABLE && !below.name().equals(id.relation())
					&& this.dropped.contains(below));
	}

	/** The first column of its own that takes something along, or that itself. */
	public ObjectId columnOf(ObjectId id, String relation, Predicate<String> isColumn) {
		return this.from.dependencies(id)
			.stream()
			.filter((below) -> below.kind() == Kind.COLUMN && below.schema().equals(id.schema())
					&& relation.equals(below.relation()))
			.filter((column) -> isColumn.test(column.name()))
			.filter(this.dropped::contains)
			.findFirst()
			.orElse(id);
	}

	/** What takes a setting along, or that itself. */
	public ObjectId setOn(ObjectId id, Difference difference, Predicate<ObjectId> isWhole) {
		return this.from.dependencies(id)
			.stream()
			.filter((below) -> this.dropped.contains(below) && isWhole.test(below)
					&& (id.relation() == null || below.kind() != Kind.SCHEMA))
			.findFirst()
			.map(difference::removedWith)
			.orElse(id);
	}

	/** Whether two dropped tables refer to each other, so that neither can go first. */
	public boolean isInCycle(Constraint constraint) {
		ObjectId table = tableOf(constraint.id());
		ObjectId target = constraint.references();
		if (target == null || target.equals(table) || !this.dropped.contains(target) || !this.dropped.contains(table)) {
			return false;
		}
		Map<ObjectId, Integer> found = this.circles;
		if (found == null) {
			found = Circles.of(references());
			this.circles = found;
		}
		return Objects.equals(found.get(target), found.get(table));
	}

	/** The dropped tables that each dropped table refers to. */
	private Map<ObjectId, Set<ObjectId>> references() {
		Map<ObjectId, Set<ObjectId>> found = new HashMap<>();
		for (Constraint constraint : this.from.all(Constraint.class)) {
			ObjectId target = constraint.references();
			if (target != null && this.dropped.contains(target)) {
				found.computeIfAbsent(tableOf(constraint.id()), (key) -> new HashSet<>()).add(target);
			}
		}
		return found;
	}

	/** The table that something belongs to. */
	public static ObjectId tableOf(ObjectId id) {
		ObjectId table = id.table();
		if (table == null) {
			throw new IllegalArgumentException("%s belongs to no table".formatted(id));
		}
		return table;
	}

	/** The foreign key of a table above that a partition has its own from. */
	public static Optional<ObjectId> foreignKeyAbove(Constraint key, Schema schema, Set<ObjectId> which) {
		return Inheritance.foreignKeysAbove(key, schema)
			.map(Constraint::id)
			.filter((above) -> which.contains(above)
					&& !Inheritance.isInherited(Objects.requireNonNull(schema.get(above, Constraint.class)), schema))
			.findFirst();
	}

	/** Whether a partition that stays would keep the foreign key of its table. */
	public boolean isInheritedBelow(Constraint key) {
		ObjectId table = tableOf(key.id());
		return this.from.get(table) instanceof Table above && above.partitionKey() != null
				&& this.dropped.stream()
					.anyMatch((id) -> this.from.get(id) instanceof Constraint below && id.kind() == Kind.FOREIGN_KEY
							&& Inheritance.isInherited(below, this.from)
							&& Inheritance.foreignKeysAbove(below, this.from).anyMatch(key::equals));
	}

	/** Whether something is a table or domain, or belongs to it. */
	public static boolean isPartOf(ObjectId id, String schema, @Nullable String relation) {
		return id.schema().equals(schema) && ((id.relation() != null) ? id.relation().equals(relation)
				: id.name().equals(relation) && (id.kind() == Kind.TABLE || id.kind() == Kind.DOMAIN));
	}

}
