package io.appmigrations.internal.diff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.ChangeGraph;
import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.RefusedRows;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.family.rename.KeywordCase;
import io.appmigrations.internal.family.sequence.ContinuedSequences;
import io.appmigrations.internal.family.table.ParentChanges;
import io.appmigrations.internal.schema.Owner;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.Change;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The changes that lead from one schema to another, in an order in which they run. The
 * way back is the same with the schemas exchanged.
 */
public final class SchemaDiff {

	private final Transition transition;

	private final ChangeSet set;

	private final Difference difference;

	private final RefusedRows refused;

	private SchemaDiff(Schema from, Schema to, boolean inOneTransaction, Set<ObjectId> following) {
		this.transition = new Transition(ParentChanges.expanded(from, to),
				ParentChanges.expanded(withOwnersOf(from, to), from), inOneTransaction);
		this.set = new ChangeSet(this.transition, following);
		this.difference = this.set.difference();
		this.refused = new RefusedRows(this.difference);
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
	 * @param to the desired schema
	 * @return the changes in order, empty where both are the same
	 */
	public static List<Change> between(Schema from, Schema to) {
		return between(from, to, Set.of(), GeneratorChange.NONE).changes();
	}

	/**
	 * Finds the changes between two schemas.
	 * @param from the schema as it is
	 * @param to the desired schema
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
	 * @param to the desired schema
	 * @return the changes in order
	 */
	public static List<Change> inOneTransaction(Schema from, Schema to) {
		return inOneTransaction(from, to, Set.of(), GeneratorChange.NONE).changes();
	}

	/**
	 * Finds the changes that run in one transaction.
	 * @param from the schema as it is
	 * @param to the desired schema
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
			if (other == null || !Families.of(id.kind()).isSame(object, other)
					|| !isOwnedBy(from.owner(id), to.owner(id))) {
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
		ChangeOrder order = new ChangeOrder(this.transition.from(), this.transition.to(), removedWith, madeWith,
				this.difference.altered().keySet(), this.set.replacedWith());
		Map<ObjectId, Set<ObjectId>> parts = parts(madeWith);
		List<Change> changes = new ArrayList<>();
		for (ChangeGraph.Node node : order.sorted()) {
			Change change = switch (node.action()) {
				case DROP -> drop(node.object());
				case CREATE -> create(node.object(), parts.getOrDefault(node.object(), Set.of()));
				default -> alter(node.object());
			};
			if (!change.sql().isEmpty()) {
				changes.add(change.withSql(change.sql().stream().map(KeywordCase::lower).toList()));
			}
		}
		changes.addAll(ContinuedSequences.between(this.transition.from(), this.transition.to(), changes,
				generators.before(), generators.after()));
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
		SchemaObject object = object(this.transition.from(), id);
		Family family = Families.of(id.kind());
		return new Change(Action.DROP, id, subject(object), family.remove(object, this.difference),
				family.removalNotes(object, this.difference), family.holdsData(object));
	}

	private Change create(ObjectId id, Set<ObjectId> parts) {
		this.difference.noteMade(id, parts);
		SchemaObject object = object(this.transition.to(), id);
		Family family = Families.of(id.kind());
		List<String> sql = new ArrayList<>(family.add(object, parts, this.difference));
		Families.all().forEach((any) -> sql.addAll(any.afterAddition(object, parts, this.difference)));
		List<Note> notes = new ArrayList<>(family.refusedByAddition(object, this.refused));
		notes.addAll(family.additionNotes(object, this.difference));
		return new Change(Action.CREATE, id, subject(object), sql, notes);
	}

	private Change alter(ObjectId id) {
		Alteration alteration = this.difference.altered().get(id);
		if (alteration == null) {
			throw new IllegalStateException("%s is not altered".formatted(id));
		}
		SchemaObject object = object(this.transition.to(), id);
		Family family = Families.of(id.kind());
		List<String> sql = new ArrayList<>(alteration.sql());
		sql.addAll(family.restore(object, this.difference));
		List<Note> notes = new ArrayList<>(alteration.notes());
		notes.addAll(family.refusedByAlteration(object, this.refused));
		return new Change(family.performed(alteration), id, subject(object), sql, notes, alteration.losesData());
	}

	private String subject(SchemaObject object) {
		ObjectId table = (object instanceof Table) ? object.id() : object.whole();
		return (table != null) ? this.transition.names().of(table)
				: object.id().kind().keyword() + " " + this.transition.names().of(object.id());
	}

	private static SchemaObject object(Schema schema, ObjectId id) {
		SchemaObject object = schema.get(id);
		if (object == null) {
			throw new IllegalStateException("%s %s is not there".formatted(id.kind().keyword(), id));
		}
		return object;
	}

}
