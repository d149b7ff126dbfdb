package io.appmigrations.internal.expand;

import java.util.List;

/**
 * How rows get the value of a column.
 *
 * @param column the column that is set
 * @param alone the value, where no other column is filled by the same statement
 * @param among the value, where rows may have one
 * @param condition which rows get it
 */
record Filling(String column, String alone, String among, String condition) {

	/** Fills some columns of a table by one statement. */
	static String update(String table, List<Filling> fillings) {
		if (fillings.size() == 1) {
			Filling one = fillings.get(0);
			return "update %s set %s = %s where %s".formatted(table, one.column, one.alone, one.condition);
		}
		return "update %s set\n\t%s\nwhere %s".formatted(table,
				String.join(",\n\t", fillings.stream().map((one) -> one.column + " = " + one.among).toList()),
				String.join("\n\tor ", fillings.stream().map((one) -> "(%s)".formatted(one.condition)).toList()));
	}

}
