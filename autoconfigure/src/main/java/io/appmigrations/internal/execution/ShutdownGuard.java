package io.appmigrations.internal.execution;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.database.MigrationConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a run end well when the process is told to: no further revision begins, the one
 * that runs gets a few seconds to finish, then its statement is cancelled and it rolls
 * back. Without it the JVM would continue with all that is pending until Kubernetes kills
 * it. A replay ends at once, and leaves no database behind.
 */
public final class ShutdownGuard implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ShutdownGuard.class);

	private static final Duration GRACE = Duration.ofSeconds(5);

	private static final Duration ROLLBACK = Duration.ofSeconds(15);

	private static final Set<ShutdownGuard> RUNS = ConcurrentHashMap.newKeySet();

	/** Whether a run was told to end, which may be over since. */
	private static volatile boolean told;

	private final Ending ending;

	private final CountDownLatch finished = new CountDownLatch(1);

	private final Thread hook = new Thread(this::shutDown, "app-migrations-shutdown");

	private volatile boolean stopping;

	/**
	 * Begins to guard a run.
	 * @param connection the connection that migrates
	 */
	public ShutdownGuard(MigrationConnection connection) {
		this((guard) -> guard.endRun(connection));
	}

	/**
	 * Begins to guard work in a database that is created for it and dropped.
	 * @param drop drops the database, if it is there yet, under what works in it; called
	 * by another thread
	 * @return the guard
	 */
	public static ShutdownGuard ofReplay(Runnable drop) {
		return new ShutdownGuard((guard) -> guard.endReplay(drop));
	}

	private ShutdownGuard(Ending ending) {
		this.ending = ending;
		RUNS.add(this);
		try {
			Runtime.getRuntime().addShutdownHook(this.hook);
		}
		catch (IllegalStateException ex) {
			this.stopping = true;
		}
	}

	private void shutDown() {
		told = true;
		this.stopping = true;
		try {
			this.ending.end(this);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void endRun(MigrationConnection connection) throws InterruptedException {
		logger.info("Shutting down: the running revision gets {} s to finish", GRACE.toSeconds());
		if (!isFinishedIn(GRACE)) {
			logger.warn("Shutting down: cancelling the running revision");
			connection.borrowed().cancel();
			if (!isFinishedIn(ROLLBACK)) {
				logger.warn("The revision did not end in time; closing its connection, so that the server rolls back");
				connection.borrowed().abort();
				return;
			}
			logger.info("The revision was cancelled; what was not committed is rolled back");
		}
	}

	private void endReplay(Runnable drop) throws InterruptedException {
		logger.info("Shutting down: dropping the database of the replay");
		try {
			drop.run();
		}
		catch (MigrationException ex) {
			// the thread that created it tries again
			logger.warn("The database of the replay is not dropped yet: {}", ex.getMessage());
		}
		if (!isFinishedIn(ROLLBACK)) {
			logger.warn("The replay did not end in time");
		}
	}

	private boolean isFinishedIn(Duration duration) throws InterruptedException {
		return this.finished.await(duration.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Waits, but not in a process that is shutting down: what would come next must not
	 * begin.
	 * @param duration how long
	 * @param next what would come next
	 * @throws MigrationException with {@code interrupted_revision} where the process is
	 * shutting down or the thread is interrupted
	 */
	public static void pause(Duration duration, String next) {
		CountDownLatch ending = new CountDownLatch(1);
		Thread hook = new Thread(ending::countDown, "app-migrations-pause");
		try {
			Runtime.getRuntime().addShutdownHook(hook);
			try {
				if (ending.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
					throw toldToEnd(next);
				}
			}
			finally {
				Runtime.getRuntime().removeShutdownHook(hook);
			}
		}
		catch (IllegalStateException ex) {
			// neither added nor removed: the process ends
			throw toldToEnd(next);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MigrationException(ErrorCode.INTERRUPTED_REVISION, "Interrupted before %s".formatted(next),
					"What was committed is kept. Start again to run the rest.", ex);
		}
	}

	/**
	 * Makes sure that something may begin, without a guard of its own.
	 * @param next what would come next
	 * @throws MigrationException with {@code interrupted_revision} where the process is
	 * shutting down
	 */
	public static void requireNotEnding(String next) {
		pause(Duration.ZERO, next);
	}

	private static MigrationException toldToEnd(String next) {
		return new MigrationException(ErrorCode.INTERRUPTED_REVISION,
				"Shutting down: stopped before %s".formatted(next),
				"What was committed is kept. Start again to run the rest.");
	}

	/**
	 * Makes sure that the run may continue.
	 * @param next what would come next
	 * @throws MigrationException with {@code interrupted_revision} where the process is
	 * shutting down
	 */
	public void requireRunning(String next) {
		if (this.stopping) {
			throw toldToEnd(next);
		}
	}

	/**
	 * Waits for the runs of this process that are to end, as long as they may take.
	 * @return how much of that time is left, nothing if there was no run
	 */
	public static Duration awaitRuns() {
		long end = System.nanoTime() + GRACE.plus(ROLLBACK).toNanos();
		boolean running = !RUNS.isEmpty() || told;
		try {
			for (ShutdownGuard run : RUNS) {
				if (!run.finished.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
					break;
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return running ? Duration.ofNanos(Math.max(end - System.nanoTime(), 0)) : Duration.ZERO;
	}

	/**
	 * Ends the guard: the run is over.
	 */
	@Override
	public void close() {
		RUNS.remove(this);
		this.finished.countDown();
		try {
			Runtime.getRuntime().removeShutdownHook(this.hook);
		}
		catch (IllegalStateException ex) {
			logger.trace("The process is already shutting down", ex);
		}
	}

	/** How a run is brought to its end. */
	@FunctionalInterface
	private interface Ending {

		void end(ShutdownGuard guard) throws InterruptedException;

	}

}
