package io.appmigrations.schema;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A constraint of a table or a domain.
 *
 * @param id the id
 * @param type what it is
 * @param definition what follows the name in SQL, as PostgreSQL prints it
 * @param options the storage parameters of the index behind it, such as
 * {@code fillfactor=70}
 * @param columns the columns it is about
 * @param references the table that a foreign key points at, or {@code null}
 * @param comment the comment
 */
public record Constraint(ObjectId id, Type type, String definition, List<String> options, List<String> columns,
		@Nullable ObjectId references, @Nullable String comment) implements SchemaObject {

	/**
	 * Copies the lists.
	 */
	public Constraint {
		options = List.copyOf(options);
		columns = List.copyOf(columns);
	}

	/**
	 * Returns the constraint with another name.
	 * @param name the name
	 * @return the constraint
	 */
	public Constraint renamed(String name) {
		return new Constraint(this.id.renamed(name), this.type, this.definition, this.options, this.columns,
				this.references, this.comment);
	}

	/**
	 * What a constraint is.
	 */
	public enum Type {

		/** A primary key. */
		PRIMARY_KEY,

		/** A unique constraint. */
		UNIQUE,

		/** A check. */
		CHECK,

		/** An exclusion constraint. */
		EXCLUSION,

		/** A foreign key. */
		FOREIGN_KEY

	}

}
