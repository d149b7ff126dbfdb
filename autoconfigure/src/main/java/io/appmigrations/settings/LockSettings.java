package io.appmigrations.settings;

import java.time.Duration;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import org.jspecify.annotations.Nullable;

/**
 * The lock that lets one process at a time migrate.
 *
 * @param type the type of the lock
 * @param maxWait how long to wait for it
 * @param name the name from which the lock key is derived, or {@code null} for database,
 * schema and version table
 */
public record LockSettings(LockType type, Duration maxWait, @Nullable String name) {

	/** The defaults of {@code app.migrations.lock}. */
	public static final LockSettings DEFAULT = new LockSettings(LockType.ADVISORY, Duration.ofMinutes(5), null);

	/**
	 * Validates the time.
	 * @throws MigrationException with {@code invalid_configuration} if it is negative
	 */
	public LockSettings {
		if (maxWait.isNegative()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"app.migrations.lock.wait must not be negative: %s".formatted(maxWait),
					"Correct it, or remove it.");
		}
	}

}
