package io.appmigrations.internal.database;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The settings that give literals their meaning, and those that change how the server
 * prints what it has. Neither must depend on who is connected: the driver tells the
 * server the time zone of the JVM and its own style of dates, {@code psql} neither, and a
 * role or a database may have settings of its own.
 */
public final class LiteralSettings {

	static final Map<String, String> VALUES = values();

	private LiteralSettings() {
	}

	private static Map<String, String> values() {
		Map<String, String> settings = new LinkedHashMap<>();
		settings.put("standard_conforming_strings", "on");
		settings.put("TimeZone", "UTC");
		// the order of day and month stays the one of the role, the database, the server
		settings.put("DateStyle", "ISO");
		settings.put("IntervalStyle", "postgres");
		settings.put("extra_float_digits", "1");
		settings.put("bytea_output", "hex");
		settings.put("array_nulls", "on");
		settings.put("xmloption", "content");
		settings.put("transform_null_equals", "off");
		settings.put("quote_all_identifiers", "off");
		return Collections.unmodifiableMap(settings);
	}

	/**
	 * Returns the statements that give literals the meaning that they have in a run, for
	 * a script.
	 * @return {@code SET} statements
	 */
	public static List<String> statements() {
		return VALUES.entrySet()
			.stream()
			.map((setting) -> "set %s = %s".formatted(setting.getKey().toLowerCase(Locale.ROOT),
					Quoting.literal(setting.getValue())))
			.toList();
	}

}
