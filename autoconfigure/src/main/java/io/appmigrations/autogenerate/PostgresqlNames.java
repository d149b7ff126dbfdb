package io.appmigrations.autogenerate;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.schema.Constraint;

/**
 * Names as PostgreSQL makes them up ({@code makeObjectName} of its sources).
 */
final class PostgresqlNames {

	static final NamingConvention CONVENTION = (type, table, columns) -> of(type, table, columns, 0);

	private static final Pattern NUMBER = Pattern.compile("_(?:pkey|key|check|fkey|excl)([1-9]\\d{0,5}|)$");

	private PostgresqlNames() {
	}

	/**
	 * Names a constraint ({@code ChooseConstraintName} and {@code ChooseIndexName}).
	 * @param type what the constraint is
	 * @param table the name of its table
	 * @param columns the columns that it is about, in order
	 * @param number what tells it from others of its name, or zero: it is a part of the
	 * label, and never cut
	 * @return the name
	 */
	static String of(Constraint.Type type, String table, List<String> columns, int number) {
		String joined = String.join("_", columns);
		String suffix = (number == 0) ? "" : String.valueOf(number);
		return switch (type) {
			case PRIMARY_KEY -> of(table, "", "pkey" + suffix);
			case UNIQUE -> of(table, joined, "key" + suffix);
			case CHECK -> of(table, (columns.size() == 1) ? joined : "", "check" + suffix);
			case FOREIGN_KEY -> of(table, joined, "fkey" + suffix);
			case EXCLUSION -> of(table, joined, "excl" + suffix);
		};
	}

	/** Whether PostgreSQL gave the name, or could have. */
	static boolean isGiven(Constraint constraint) {
		String name = constraint.id().name();
		Matcher number = NUMBER.matcher(name);
		return number.find() && of(constraint.type(), String.valueOf(constraint.id().relation()), constraint.columns(),
				number.group(1).isEmpty() ? 0 : Integer.parseInt(number.group(1)))
			.equals(name);
	}

	/**
	 * Appends a number to a name, which is cut where there is no room.
	 * @param name the name
	 * @param number the number
	 * @return the name with the number, at most 63 bytes long
	 */
	static String numbered(String name, int number) {
		return clipped(name, NamingConvention.MAX_BYTES - String.valueOf(number).length()) + number;
	}

	/**
	 * Joins names, and shortens the longer one until all fit.
	 * @param table the name of the table
	 * @param columns the names of columns, joined by underscores, or empty
	 * @param label what the name ends with
	 * @return {@code table_columns_label}, at most 63 bytes long
	 */
	static String of(String table, String columns, String label) {
		int overhead = 1 + label.length() + (columns.isEmpty() ? 0 : 1);
		int room = NamingConvention.MAX_BYTES - overhead;
		int first = bytes(table);
		int second = bytes(columns);
		while (first + second > room) {
			if (first > second) {
				first--;
			}
			else {
				second--;
			}
		}
		String name = clipped(table, first);
		return (columns.isEmpty() ? name : name + "_" + clipped(columns, second)) + "_" + label;
	}

	/** Cuts at a character. */
	private static String clipped(String text, int bytes) {
		String clipped = text;
		while (bytes(clipped) > bytes) {
			clipped = clipped.substring(0, clipped.offsetByCodePoints(clipped.length(), -1));
		}
		return clipped;
	}

	/** The length in UTF-8, which is how PostgreSQL counts. */
	private static int bytes(String text) {
		return text.codePoints().map(PostgresqlNames::bytes).sum();
	}

	private static int bytes(int codePoint) {
		if (codePoint < 0x80) {
			return 1;
		}
		return (codePoint < 0x800) ? 2 : (codePoint < 0x10000) ? 3 : 4;
	}

}
