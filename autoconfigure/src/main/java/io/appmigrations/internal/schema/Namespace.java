package io.appmigrations.internal.schema;

import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A schema.
 *
 * @param id the id
 * @param comment the comment
 */
public record Namespace(ObjectId id, @Nullable String comment) implements SchemaObject {
}
