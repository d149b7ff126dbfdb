package io.appmigrations.internal.flyway;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The placeholders of a script.
 *
 * @param pattern finds one
 * @param values the values by name, in any case
 */
record FlywayPlaceholders(Pattern pattern, Map<String, String> values) {

	private static final String FILE_NAME = "flyway:filename";

	/** As this tool writes them. */
	private static final Pattern NORMALIZED = Pattern.compile("\\$\\{(?<name>[^{}\\s]+)}");

	static FlywayPlaceholders of(FlywaySettings settings, String fileName) {
		Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		values.putAll(settings.placeholders());
		values.put(FILE_NAME, fileName);
		values.put("flyway:table", settings.table());
		String schema = settings.defaultSchema();
		if (schema != null) {
			values.put("flyway:defaultSchema", schema);
		}
		return new FlywayPlaceholders(Pattern.compile(Pattern.quote(settings.placeholderPrefix()) + "(?<name>.+?)"
				+ Pattern.quote(settings.placeholderSuffix())), values);
	}

	/** The text that Flyway runs, or {@code null} if a value is not known. */
	@Nullable String replaced(String text) {
		Matcher matcher = this.pattern.matcher(text);
		StringBuilder replaced = new StringBuilder();
		while (matcher.find()) {
			String value = this.values.get(matcher.group("name"));
			if (value == null) {
				return null;
			}
			matcher.appendReplacement(replaced, Matcher.quoteReplacement(value));
		}
		return matcher.appendTail(replaced).toString();
	}

	/** The text with the placeholders as this tool writes them. */
	String normalized(String text) {
		return this.pattern.matcher(text).replaceAll((match) -> {
			String name = match.group(1);
			return Matcher.quoteReplacement(
					name.equalsIgnoreCase(FILE_NAME) ? String.valueOf(this.values.get(FILE_NAME)) : "${" + name + "}");
		});
	}

	/** The names in a text in which they are written as this tool writes them. */
	static Set<String> names(String text) {
		Set<String> names = new TreeSet<>();
		Matcher matcher = NORMALIZED.matcher(text);
		while (matcher.find()) {
			names.add(matcher.group("name"));
		}
		return names;
	}

}
