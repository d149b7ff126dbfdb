package io.appmigrations.internal.catalog;

import java.util.List;

import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A row that a query on the catalog gives. Names of schemas in it are those to read by.
 */
interface Row {

	/** Returns a text, or {@code null} where there is none. */
	@Nullable String string(String column);

	/** Returns a text that is always there. */
	default String text(String column) {
		return String.valueOf(string(column));
	}

	/** Returns a number such as an object id, zero where there is none. */
	long number(String column);

	/** Returns a number, zero where there is none. */
	default int integer(String column) {
		return Math.toIntExact(number(column));
	}

	/** Returns a number, or {@code null} where there is none. */
	@Nullable Integer optionalInteger(String column);

	/** Returns whether something is so, {@code false} where that is not said. */
	boolean flag(String column);

	/** Returns the texts of an array, none where there is no array. */
	List<String> strings(String column);

	/** Returns the name to read by of a schema. */
	String schema(String column);

	/** Returns the names to read by of schemas. */
	List<String> schemas(String column);

	/** Returns the schema of the object that the row is about. */
	default String schema() {
		return schema("nspname");
	}

	/** Returns the id of what belongs to a relation, if the row has one. */
	default ObjectId member(Kind kind, String column) {
		return new ObjectId(kind, schema(), string("relname"), text(column));
	}

}
