package io.appmigrations.internal.execution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.Quoting;
import io.appmigrations.internal.script.Section;

/**
 * The statements that set the timeouts of a section.
 */
final class SectionTimeouts {

	static final String LOCK_TIMEOUT = "lock_timeout";

	private SectionTimeouts() {
	}

	/** For the current transaction. */
	static List<String> local(Section section) {
		return statements(section, "set local");
	}

	/** For the current transaction, where the session has no timeouts of ours. */
	static List<String> local(Section section, ExecutionSettings settings) {
		return List.of(
				statement("set local", LOCK_TIMEOUT,
						Objects.requireNonNullElse(section.lockTimeout(), settings.lockTimeout())),
				statement("set local", "statement_timeout",
						Objects.requireNonNullElse(section.statementTimeout(), settings.statementTimeout())));
	}

	/** For the session. */
	static List<String> session(Section section) {
		return statements(section, "set");
	}

	private static List<String> statements(Section section, String set) {
		List<String> statements = new ArrayList<>();
		if (section.lockTimeout() != null) {
			statements.add(statement(set, "lock_timeout", section.lockTimeout()));
		}
		if (section.statementTimeout() != null) {
			statements.add(statement(set, "statement_timeout", section.statementTimeout()));
		}
		return statements;
	}

	/**
	 * Lets statements of the session take their time, for what holds nobody up.
	 * @return statements that set again what was set, by the revision itself too
	 */
	static List<String> off(MigrationConnection connection, List<String> names) {
		List<String> again = connection.query(names.stream()
			.map((name) -> "pg_catalog.current_setting(%s)".formatted(Quoting.literal(name)))
			.collect(Collectors.joining(", ", "select ", "")), (rows) -> {
				rows.next();
				List<String> statements = new ArrayList<>();
				for (int i = 0; i < names.size(); i++) {
					statements.add("set %s = %s".formatted(names.get(i), Quoting.literal(rows.getString(i + 1))));
				}
				return statements;
			});
		connection.session().execute(names.stream().map((name) -> statement("set", name, Duration.ZERO)).toList());
		return again;
	}

	/**
	 * Executes a statement that cleans up, without timeouts.
	 */
	static void without(MigrationConnection connection, String statement) {
		List<String> again = off(connection, List.of(LOCK_TIMEOUT, "statement_timeout"));
		try {
			connection.executeInternally(List.of(statement));
		}
		finally {
			if (connection.borrowed().isOpen()) {
				connection.session().execute(again);
			}
		}
	}

	/** Sets the session's {@code lock_timeout} again after it was off, in a script. */
	static String lockTimeout(Section section, ExecutionSettings settings) {
		return statement("set", LOCK_TIMEOUT,
				Objects.requireNonNullElse(section.lockTimeout(), settings.lockTimeout()));
	}

	private static String statement(String set, String name, Duration timeout) {
		return "%s %s = '%sms'".formatted(set, name, timeout.toMillis());
	}

}
