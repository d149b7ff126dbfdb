package io.appmigrations.internal.schema;

import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * An extension. The version is the server's affair and no part of the schema.
 *
 * @param id the id, without a schema
 * @param schema where its objects are
 * @param relocatable whether PostgreSQL moves it to another schema
 */
public record Extension(ObjectId id, String schema, boolean relocatable) implements SchemaObject {

	@Override
	public @Nullable String comment() {
		return null;
	}

}
