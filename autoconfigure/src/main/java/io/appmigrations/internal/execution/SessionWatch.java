package io.appmigrations.internal.execution;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.database.Blockers;
import io.appmigrations.internal.database.ConnectionFailure;
import io.appmigrations.internal.database.MigrationConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees who keeps the session that migrates waiting, while it waits: afterwards it is too
 * late to ask; ends who does so too long, where that is wanted; and ends the connection
 * when the server has lost the session. Opens a connection of its own when a run has
 * taken a second, or a part of {@code lock_timeout}.
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

	/** After which a blocker is ended where there is no {@code lock_timeout}. */
	private static final Duration LONGEST_BLOCK = Duration.ofSeconds(5);

	private final MigrationConnection watched;

	private final boolean killBlockers;

	/** How long a blocker may block before it is ended. */
	private final Duration tolerated;

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((work) -> {
		Thread thread = new Thread(work, "app-migrations-watch");
		thread.setDaemon(true);
		return thread;
	});

	private final ScheduledFuture<?> looking;

	private @Nullable MigrationConnection connection;

	private volatile boolean closed;

	private int missed;

	/** In nanoseconds, zero for reachable. */
	private long unreachableSince;

	private List<Integer> told = List.of();

	/** When a transaction was first seen in the way, in nanoseconds. */
	private final Map<String, Long> blocking = new HashMap<>();

	/** Transactions that this login may not end. */
	private final Set<String> untouchable = new HashSet<>();

	/** Whether a revision runs; between two tries nobody can be in its way. */
	private volatile boolean trying;

	/** Whether a look has succeeded since the try began. */
	private volatile boolean looked;

	private volatile @Nullable Blockers seen;

	/** Who was seen in an earlier try. */
	private volatile @Nullable Blockers earlier;

	/**
	 * Begins to watch.
	 * @param watched the connection that migrates
	 * @param settings after which time it gives up, and whether blockers are ended
	 */
	SessionWatch(MigrationConnection watched, ExecutionSettings settings) {
		this.watched = watched;
		this.killBlockers = settings.killBlockers();
		Duration lockTimeout = settings.lockTimeout();
		this.tolerated = lockTimeout.isZero() ? LONGEST_BLOCK : lockTimeout.dividedBy(3);
		// at least twice within each wait that fails
		long part = lockTimeout.isZero() ? LONGEST_INTERVAL.toMillis() : lockTimeout.toMillis() * 2 / 5;
		long interval = Math.max(SHORTEST_INTERVAL.toMillis(), Math.min(LONGEST_INTERVAL.toMillis(), part));
		this.looking = this.executor.scheduleWithFixedDelay(this::look, interval, interval, TimeUnit.MILLISECONDS);
	}

	/**
	 * Where nobody answers, the next look connects again: after a failover there is
	 * another server.
	 */
	private void look() {
		try {
			MigrationConnection asking = asking();
			OptionalInt waiting = this.watched.servingPid();
			Optional<Blockers> blockers = waiting.isPresent() ? Blockers.read(asking, waiting.getAsInt())
					: Optional.empty();
			blockers.ifPresent(this::tell);
			this.looked = true;
			if (this.killBlockers && this.trying) {
				endThoseInTheWay(blockers.map(Blockers::sessions).orElse(List.of()), asking);
			}
			endIfLost(this.watched.isKnownTo(asking));
			this.unreachableSince = 0;
			if (asking.borrowed().isPooled()) {
				// others may be waiting for it
				forget();
			}
		}
		catch (RuntimeException ex) {
			// an exception would end the watching for good
			logger.debug("Cannot see which sessions block the migration", ex);
			forget();
			if (ex instanceof ConnectionFailure failure && failure.isUnreachable()) {
				endIfUnreachable();
			}
			else {
				this.unreachableSince = 0;
			}
		}
	}

	private void endIfUnreachable() {
		long now = System.nanoTime();
		if (this.unreachableSince == 0) {
			this.unreachableSince = now;
		}
		else if (now - this.unreachableSince > UNREACHABLE.toNanos()) {
			logger.warn("The server has been unreachable for {} s; closing the connection of the migration",
					UNREACHABLE.toSeconds());
			abort();
			this.unreachableSince = 0;
		}
	}

	/** Once the run is over, the connection is somebody else's. */
	private void abort() {
		if (!this.closed) {
			this.watched.borrowed().abort();
		}
	}

	private MigrationConnection asking() {
		if (this.connection == null) {
			this.connection = this.watched.another();
			this.connection.borrowed().waitAtMost(PATIENCE);
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
			logger.warn("The server no longer has the session of the migration; closing its connection");
			abort();
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

	/**
	 * A session that did not block for a while is counted from the start again. Between
	 * two tries nobody is in the way: a transaction that is so again in the next try has
	 * not been away.
	 */
	private void endThoseInTheWay(List<Blockers.Session> sessions, MigrationConnection asking) {
		List<Blockers.Session> holders = sessions.stream().filter((session) -> session.transaction() != null).toList();
		this.blocking.keySet().retainAll(holders.stream().map(SessionWatch::key).toList());
		holders.forEach((session) -> endIfTooLong(session, asking));
	}

	private static String key(Blockers.Session session) {
		return session.pid() + " " + session.transaction();
	}

	private void endIfTooLong(Blockers.Session session, MigrationConnection asking) {
		long now = System.nanoTime();
		long since = this.blocking.computeIfAbsent(key(session), (key) -> now);
		if (now - since < this.tolerated.toNanos() || this.untouchable.contains(key(session))) {
			return;
		}
		try {
			if (session.terminate(asking)) {
				logger.warn("Ended a session that blocked the migration for {} ms (kill-blockers): {}",
						(now - since) / 1_000_000, session.describe());
			}
		}
		catch (MigrationException ex) {
			if (ex.getCode() != ErrorCode.PERMISSION_DENIED) {
				throw ex;
			}
			this.untouchable.add(key(session));
			logger.warn("Pid {} blocks the migration, but this database login cannot end it: {}", session.pid(),
					ex.getMessage());
		}
	}

	/** Another try begins. */
	void begin() {
		this.earlier = (this.seen != null) ? this.seen : this.earlier;
		this.seen = null;
		this.looked = false;
		this.trying = true;
	}

	/** The try has failed, and another may follow. */
	void pause() {
		this.trying = false;
	}

	/**
	 * Returns who was seen since the try began. On a machine too busy to look within one
	 * try, who was in the way of the try before says more than nothing.
	 */
	@Nullable Blockers seen() {
		return (this.seen != null || this.looked) ? this.seen : this.earlier;
	}

	@Override
	public void close() {
		this.closed = true;
		this.looking.cancel(false);
		this.executor.execute(this::forget);
		this.executor.shutdown();
	}

}
