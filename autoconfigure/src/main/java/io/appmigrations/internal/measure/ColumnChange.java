package io.appmigrations.internal.measure;

import org.jspecify.annotations.Nullable;

/**
 * What a statement did to one column, as the catalog shows it.
 *
 * @param table its table, with its schema
 * @param newTable whether the revision itself created the table
 * @param kind what was done
 * @param before the column before, or {@code null} where it is new
 * @param after the column after, or {@code null} where it was dropped
 */
public record ColumnChange(String table, boolean newTable, Kind kind, @Nullable Column before, @Nullable Column after) {

	/** What can be done to a column. */
	public enum Kind {

		/** It is new, perhaps with its table. */
		ADDED,

		/** It was dropped. */
		DROPPED,

		/** It has another name. */
		RENAMED,

		/** It is otherwise different. */
		CHANGED

	}

	/**
	 * A column.
	 *
	 * @param name its name
	 * @param type its type, as PostgreSQL writes it
	 * @param required whether it is {@code not null}
	 * @param filled whether PostgreSQL fills it where nobody does
	 * @param counted whether a sequence of its own fills it
	 * @param key whether it belongs to the primary key
	 */
	public record Column(String name, String type, boolean required, boolean filled, boolean counted, boolean key) {
	}

}
