package io.appmigrations.internal.family;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the columns of tables that inherit, where their parents lose them.
 */
public final class Inheritance {

	private final Schema from;

	private final Schema to;

	private final Names names;

	/** The children of each table, once they were asked for. */
	private @Nullable Map<ObjectId, List<Table>> children;

	Inheritance(Schema from, Schema to) {
		this.from = from;
		this.to = to;
		this.names = new Names(to.defaultSchema());
	}

	/**
	 * Finds the tables that a table inherits from or is a partition of.
	 */
	public static List<ObjectId> parents(Schema schema, ObjectId table) {
		if (!(schema.get(table) instanceof Table child) || child.parents().isEmpty()) {
			return List.of();
		}
		return schema.dependencies(table)
			.stream()
			.filter((below) -> below.kind() == Kind.TABLE && !below.equals(table))
			.toList();
	}

	/**
	 * Finds the partitioned tables that a table is a partition of, nearest first.
	 */
	public static List<ObjectId> partitionedAbove(Schema schema, ObjectId table) {
		List<ObjectId> above = new ArrayList<>();
		ObjectId next = table;
		while (schema.get(next) instanceof Table partition && partition.isPartition()) {
			ObjectId child = next;
			next = schema.dependencies(child)
				.stream()
				.filter((below) -> below.kind() == Kind.TABLE && !below.equals(child) && !above.contains(below))
				.findFirst()
				.orElse(child);
			if (next.equals(child)) {
				return above;
			}
			above.add(next);
		}
		return above;
	}

	/**
	 * Finds the partition whose rows decide whether another one can be added: it has what
	 * no other has.
	 */
	public static Stream<Table> defaultPartition(Schema schema, Table partition) {
		return !partition.isPartition() ? Stream.empty()
				: schema.all(Table.class)
					.stream()
					.filter((other) -> other.isDefaultPartition() && other.parents().equals(partition.parents()));
	}

	/**
	 * Finds the foreign keys of the tables above that a partition has as it has a given
	 * one.
	 */
	public static Stream<Constraint> foreignKeysAbove(Constraint key, Schema schema) {
		List<ObjectId> above = partitionedAbove(schema, Objects.requireNonNull(key.id().table()));
		return above.isEmpty() ? Stream.empty()
				: above.stream()
					.sorted()
					.flatMap(schema::constraints)
					.filter((other) -> other.references() != null && other.references().equals(key.references())
							&& withoutValidity(other).equals(withoutValidity(key)));
	}

	private static String withoutValidity(Constraint key) {
		return key.definition().replaceFirst(" NOT VALID$", "");
	}

	/** Whether a table has a constraint from its parents. */
	public static boolean isInherited(Constraint constraint, Schema schema) {
		ObjectId table = constraint.id().table();
		return table != null
				&& schema.inheritedParts(table).stream().anyMatch((part) -> part.id().equals(constraint.id()));
	}

	/** The tables that have a table as a parent. */
	private Stream<Table> children(ObjectId table) {
		Map<ObjectId, List<Table>> found = this.children;
		if (found == null) {
			found = new HashMap<>();
			for (Table child : this.from.all(Table.class)) {
				for (ObjectId parent : parents(this.from, child.id())) {
					found.computeIfAbsent(parent, (key) -> new ArrayList<>()).add(child);
				}
			}
			this.children = found;
		}
		return found.getOrDefault(table, List.of()).stream();
	}

	/** Whether a table that inherits a column that goes keeps it as its own. */
	public boolean isKeptBelow(ObjectId column) {
		return children(Objects.requireNonNull(column.table())).anyMatch((child) -> keeps(child, column));
	}

	/** Whether a column becomes a table's own because its parents lose it. */
	public boolean becomesOwn(ObjectId column) {
		ObjectId table = column.table();
		return column.kind() == Kind.COLUMN && table != null && this.from.get(table) instanceof Table child
				&& parents(this.from, table).stream()
					.anyMatch((parent) -> keeps(child, ObjectId.member(Kind.COLUMN, parent, column.name())));
	}

	private boolean keeps(Table child, ObjectId column) {
		return child.inherited().contains(column.name()) && !child.isPartition()
				&& this.to.get(ObjectId.member(Kind.COLUMN, child.id(), column.name())) instanceof Column
				&& parents(this.to, child.id()).contains(column.table());
	}

	/**
	 * What lets the tables below have null once the constraint above is theirs no more:
	 * PostgreSQL leaves each of them one of its own.
	 */
	public List<String> dropNotNullBelow(ObjectId column) {
		return children(Objects.requireNonNull(column.table()))
			.filter((child) -> child.inherited().contains(column.name()) && this.to.get(child.id()) != null
					&& !isInPrimaryKey(ObjectId.member(Kind.COLUMN, child.id(), column.name())))
			.map((child) -> "alter table %s alter column %s drop not null".formatted(this.names.of(child.id()),
					Names.quoted(column.name())))
			.toList();
	}

	private boolean isInPrimaryKey(ObjectId column) {
		return this.to.primaryKey(Objects.requireNonNull(column.table())).contains(column.name());
	}

	/** Whether a table gets a not null constraint from above, whatever it has itself. */
	public boolean isRequiredAbove(ObjectId column) {
		return parents(this.to, Objects.requireNonNull(column.table())).stream()
			.map((parent) -> ObjectId.member(Kind.COLUMN, parent, column.name()))
			.anyMatch((above) -> (this.to.get(above) instanceof Column own)
					? own.notNull() != null && own.notNull().inheritable()
					: this.to.get(above.inKind(Kind.OVERRIDDEN_NOT_NULL)) != null || isRequiredAbove(above));
	}

	/** What drops a column from the tables that do not keep it. */
	public List<String> dropBelow(ObjectId column) {
		return children(Objects.requireNonNull(column.table()))
			.filter((child) -> child.inherited().contains(column.name()) && !keeps(child, column)
					&& this.to.get(child.id()) != null)
			.map((child) -> "alter table %s drop column %s".formatted(this.names.of(child.id()),
					Names.quoted(column.name())))
			.toList();
	}

	/** What a table has of its own stays with it where only its parent goes. */
	boolean isOfFormerParent(ObjectId below, ObjectId above, Set<ObjectId> dropped) {
		ObjectId parent = tableAround(below);
		ObjectId table = tableAround(above);
		return parent != null && table != null && below.kind() != Kind.TABLE && !table.equals(parent)
				&& this.from.get(table) instanceof Table && this.to.get(table) instanceof Table after
				&& !dropped.contains(table) && parents(this.from, table).contains(parent)
				&& !parents(this.to, table).contains(parent)
				&& (below.kind() != Kind.COLUMN || after.inherited().contains(below.name())
						|| this.to.get(ObjectId.member(Kind.COLUMN, table, below.name())) != null);
	}

	private @Nullable ObjectId tableAround(ObjectId id) {
		SchemaObject object = this.from.get(id);
		return (object != null) ? object.tableAround() : null;
	}

}
