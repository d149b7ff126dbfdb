package io.appmigrations.internal.family;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A family of database objects: everything that is known of its kinds and of no other.
 * What is said here holds for objects that are compared by the statements that create
 * them ({@link Definition}) and nothing else; a family says what is different with it.
 */
public abstract class Family extends FamilyReconciling {

	/**
	 * Writes what makes one object into the other.
	 * @param before the object as it is
	 * @param after the desired object
	 * @param transition the schemas that they are in
	 * @return how, or {@code null} where PostgreSQL has no way but to drop it and make it
	 * again
	 */
	public final @Nullable Alteration alter(SchemaObject before, SchemaObject after, Transition transition) {
		Alteration alteration = alterInPlace(before, after, transition);
		if (alteration != null && !alteration.isReplacement() && !Objects.equals(before.comment(), after.comment())) {
			alteration.sql().add(transition.writer().comment(after.id(), after.comment()));
		}
		return alteration;
	}

	/** The same without the comment. */
	protected @Nullable Alteration alterInPlace(SchemaObject before, SchemaObject after, Transition transition) {
		if (!(before instanceof Definition old) || !(after instanceof Definition definition)) {
			return null;
		}
		return old.create().equals(definition.create()) ? Alteration.of(List.of())
				: alterDefinition(old, definition, transition);
	}

	/** The same for objects that are created by other statements. */
	protected @Nullable Alteration alterDefinition(Definition old, Definition definition, Transition transition) {
		String replace = definition.replace();
		return (replace != null && old.isReplaceableBy(definition)) ? Alteration.of(List.of(replace)) : null;
	}

	/**
	 * Writes what creates an object, with its comment and its owner, where there may be
	 * rows already.
	 * @param object the object
	 * @param parts what the statements create along with it
	 * @param difference what goes, comes and changes
	 * @return the statements
	 */
	public List<String> add(SchemaObject object, Set<ObjectId> parts, Difference difference) {
		return difference.transition().writer().create(object, parts);
	}

	/**
	 * Writes what must be done once an object of any family is created.
	 * @param object the object
	 * @param parts what is created along with it
	 * @param difference what goes, comes and changes
	 * @return the statements
	 */
	public List<String> afterAddition(SchemaObject object, Set<ObjectId> parts, Difference difference) {
		return List.of();
	}

	/**
	 * Says what a reviewer must know of the creation of an object.
	 * @param object the object
	 * @param difference what goes, comes and changes
	 * @return notes
	 */
	public List<Note> additionNotes(SchemaObject object, Difference difference) {
		return difference.transition().writer().ownerNotes(object.id());
	}

	/**
	 * Writes what drops an object where others stay.
	 * @param object the object
	 * @param difference what goes, comes and changes
	 * @return the statements, none where it goes with another object
	 */
	public List<String> remove(SchemaObject object, Difference difference) {
		return List.of(difference.transition().fromWriter().drop(object));
	}

	/**
	 * Says what a reviewer must know of the removal of an object.
	 * @param object the object
	 * @param difference what goes, comes and changes
	 * @return notes
	 */
	public List<Note> removalNotes(SchemaObject object, Difference difference) {
		return List.of();
	}

	/**
	 * Whether something is lost with an object that nothing can restore.
	 * @param object the object
	 * @return {@code true} where values go with it
	 */
	public boolean holdsData(SchemaObject object) {
		return false;
	}

	/**
	 * Returns what an alteration is called.
	 * @param alteration how an object of the family changes in place
	 * @return what it does
	 */
	public Action performed(Alteration alteration) {
		return Action.ALTER;
	}

	/**
	 * Writes what gives back what PostgreSQL takes from other objects when an object
	 * changes in place.
	 * @param object the desired object
	 * @param difference what goes, comes and changes
	 * @return the statements
	 */
	public List<String> restore(SchemaObject object, Difference difference) {
		return List.of();
	}

	/**
	 * Says on which rows the creation of an object fails.
	 * @param object what comes, or comes again
	 * @param rows knows which rows can be refused
	 * @return notes, none where no row can be refused
	 */
	public List<Note> refusedByAddition(SchemaObject object, RefusedRows rows) {
		return List.of();
	}

	/**
	 * Says on which rows the change of an object fails.
	 * @param object what it becomes
	 * @param rows knows which rows can be refused
	 * @return notes, none where no row can be refused
	 */
	public List<Note> refusedByAlteration(SchemaObject object, RefusedRows rows) {
		return List.of();
	}

	/**
	 * Whether two objects are the same in what is compared.
	 * @param before an object
	 * @param after the one with the same id on the other side
	 * @return {@code true} where nothing needs to change
	 */
	public boolean isSame(SchemaObject before, SchemaObject after) {
		if (before instanceof Definition old && after instanceof Definition definition) {
			// the shape follows from what is below, which is compared by itself
			return old.create().equals(definition.create()) && Objects.equals(old.comment(), definition.comment());
		}
		return before.equals(after);
	}

	/**
	 * Whether an object changes.
	 * @param before the object as it is
	 * @param after the desired object
	 * @param transition the schemas
	 * @return {@code true} where something is to be done
	 */
	public boolean isChanged(SchemaObject before, SchemaObject after, Transition transition) {
		return !isSame(before, after);
	}

	/**
	 * Whether PostgreSQL has no way to take back that an object is there.
	 * @return {@code false} for almost everything
	 */
	public boolean isLasting() {
		return false;
	}

	/**
	 * Whether an object that is not desired is dropped.
	 * @param id the object
	 * @param transition the schemas
	 * @return {@code false} where it cannot, or where it follows from another change
	 */
	public boolean goes(ObjectId id, Transition transition) {
		return !isLasting();
	}

	/**
	 * Whether an object comes that is not there.
	 * @param id the object
	 * @param transition the schemas
	 * @return {@code false} where it follows from another change
	 */
	public boolean comes(ObjectId id, Transition transition) {
		return true;
	}

	/**
	 * Adds what must be done because of what goes, comes and changes otherwise.
	 * @param difference what does so because the schemas differ there
	 */
	public void complete(Difference difference) {
	}

	/**
	 * Whether objects of the family must be made again where a type that they need gets
	 * another attribute.
	 * @return {@code false} for most
	 */
	public boolean followsAttributes() {
		return false;
	}

	/**
	 * Whether an object must go because something below it goes or is rewritten.
	 * @param below what goes or is rewritten
	 * @param above an object of the family
	 * @param difference what goes, comes and changes
	 * @return {@code true} where it must go, and come again where it is desired
	 */
	protected boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return !difference.isReleased(below, above);
	}

	/**
	 * Finds what goes along with an object although it does not depend on it.
	 * @param id an object that goes
	 * @param difference what goes, comes and changes
	 * @return the objects
	 */
	public Collection<ObjectId> takenAlong(ObjectId id, Difference difference) {
		return List.of();
	}

	/**
	 * Finds what takes an object along when it goes.
	 * @param id an object that goes
	 * @param difference what goes, comes and changes
	 * @return the object whose removal removes it too, or the object itself
	 */
	protected ObjectId removedWith(ObjectId id, Difference difference) {
		for (ObjectId whole : wholes(id, difference.from())) {
			if (difference.isDropped(whole) || difference.transition().replacements().contains(whole)) {
				return difference.removal().needsUserOf(id, whole) ? id : difference.removedWith(whole);
			}
		}
		return removedWithPart(id, difference);
	}

	/** The same where what the object is a part of stays. */
	protected ObjectId removedWithPart(ObjectId id, Difference difference) {
		return id;
	}

	/** What an object may be a part of. */
	protected List<ObjectId> wholes(ObjectId id, Schema schema) {
		return (id.relation() != null) ? ObjectId.relations(id.schema(), id.relation()) : List.of();
	}

	/**
	 * Finds what makes an object along with itself.
	 * @param id an object that comes
	 * @param difference what goes, comes and changes
	 * @return the object whose statement makes it too, or the object itself
	 */
	protected ObjectId madeWith(ObjectId id, Difference difference) {
		return id;
	}

	/**
	 * Returns the place of a change in a rough order of all changes, as far as their
	 * order is free. These are the places:
	 * <ul>
	 * <li>-1: what applies to everything that is created goes
	 * <li>0: what depends on tables goes, and settings
	 * <li>1: foreign keys go
	 * <li>2: routines and the like go; schemas, types and sequences come
	 * <li>3: tables come, and their parts come, go and change
	 * <li>4: foreign keys come
	 * <li>5: routines and the like come, and tables get parents
	 * <li>6: what depends on tables comes
	 * <li>7: settings come
	 * <li>8: tables go; what applies to everything that is created comes
	 * <li>9: types and sequences go
	 * <li>10: schemas go
	 * </ul>
	 * @param kind the kind of the object
	 * @param action what is done
	 * @return the place
	 */
	public abstract int phase(Kind kind, Action action);

	/**
	 * Returns the place of a change among those of one table, as far as their order is
	 * free.
	 * @param action what is done
	 * @return the place, from 0 to 10
	 */
	protected int rank(Action action) {
		return 0;
	}

	/**
	 * Adds what must come before what, other than by dependencies and names.
	 * @param graph the changes
	 */
	public void order(ChangeGraph graph) {
	}

	/**
	 * Whether an object goes before what it depends on.
	 * @param above an object of the family
	 * @param below what it depends on
	 * @param from the schema that they are in
	 * @return {@code false} where either goes with the other, or each with its table
	 */
	public boolean goesBefore(ObjectId above, ObjectId below, Schema from) {
		return true;
	}

	/**
	 * Whether an object that does without another must do so before the other is altered.
	 * @return {@code false} where it is enough that it does so before the other goes
	 */
	public boolean leavesBeforeAlteration() {
		return false;
	}

	/**
	 * Whether, where names of several objects go round, the change of the first one sees
	 * to all of them.
	 * @return {@code false} where each change is about the names of its object
	 */
	public boolean exchangesNames() {
		return false;
	}

	/**
	 * Whether changes can be affected by an object wherever it is.
	 * @param id the object
	 * @return {@code true} for what belongs to the whole database, or to a schema
	 */
	public boolean isEverywhere(ObjectId id) {
		return id.kind().isGlobal();
	}

	/**
	 * Whether objects of the family belong as much to another table as to their own.
	 * @return {@code false} where a table without them would be another
	 */
	public boolean connectsTables() {
		return false;
	}

	/**
	 * Finds the tables that the change of an object touches besides its own.
	 * @param id the object
	 * @param schema the schema that it is in
	 * @return their ids
	 */
	public Collection<ObjectId> touchedTables(ObjectId id, Schema schema) {
		return List.of();
	}

	/**
	 * Whether PostgreSQL prints expressions in what creates an object. Of names alone,
	 * the types are not printed.
	 * @param object the object
	 * @return {@code true} where the print depends on the types of columns
	 */
	public boolean isPrinted(SchemaObject object) {
		return false;
	}

	/**
	 * Whether PostgreSQL builds objects of the family again itself when the type of a
	 * column changes.
	 * @return {@code false} where they must be dropped before
	 */
	public boolean isRebuilt() {
		return false;
	}

	/**
	 * Whether what PostgreSQL prints over an object changes with it.
	 * @param before the object as it is
	 * @param after the desired object, or {@code null} for none
	 * @return {@code true} where it is another type, or has one
	 */
	public boolean isRetyped(SchemaObject before, @Nullable SchemaObject after) {
		return false;
	}

	/**
	 * Whether objects of a kind are queries, which PostgreSQL may print otherwise once
	 * they were created from what it printed.
	 * @param kind a kind of the family
	 * @return {@code true} for views and rules
	 */
	public boolean isQuery(Kind kind) {
		return false;
	}

	/**
	 * Whether objects of the family do something when rows are written.
	 * @return {@code true} for triggers and rules
	 */
	public boolean actsOnRows() {
		return false;
	}

	/**
	 * Whether the bodies of routines can name objects of the family.
	 * @return {@code false} for what no query names
	 */
	public boolean isNamedInBodies() {
		return true;
	}

}
