package io.appmigrations.internal.schema;

import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * That a sequence goes when a column goes.
 *
 * @param id the id, named as the sequence
 * @param column the column
 */
public record SequenceOwner(ObjectId id, ObjectId column) implements SchemaObject {

	/**
	 * Returns what the ownership of a sequence is called.
	 * @param sequence the sequence
	 * @return the id
	 */
	public static ObjectId idOf(ObjectId sequence) {
		return sequence.inKind(Kind.SEQUENCE_OWNER);
	}

	/**
	 * Returns the sequence.
	 * @return the id
	 */
	public ObjectId sequence() {
		return this.id.inKind(Kind.SEQUENCE);
	}

	@Override
	public @Nullable String comment() {
		return null;
	}

	@Override
	public @Nullable ObjectId whole() {
		return this.column.table();
	}

}
