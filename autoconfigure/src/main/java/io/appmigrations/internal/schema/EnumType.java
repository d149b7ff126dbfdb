package io.appmigrations.internal.schema;

import java.util.List;

import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * An enum type.
 *
 * @param id the id
 * @param labels the labels in order
 * @param comment the comment
 */
public record EnumType(ObjectId id, List<String> labels, @Nullable String comment) implements SchemaObject {

	/**
	 * Copies the labels.
	 */
	public EnumType {
		labels = List.copyOf(labels);
	}

}
