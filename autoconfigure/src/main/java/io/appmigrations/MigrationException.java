package io.appmigrations;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if a migration cannot be done. The message says what is wrong and where, the
 * hint what to do about it; neither ever contains a password.
 */
public class MigrationException extends RuntimeException {

	private final ErrorCode code;

	private final @Nullable String hint;

	/**
	 * Creates an exception without a cause.
	 * @param code the kind of the error
	 * @param message what is wrong and where, one or more lines
	 * @param hint what to do about it, or {@code null}
	 */
	public MigrationException(ErrorCode code, String message, @Nullable String hint) {
		this(code, message, hint, null);
	}

	/**
	 * Creates an exception with a cause.
	 * @param code the kind of the error
	 * @param message what is wrong and where, one or more lines
	 * @param hint what to do about it, or {@code null}
	 * @param cause the exception behind it, whose message must be free of secrets too, or
	 * {@code null}
	 */
	public MigrationException(ErrorCode code, String message, @Nullable String hint, @Nullable Throwable cause) {
		super(message, cause);
		this.code = code;
		this.hint = hint;
	}

	/**
	 * Returns the kind of the error.
	 * @return the code
	 */
	public ErrorCode getCode() {
		return this.code;
	}

	/**
	 * Returns what to do about the error.
	 * @return the hint, or {@code null} if the message is sufficient
	 */
	public @Nullable String getHint() {
		return this.hint;
	}

}
