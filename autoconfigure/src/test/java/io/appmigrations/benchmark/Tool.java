package io.appmigrations.benchmark;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What migrates the database of the application. The class path of a process has one of
 * them, and otherwise the same jars.
 */
enum Tool {

	/** The same application without any. */
	NONE("no tool", "(?!)"),

	APP_MIGRATIONS("App Migrations", "app-migrations\\.jar|picocli-.*"),

	FLYWAY("Flyway", "flyway-.*|spring-boot-flyway-.*|jackson-dataformat-toml-.*"),

	LIQUIBASE("Liquibase", "liquibase-.*|spring-boot-liquibase-.*|opencsv-.*|jaxb-api-.*|commons-(?!logging).*");

	private final String title;

	private final Predicate<String> jars;

	Tool(String title, String jars) {
		this.title = title;
		this.jars = Pattern.compile(jars).asMatchPredicate();
	}

	boolean has(String jar) {
		return this.jars.test(jar);
	}

	@Override
	public String toString() {
		return this.title;
	}

}
