package io.appmigrations.internal.schema;

import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * An object of a database with everything about it that can differ.
 */
public sealed interface SchemaObject permits Namespace, Extension, EnumType, CompositeType, Domain, Sequence, Table,
		Column, Default, Rows, SequenceOwner, Constraint, Index, Definition {

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

	/**
	 * Returns what the object is a part of: a table, or something else that is named like
	 * one, such as a view or a domain.
	 * @return the id as if it were a table's, or {@code null} where it is no part
	 */
	default @Nullable ObjectId whole() {
		return id().table();
	}

	/**
	 * Returns the table that the object is a part of, or is itself.
	 * @return the table's id, or {@code null} where there is none
	 */
	default @Nullable ObjectId tableAround() {
		return (id().kind() == Kind.DOMAIN_CONSTRAINT) ? null : whole();
	}

}
