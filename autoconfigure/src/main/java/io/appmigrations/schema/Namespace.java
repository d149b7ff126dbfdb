package io.appmigrations.schema;

import org.jspecify.annotations.Nullable;

/**
 * A schema.
 *
 * @param id the id
 * @param comment the comment
 */
public record Namespace(ObjectId id, @Nullable String comment) implements SchemaObject {
}
