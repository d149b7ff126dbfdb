package io.appmigrations.internal.hibernate;

import org.jspecify.annotations.Nullable;

/**
 * That Hibernate takes the values of a column from a sequence or from a generator's
 * table. Names are spelled as in the database's catalog.
 *
 * @param schema the schema of the table, or {@code null} for the default one
 * @param table the table
 * @param column the column
 * @param sourceSchema the schema of the sequence or of the generator's table, or
 * {@code null} for the default one
 * @param source the sequence, or the generator's table
 * @param distance what the source must be ahead of the highest value
 * @param row the row of the generator's table, or {@code null} for a sequence
 */
public record EntityGenerator(@Nullable String schema, String table, String column, @Nullable String sourceSchema,
		String source, long distance, @Nullable Row row) {

	/**
	 * A row of a generator's table.
	 *
	 * @param segmentColumn the column that says whose row it is, or {@code null} where
	 * the table has a single row
	 * @param segment whose row it is, or {@code null}
	 * @param valueColumn the column with the value
	 * @param initial the value at first
	 */
	public record Row(@Nullable String segmentColumn, @Nullable String segment, String valueColumn, long initial) {
	}

}
