package io.appmigrations.internal.schema;

import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A domain. Its checks are constraints of their own.
 *
 * @param id the id
 * @param type the type below as PostgreSQL formats it
 * @param collation the collation as SQL names it, or {@code null} for the type's own
 * @param defaultExpression the default as PostgreSQL prints it, or {@code null}
 * @param notNull whether null is refused
 * @param comment the comment
 */
public record Domain(ObjectId id, String type, @Nullable String collation, @Nullable String defaultExpression,
		boolean notNull, @Nullable String comment) implements SchemaObject {
}
