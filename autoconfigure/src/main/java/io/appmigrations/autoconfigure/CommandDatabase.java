package io.appmigrations.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

/**
 * How a process that does one thing and ends uses its database: without a pool, and,
 * where its command line names a database, that one.
 *
 * @param single whether the process ends after one command
 * @param url the JDBC URL from the command line, or {@code null}
 * @param username the login from the command line, or {@code null} for the configured one
 * @param password its password, or {@code null}
 * @param problem why {@code DATABASE_URL} cannot be used, or {@code null} where it can
 */
record CommandDatabase(boolean single, @Nullable String url, @Nullable String username, @Nullable String password,
		@Nullable String problem) {

	static final String COMMAND = "app.migrations.command";

	static final String PROBLEM = COMMAND + "-problem";

	static CommandDatabase of(Environment environment) {
		boolean command = environment.getProperty(COMMAND, Boolean.class, false);
		return new CommandDatabase(command || MigrateOnly.isActive(environment),
				environment.getProperty(COMMAND + "-url"), environment.getProperty(COMMAND + "-username"),
				environment.getProperty(COMMAND + "-password"), environment.getProperty(PROBLEM));
	}

}
