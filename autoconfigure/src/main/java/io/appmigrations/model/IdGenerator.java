package io.appmigrations.model;

import org.jspecify.annotations.Nullable;

/**
 * That an application takes the values of a column from a sequence, or from a row of a
 * generator's table. Nothing in the database says so.
 *
 * @param column the column
 * @param source the sequence or the table
 * @param distance what the source must be ahead of the highest value, so that no value
 * comes twice: with pooled values the sequence is the high end of a block
 * @param row the row of a table, or {@code null} for a sequence
 */
public record IdGenerator(ObjectId column, ObjectId source, long distance, @Nullable Row row) {

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
