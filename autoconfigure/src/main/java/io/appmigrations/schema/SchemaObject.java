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

	/**
	 * Returns the table that the object is a part of, or is itself.
	 * @return the table's id, or {@code null} where there is none
	 */
	default @Nullable ObjectId tableAround() {
		if (this instanceof Index index) {
			return ObjectId.table(index.id().schema(), index.table());
		}
		if (this instanceof SequenceOwner owner) {
			return owner.column().table();
		}
		if (id().kind() == Kind.DOMAIN_CONSTRAINT) {
			return null;
		}
		return (this instanceof Table) ? id() : id().table();
	}

}
