package io.appmigrations.internal.database;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the server answered to statements that were sent together.
 *
 * @param counts the number of rows that each changed or returned
 * @param row the last row of the last statement, empty where it returned none
 */
public record Answer(List<Long> counts, List<@Nullable String> row) {

	/**
	 * Returns a value of the row.
	 * @param column its column, from zero
	 * @return a number
	 */
	public long number(int column) {
		String value = this.row.get(column);
		if (value == null) {
			throw new IllegalStateException("Column %s is null".formatted(column));
		}
		return Long.parseLong(value);
	}

	/**
	 * Returns a value of the row.
	 * @param column its column, from zero
	 * @return whether it is true
	 */
	public boolean isTrue(int column) {
		return "t".equals(this.row.get(column));
	}

}
