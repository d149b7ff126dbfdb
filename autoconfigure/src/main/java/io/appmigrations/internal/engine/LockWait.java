package io.appmigrations.internal.engine;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.database.lock.MigrationLock;
import io.appmigrations.internal.database.lock.PollInterval;
import io.appmigrations.internal.execution.ShutdownGuard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waiting for the migration lock, up to a limit.
 */
final class LockWait {

	private static final Logger logger = LoggerFactory.getLogger(LockWait.class);

	private static final Duration FIRST_REPORT = Duration.ofSeconds(1);

	private static final Duration REPORT_INTERVAL = Duration.ofSeconds(30);

	private final Duration limit;

	private final long start = System.nanoTime();

	private Duration nextReport = FIRST_REPORT;

	LockWait(Duration limit) {
		this.limit = limit;
	}

	/**
	 * Pauses before the next try.
	 * @param lock the lock, for the name of its holder
	 * @throws MigrationException with {@code lock_timeout} where the time is up
	 */
	void pause(MigrationLock lock) {
		Duration waited = duration();
		Duration left = this.limit.minus(waited);
		if (left.isZero() || left.isNegative()) {
			throw new MigrationException(ErrorCode.LOCK_TIMEOUT,
					"Another process is migrating this database and did not finish within %s; the lock is held by %s"
						.formatted(describe(this.limit), lock.describeHolder()),
					"Look at its session in pg_stat_activity. If it is working, raise app.migrations.lock.wait; if it "
							+ "hangs, end it with pg_terminate_backend.");
		}
		if (waited.compareTo(this.nextReport) >= 0) {
			logger.info("Waiting for the migration lock, held by {}", lock.describeHolder());
			this.nextReport = waited.plus(REPORT_INTERVAL);
		}
		// no start that waits for nobody loads the class
		long pause = new PollInterval(ThreadLocalRandom.current()).after(waited).toMillis();
		ShutdownGuard.pause(Duration.ofMillis(Math.min(left.toMillis() + 1, pause)), "the migration lock was acquired");
	}

	/** How long it has taken so far. */
	Duration duration() {
		return Duration.ofNanos(System.nanoTime() - this.start);
	}

	private static String describe(Duration duration) {
		return (duration.toMillis() % 1000 == 0) ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
	}

}
