package io.appmigrations.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * Finds texts that YAML has read as numbers or truth values: the revision {@code 12e4}
 * becomes 120000.0, {@code 0123} becomes 83, {@code +1} becomes 1, {@code on} becomes
 * true.
 */
final class YamlNumbers {

	private static final String PREFIX = "app.migrations.";

	private static final Set<String> TEXTS = Set.of("target", "baseline", "url", "username", "password",
			"driverclassname", "defaultschema", "versiontable", "versiontableschema", "lock.name",
			"autogenerate.scratchurl", "tenants.query", "filetemplate", "datasource");

	private static final List<String> LISTS = List.of("locations", "placeholders", "tenants.schemas",
			"autogenerate.model", "autogenerate.schemas", "autogenerate.include", "autogenerate.exclude",
			"lint.ignore");

	private static final Pattern SCALAR = Pattern.compile("[^\\s,\\]}#]+");

	private YamlNumbers() {
	}

	/**
	 * Makes sure that there is none.
	 * @throws MigrationException with {@code invalid_configuration} where a text is not
	 * what was written
	 */
	static void requireNone(Environment environment) {
		if (environment instanceof ConfigurableEnvironment configurable) {
			for (PropertySource<?> source : configurable.getPropertySources()) {
				if (source instanceof EnumerablePropertySource<?> enumerable && source instanceof OriginLookup<?>) {
					requireNone(configurable, enumerable);
				}
			}
		}
	}

	private static void requireNone(ConfigurableEnvironment environment, EnumerablePropertySource<?> source) {
		for (String name : source.getPropertyNames()) {
			Object value = isText(name) ? source.getProperty(name) : null;
			if ((value instanceof Number || value instanceof Boolean) && isUsed(environment, source, name)) {
				requireAsWritten(name, value, written(source, name));
			}
		}
	}

	static boolean isText(String name) {
		if (!name.startsWith(PREFIX)) {
			return false;
		}
		// version-table, versionTable and version_table are the same
		String rest = name.substring(PREFIX.length())
			.replaceFirst("^instances\\.[^.]*\\.", "")
			.toLowerCase(Locale.ROOT)
			.replaceAll("[-_]", "");
		return TEXTS.contains(rest) || LISTS.stream()
			.anyMatch((list) -> rest.startsWith(list + "[") || rest.startsWith(list + ".") || rest.equals(list));
	}

	/** What another source overrides does not matter. */
	private static boolean isUsed(ConfigurableEnvironment environment, PropertySource<?> source, String name) {
		for (PropertySource<?> other : environment.getPropertySources()) {
			if (other.equals(source)) {
				return true;
			}
			if (!other.getName().equals("configurationProperties") && other.containsProperty(name)) {
				return false;
			}
		}
		return true;
	}

	private static @Nullable String written(PropertySource<?> source, String name) {
		Origin origin = OriginLookup.getOrigin(source, name);
		if (!(origin instanceof TextResourceOrigin text) || text.getResource() == null || text.getLocation() == null) {
			return null;
		}
		try {
			String line = text.getResource()
				.getContentAsString(StandardCharsets.UTF_8)
				.lines()
				.skip(text.getLocation().getLine())
				.findFirst()
				.orElse("");
			Matcher scalar = SCALAR.matcher(line.substring(Math.min(line.length(), text.getLocation().getColumn())));
			return scalar.find() ? scalar.group() : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

	private static void requireAsWritten(String name, Object value, @Nullable String written) {
		boolean whole = value instanceof Integer || value instanceof Long || value instanceof java.math.BigInteger;
		if ((written != null) ? written.equals(value.toString()) : whole) {
			return;
		}
		boolean secret = name.endsWith("password");
		String what = (value instanceof Number) ? "a number" : "a boolean";
		throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				name + " is written without quotes, so YAML reads it as " + what
						+ (secret ? "" : ": " + ((written != null) ? written + " is " : "") + value),
				"Quote it: " + name.substring(name.lastIndexOf('.') + 1) + ": \""
						+ ((secret || written == null) ? "..." : written) + "\"");
	}

}
