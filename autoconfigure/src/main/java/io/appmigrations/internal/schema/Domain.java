package io.appmigrations.internal.schema;

import java.util.stream.Stream;

import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A domain. Its checks are constraints of their own.
 *
 * @param id the id
 * @param type the type below as PostgreSQL formats it
 * @param collation the collation as SQL names it, or {@code null} for the type's own
 * @param defaultExpression the default as PostgreSQL prints it, or {@code null}
 * @param notNull that null is refused, or {@code null} where it is allowed
 * @param comment the comment
 */
public record Domain(ObjectId id, String type, @Nullable String collation, @Nullable String defaultExpression,
		@Nullable NotNull notNull, @Nullable String comment) implements SchemaObject {

	/**
	 * Returns the constraints of a domain.
	 * @param domain the domain
	 * @param schema what it is in
	 * @return the constraints in their order
	 */
	public static Stream<Constraint> constraints(ObjectId domain, Schema schema) {
		return schema.parts(domain, Constraint.class)
			.filter((constraint) -> constraint.id().kind() == Kind.DOMAIN_CONSTRAINT);
	}

	/**
	 * Returns the domain with null refused in another way.
	 * @param other that it is refused, or {@code null} where it is allowed
	 * @return the domain
	 */
	public Domain withNotNull(@Nullable NotNull other) {
		return new Domain(this.id, this.type, this.collation, this.defaultExpression, other, this.comment);
	}

}
