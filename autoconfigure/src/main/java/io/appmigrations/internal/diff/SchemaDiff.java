package io.appmigrations.internal.diff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.family.Inheritance;
import io.appmigrations.internal.family.PartitionIndexes;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Owner;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.Change;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The changes that lead from one schema to another, in an order in which they run. The
 * way back is the same with the schemas exchanged.
 */
public final class SchemaDiff {

	private final Schema from;

	private final Schema to;

	private final ChangeSet set;

	private final Difference difference;

	private final PartitionIndexes partitionIndexes;

	private final Transition transition;

	private final RefusedRows refused;

	/** What is made so far. */
	private final Set<ObjectId> made = new TreeSet<>();

	private final SqlWriter fromWriter;

	private final SqlWriter toWriter;

	private SchemaDiff(Schema from, Schema to, boolean inOneTransaction, Set<ObjectId> following) {
		this.from = ParentChanges.expanded(from, to);
		this.to = ParentChanges.expanded(withOwnersOf(from, to), from);
		this.transition = new Transition(this.from, this.to, inOneTransaction);
		this.set = new ChangeSet(this.transition, following);
		this.difference = this.set.difference();
		this.partitionIndexes = this.transition.partitionIndexes();
		this.refused = new RefusedRows(this.from, this.to, this.difference.dropped(), this.difference.altered(),
				this.transition.replacements());
		this.fromWriter = this.transition.fromWriter();
		this.toWriter = this.transition.writer();
	}

	/** What is made again stays whose it is. */
	private static Schema withOwnersOf(Schema from, Schema to) {
		if (from.owners().isEmpty()) {
			return to;
		}
		Map<ObjectId, Owner> owners = new HashMap<>(from.owners());
		owners.putAll(to.owners());
		return to.withOwners(owners);
	}

	/**
	 * Finds the changes between two schemas.
	 * @param from the schema as it is
	 * @param to the schema as it shall be
	 * @return the changes in order, empty where both are the same
	 */
	public static List<Change> between(Schema from, Schema to) {
		return between(from, to, Set.of(), GeneratorChange.NONE).changes();
	}

	/**
	 * Finds the changes between two schemas.
	 * @param from the schema as it is
	 * @param to the schema as it shall be
	 * @param following what is printed otherwise on either side but needs no change
	 * ({@link Reprint})
	 * @param generators who fills which columns: what takes over goes on after the values
	 * that are there
	 * @return the changes
	 */
	public static SchemaChanges between(Schema from, Schema to, Set<ObjectId> following, GeneratorChange generators) {
		return new SchemaDiff(from, to, false, following).find(generators);
	}

	/**
	 * Finds the changes between two schemas, such that all of them run in one transaction
	 * on every version of PostgreSQL. Before version 17 a value that was added to an enum
	 * cannot be used before it is committed, not even where the type is new itself; here
	 * the type is made anew instead.
	 * @param from the schema as it is
	 * @param to the schema as it shall be
	 * @return the changes in order
	 */
	public static List<Change> inOneTransaction(Schema from, Schema to) {
		return inOneTransaction(from, to, Set.of(), GeneratorChange.NONE).changes();
	}

	/**
	 * Finds the changes that run in one transaction.
	 * @param from the schema as it is
	 * @param to the schema as it shall be
	 * @param following what is printed otherwise on either side but needs no change
	 * @param generators who fills which columns
	 * @return the changes
	 */
	public static SchemaChanges inOneTransaction(Schema from, Schema to, Set<ObjectId> following,
			GeneratorChange generators) {
		return new SchemaDiff(from, to, true, following).find(generators);
	}

	/**
	 * Names what differs between two schemas, without saying what to do about it. Owners
	 * count where the other schema names one.
	 * @param from a schema
	 * @param to the other one
	 * @return the objects that only one of them has, or that differ
	 */
	public static Set<ObjectId> differences(Schema from, Schema to) {
		Set<ObjectId> differences = new TreeSet<>();
		from.objects().forEach((id, object) -> {
			SchemaObject other = to.get(id);
			if (other == null && Families.of(id.kind()).isLasting()) {
				return;
			}
			if (other == null || !Families.of(id.kind()).isSame(object, other) || !isOwnedBy(from.owner(id), to.owner(id))) {
				differences.add(id);
			}
		});
		to.objects().keySet().stream().filter((id) -> from.get(id) == null).forEach(differences::add);
		return differences;
	}

	/** A model does not say whose it is. */
	private static boolean isOwnedBy(@Nullable Owner owner, @Nullable Owner expected) {
		return expected == null || !expected.assignable() || (owner != null && owner.role().equals(expected.role()));
	}

	private SchemaChanges find(GeneratorChange generators) {
		return new SchemaChanges(changes(generators), ReplacedTypes.of(this.transition.replacements()));
	}

	private List<Change> changes(GeneratorChange generators) {
		Map<ObjectId, ObjectId> removedWith = new HashMap<>();
		this.difference.dropped().forEach((id) -> removedWith.put(id, this.difference.removedWith(id)));
		Map<ObjectId, ObjectId> madeWith = new HashMap<>();
		this.difference.created().forEach((id) -> madeWith.put(id, this.difference.madeWith(id)));
		ChangeOrder order = new ChangeOrder(this.from, this.to, removedWith, madeWith, this.difference.altered().keySet(),
				this.set.replacedWith());
		Map<ObjectId, Set<ObjectId>> parts = parts(madeWith);
		List<Change> changes = new ArrayList<>();
		for (ChangeOrder.Node node : order.sorted()) {
			Change change = switch (node.action()) {
				case DROP -> drop(node.object());
				case CREATE -> createAndNote(node.object(), parts.getOrDefault(node.object(), Set.of()));
				default -> alter(node.object());
			};
			if (!change.sql().isEmpty()) {
				changes.add(change.withSql(change.sql().stream().map(KeywordCase::lower).toList()));
			}
		}
		changes
			.addAll(ContinuedSequences.between(this.from, this.to, changes, generators.before(), generators.after()));
		return changes;
	}

	private static Map<ObjectId, Set<ObjectId>> parts(Map<ObjectId, ObjectId> madeWith) {
		Map<ObjectId, Set<ObjectId>> parts = new HashMap<>();
		madeWith.forEach((part, whole) -> {
			if (!part.equals(whole)) {
				parts.computeIfAbsent(whole, (key) -> new TreeSet<>()).add(part);
			}
		});
		return parts;
	}

	private Change drop(ObjectId id) {
		SchemaObject object = object(this.from, id);
		List<String> sql = drops(object);
		if (id.kind() == Kind.TABLE) {
			return new Change(Action.DROP, id, subject(object), sql, List
				.of("Drops the rows of %s, and nothing brings them back.".formatted(this.fromWriter.names().of(id))));
		}
		if (object instanceof Column column && column.generated() == null) {
			return new Change(Action.DROP, id, subject(object), sql,
					List.of("Drops the values of %s.%s, and nothing brings them back."
						.formatted(this.fromWriter.names().relationOf(id), Names.quoted(id.name()))));
		}
		if (id.kind() == Kind.EXTENSION && this.difference.created().contains(id)) {
			return new Change(Action.DROP, id, subject(object), sql,
					List.of("PostgreSQL does not move it to another schema. What it keeps in tables of its own goes."));
		}
		if (id.kind() == Kind.USER_MAPPING) {
			return new Change(Action.DROP, id, subject(object), sql,
					List.of("Its password goes with it, and is written nowhere."));
		}
		List<String> notes = keysGoingWith(object).stream()
			.map((key) -> "Drops %s of partition %s too, whose index is a part of this one."
				.formatted(Names.quoted(key.name()), this.fromWriter.names().relationOf(key)))
			.toList();
		// what is generated is computed again
		return new Change(Action.DROP, id, subject(object), sql, notes, false);
	}

	private List<String> drops(SchemaObject object) {
		Inheritance inheritance = this.transition.inheritance();
		if (object instanceof Constraint key && isPerhapsLost(key)) {
			return List
				.of(this.fromWriter.drop(object).replaceFirst(" drop constraint ", " drop constraint if exists "));
		}
		if (object.id().kind() == Kind.OVERRIDDEN_NOT_NULL
				&& inheritance.isRequiredAbove(object.id().inKind(Kind.COLUMN))) {
			// it is a part of the constraint above by then, and goes with that
			return List.of();
		}
		if (!(object instanceof Column) || !inheritance.isKeptBelow(object.id())) {
			String sql = this.fromWriter.drop(object);
			return List.of(keysGoingWith(object).isEmpty() ? sql : sql + " cascade");
		}
		List<String> sql = new ArrayList<>(
				List.of(this.fromWriter.drop(object).replaceFirst("^alter table ", "alter table only ")));
		sql.addAll(inheritance.dropBelow(object.id()));
		return sql;
	}

	/**
	 * PostgreSQL 14 takes a foreign key to a partitioned table from a partition that is
	 * detached.
	 */
	private boolean isPerhapsLost(Constraint key) {
		return key.references() != null && this.from.get(key.references()) instanceof Table target
				&& target.partitionKey() != null && Inheritance.isInherited(key, this.from);
	}

	/**
	 * PostgreSQL drops the keys of partitions with the index that they are attached to.
	 */
	private List<ObjectId> keysGoingWith(SchemaObject object) {
		if (!(object instanceof Index)) {
			return List.of();
		}
		return this.from.dependencies(object.id())
			.stream()
			.filter((below) -> this.from.get(below) instanceof Constraint key && key.attached()
					&& this.difference.removedWith(below).equals(object.id()))
			.toList();
	}

	private Change createAndNote(ObjectId id, Set<ObjectId> parts) {
		this.made.add(id);
		this.made.addAll(parts);
		return create(id, parts);
	}

	private boolean isThere(ObjectId id) {
		return this.made.contains(id) || (this.from.get(id) != null && !this.difference.dropped().contains(id));
	}

	private Change create(ObjectId id, Set<ObjectId> parts) {
		SchemaObject object = object(this.to, id);
		List<String> sql = new ArrayList<>(Families.of(id.kind()).add(object, parts, this.transition));
		String takeOver = (object instanceof Constraint key)
				? this.partitionIndexes.takeOver(key, this.difference.created(), this.difference.dropped(), this.toWriter.names())
				: null;
		if (takeOver != null) {
			sql.set(0, takeOver);
		}
		sql.addAll(this.partitionIndexes.names(object, this::isThere, this.toWriter.names()));
		sql.addAll(withoutDefaults(object, parts));
		List<String> notes = new ArrayList<>(this.refused.creating(object));
		notes.addAll((id.kind() == Kind.USER_MAPPING) ? List
			.of("A password is not read from the database: say it here with alter user mapping ... options (add password ...).")
				: this.toWriter.ownerNotes(id));
		return new Change(Action.CREATE, id, subject(object), sql, notes);
	}

	/** Takes back what default privileges give and the object shall not have. */
	private List<String> withoutDefaults(SchemaObject object, Set<ObjectId> parts) {
		return this.from.all(Definition.class)
			.stream()
			.filter((one) -> one.id().kind() == Kind.DEFAULT_PRIVILEGES && !this.difference.dropped().contains(one.id()))
			.flatMap((defaults) -> DefaultPrivileges.takenBack(object, parts, defaults, this.to).stream())
			.toList();
	}

	private Change alter(ObjectId id) {
		Alteration alteration = this.difference.altered().get(id);
		if (alteration == null) {
			throw new IllegalStateException("%s is not altered".formatted(id));
		}
		SchemaObject object = object(this.to, id);
		List<String> sql = new ArrayList<>(alteration.sql());
		if (object instanceof Column column) {
			sql.addAll(this.partitionIndexes.restored(column, this::isThere, this.toWriter.names()));
		}
		List<String> notes = new ArrayList<>(alteration.notes());
		notes.addAll(this.refused.altering(object));
		return new Change(Action.ALTER, id, subject(object), sql, notes, alteration.losesData());
	}

	private String subject(SchemaObject object) {
		ObjectId table = (object instanceof Table) ? object.id() : object.whole();
		return (table != null) ? this.toWriter.names().of(table)
				: object.id().kind().keyword() + " " + this.toWriter.names().of(object.id());
	}

	private static SchemaObject object(Schema schema, ObjectId id) {
		SchemaObject object = schema.get(id);
		if (object == null) {
			throw new IllegalStateException("%s %s is not there".formatted(id.kind().keyword(), id));
		}
		return object;
	}

}
