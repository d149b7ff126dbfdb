package io.appmigrations.internal.family;

import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

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

	/**
	 * Whether an object is a partition of a table of the model, at whatever depth.
	 * @param object an object of the database
	 * @return {@code true} where the model may mean it without naming it
	 */
	default boolean isPartitionOfModel(SchemaObject object) {
		return object instanceof Table table && table.isPartition()
				&& actual().dependencies(table.id())
					.stream()
					.filter((below) -> below.kind() == Kind.TABLE)
					.anyMatch((parent) -> desired().get(parent) != null
							|| (actual().get(parent) instanceof Table above && isPartitionOfModel(above)));
	}

	/**
	 * Whether the table of a part is the model's, or may go itself.
	 * @param part an object of the database
	 * @return {@code true} where the table does not keep the part
	 */
	default boolean mayLosePart(ObjectId part) {
		ObjectId table = part.table();
		return table != null && (desired().get(table) != null
				|| (actual().get(table) instanceof Table present && !isPartitionOfModel(present)));
	}

}
