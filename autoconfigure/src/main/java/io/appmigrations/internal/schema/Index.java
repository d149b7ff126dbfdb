package io.appmigrations.internal.schema;

import java.util.List;

import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * An index that belongs to no constraint.
 *
 * @param id the id
 * @param table the name of the table or materialized view, in the same schema
 * @param unique whether it is unique
 * @param definition what follows {@code on TABLE} in SQL, as PostgreSQL prints it
 * @param columns the plain columns in it
 * @param valid whether it is usable
 * @param comment the comment
 */
public record Index(ObjectId id, String table, boolean unique, String definition, List<String> columns, boolean valid,
		@Nullable String comment) implements SchemaObject {

	/**
	 * Copies the columns.
	 */
	public Index {
		columns = List.copyOf(columns);
	}

	/**
	 * Returns what an index is called.
	 * @param schema the schema
	 * @param name the name
	 * @return the id
	 */
	public static ObjectId idOf(String schema, String name) {
		return ObjectId.of(Kind.INDEX, schema, name);
	}

	@Override
	public ObjectId whole() {
		return ObjectId.table(this.id.schema(), this.table);
	}

	/**
	 * Returns the index as it is once it is built.
	 * @return the index, valid
	 */
	public Index usable() {
		return new Index(this.id, this.table, this.unique, this.definition, this.columns, true, this.comment);
	}

	/**
	 * Returns the index with another name.
	 * @param name the name
	 * @return the index
	 */
	public Index renamed(String name) {
		return new Index(this.id.renamed(name), this.table, this.unique, this.definition, this.columns, this.valid,
				this.comment);
	}

}
