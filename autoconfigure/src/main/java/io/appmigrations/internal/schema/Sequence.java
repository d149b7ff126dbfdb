package io.appmigrations.internal.schema;

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
}
