package io.appmigrations.internal.schema;

import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The default of a column, an object of its own since it depends on other things than the
 * column does.
 *
 * @param id the id, named as the column
 * @param expression the expression as PostgreSQL prints it
 */
public record Default(ObjectId id, String expression) implements SchemaObject {

	/**
	 * Returns what the default of a column is called.
	 * @param column the column
	 * @return the id, of a default that need not be there
	 */
	public static ObjectId idOf(ObjectId column) {
		return column.inKind(Kind.DEFAULT);
	}

	/**
	 * Returns the column that has the default.
	 * @return the id
	 */
	public ObjectId column() {
		return this.id.inKind(Kind.COLUMN);
	}

	@Override
	public @Nullable String comment() {
		return null;
	}

}
