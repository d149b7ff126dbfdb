package io.appmigrations.schema;

import org.jspecify.annotations.Nullable;

/**
 * An object of a database with everything about it that can differ.
 */
public sealed interface SchemaObject permits Namespace, Extension, EnumType, CompositeType, Domain, Sequence, Table,
		Column, Default, SequenceOwner, Constraint, Index, Definition {

	/**
	 * Returns what the object is called.
	 * @return the id
	 */
	ObjectId id();

	/**
	 * Returns the object's comment.
	 * @return the text of {@code COMMENT ON}, or {@code null}
	 */
	@Nullable String comment();

}
