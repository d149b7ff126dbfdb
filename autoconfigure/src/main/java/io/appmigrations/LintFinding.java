package io.appmigrations;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A statement of a revision that is unsafe on a database in use.
 *
 * @param rule the rule, as docs/lint.md names it
 * @param level how bad it is
 * @param revision the id of the revision
 * @param path the file of the revision
 * @param line the line of the statement in the file, counted from 1
 * @param statement the statement, or {@code null} if the revision keeps its text secret
 * @param message what happens and why; can have several lines
 * @param suggestion what to write instead, mostly SQL; {@code null} if there is nothing
 * to suggest
 */
public record LintFinding(String rule, Level level, String revision, String path, int line, @Nullable String statement,
		String message, @Nullable String suggestion) {

	/** How bad a finding is. */
	public enum Level {

		/** It stops the application from working, or fails. */
		ERROR,

		/** It can do so, or is worth a second look. */
		WARNING;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
