package io.appmigrations.internal.declaration;

import org.jspecify.annotations.Nullable;

/**
 * A relation as a statement names it.
 *
 * @param schema the schema, or {@code null} for that of the search path
 * @param name the name
 */
public record RelationName(@Nullable String schema, String name) {
}
