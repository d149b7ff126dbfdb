package io.appmigrations.internal.database.lock;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a process pauses before it looks again whether the lock is free: a part of the
 * time that it has waited. Short runs are noticed soon, long ones are not asked for
 * often, and what a process loses after the release is in proportion to what it has
 * waited. Half of each pause is jitter, so that processes that started together do not
 * ask together.
 */
public final class PollInterval {

	/** No pause is cut shorter but for its jitter. */
	static final Duration SHORTEST = Duration.ofMillis(200);

	/** Reached after four times as long. */
	static final Duration LONGEST = Duration.ofSeconds(5);

	private static final int PART = 4;

	private final RandomGenerator random;

	/**
	 * Creates an interval.
	 * @param random where the jitter comes from
	 */
	public PollInterval(RandomGenerator random) {
		this.random = random;
	}

	/**
	 * Returns the next pause.
	 * @param waited how long the process has waited so far
	 * @return at most a fourth of it, within limits, and at least half of that
	 */
	public Duration after(Duration waited) {
		long longest = Math.max(SHORTEST.toMillis(), Math.min(LONGEST.toMillis(), waited.toMillis() / PART));
		return Duration.ofMillis(longest / 2 + this.random.nextLong(longest / 2 + 1));
	}

}
