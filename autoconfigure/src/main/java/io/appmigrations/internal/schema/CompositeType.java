package io.appmigrations.internal.schema;

import java.util.List;

import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A composite type.
 *
 * @param id the id
 * @param attributes the attributes in order
 * @param comment the comment
 */
public record CompositeType(ObjectId id, List<Attribute> attributes, @Nullable String comment) implements SchemaObject {

	/**
	 * Copies the attributes.
	 */
	public CompositeType {
		attributes = List.copyOf(attributes);
	}

	/**
	 * An attribute of a composite type.
	 *
	 * @param name the name
	 * @param type the type as PostgreSQL formats it
	 * @param collation the collation as SQL names it, or {@code null} for the type's own
	 */
	public record Attribute(String name, String type, @Nullable String collation) {
	}

}
