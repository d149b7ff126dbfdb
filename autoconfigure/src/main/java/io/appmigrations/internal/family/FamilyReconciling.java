package io.appmigrations.internal.family;

import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * How the objects of a family in a database are reconciled with those of a model: what is
 * kept, what may go, and what revisions record of it.
 */
abstract class FamilyReconciling extends FamilyWriting {

	/**
	 * Whether an object is compared.
	 * @param object an object of the database or of the model
	 * @param scope what the comparison is about
	 * @return {@code false} for what the model says nothing about, and for what is the
	 * tool's own
	 */
	public boolean isCompared(SchemaObject object, Scope scope) {
		ObjectId id = object.id();
		return id.kind().isGlobal() ? scope.isAbout(id.kind())
				: !scope.isOwn(id.schema(), (id.relation() != null) ? id.relation() : id.name());
	}

	/**
	 * Whether objects of a kind may belong to the whole database.
	 * @param kind the kind
	 * @return {@code false} for what always is in a schema
	 */
	public boolean isOfDatabase(Kind kind) {
		return kind.isGlobal();
	}

	/**
	 * Whether objects of a kind are often the work of people who run the database: what
	 * belongs to the whole database, or says who may do what in a schema.
	 * @param kind the kind
	 * @return {@code false} for what belongs to an application
	 */
	public boolean isAdministered(Kind kind) {
		return kind.isPrivilege() || isOfDatabase(kind);
	}

	/**
	 * Returns what an object is of no use without.
	 * @param object an object
	 * @param schema where it is
	 * @return ids, none for most objects
	 */
	public Stream<ObjectId> uselessWithout(SchemaObject object, Schema schema) {
		return Stream.empty();
	}

	/**
	 * Whether scratch schemas have the objects of the family from the start.
	 * @return {@code false} for what is created in them
	 */
	public boolean isInScratches() {
		return false;
	}

	/**
	 * Returns an object of the database without what a model that cannot declare
	 * everything never says.
	 * @param object the object
	 * @return what of it can be declared
	 */
	public SchemaObject declarable(SchemaObject object) {
		return object;
	}

	/**
	 * Returns a declared object with what is not compared as the database has it.
	 * @param declared the object as the model declares it
	 * @param present the object of the database, or {@code null} where there is none
	 * @param adoption the database and the model
	 * @return the desired object, or {@code null} for none
	 */
	public @Nullable SchemaObject compared(SchemaObject declared, @Nullable SchemaObject present, Adoption adoption) {
		return declared;
	}

	/**
	 * Returns a declared object with what a model that cannot declare everything cannot
	 * say about it as the database has it.
	 * @param declared the object as the model declares it
	 * @param present the object of the database
	 * @param adoption the database and the model
	 * @return the desired object, or {@code null} for none
	 */
	public @Nullable SchemaObject adopted(SchemaObject declared, SchemaObject present, Adoption adoption) {
		return compared(declared, present, adoption);
	}

	/**
	 * Returns what a table inherits, with names that nobody chose as the database has
	 * them.
	 * @param part a part of a table as the model means it
	 * @param present the part of the database, or {@code null} where there is none
	 * @return the part
	 */
	public SchemaObject inherited(SchemaObject part, @Nullable SchemaObject present) {
		return part;
	}

	/**
	 * Whether an object may go because a model that cannot declare everything does not
	 * declare it.
	 * @param object an object that only the database has
	 * @param undeclared the database and the model
	 * @return {@code true} where the model could have declared it, so that its silence
	 * means no
	 */
	public boolean mayGo(SchemaObject object, Undeclared undeclared) {
		return false;
	}

	/**
	 * Whether an object may go because a model does not declare it and the user wants
	 * everything of that sort to go.
	 * @param object an object that only the database has
	 * @param undeclared the database and the model
	 * @return {@code false} for what is not of the application alone
	 */
	public boolean mayBePruned(SchemaObject object, Undeclared undeclared) {
		return !object.id().kind().isPrivilege() && !object.id().kind().isGlobal();
	}

	/**
	 * Whether people want to know that an object is left alone.
	 * @param id an object that only the database has
	 * @return {@code false} for what is a part of something else
	 */
	public boolean isWorthNaming(ObjectId id) {
		return !id.kind().isSetting();
	}

	/**
	 * Returns what tells whether an object is another one under a new name, which is
	 * asked for objects that belong to no table.
	 * @param object the object
	 * @return what both must have in common, or {@code null} where it is never asked
	 */
	public @Nullable Set<String> look(SchemaObject object) {
		return null;
	}

	/**
	 * Returns the id by which revisions record what they make: statements do not tell
	 * some kinds apart.
	 * @param id an object
	 * @return the id
	 */
	public ObjectId recordedId(ObjectId id) {
		return id;
	}

	/**
	 * Returns the id by which revisions record that they made an object, such as a
	 * statement that makes it can.
	 * @param object the object
	 * @return the id, or {@code null} for what need not be remembered: tables and columns
	 * that the model has no more go in any case, other things never
	 */
	public @Nullable ObjectId record(SchemaObject object) {
		return null;
	}

	/**
	 * Returns the id by which revisions record that they made an object from a model in
	 * which files declare what entities cannot say.
	 * @param object the object
	 * @return the id, or {@code null} for what need not be remembered
	 */
	public @Nullable ObjectId recordBeside(SchemaObject object) {
		return record(object);
	}

	/**
	 * Returns what a recorded object is called once an object of the family has another
	 * name.
	 * @param recorded what is recorded
	 * @param object the object as a statement names it
	 * @param newName its new name
	 * @return the id, the same where the statement does not concern it
	 */
	public ObjectId recordedAfterRename(ObjectId recorded, ObjectId object, String newName) {
		return recorded.equals(object) ? recorded.renamed(newName) : recorded;
	}

	/**
	 * Whether a recorded object is in another schema once an object of the family is.
	 * @param recorded what is recorded
	 * @param object the object as a statement names it
	 * @return {@code true} for the object and what belongs to it
	 */
	public boolean movesWith(ObjectId recorded, ObjectId object) {
		return recorded.equals(object);
	}

	/**
	 * Whether a recorded object is gone once an object of the family is dropped.
	 * @param recorded what is recorded
	 * @param object the object as a statement names it
	 * @return {@code true} for the object and what belongs to it
	 */
	public boolean goesWith(ObjectId recorded, ObjectId object) {
		return recorded.equals(object);
	}

	/**
	 * Whether a recorded object may be gone once an object of the family is dropped.
	 * @param recorded what is recorded
	 * @param object the object as a statement names it
	 * @return {@code true} also where that depends on what the statement does not say
	 */
	public boolean mayGoWith(ObjectId recorded, ObjectId object) {
		return recorded.equals(object) || goesWith(recorded, object);
	}

	/** What a file says beside the entities, or else what the database has. */
	protected static <T> T said(T declared, T plain, T present) {
		return declared.equals(plain) ? present : declared;
	}

	/** The same for what need not be there. */
	protected static <T> @Nullable T saidOrNone(@Nullable T declared, @Nullable T plain, @Nullable T present) {
		return Objects.equals(declared, plain) ? present : declared;
	}

	/** Statements may name an object without its table. */
	protected static boolean isNamed(ObjectId recorded, ObjectId object) {
		return recorded.kind() == object.kind() && recorded.schema().equals(object.schema())
				&& recorded.name().equals(object.name());
	}

	/** What is recorded of a table or a view once that has another name. */
	protected static ObjectId afterRenameOfRelation(ObjectId recorded, ObjectId relation, String newName) {
		return isPartOf(recorded, relation) ? new ObjectId(recorded.kind(), recorded.schema(), newName, recorded.name())
				: recorded;
	}

	/** Whether something recorded belongs to a table or a view. */
	protected static boolean isPartOf(ObjectId recorded, ObjectId relation) {
		return recorded.schema().equals(relation.schema()) && Objects.equals(recorded.relation(), relation.name());
	}

}
