package io.appmigrations.internal.family;

import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;

/**
 * What decides whether an object may go that a database has and a model has not.
 */
public interface Undeclared {

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
	 * Whether a revision has made an object from the model.
	 * @param object an object of the database
	 * @return {@code true} where one has
	 */
	boolean isMade(SchemaObject object);

}
