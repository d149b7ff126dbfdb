package io.appmigrations.sample.embeddedpostgres;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the {@link LocalPostgres} cannot be started, reached or stopped.
 */
final class LocalPostgresException extends RuntimeException {

	private final String action;

	LocalPostgresException(String message, String action, @Nullable Throwable cause) {
		super(message, cause);
		this.action = action;
	}

	/**
	 * What to do about it.
	 * @return a sentence for a human
	 */
	String getAction() {
		return this.action;
	}

}
