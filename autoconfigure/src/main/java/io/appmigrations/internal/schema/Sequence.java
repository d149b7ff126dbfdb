package io.appmigrations.internal.schema;

import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A sequence that is no identity column's.
 *
 * @param id the id
 * @param type the type of its values
 * @param options start, increment, bounds, cache and cycle
 * @param unlogged whether it is lost in a crash
 * @param comment the comment
 */
public record Sequence(ObjectId id, String type, SequenceOptions options, boolean unlogged,
		@Nullable String comment) implements SchemaObject {

	/**
	 * Returns what a sequence is called.
	 * @param schema the schema
	 * @param name the name
	 * @return the id
	 */
	public static ObjectId idOf(String schema, String name) {
		return ObjectId.of(Kind.SEQUENCE, schema, name);
	}

}
