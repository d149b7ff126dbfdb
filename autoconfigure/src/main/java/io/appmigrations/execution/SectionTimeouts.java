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

	/** Sets the session's {@code lock_timeout} again after it was off. */
	static String lockTimeout(Section section, ExecutionSettings settings) {
		return statement("set", "lock_timeout",
				Objects.requireNonNullElse(section.lockTimeout(), settings.lockTimeout()));
	}

	private static String statement(String set, String name, Duration timeout) {
		return "%s %s = '%dms'".formatted(set, name, timeout.toMillis());
	}

}
