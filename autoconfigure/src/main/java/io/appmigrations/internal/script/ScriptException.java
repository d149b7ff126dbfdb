package io.appmigrations.internal.script;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import org.jspecify.annotations.Nullable;

/**
 * A revision file that cannot be read, with the place.
 */
public final class ScriptException extends MigrationException {

	private final int line;

	private final @Nullable ScriptException withheld;

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
		this.withheld = null;
	}

	private ScriptException(String path, int line, String message, @Nullable String hint, ScriptException withheld) {
		super(ErrorCode.INVALID_SCRIPT, "%s:%s: %s".formatted(path, line, message), hint);
		this.line = line;
		this.withheld = withheld;
	}

	/**
	 * Creates an exception that shows a part of the file's statements.
	 * @param path the file, as messages show it
	 * @param line the line, counted from 1
	 * @param message what is wrong there, with {@code %s} for the part
	 * @param hint what to do about it, with {@code %s} too where it shows the part
	 * @param shown the part
	 * @return the exception
	 */
	static ScriptException showing(String path, int line, String message, String hint, String shown) {
		return new ScriptException(path, line, message.formatted(shown), hint.formatted(shown),
				new ScriptException(path, line, message.formatted("***"), hint.formatted("***")));
	}

	/**
	 * Returns the same without any part of the statements, which may hold secrets.
	 */
	ScriptException withheld() {
		return (this.withheld != null) ? this.withheld : this;
	}

	/**
	 * Returns the line.
	 * @return the line, counted from 1
	 */
	public int getLine() {
		return this.line;
	}

}
