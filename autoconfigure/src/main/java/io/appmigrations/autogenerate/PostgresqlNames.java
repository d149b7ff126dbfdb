package io.appmigrations.autogenerate;

/**
 * Names as PostgreSQL makes them up ({@code makeObjectName} of its sources).
 */
final class PostgresqlNames {

	private PostgresqlNames() {
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
