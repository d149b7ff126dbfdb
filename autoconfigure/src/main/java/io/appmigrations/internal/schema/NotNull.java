package io.appmigrations.internal.schema;

import org.jspecify.annotations.Nullable;

/**
 * That a column or a domain refuses null. From PostgreSQL 18 on this is a constraint with
 * a name.
 *
 * @param name the name of the constraint, or {@code null} where it has none
 * @param valid {@code false} where rows that were there before the constraint may have
 * null; new ones may not in any case
 * @param inheritable {@code false} where tables that inherit from this one may have null
 * @param comment the comment on the constraint
 */
public record NotNull(@Nullable String name, boolean valid, boolean inheritable, @Nullable String comment) {

	/** As it is before PostgreSQL 18. */
	public static final NotNull PLAIN = new NotNull(null, true, true, null);

	/**
	 * Returns the constraint as tables that inherit have it too.
	 * @return the constraint
	 */
	public NotNull inherited() {
		return new NotNull(this.name, this.valid, true, this.comment);
	}

	/**
	 * Returns the constraint with another name.
	 * @param other the name, or {@code null}
	 * @return the constraint
	 */
	public NotNull named(@Nullable String other) {
		return new NotNull(other, this.valid, this.inheritable, this.comment);
	}

}
