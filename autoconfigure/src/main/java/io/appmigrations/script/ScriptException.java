package io.appmigrations.script;

import io.appmigrations.error.ErrorCode;
import io.appmigrations.error.MigrationException;
import org.jspecify.annotations.Nullable;

/**
 * A revision file that cannot be read, with the place.
 */
public final class ScriptException extends MigrationException {

	private final int line;

	/**
	 * Creates an exception.
	 * @param path the file, as messages show it
	 * @param line the line, counted from 1
	 * @param message what is wrong there
	 * @param hint what to do about it, or {@code null}
	 */
	public ScriptException(String path, int line, String message, @Nullable String hint) {
		super(ErrorCode.INVALID_SCRIPT, "%s:%s: %s".formatted(path, line, message), hint);
		this.line = line;
	}

	/**
	 * Returns the line.
	 * @return the line, counted from 1
	 */
	public int getLine() {
		return this.line;
	}

}
