package io.appmigrations.execution;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.appmigrations.database.Blockers;
import io.appmigrations.database.ConnectionFailure;
import io.appmigrations.database.MigrationConnection;
import io.appmigrations.error.MigrationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees who keeps the session that migrates waiting, while it waits: afterwards it is too
 * late to ask; and ends the connection when the server has lost the session. Opens a
 * connection of its own when a run has taken a second, or a part of {@code lock_timeout}.
 */
final class SessionWatch implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SessionWatch.class);

	private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(1);

	/** How long to wait for the answer to a question about the session. */
	private static final Duration PATIENCE = Duration.ofSeconds(10);

	/** After which a server that cannot be reached is given up. */
	private static final Duration UNREACHABLE = Duration.ofSeconds(60);

	/** How often in a row the session must be missing. */
	private static final int LOST = 3;

	private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(20);

	private final MigrationConnection watched;

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((work) -> {
		Thread thread = new Thread(work, "app-migrations-watch");
		thread.setDaemon(true);
		return thread;
	});

	private final ScheduledFuture<?> looking;

	private @Nullable MigrationConnection connection;

	private int missed;

	/** In nanoseconds, zero for reachable. */
	private long unreachableSince;

	private List<Integer> told = List.of();

	private volatile @Nullable Blockers seen;

	/**
	 * Begins to watch.
	 * @param watched the connection that migrates
	 * @param lockTimeout after which it gives up, zero for never
	 */
	SessionWatch(MigrationConnection watched, Duration lockTimeout) {
		this.watched = watched;
		// at least twice within each wait that fails
		long part = lockTimeout.isZero() ? LONGEST_INTERVAL.toMillis() : lockTimeout.toMillis() * 2 / 5;
		long interval = Math.max(SHORTEST_INTERVAL.toMillis(), Math.min(LONGEST_INTERVAL.toMillis(), part));
		this.looking = this.executor.scheduleWithFixedDelay(this::look, interval, interval, TimeUnit.MILLISECONDS);
	}

	/**
	 * Where nobody answers, the next look asks anew: after a failover there is another
	 * server.
	 */
	private void look() {
		try {
			MigrationConnection asking = asking();
			Blockers.read(asking, this.watched.pid()).ifPresent(this::tell);
			endIfLost(this.watched.isKnownTo(asking));
			this.unreachableSince = 0;
		}
		catch (MigrationException ex) {
			logger.debug("It cannot be seen who blocks the session that migrates", ex);
			forget();
			if (ex instanceof ConnectionFailure failure && failure.isUnreachable()) {
				endIfUnreachable();
			}
		}
	}

	private void endIfUnreachable() {
		long now = System.nanoTime();
		if (this.unreachableSince == 0) {
			this.unreachableSince = now;
		}
		else if (now - this.unreachableSince > UNREACHABLE.toNanos()) {
			logger.warn("The server has not been reachable for {} s; the connection that migrates is ended",
					UNREACHABLE.toSeconds());
			this.watched.abort();
			this.unreachableSince = 0;
		}
	}

	private MigrationConnection asking() {
		if (this.connection == null) {
			this.connection = this.watched.another();
			this.connection.waitAtMost(PATIENCE);
		}
		return this.connection;
	}

	private void forget() {
		if (this.connection != null) {
			this.connection.close();
			this.connection = null;
		}
	}

	/**
	 * Without this the client would wait for the answer of a server that is gone, for
	 * hours.
	 */
	private void endIfLost(boolean known) {
		this.missed = known ? 0 : this.missed + 1;
		if (this.missed == LOST) {
			logger.warn("The server does not have the session that migrates any more; its connection is ended");
			this.watched.abort();
		}
	}

	private void tell(Blockers blockers) {
		this.seen = blockers;
		List<Integer> pids = blockers.sessions().stream().map(Blockers.Session::pid).toList();
		if (!pids.equals(this.told)) {
			this.told = pids;
			logger.warn("Waiting for a lock: {}", blockers.describe());
		}
	}

	/** Forgets what was seen: another try begins. */
	void begin() {
		this.seen = null;
	}

	/** Returns who was seen since the try began. */
	@Nullable Blockers seen() {
		return this.seen;
	}

	@Override
	public void close() {
		this.looking.cancel(false);
		this.executor.execute(this::forget);
		this.executor.shutdown();
	}

}
