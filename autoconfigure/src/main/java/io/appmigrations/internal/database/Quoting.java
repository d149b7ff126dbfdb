package io.appmigrations.internal.database;

import io.appmigrations.internal.schema.Names;
import org.jspecify.annotations.Nullable;

/**
 * Identifiers and strings as SQL text (PostgreSQL's manual, 4.1.1 and 4.1.2).
 */
public final class Quoting {

	private Quoting() {
	}

	/**
	 * Quotes an identifier.
	 * @param name the name as the catalog has it
	 * @return the name in double quotes
	 */
	public static String identifier(String name) {
		return '"' + name.replace("\"", "\"\"") + '"';
	}

	/**
	 * Quotes a string. The result means the same whatever
	 * {@code standard_conforming_strings} is.
	 * @param value the string
	 * @return a string constant
	 */
	public static String literal(String value) {
		return Names.literal(value);
	}

	/**
	 * Quotes a string that may be missing.
	 * @param value the string or {@code null}
	 * @return a string constant or {@code null}
	 */
	public static String literalOrNull(@Nullable String value) {
		return (value != null) ? literal(value) : "null";
	}

}
