package io.appmigrations.autogenerate;

import java.util.List;

import io.appmigrations.schema.Constraint;

/**
 * Names constraints that the model leaves unnamed, so that the way down can drop them.
 * Define a bean of this type to have other names than PostgreSQL's.
 */
@FunctionalInterface
public interface NamingConvention {

	/** PostgreSQL's limit for names in bytes ({@code NAMEDATALEN - 1}). */
	int MAX_BYTES = 63;

	/**
	 * Names a constraint. A name that is taken gets a number at its end.
	 * @param type what the constraint is
	 * @param table the name of its table
	 * @param columns the columns that it is about, in order
	 * @return the name, at most {@value #MAX_BYTES} bytes long
	 */
	String name(Constraint.Type type, String table, List<String> columns);

	/**
	 * The names that PostgreSQL itself gives: {@code t_pkey}, {@code t_c_key},
	 * {@code t_c_check}, {@code t_c_fkey}, {@code t_c_excl} ({@code ChooseConstraintName}
	 * and {@code makeObjectName} of its sources).
	 * @return the convention
	 */
	static NamingConvention postgresql() {
		return (type, table, columns) -> switch (type) {
			case PRIMARY_KEY -> shortened(table, "", "pkey");
			case UNIQUE -> shortened(table, String.join("_", columns), "key");
			case CHECK -> shortened(table, (columns.size() == 1) ? columns.get(0) : "", "check");
			case FOREIGN_KEY -> shortened(table, String.join("_", columns), "fkey");
			case EXCLUSION -> shortened(table, String.join("_", columns), "excl");
		};
	}

	/** The longer of the two names gives way first, byte by byte. */
	private static String shortened(String table, String columns, String label) {
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
		return text.codePoints()
			.map((point) -> (point < 0x80) ? 1 : (point < 0x800) ? 2 : (point < 0x10000) ? 3 : 4)
			.sum();
	}

}
