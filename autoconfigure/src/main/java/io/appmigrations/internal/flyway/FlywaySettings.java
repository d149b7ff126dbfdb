package io.appmigrations.internal.flyway;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import org.jspecify.annotations.Nullable;

/**
 * How an application has configured Flyway: the properties {@code spring.flyway.*}.
 *
 * @param values the properties by their names in kebab case, lists separated by commas
 * @param placeholders the properties {@code spring.flyway.placeholders.*}
 */
public record FlywaySettings(Map<String, String> values, Map<String, String> placeholders) {

	/** Where nothing is configured. */
	public static final FlywaySettings DEFAULT = new FlywaySettings(Map.of(), Map.of());

	/**
	 * Copies the maps.
	 */
	public FlywaySettings {
		values = Map.copyOf(values);
		placeholders = Map.copyOf(placeholders);
	}

	private String value(String name, String otherwise) {
		return Objects.requireNonNullElse(this.values.get(name), otherwise);
	}

	private List<String> list(String name, String otherwise) {
		return Arrays.stream(value(name, otherwise).split(","))
			.map(String::strip)
			.filter(Predicate.not(String::isEmpty))
			.toList();
	}

	/**
	 * Returns the locations of the scripts.
	 * @return {@code classpath:} and {@code filesystem:} folders
	 */
	public List<String> locations() {
		return list("locations", "classpath:db/migration").stream()
			.map((location) -> location.replace("{vendor}", "postgresql"))
			.toList();
	}

	/**
	 * Returns the name of the history table.
	 * @return a name without a schema
	 */
	public String table() {
		return value("table", "flyway_schema_history");
	}

	/**
	 * Returns the schema of the history table and of names without a schema.
	 * @return the schema, or {@code null} for the one of the connection
	 */
	public @Nullable String defaultSchema() {
		List<String> schemas = schemas();
		return schemas.isEmpty() ? null : schemas.get(0);
	}

	/**
	 * Returns the schemas that Flyway creates.
	 * @return the schemas, the default schema first
	 */
	public List<String> schemas() {
		return Stream.concat(list("default-schema", "").stream(), list("schemas", "").stream()).distinct().toList();
	}

	/**
	 * Returns the encoding of a script.
	 * @param ofScript what the configuration of the script says, or {@code null}
	 */
	Charset encoding(@Nullable String ofScript) {
		String name = (ofScript != null) ? ofScript.strip() : value("encoding", StandardCharsets.UTF_8.name());
		try {
			return Charset.forName(name);
		}
		catch (IllegalCharsetNameException | UnsupportedCharsetException ex) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"Encoding of a script of Flyway: there is no encoding '%s'".formatted(name),
					"Correct spring.flyway.encoding or the .conf file of the script; for example UTF-8.");
		}
	}

	boolean isPlaceholderReplacement() {
		return !value("placeholder-replacement", "true").equals("false");
	}

	boolean isInTransaction() {
		return !value("execute-in-transaction", "true").equals("false");
	}

	String placeholderPrefix() {
		return value("placeholder-prefix", "${");
	}

	String placeholderSuffix() {
		return value("placeholder-suffix", "}");
	}

	String separator() {
		return value("sql-migration-separator", "__");
	}

	List<String> suffixes() {
		return list("sql-migration-suffixes", ".sql");
	}

	/** The prefixes of script names. */
	Map<String, FlywaySource.Kind> prefixes() {
		Map<String, FlywaySource.Kind> prefixes = new HashMap<>();
		prefixes.put(value("baseline-migration-prefix", "B"), FlywaySource.Kind.BASELINE);
		prefixes.put(value("undo-sql-migration-prefix", "U"), FlywaySource.Kind.UNDO);
		prefixes.put(value("repeatable-sql-migration-prefix", "R"), FlywaySource.Kind.REPEATABLE);
		prefixes.put(value("sql-migration-prefix", "V"), FlywaySource.Kind.VERSIONED);
		return prefixes;
	}

}
