package io.appmigrations.autoconfigure;

import io.appmigrations.internal.cli.RunningCommand;
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
 * @param unreadUrl {@code DATABASE_URL} where it was not read yet, since it is malformed
 * and many commands need no database; else {@code null}
 */
record CommandDatabase(boolean single, @Nullable String url, @Nullable String username, @Nullable String password,
		@Nullable String unreadUrl) {

	static final String UNREAD_URL = RunningCommand.PROPERTY + "-unread-url";

	static CommandDatabase of(Environment environment) {
		boolean command = environment.getProperty(RunningCommand.PROPERTY, Boolean.class, false);
		return new CommandDatabase(command || MigrateOnly.isActive(environment),
				environment.getProperty(RunningCommand.URL), environment.getProperty(RunningCommand.USERNAME),
				environment.getProperty(RunningCommand.PASSWORD), environment.getProperty(UNREAD_URL));
	}

}
