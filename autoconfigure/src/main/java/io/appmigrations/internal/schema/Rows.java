package io.appmigrations.internal.schema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * All rows of a table that a model declares as reference data. Values are as PostgreSQL
 * writes them in one and the same setting, whatever the session has.
 *
 * @param id the id, named as the table
 * @param key the columns of the primary key, empty where the table has none
 * @param columns the columns that have values
 * @param free the columns among them that are not compared, since the declared rows say
 * nothing of them and their defaults differ each time
 * @param rows the rows, each with a value for each column
 */
public record Rows(ObjectId id, List<String> key, List<String> columns, Set<String> free,
		List<List<@Nullable String>> rows) implements SchemaObject {

	/**
	 * Copies the lists.
	 */
	public Rows {
		key = List.copyOf(key);
		columns = List.copyOf(columns);
		free = Set.copyOf(free);
		rows = Collections.unmodifiableList(new ArrayList<>(rows));
	}

	/**
	 * Returns what the rows of a table are called.
	 * @param table the table
	 * @return the id, of rows that need not be known
	 */
	public static ObjectId idOf(ObjectId table) {
		return ObjectId.of(Kind.ROWS, table.schema(), table.name());
	}

	@Override
	public @Nullable String comment() {
		return null;
	}

	@Override
	public ObjectId whole() {
		return ObjectId.table(this.id.schema(), this.id.name());
	}

}
