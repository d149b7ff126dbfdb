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
 */
record CommandDatabase(boolean single, @Nullable String url, @Nullable String username, @Nullable String password) {

	private static final String PREFIX = "app.migrations.command";

	static CommandDatabase of(Environment environment) {
		boolean command = environment.getProperty(PREFIX, Boolean.class, false);
		return new CommandDatabase(command || MigrateOnly.isActive(environment),
				environment.getProperty(PREFIX + "-url"), environment.getProperty(PREFIX + "-username"),
				environment.getProperty(PREFIX + "-password"));
	}

}
