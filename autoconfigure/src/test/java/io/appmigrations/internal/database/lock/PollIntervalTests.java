package io.appmigrations.internal.database.lock;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PollIntervalTests {

	private final PollInterval interval = new PollInterval(new Random(1));

	/** How often somebody asks who waits for some time. */
	private int asks(Duration time) {
		int asks = 0;
		for (Duration waited = Duration.ZERO; waited.compareTo(time) < 0; asks++) {
			waited = waited.plus(this.interval.after(waited));
		}
		return asks;
	}

	@Test
	void pausesInProportionToTheTimeWaited() {
		for (int millis = 0; millis < 60_000; millis += 7) {
			Duration pause = this.interval.after(Duration.ofMillis(millis));
			long longest = Math.max(200, Math.min(5000, millis / 4));
			assertThat(pause.toMillis()).isBetween(longest / 2, longest);
		}
	}

	@Test
	void asksSoonAtFirstAndSeldomLater() {
		int few = asks(Duration.ofSeconds(10));
		assertThat(few).isBetween(15, 25);
		// 60 times as long
		assertThat(asks(Duration.ofMinutes(10))).isLessThan(10 * few);
	}

	@Test
	void replicasThatStartTogetherDoNotAskTogether() {
		assertThat(new Random(2).ints(100, 0, 1000)
			.mapToObj((seed) -> new PollInterval(new Random(seed)).after(Duration.ofMinutes(1)))
			.distinct()
			.count()).isGreaterThan(80);
	}

}
