package io.appmigrations.internal.execution;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.database.MigrationConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits while a replica lags behind, as far as the login may see that. Asks once a second
 * at most.
 */
final class ReplicaLag {

	private static final Logger logger = LoggerFactory.getLogger(ReplicaLag.class);

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	/** A replica may be delayed on purpose, or lost: the work becomes slow, not stuck. */
	private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

	private final MigrationConnection connection;

	private final Duration bound;

	private long looked;

	private boolean told;

	/** Whether the login may not even ask. */
	private boolean denied;

	/**
	 * Looks at nothing yet.
	 * @param bound how far a replica may lag behind, zero for any
	 */
	ReplicaLag(MigrationConnection connection, Duration bound) {
		this.connection = connection;
		this.bound = bound;
		this.looked = System.nanoTime() - INTERVAL.toNanos();
	}

	/**
	 * Waits, outside of a transaction.
	 * @param next what comes next
	 * @param display is told what is waited for
	 */
	void await(String next, Consumer<String> display) {
		if (this.bound.isZero() || this.denied || System.nanoTime() - this.looked < INTERVAL.toNanos()) {
			return;
		}
		long start = System.nanoTime();
		Optional<String> lagging = lagging();
		while (lagging.isPresent() && System.nanoTime() - start < LONGEST_WAIT.toNanos()) {
			String waiting = "waiting for a replica: " + lagging.get();
			if (!this.told) {
				logger.warn("Before {}, {} (app.migrations.max-replica-lag)", next, waiting);
				this.told = true;
			}
			display.accept(waiting);
			ShutdownGuard.pause(INTERVAL, next);
			lagging = lagging();
		}
		this.told = lagging.isPresent();
		this.looked = System.nanoTime();
	}

	private Optional<String> lagging() {
		try {
			return this.connection.query(query(this.bound),
					(rows) -> rows.next() ? Optional.of(rows.getString(1)) : Optional.empty());
		}
		catch (MigrationException ex) {
			if (ex.getCode() != ErrorCode.PERMISSION_DENIED) {
				throw ex;
			}
			logger.debug("Cannot see whether a replica lags", ex);
			this.denied = true;
			return Optional.empty();
		}
	}

	/** The columns are null for a login that may not see them. */
	static String query(Duration bound) {
		return """
				select pg_catalog.format('%%s is %%s s behind', coalesce(nullif(application_name, ''), 'it'),
				         pg_catalog.round(extract(epoch from replay_lag)))
				  from pg_catalog.pg_stat_replication
				 where replay_lag > '%s ms'::pg_catalog.interval
				 order by replay_lag desc limit 1""".formatted(bound.toMillis());
	}

}
