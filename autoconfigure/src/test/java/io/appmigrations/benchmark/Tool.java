package io.appmigrations.benchmark;

import java.util.regex.Pattern;

/**
 * What migrates the database of the application. The class path of a process has one of
 * them, and otherwise the same jars.
 */
enum Tool {

	/** The same application without any. */
	NONE("no tool", "none", "(?!)"),

	APP_MIGRATIONS("App Migrations", "own", "app-migrations\\.jar|picocli-.*"),

	FLYWAY("Flyway", "flyway", "flyway-.*|spring-boot-flyway-.*|jackson-dataformat-toml-.*"),

	LIQUIBASE("Liquibase", "liquibase",
			"liquibase-.*|spring-boot-liquibase-.*|opencsv-.*|jaxb-api-.*|commons-(?!logging).*");

	private final String title;

	private final String id;

	private final Pattern jars;

	Tool(String title, String id, String jars) {
		this.title = title;
		this.id = id;
		this.jars = Pattern.compile(jars);
	}

	boolean has(String jar) {
		return this.jars.matcher(jar).matches();
	}

	/** For names of files and databases. */
	String id() {
		return this.id;
	}

	@Override
	public String toString() {
		return this.title;
	}

}
