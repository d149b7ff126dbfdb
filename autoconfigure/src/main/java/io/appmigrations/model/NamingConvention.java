package io.appmigrations.model;

import java.util.List;

/**
 * Names the constraints that the model does not name, so that the downgrade can drop
 * them. Define a bean of this type to use other names than PostgreSQL's.
 */
@FunctionalInterface
public interface NamingConvention {

	/** PostgreSQL's limit for names in bytes ({@code NAMEDATALEN - 1}). */
	int MAX_BYTES = 63;

	/**
	 * Names a constraint. If the name is already used, a number is appended, and the name
	 * is shortened if necessary.
	 * @param type the type of the constraint
	 * @param table the name of its table
	 * @param columns the columns of the constraint, in order
	 * @return the name, at most {@value #MAX_BYTES} bytes long
	 */
	String name(ConstraintType type, String table, List<String> columns);

	/**
	 * Returns the convention of PostgreSQL itself: {@code t_pkey}, {@code t_c_key},
	 * {@code t_c_check}, {@code t_c_fkey}, {@code t_c_excl} ({@code ChooseConstraintName}
	 * and {@code makeObjectName} of its sources).
	 * @return the convention
	 */
	static NamingConvention postgresql() {
		return (type, table, columns) -> joined(type, table, columns, "");
	}

	/**
	 * Names a constraint as PostgreSQL does.
	 * @param type the type of the constraint
	 * @param table the name of its table
	 * @param columns the columns of the constraint, in order; the name of a check
	 * contains a column only if there is a single one
	 * @param suffix distinguishes it from others of the same name, never shortened; can
	 * be empty
	 * @return the name, at most {@value #MAX_BYTES} bytes long
	 */
	static String joined(ConstraintType type, String table, List<String> columns, String suffix) {
		boolean named = switch (type) {
			case PRIMARY_KEY -> false;
			case CHECK -> columns.size() == 1;
			case UNIQUE, FOREIGN_KEY, EXCLUSION -> true;
		};
		return joined(table, named ? String.join("_", columns) : "", type.label() + suffix);
	}

	/**
	 * Joins names as PostgreSQL does, and shortens the longer one until the result is
	 * short enough.
	 * @param table the name of the table
	 * @param columns the names of columns, joined by underscores, or empty
	 * @param label the end of the name; never shortened
	 * @return {@code table_columns_label}, at most {@value #MAX_BYTES} bytes long
	 */
	static String joined(String table, String columns, String label) {
		int overhead = 1 + label.length() + (columns.isEmpty() ? 0 : 1);
		int room = MAX_BYTES - overhead;
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

	/**
	 * Shortens a name at a character boundary.
	 * @param name the name
	 * @param bytes the maximum number of bytes
	 * @return the name or its beginning
	 */
	static String clipped(String name, int bytes) {
		String clipped = name;
		while (bytes(clipped) > bytes) {
			clipped = clipped.substring(0, clipped.offsetByCodePoints(clipped.length(), -1));
		}
		return clipped;
	}

	/** The length in UTF-8, which is how PostgreSQL counts. */
	private static int bytes(String text) {
		return text.codePoints().map(NamingConvention::bytes).sum();
	}

	private static int bytes(int codePoint) {
		if (codePoint < 0x80) {
			return 1;
		}
		return (codePoint < 0x800) ? 2 : (codePoint < 0x10000) ? 3 : 4;
	}

}
