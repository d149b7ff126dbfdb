package io.appmigrations.execution;

import java.time.Duration;

import io.appmigrations.database.MigrationLog;
import io.appmigrations.error.ErrorCode;
import io.appmigrations.error.MigrationException;
import io.appmigrations.script.Placeholders;

/**
 * How revisions are run.
 *
 * @param singleTransaction whether all revisions of a run share one transaction
 * @param lockTimeout PostgreSQL's {@code lock_timeout} for each statement, zero for none
 * @param statementTimeout PostgreSQL's {@code statement_timeout} for each statement, zero
 * for none
 * @param lockRetries how often a revision that met {@code lock_timeout} or a deadlock is
 * tried again
 * @param killBlockers whether sessions are ended that keep a revision waiting for a lock
 * @param placeholders what {@code ${name}} stands for
 * @param origin who runs them, for the log
 */
public record ExecutionSettings(boolean singleTransaction, Duration lockTimeout, Duration statementTimeout,
		int lockRetries, boolean killBlockers, Placeholders placeholders, MigrationLog.Origin origin) {

	/**
	 * Validates the numbers.
	 * @throws MigrationException with {@code invalid_configuration} where one is negative
	 */
	public ExecutionSettings {
		require(!lockTimeout.isNegative(), "app.migrations.lock-timeout", lockTimeout);
		require(!statementTimeout.isNegative(), "app.migrations.statement-timeout", statementTimeout);
		requireCountable("app.migrations.lock-timeout", lockTimeout);
		requireCountable("app.migrations.statement-timeout", statementTimeout);
		require(lockRetries >= 0, "app.migrations.lock-retries", lockRetries);
	}

	private static void requireCountable(String property, Duration duration) {
		if (!duration.isNegative()
				&& (duration.toMillis() > Integer.MAX_VALUE || (duration.toMillis() == 0 && !duration.isZero()))) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"%s is not between 1 ms and 24 days, nor 0 for none: %s".formatted(property, duration),
					"Correct it, or leave it out.");
		}
	}

	private static void require(boolean valid, String property, Object value) {
		if (!valid) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"%s must not be negative: %s".formatted(property, value), "Correct it, or leave it out.");
		}
	}

}
