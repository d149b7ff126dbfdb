package io.appmigrations.execution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.appmigrations.script.Section;

/**
 * The statements that set the timeouts of a section.
 */
final class SectionTimeouts {

	private SectionTimeouts() {
	}

	/** For the current transaction. */
	static List<String> local(Section section) {
		return statements(section, "set local");
	}

	/** For the current transaction, where the session has no timeouts of ours. */
	static List<String> local(Section section, ExecutionSettings settings) {
		return all(section, settings, "set local");
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

	/** Switches the session's timeouts off, for what is not the revision's own. */
	static List<String> none() {
		return List.of(statement("set", "lock_timeout", Duration.ZERO),
				statement("set", "statement_timeout", Duration.ZERO));
	}

	/** Sets the session's timeouts again after they were off. */
	static List<String> again(Section section, ExecutionSettings settings) {
		return all(section, settings, "set");
	}

	private static List<String> all(Section section, ExecutionSettings settings, String set) {
		return List.of(
				statement(set, "lock_timeout",
						Objects.requireNonNullElse(section.lockTimeout(), settings.lockTimeout())),
				statement(set, "statement_timeout",
						Objects.requireNonNullElse(section.statementTimeout(), settings.statementTimeout())));
	}

	private static String statement(String set, String name, Duration timeout) {
		return "%s %s = '%dms'".formatted(set, name, timeout.toMillis());
	}

}
