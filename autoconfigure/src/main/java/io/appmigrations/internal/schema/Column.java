package io.appmigrations.internal.schema;

import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table.
 *
 * @param id the id
 * @param position its place in the table, counted from 1; not compared, since a column
 * that is added later stands last
 * @param type the type as PostgreSQL formats it
 * @param baseType the type without length, precision and the like
 * @param collation the collation as SQL names it, or {@code null} for the type's own
 * @param notNull that null is refused, or {@code null} where it is allowed
 * @param identity what makes its values, or {@code null}
 * @param generated how it is computed, or {@code null}
 * @param storage the storage where it is not the type's own, or {@code null}
 * @param compression the compression method, or {@code null}
 * @param statistics the statistics target, or {@code null} for the default
 * @param comment the comment
 */
public record Column(ObjectId id, int position, String type, String baseType, @Nullable String collation,
		@Nullable NotNull notNull, @Nullable Identity identity, @Nullable Generated generated, @Nullable String storage,
		@Nullable String compression, @Nullable Integer statistics, @Nullable String comment) implements SchemaObject {

	/**
	 * Returns what a column is called.
	 * @param table the table
	 * @param name the name
	 * @return the id
	 */
	public static ObjectId idOf(ObjectId table, String name) {
		return ObjectId.member(Kind.COLUMN, table, name);
	}

	/**
	 * An identity column.
	 *
	 * @param always whether values of one's own are refused
	 * @param sequence the name of the sequence behind it
	 * @param options the options of the sequence
	 */
	public record Identity(boolean always, String sequence, SequenceOptions options) {
	}

	/**
	 * A generated column.
	 *
	 * @param expression the expression as PostgreSQL prints it
	 * @param stored whether it is stored, or computed when it is read
	 */
	public record Generated(String expression, boolean stored) {
	}

	/**
	 * Returns the column with its values made in another way.
	 * @param other what makes them, or {@code null}
	 * @return the column
	 */
	public Column withIdentity(@Nullable Identity other) {
		return new Column(this.id, this.position, this.type, this.baseType, this.collation, this.notNull, other,
				this.generated, this.storage, this.compression, this.statistics, this.comment);
	}

	/**
	 * Returns the column with null refused in another way.
	 * @param other that it is refused, or {@code null} where it is allowed
	 * @return the column
	 */
	public Column withNotNull(@Nullable NotNull other) {
		return new Column(this.id, this.position, this.type, this.baseType, this.collation, other, this.identity,
				this.generated, this.storage, this.compression, this.statistics, this.comment);
	}

	/**
	 * Returns what the default of the column is called.
	 * @return the id, of a default that need not be there
	 */
	public ObjectId defaultId() {
		return Default.idOf(this.id);
	}

	/**
	 * Whether null is refused in new rows.
	 * @return {@code true} also where older rows may have it
	 */
	public boolean isRequired() {
		return this.notNull != null;
	}

	/**
	 * Returns the column at another place.
	 * @param other the place
	 * @return the column, which is equal in what is compared
	 */
	public Column withPosition(int other) {
		return new Column(this.id, other, this.type, this.baseType, this.collation, this.notNull, this.identity,
				this.generated, this.storage, this.compression, this.statistics, this.comment);
	}

}
