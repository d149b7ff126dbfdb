package io.appmigrations.internal.family;

import io.appmigrations.internal.schema.Names;
import io.appmigrations.model.Change;

/**
 * What only a person can say about rows: a comment that asks for it, in front of a block
 * that stops the revision where there are such rows and nobody said it.
 */
public final class Todo {

	private static final String MARK = "-- TODO ";

	private Todo() {
	}

	/**
	 * Whether a change asks for something.
	 * @param change the change, as a customizer may have edited it
	 * @return {@code true} as long as one of its statements begins as it was written here
	 */
	public static boolean isIn(Change change) {
		return change.sql().stream().anyMatch((statement) -> statement.startsWith(MARK));
	}

	/**
	 * Asks what rows without a value get.
	 * @param table the table as SQL names it
	 * @param column the column as SQL names it
	 * @return the statement
	 */
	public static String required(String table, String column) {
		return MARK + """
				%1$s.%2$s becomes required, but there is no default for rows without a value: set one here,
				--      for example: update %1$s set %2$s = ... where %2$s is null;
				""".formatted(oneLine(table), oneLine(column))
				+ block(table, column + " is null",
						"%s.%s becomes required, but there are rows without a value".formatted(table, column),
						"Edit the revision: set a value for the rows without one.", "");
	}

	/**
	 * Asks what the values of a column become.
	 * @param table the table as SQL names it
	 * @param column the column as SQL names it
	 * @param from the type as it is
	 * @param to the new type
	 * @return the statement
	 */
	public static String conversion(String table, String column, String from, String to) {
		return MARK
				+ """
						%1$s.%2$s becomes %4$s, and no value of %3$s has that meaning: write in the next statement what they become
						--      in place of null, for example: using case %2$s when ... then ... end, and remove this block.
						"""
					.formatted(oneLine(table), oneLine(column), oneLine(from), oneLine(to))
				+ block(table, column + " is not null",
						"%s.%s becomes %s, but the revision does not say what its values become".formatted(table,
								column, to),
						"Edit the revision: write what the values become in place of null.",
						"\tlock table %s in access exclusive mode;\n".formatted(table));
	}

	private static String block(String table, String condition, String message, String hint, String before) {
		return """
				do $$
				begin
				%s	if exists (select from %s where %s) then
						raise exception %s
							using hint = '%s';
					end if;
				end
				$$""".formatted(before, table, condition, Names.literal(message.replace("%", "%%")), hint);
	}

	private static String oneLine(String text) {
		return text.replaceAll("\\R", " ");
	}

}
