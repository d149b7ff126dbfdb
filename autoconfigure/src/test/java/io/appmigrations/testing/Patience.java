package io.appmigrations.testing;

import java.time.Duration;

/**
 * How long a test waits for what has to happen. A process that starts in three seconds
 * takes minutes on a machine with fifty others, so only what hangs takes longer.
 */
public final class Patience {

	/** The limit in minutes. */
	public static final long MINUTES = 15;

	/** The limit. */
	public static final Duration LIMIT = Duration.ofMinutes(MINUTES);

	private Patience() {
	}

}
