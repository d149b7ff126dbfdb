package io.appmigrations.internal.family.table;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import io.appmigrations.internal.family.Inheritance;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * Tables whose parents change: what they inherit is compared as if it were their own,
 * which it is between the one parent and the other.
 */
public final class ParentChanges {

	private static final Set<Kind> OVERRIDDEN = Set.of(Kind.COLUMN_COMMENT, Kind.OVERRIDDEN_DEFAULT,
			Kind.OVERRIDDEN_NOT_NULL);

	private ParentChanges() {
	}

	/**
	 * Makes what tables inherit their own where the other side has other parents.
	 * @param schema a schema
	 * @param other the schema that it is compared with
	 * @return the schema with more objects, or the same
	 */
	public static Schema expanded(Schema schema, Schema other) {
		Map<ObjectId, SchemaObject> objects = new TreeMap<>(schema.objects());
		Map<ObjectId, Set<ObjectId>> dependencies = new HashMap<>(schema.dependencies());
		boolean isSame = true;
		for (Table table : schema.all(Table.class)) {
			Table counterpart = other.get(table.id(), Table.class);
			if (counterpart == null || table.parents().isEmpty() || hasSameParents(table, counterpart)
					|| isReplaced(table, counterpart) || isReplacedWithParent(table, schema, other)) {
				continue;
			}
			isSame = false;
			objects.keySet()
				.removeIf((id) -> OVERRIDDEN.contains(id.kind()) && table.id().equals(id.table())
						&& table.inherited().contains(id.name()));
			// a check says itself whether it is valid
			objects.keySet()
				.removeIf((id) -> id.kind() == Kind.VALIDATION && table.id().equals(id.table())
						&& schema.dependencies(id).stream().anyMatch((below) -> below.kind() == Kind.CONSTRAINT));
			objects.put(table.id(), table.inheriting(List.of()));
			for (SchemaObject part : schema.inheritedParts(table.id())) {
				objects.put(part.id(), part);
				dependencies.put(part.id(), dependencies(part, table.id(), schema));
			}
		}
		return isSame ? schema : schema.with(objects.values(), dependencies);
	}

	private static boolean hasSameParents(Table table, Table other) {
		return table.parents().equals(other.parents()) && Objects.equals(table.bound(), other.bound());
	}

	/** What is partitioned in another way is dropped and created. */
	private static boolean isReplaced(Table table, Table other) {
		return !Objects.equals(table.partitionKey(), other.partitionKey());
	}

	/**
	 * Where the parent is partitioned in another way, it is dropped with all tables that
	 * are its partitions before and after.
	 */
	private static boolean isReplacedWithParent(Table table, Schema schema, Schema other) {
		return Inheritance.parents(schema, table.id())
			.stream()
			.filter((parent) -> Inheritance.parents(other, table.id()).contains(parent))
			.anyMatch((parent) -> schema.get(parent) instanceof Table before && other.get(parent) instanceof Table after
					&& (isReplaced(before, after) || isReplacedWithParent(before, schema, other)));
	}

	private static Set<ObjectId> dependencies(SchemaObject part, ObjectId table, Schema schema) {
		Set<ObjectId> below = new HashSet<>(Set.of(table));
		if (part instanceof Index index) {
			index.columns().forEach((column) -> below.add(ObjectId.member(Kind.COLUMN, table, column)));
		}
		else if (part instanceof Constraint constraint) {
			constraint.columns().forEach((column) -> below.add(ObjectId.member(Kind.COLUMN, table, column)));
			if (constraint.references() != null) {
				below.add(constraint.references());
				Inheritance.foreignKeysAbove(constraint, schema)
					.forEach((above) -> schema.dependencies(above.id())
						.stream()
						.filter((key) -> key.kind() == Kind.INDEX || key.kind() == Kind.CONSTRAINT)
						.forEach(below::add));
			}
		}
		else {
			if (!(part instanceof Column)) {
				below.add(part.id().inKind(Kind.COLUMN));
			}
			schema.dependencies(table)
				.stream()
				.filter((parent) -> parent.kind() == Kind.TABLE)
				.forEach((parent) -> schema.dependencies(ObjectId.member(part.id().kind(), parent, part.id().name()))
					.stream()
					.filter((one) -> !one.equals(parent) && !parent.equals(one.table()))
					.forEach(below::add));
		}
		return below;
	}

}
