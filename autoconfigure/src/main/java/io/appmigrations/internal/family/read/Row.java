package io.appmigrations.internal.family.read;

import java.util.List;

import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A row that a query on the catalog gives. Names of schemas in it are those to read by.
 */
public interface Row {

	/**
	 * Returns a text that may not be there.
	 * @param column the name of the column
	 * @return the text, or {@code null}
	 */
	@Nullable String string(String column);

	/**
	 * Returns a text that is there.
	 * @param column the name of the column
	 * @return the text
	 */
	default String text(String column) {
		return String.valueOf(string(column));
	}

	/**
	 * Returns a number such as an object id.
	 * @param column the name of the column
	 * @return the number, zero where there is none
	 */
	long number(String column);

	/**
	 * Returns a number.
	 * @param column the name of the column
	 * @return the number, zero where there is none
	 */
	default int integer(String column) {
		return Math.toIntExact(number(column));
	}

	/**
	 * Returns a number that may not be there.
	 * @param column the name of the column
	 * @return the number, or {@code null}
	 */
	@Nullable Integer optionalInteger(String column);

	/**
	 * Returns whether something is so.
	 * @param column the name of the column
	 * @return {@code false} also where that is not said
	 */
	boolean flag(String column);

	/**
	 * Returns the texts of an array.
	 * @param column the name of the column
	 * @return the texts, none where there is no array
	 */
	List<String> strings(String column);

	/**
	 * Returns the name to read by of a schema.
	 * @param column the name of the column
	 * @return the name
	 */
	String schema(String column);

	/**
	 * Returns the names to read by of schemas.
	 * @param column the name of the column, which is an array
	 * @return the names
	 */
	List<String> schemas(String column);

	/**
	 * Returns the schema of the object that the row is about.
	 * @return the name to read by
	 */
	default String schema() {
		return schema("nspname");
	}

	/**
	 * Returns the id of what belongs to a relation, if the row has one.
	 * @param kind the kind of the object
	 * @param column the name of the column with its name
	 * @return the id
	 */
	default ObjectId member(Kind kind, String column) {
		return new ObjectId(kind, schema(), string("relname"), text(column));
	}

}
