package io.appmigrations.internal.diff;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.appmigrations.internal.family.Inheritance;
import io.appmigrations.internal.family.PartitionIndexes;
import io.appmigrations.internal.family.TypeReplacements;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.SequenceOwner;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What goes along with what when objects are dropped.
 */
final class Removal {

	private final Schema from;

	/** What goes, which may be added to. */
	private final Set<ObjectId> dropped;

	private final TypeReplacements replacements;

	/** The dropped tables that each table refers to, once they were asked for. */
	private @Nullable Map<ObjectId, Set<ObjectId>> references;

	Removal(Schema from, Set<ObjectId> dropped, TypeReplacements replacements) {
		this.from = from;
		this.dropped = dropped;
		this.replacements = replacements;
	}

	/** Whether an index is that of a key, which comes and goes with it. */
	boolean isAttachedTo(ObjectId key, ObjectId index) {
		return index.kind() == Kind.INDEX && this.from.get(key) instanceof Constraint constraint
				&& constraint.attached();
	}

	/** Whether a partition's key can only go along with the index of the table above. */
	boolean isRemovedWithIndex(ObjectId key) {
		return this.from.get(key) instanceof Constraint constraint && constraint.attached()
				&& !this.dropped.contains(tableOf(key))
				&& !this.dropped.contains(PartitionIndexes.parent(tableOf(key)));
	}

	/**
	 * Finds what takes an object along when it goes.
	 * @param id an object that goes
	 * @return the table, column or the like whose removal removes the object too, or the
	 * object itself
	 */
	ObjectId removedWith(ObjectId id) {
		SchemaObject object = this.from.get(id);
		if (object instanceof Constraint constraint && constraint.references() != null) {
			if (Inheritance.isInherited(constraint, this.from)) {
				return foreignKeyAbove(constraint, this.from, this.dropped).orElse(id);
			}
			if (isInCycle(constraint) || isInheritedBelow(constraint)) {
				return id;
			}
		}
		if (object instanceof Constraint key && isRemovedWithIndex(id)) {
			Index index = PartitionIndexes.indexAbove(key, this.from);
			return (index != null) ? removedWith(index.id()) : id;
		}
		if (id.kind() == Kind.SEQUENCE || id.kind() == Kind.SEQUENCE_OWNER) {
			return removedSequence(id);
		}
		if (id.kind() == Kind.PARENT && isReferencedAndKept(id)) {
			return id;
		}
		if ((id.kind() == Kind.POLICY || id.kind() == Kind.RULE) && needsAnotherTable(id)) {
			return id;
		}
		for (ObjectId parent : parents(id, object)) {
			if (this.dropped.contains(parent) || this.replacements.contains(parent)) {
				if (needsUserOf(id, parent)) {
					return id;
				}
				return removedWith(parent);
			}
		}
		// without its index a table would have no replica identity at all
		if (id.kind().isSetting() && id.kind() != Kind.TABLE_TYPE && id.kind() != Kind.REPLICA_IDENTITY) {
			return this.from.dependencies(id)
				.stream()
				.filter((below) -> this.dropped.contains(below)
						&& (id.kind() == Kind.PRIVILEGES || below.kind() != Kind.FUNCTION)
						&& (id.relation() == null || below.kind() != Kind.SCHEMA))
				.findFirst()
				.map(this::removedWith)
				.orElse(id);
		}
		if (id.kind() == Kind.CONSTRAINT || id.kind() == Kind.INDEX || id.kind() == Kind.FOREIGN_KEY) {
			String relation = relationOf(id, object);
			return this.from.dependencies(id)
				.stream()
				.filter((below) -> below.kind() == Kind.COLUMN && below.schema().equals(id.schema())
						&& relation.equals(below.relation()))
				.filter((column) -> !(object instanceof Constraint constraint)
						|| constraint.columns().contains(column.name()))
				.filter(this.dropped::contains)
				.findFirst()
				.orElse(id);
		}
		return id;
	}

	/** PostgreSQL does not drop a partition of a table that a foreign key points at. */
	private boolean isReferencedAndKept(ObjectId parent) {
		Set<ObjectId> ancestors = new HashSet<>();
		Deque<ObjectId> queue = new ArrayDeque<>(this.from.dependencies(parent));
		queue.remove(tableOf(parent));
		while (!queue.isEmpty()) {
			ObjectId next = queue.remove();
			if (next.kind() == Kind.TABLE && ancestors.add(next)) {
				if (this.dropped.contains(next)) {
					return false;
				}
				queue.addAll(this.from.dependencies(next));
			}
		}
		return this.from.all(Constraint.class)
			.stream()
			.anyMatch((constraint) -> constraint.references() != null && ancestors.contains(constraint.references()));
	}

	/** Whether something that needs the table, and goes before it, is needed here. */
	private boolean needsUserOf(ObjectId id, ObjectId table) {
		Set<ObjectId> seen = new HashSet<>();
		Deque<ObjectId> queue = new ArrayDeque<>();
		for (ObjectId below : this.from.dependencies(id)) {
			if (!isPartOf(below, table) && this.dropped.contains(below) && !isAttachedTo(below, id)) {
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
	private boolean needsAnotherTable(ObjectId id) {
		return this.from.dependencies(id)
			.stream()
			.map((below) -> (below.kind() == Kind.COLUMN) ? tableOf(below) : below)
			.anyMatch((below) -> below.kind() == Kind.TABLE && !below.name().equals(id.relation())
					&& this.dropped.contains(below));
	}

	private ObjectId removedSequence(ObjectId id) {
		ObjectId sequence = ObjectId.of(Kind.SEQUENCE, id.schema(), id.name());
		ObjectId owner = ObjectId.of(Kind.SEQUENCE_OWNER, id.schema(), id.name());
		if (this.dropped.contains(sequence) && this.from.get(owner) instanceof SequenceOwner owned
				&& this.dropped.contains(owned.column())) {
			return removedWith(owned.column());
		}
		return this.dropped.contains(sequence) ? sequence : owner;
	}

	private static String relationOf(ObjectId id, @Nullable SchemaObject object) {
		return (object instanceof Index index) ? index.table() : String.valueOf(id.relation());
	}

	private static List<ObjectId> parents(ObjectId id, @Nullable SchemaObject object) {
		String relation = (object instanceof Index index) ? index.table() : id.relation();
		if (relation == null) {
			return List.of();
		}
		if (id.kind() == Kind.DEFAULT) {
			return List.of(new ObjectId(Kind.COLUMN, id.schema(), relation, id.name()));
		}
		return ObjectId.relations(id.schema(), relation);
	}

	/** Whether two dropped tables refer to each other, so that neither can go first. */
	private boolean isInCycle(Constraint constraint) {
		ObjectId table = tableOf(constraint.id());
		ObjectId target = constraint.references();
		if (target == null || target.equals(table) || !this.dropped.contains(target) || !this.dropped.contains(table)) {
			return false;
		}
		Set<ObjectId> reached = new HashSet<>();
		Deque<ObjectId> queue = new ArrayDeque<>(List.of(target));
		while (!queue.isEmpty()) {
			ObjectId next = queue.remove();
			if (next.equals(table)) {
				return true;
			}
			if (reached.add(next)) {
				queue.addAll(references().getOrDefault(next, Set.of()));
			}
		}
		return false;
	}

	private Map<ObjectId, Set<ObjectId>> references() {
		Map<ObjectId, Set<ObjectId>> found = this.references;
		if (found == null) {
			found = new HashMap<>();
			for (Constraint constraint : this.from.all(Constraint.class)) {
				if (constraint.references() != null && this.dropped.contains(constraint.references())) {
					found.computeIfAbsent(tableOf(constraint.id()), (key) -> new HashSet<>())
						.add(constraint.references());
				}
			}
			this.references = found;
		}
		return found;
	}

	/** The table that something belongs to. */
	static ObjectId tableOf(ObjectId id) {
		ObjectId table = id.table();
		if (table == null) {
			throw new IllegalArgumentException("%s belongs to no table".formatted(id));
		}
		return table;
	}

	/** The foreign key of a table above that a partition has its own from. */
	static Optional<ObjectId> foreignKeyAbove(Constraint key, Schema schema, Set<ObjectId> which) {
		return Inheritance.foreignKeysAbove(key, schema)
			.map(Constraint::id)
			.filter((above) -> which.contains(above)
					&& !Inheritance.isInherited(Objects.requireNonNull(schema.get(above, Constraint.class)), schema))
			.findFirst();
	}

	/** Whether a partition that stays would keep the foreign key of its table. */
	private boolean isInheritedBelow(Constraint key) {
		ObjectId table = tableOf(key.id());
		return this.from.get(table) instanceof Table above && above.partitionKey() != null
				&& this.dropped.stream()
					.anyMatch((id) -> this.from.get(id) instanceof Constraint below && id.kind() == Kind.FOREIGN_KEY
							&& Inheritance.isInherited(below, this.from)
							&& Inheritance.foreignKeysAbove(below, this.from).anyMatch(key::equals));
	}

	/** Whether something is a table or domain, or belongs to it. */
	static boolean isPartOf(ObjectId id, String schema, @Nullable String relation) {
		return id.schema().equals(schema) && ((id.relation() != null) ? id.relation().equals(relation)
				: id.name().equals(relation) && (id.kind() == Kind.TABLE || id.kind() == Kind.DOMAIN));
	}

}
