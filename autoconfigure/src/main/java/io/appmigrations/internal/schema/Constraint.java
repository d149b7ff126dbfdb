package io.appmigrations.internal.schema;

import java.util.List;

import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
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
 * @param attached whether it is a partition's own key whose index is the partition's part
 * of an index of the table above, which has no constraint there
 * @param valid {@code false} for the key of a partitioned table while it is not the key
 * of all partitions
 * @param comment the comment
 */
public record Constraint(ObjectId id, ConstraintType type, String definition, List<String> options,
		List<String> columns, @Nullable ObjectId references, boolean attached, boolean valid,
		@Nullable String comment) implements SchemaObject {

	/**
	 * Copies the lists.
	 */
	public Constraint {
		options = List.copyOf(options);
		columns = List.copyOf(columns);
	}

	/**
	 * Returns what a constraint of a table is called that is no foreign key.
	 * @param table the table
	 * @param name the name
	 * @return the id
	 */
	public static ObjectId idOf(ObjectId table, String name) {
		return ObjectId.member(Kind.CONSTRAINT, table, name);
	}

	/**
	 * Whether the constraint says what is unique.
	 * @return {@code true} for primary keys and unique constraints
	 */
	public boolean isKey() {
		return this.type == ConstraintType.PRIMARY_KEY || this.type == ConstraintType.UNIQUE;
	}

	/**
	 * Returns the constraint with another name.
	 * @param name the name
	 * @return the constraint
	 */
	public Constraint renamed(String name) {
		return new Constraint(this.id.renamed(name), this.type, this.definition, this.options, this.columns,
				this.references, this.attached, this.valid, this.comment);
	}

	/**
	 * Returns the constraint with another definition.
	 * @param other what follows the name in SQL
	 * @return the constraint
	 */
	public Constraint withDefinition(String other) {
		return new Constraint(this.id, this.type, other, this.options, this.columns, this.references, this.attached,
				this.valid, this.comment);
	}

	/**
	 * Returns the constraint with another comment.
	 * @param other the comment, or {@code null}
	 * @return the constraint
	 */
	public Constraint withComment(@Nullable String other) {
		return new Constraint(this.id, this.type, this.definition, this.options, this.columns, this.references,
				this.attached, this.valid, other);
	}

}
