package io.appmigrations.internal.family;

import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What a database adopts of a model, and keeps of its own.
 */
public interface Adoption {

	/**
	 * Returns the database.
	 * @return what it has
	 */
	Schema actual();

	/**
	 * Returns the model.
	 * @return what it declares
	 */
	Schema desired();

	/**
	 * Returns an object as the entities alone declare it, where files declare more.
	 * @param declared the object as the model declares it
	 * @return the same where no file changes it
	 */
	SchemaObject plain(SchemaObject declared);

	/**
	 * Whether an object goes that files no longer declare beside the entities.
	 * @param object an object of the database
	 * @return {@code false} also where there are no files
	 */
	boolean isLeaving(SchemaObject object);

	/**
	 * Whether the types of columns are compared.
	 * @return {@code false} where they stay as they are
	 */
	boolean comparesTypes();

	/**
	 * Whether the defaults of columns are compared.
	 * @return {@code false} where they stay as they are
	 */
	boolean comparesDefaults();

	/**
	 * Returns an object of the database, be it a table's own or inherited.
	 * @param id the object
	 * @return the object, or {@code null} where there is none
	 */
	@Nullable SchemaObject inheritedOrOwn(ObjectId id);

	/**
	 * Keeps an object that the model does not name.
	 * @param object the desired object
	 */
	void keep(SchemaObject object);

	/**
	 * Keeps a sequence since a column of the model needs it.
	 * @param sequence the sequence
	 */
	void keepSupplying(ObjectId sequence);

	/**
	 * Notes that something is not the same, and nothing is done about it.
	 * @param what what it is, for people
	 */
	void noteNotCompared(String what);

}
