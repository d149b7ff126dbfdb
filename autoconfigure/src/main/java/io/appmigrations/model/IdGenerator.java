package io.appmigrations.model;

import org.jspecify.annotations.Nullable;

/**
 * The source from which an application takes the values of a column: a sequence, or a row
 * of a generator table. The database does not record it.
 *
 * @param column the column
 * @param source the sequence or the table
 * @param distance how far the source must be ahead of the highest value, so that no value
 * occurs twice: with pooled values, the sequence is the high end of a block
 * @param row the row of a table, or {@code null} for a sequence
 */
public record IdGenerator(ObjectId column, ObjectId source, long distance, @Nullable Row row) {

	/**
	 * A row of a generator table.
	 *
	 * @param segmentColumn the column that identifies the row, or {@code null} if the
	 * table has a single row
	 * @param segment the value that identifies the row, or {@code null}
	 * @param valueColumn the column with the value
	 * @param initial the initial value
	 */
	public record Row(@Nullable String segmentColumn, @Nullable String segment, String valueColumn, long initial) {
	}

}
