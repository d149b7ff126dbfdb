package io.appmigrations.internal.liquibase;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import org.jspecify.annotations.Nullable;

/**
 * How an application has configured Liquibase: the properties {@code spring.liquibase.*}.
 *
 * @param values the properties by their names in kebab case, lists separated by commas
 * @param parameters the properties {@code spring.liquibase.parameters.*}
 */
public record LiquibaseSettings(Map<String, String> values, Map<String, String> parameters) {

	/** Where nothing is configured. */
	public static final LiquibaseSettings DEFAULT = new LiquibaseSettings(Map.of(), Map.of());

	/**
	 * Copies the maps.
	 */
	public LiquibaseSettings {
		values = Map.copyOf(values);
		parameters = Map.copyOf(parameters);
	}

	private @Nullable String value(String name) {
		String value = this.values.get(name);
		return (value == null || value.isBlank()) ? null : value.strip();
	}

	/**
	 * Returns the change log.
	 * @return a file on the class path, with {@code classpath:} or without, or a URL
	 */
	public String changeLog() {
		return Objects.requireNonNullElse(value("change-log"), "classpath:/db/changelog/db.changelog-master.yaml");
	}

	/**
	 * Returns the contexts in which Liquibase runs.
	 * @return the contexts, separated by commas; empty for all
	 */
	public String contexts() {
		return Objects.requireNonNullElse(value("contexts"), "");
	}

	/**
	 * Returns the expression that the labels of a change set must match.
	 * @return the expression, empty for all
	 */
	public String labels() {
		return Objects.requireNonNullElse(value("label-filter"), "");
	}

	/**
	 * Refuses what Liquibase would take for the name of a context or label that nothing
	 * has, or not understand.
	 * @throws MigrationException with {@code invalid_configuration} where contexts or
	 * labels are no expression
	 */
	public void requireExpressions() {
		require("contexts", contexts(),
				"Name the contexts in which Liquibase runs, separated by commas: --contexts prod,eu, or spring.liquibase.contexts.");
		require("labels", labels(),
				"Write labels with 'and', 'or', '!' and parentheses: --labels '!slow and (a or b)', or spring.liquibase.label-filter.");
	}

	private static void require(String what, String expression, String hint) {
		String problem = LiquibaseExpression.problem(expression);
		if (problem != null) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"Liquibase cannot choose the %s '%s': %s".formatted(what, expression, problem), hint);
		}
	}

	/**
	 * Returns the schema of names without a schema.
	 * @return the schema, or {@code null} for the one of the connection
	 */
	public @Nullable String defaultSchema() {
		return value("default-schema");
	}

	/**
	 * Returns where Liquibase keeps what it has applied.
	 * @return the tables, without a schema if it is that of names without a schema
	 */
	public LiquibaseTables tables() {
		String schema = value("liquibase-schema");
		return new LiquibaseTables(Objects.equals(schema, defaultSchema()) ? null : schema,
				table("database-change-log-table", LiquibaseTables.DEFAULT.history()),
				table("database-change-log-lock-table", LiquibaseTables.DEFAULT.lock()));
	}

	/** Liquibase writes the names of its tables for PostgreSQL in lower case. */
	private String table(String property, String otherwise) {
		return Objects.requireNonNullElse(value(property), otherwise).toLowerCase(Locale.ROOT);
	}

}
