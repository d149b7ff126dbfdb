package io.appmigrations.internal.family;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.NamingConvention;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Indexes that partitions have because of an index of the table above, where they are
 * more than what PostgreSQL makes by itself: they have names of their own, or are the
 * index of a key that only the partition has. PostgreSQL takes such a key over when it
 * makes the index above, or when it attaches the table, and never lets go of it: until
 * then the key must be there, and from then on it goes only along with the index above,
 * the table, or after the table is detached.
 */
public final class PartitionIndexes {

	private final Schema from;

	private final Schema to;

	PartitionIndexes(Schema from, Schema to) {
		this.from = from;
		this.to = to;
	}

	/** The index of the table above that the key is a part of. */
	public static @Nullable Index indexAbove(Constraint key, Schema schema) {
		if (!key.attached()) {
			return null;
		}
		for (Index index : schema.all(Index.class)) {
			if (schema.dependencies(index.id()).contains(key.id())) {
				return index;
			}
		}
		return null;
	}

	/**
	 * Whether an index of a partitioned table is to be one that not all partitions have.
	 */
	public static boolean losesPartitions(SchemaObject before, SchemaObject after, Schema to) {
		ObjectId table = after.whole();
		return before instanceof Index old && after instanceof Index index && old.valid() && !index.valid()
				&& table != null && to.get(table) instanceof Table above && above.partitionKey() != null;
	}

	/** Whether a table is a partition of the same table on both sides. */
	public boolean staysPartition(ObjectId table) {
		ObjectId parent = parent(table);
		return this.from.get(parent) != null && this.to.get(parent) != null;
	}

	/**
	 * Whether a column of an index gets another type. PostgreSQL then makes the index
	 * again, but not where a key is attached to it.
	 */
	public boolean isRetyped(Index index) {
		return this.from.dependencies(index.id())
			.stream()
			.anyMatch((below) -> this.from.get(below) instanceof Constraint key && key.attached())
				&& this.from.dependencies(index.id()).stream().anyMatch(this::isRetyped);
	}

	/**
	 * Whether an index of the table above must be made again for the key to become a part
	 * of it.
	 * @param index an index on both sides
	 * @param key a key of a partition
	 * @param dropped what goes
	 */
	public boolean needsAnotherIndex(Index index, Constraint key, Set<ObjectId> dropped) {
		ObjectId table = ObjectId.table(key.id().schema(), String.valueOf(key.id().relation()));
		Constraint before = this.from.get(key.id(), Constraint.class);
		if (before != null && before.attached() && !dropped.contains(key.id())) {
			return false;
		}
		boolean isAttachedLater = this.from.get(table) != null && this.from.get(parent(table)) == null;
		boolean isMade = before == null || dropped.contains(key.id());
		return !isAttachedLater && !(isMade && indexBelow(index, table, dropped) != null);
	}

	/**
	 * Writes what makes a key of the index that a partition has already.
	 * @param key a key that comes
	 * @param difference what goes, comes and changes
	 * @return the statement, or {@code null} where the key has an index of its own first
	 */
	public @Nullable String takeOver(Constraint key, Difference difference) {
		Index index = indexAbove(key, this.to);
		if (index == null || difference.isCreated(index.id())) {
			return null;
		}
		String below = indexBelow(index, ObjectId.table(key.id().schema(), String.valueOf(key.id().relation())),
				difference.dropped());
		if (below == null) {
			return null;
		}
		String definition = key.definition();
		return "alter table %s add constraint %s %s using index %s%s".formatted(
				difference.transition().names().relationOf(key.id()), Names.quoted(key.id().name()),
				(key.type() == ConstraintType.PRIMARY_KEY) ? "primary key" : "unique", Names.quoted(below),
				definition.substring(definition.lastIndexOf(')') + 1));
	}

	/** The name of the index that a partition has because of one of the table above. */
	private @Nullable String indexBelow(Index index, ObjectId table, Set<ObjectId> dropped) {
		if (this.to.get(table) instanceof Table partition && partition.partitionKey() != null) {
			// PostgreSQL makes no key of such an index
			return null;
		}
		if (this.from.get(table) instanceof Table && !dropped.contains(table)) {
			List<String> names = this.from.inheritedParts(table)
				.stream()
				.filter((part) -> part instanceof Index below && below.unique() == index.unique()
						&& below.definition().equals(index.definition()))
				.map((part) -> part.id().name())
				.toList();
			return (names.size() == 1) ? names.get(0) : null;
		}
		String name = usualName(table, index);
		boolean isTaken = this.to.objects()
			.keySet()
			.stream()
			.anyMatch((id) -> id.kind().isRelation() && id.schema().equals(table.schema()) && id.name().equals(name))
				|| this.to.all(Index.class)
					.stream()
					.filter((other) -> other.table().equals(index.table()) && other.columns().equals(index.columns()))
					.count() > 1;
		return isTaken ? null : name;
	}

	/**
	 * Writes what gives the indexes that come along with an object their names.
	 * @param object what comes
	 * @param difference what goes, comes and changes
	 * @return the statements
	 */
	public List<String> names(SchemaObject object, Difference difference) {
		Predicate<ObjectId> isThere = difference::isThere;
		Names names = difference.transition().names();
		if (object instanceof Table table) {
			return (table.isPartition() && hasNames(table.id()))
					? renames(table.id(), (part) -> hasOrigin(part, table.id(), isThere), isThere, names) : List.of();
		}
		ObjectId whole = object.whole();
		if (whole == null || !(this.to.get(whole) instanceof Table above) || above.partitionKey() == null
				|| !(object instanceof Index || (object instanceof Constraint key && key.isKey()))) {
			return List.of();
		}
		if (isIncomplete(object)) {
			return attachments(object, whole, isThere, names);
		}
		return this.to.all(Table.class)
			.stream()
			.map(Table::id)
			.filter((id) -> hasNames(id) && isThere.test(id)
					&& Inheritance.partitionedAbove(this.to, id).contains(whole)
					&& (this.from.get(id) == null || staysPartition(id)))
			.flatMap((id) -> renames(id, (part) -> isSame(part, object), isThere, names).stream())
			.toList();
	}

	/**
	 * Writes what gives the indexes of partitions back what PostgreSQL takes from them
	 * when it makes them again for a column's new type: their names and their comments.
	 * @param column a column on both sides, as desired
	 * @param difference what goes, comes and changes
	 * @return the statements
	 */
	public List<String> restored(Column column, Difference difference) {
		List<String> sql = new ArrayList<>();
		ObjectId table = column.id().table();
		if (table == null || !(this.to.get(table) instanceof Table above) || above.partitionKey() == null
				|| !isRetyped(column.id())) {
			return sql;
		}
		for (SchemaObject object : this.to.objects().values()) {
			if (table.equals(object.whole()) && difference.isThere(object.id()) && isOn(object, column.id())) {
				sql.addAll(names(object, difference));
				comments(object, table, difference::isThere).forEach((comment) -> sql.addAll(comment.create()));
			}
		}
		return sql;
	}

	private Stream<Definition> comments(SchemaObject object, ObjectId table, Predicate<ObjectId> isThere) {
		return this.to.all(Definition.class)
			.stream()
			.filter((comment) -> comment.id().kind() == Kind.INDEX_COMMENT && isThere.test(comment.id()))
			.filter((comment) -> {
				ObjectId partition = ObjectId.table(comment.id().schema(), String.valueOf(comment.id().relation()));
				return Inheritance.partitionedAbove(this.to, partition).contains(table)
						&& this.to.inheritedParts(partition)
							.stream()
							.anyMatch((part) -> part.id().name().equals(comment.id().name()) && isSame(part, object));
			});
	}

	private boolean isOn(SchemaObject object, ObjectId column) {
		return (object instanceof Index || (object instanceof Constraint key && key.isKey()))
				&& this.to.dependencies(object.id()).contains(column);
	}

	private boolean isRetyped(ObjectId id) {
		return this.from.get(id) instanceof Column old && this.to.get(id) instanceof Column column
				&& (!old.type().equals(column.type()) || !Objects.equals(old.collation(), column.collation()));
	}

	/** Whether an index is one that some partitions do not have. */
	public static boolean isIncomplete(@Nullable SchemaObject object) {
		return (object instanceof Index index && !index.valid())
				|| (object instanceof Constraint constraint && !constraint.valid());
	}

	/** An index that not all partitions have is made of those that are there. */
	private List<String> attachments(SchemaObject object, ObjectId whole, Predicate<ObjectId> isThere, Names names) {
		List<String> sql = new ArrayList<>();
		for (Table table : this.to.all(Table.class)) {
			if (Inheritance.parents(this.to, table.id()).contains(whole) && isThere.test(table.id())) {
				this.to.inheritedParts(table.id()).stream().filter((part) -> isSame(part, object)).forEach((part) -> {
					sql.addAll(new SqlWriter(this.to).create(part, Set.of()));
					sql.add("alter index %s attach partition %s".formatted(
							names.qualified(object.id().schema(), object.id().name()),
							names.qualified(part.id().schema(), part.id().name())));
				});
			}
		}
		return sql;
	}

	private boolean hasOrigin(SchemaObject part, ObjectId table, Predicate<ObjectId> isThere) {
		List<ObjectId> above = Inheritance.partitionedAbove(this.to, table);
		return this.to.objects()
			.values()
			.stream()
			.anyMatch((origin) -> above.contains(origin.whole()) && isSame(origin, part) && isThere.test(origin.id()));
	}

	private boolean hasNames(ObjectId table) {
		return this.to.inheritedParts(table).stream().anyMatch((part) -> label(part) != null);
	}

	private List<String> renames(ObjectId table, Predicate<SchemaObject> made, Predicate<ObjectId> isThere,
			Names names) {
		List<String> sql = new ArrayList<>();
		List<SchemaObject> parts = this.to.inheritedParts(table)
			.stream()
			.filter((part) -> label(part) != null)
			.toList();
		for (SchemaObject part : parts) {
			String usual = usualName(table, part);
			String name = part.id().name();
			boolean isUsual = name.startsWith(usual)
					&& name.substring(usual.length()).chars().allMatch(Character::isDigit);
			boolean isFree = parts.stream().filter((other) -> usualName(table, other).equals(usual)).count() == 1
					&& this.to.objects().keySet().stream().noneMatch((id) -> isRelation(id, table.schema(), usual));
			boolean takesOver = this.from.objects()
				.values()
				.stream()
				.anyMatch((own) -> table.equals(own.whole()) && isSame(own, part) && isThere.test(own.id()));
			if (made.test(part) && !isUsual && isFree && !takesOver) {
				sql.add("alter index %s rename to %s".formatted(names.qualified(table.schema(), usual),
						Names.quoted(name)));
			}
		}
		return sql;
	}

	private static boolean isRelation(ObjectId id, String schema, String name) {
		return id.schema().equals(schema) && id.name().equals(name)
				&& (id.kind().isRelation() || id.kind() == Kind.CONSTRAINT);
	}

	private static boolean isSame(SchemaObject one, SchemaObject other) {
		if (one instanceof Index index && other instanceof Index same) {
			return index.unique() == same.unique() && index.definition().equals(same.definition());
		}
		return one instanceof Constraint key && other instanceof Constraint same && key.isKey()
				&& key.definition().equals(same.definition());
	}

	private static @Nullable String label(SchemaObject part) {
		if (part instanceof Constraint key && key.isKey()) {
			return (key.type() == ConstraintType.PRIMARY_KEY) ? "pkey" : "key";
		}
		if (part instanceof Index index) {
			// the name of an expression depends on what it is
			int elements = index.definition().indexOf('(') + 1;
			return index.definition().substring(elements, index.definition().indexOf(')')).contains("(") ? null : "idx";
		}
		return null;
	}

	private static String usualName(ObjectId table, SchemaObject part) {
		if (part instanceof Constraint key) {
			return PostgresqlNames.of(key.type(), table.name(), key.columns(), 0);
		}
		List<String> columns = new ArrayList<>();
		for (String column : ((Index) part).columns()) {
			String name = column;
			for (int i = 1; columns.contains(name); i++) {
				name = column + i;
			}
			columns.add(name);
		}
		return NamingConvention.joined(table.name(), String.join("_", columns), "idx");
	}

	/** What stands for a table being a partition, or inheriting. */
	public static ObjectId parent(ObjectId table) {
		return ObjectId.member(Kind.PARENT, table, "parent");
	}

}
