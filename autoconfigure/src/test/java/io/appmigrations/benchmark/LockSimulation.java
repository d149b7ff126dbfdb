package io.appmigrations.benchmark;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.Stream;

import io.appmigrations.internal.database.lock.PollInterval;

/**
 * Replicas that wait for one lock, event by event: what they ask the server, and how long
 * after the release the last of them is through. No clock and no server takes part: the
 * same seed gives the same numbers. Prints the table of {@code docs/scaling.md}.
 * <p>
 * One replica holds the lock from the beginning. The others arrive within a second and
 * ask at once; who may not go on pauses and asks again. A turn with the lock that finds
 * nothing to do takes {@value #TURN} ms. Each cell has the queries a second on average
 * and in the busiest second, and how long after the release the last replica is through.
 */
public final class LockSimulation {

	private static final long TURN = 10;

	private static final long ARRIVAL = 1000;

	private LockSimulation() {
	}

	/**
	 * Prints the table.
	 * @param arguments none
	 */
	public static void main(String[] arguments) {
		System.out.println("| lock held | replicas | %s |"
			.formatted(String.join(" | ", Stream.of(Way.values()).map((way) -> way.title).toList())));
		System.out.println("|---|---|" + "---|".repeat(Way.values().length));
		for (Duration hold : List.of(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(10))) {
			for (int replicas : List.of(1, 10, 100, 1000)) {
				List<String> cells = Stream.of(Way.values())
					.map((way) -> run(way, replicas, hold, new Random(7)).cell())
					.toList();
				System.out
					.println("| %s s | %s | %s |".formatted(hold.toSeconds(), replicas, String.join(" | ", cells)));
			}
		}
	}

	/**
	 * Lets replicas wait.
	 * @param way how they do it
	 * @param replicas how many, besides the holder
	 * @param hold how long the lock is held
	 * @param random the jitter, and when they arrive
	 * @return what it costs
	 */
	private static Outcome run(Way way, int replicas, Duration hold, Random random) {
		PollInterval interval = new PollInterval(random);
		PriorityQueue<Ask> asks = new PriorityQueue<>(Comparator.comparingLong(Ask::at).thenComparing(Ask::replica));
		for (int i = 0; i < replicas; i++) {
			long arrival = random.nextLong(ARRIVAL);
			asks.add(new Ask(arrival, arrival, i));
		}
		Map<Long, Integer> bySecond = new HashMap<>();
		long release = hold.toMillis();
		long heldUntil = release;
		long last = 0;
		long queries = 0;
		for (Ask ask = asks.poll(); ask != null; ask = asks.poll()) {
			queries += way.queries;
			bySecond.merge(ask.at() / 1000, way.queries, Integer::sum);
			boolean free = ask.at() >= heldUntil;
			if (free) {
				heldUntil = ask.at() + TURN;
				last = Math.max(last, heldUntil);
			}
			else if (way.seesTheResult && ask.at() >= release) {
				last = Math.max(last, ask.at());
			}
			else {
				long pause = way.pause(ask.at() - ask.arrival(), interval);
				asks.add(new Ask(ask.at() + pause, ask.arrival(), ask.replica()));
			}
		}
		int most = bySecond.values().stream().mapToInt(Integer::intValue).max().orElse(0);
		return new Outcome(queries * 1000 / last, most, last - release);
	}

	/** How replicas wait. */
	private enum Way {

		/** Looks whether the holder has done the work, besides asking for the lock. */
		APP_MIGRATIONS("App Migrations", 2, true) {

			@Override
			long pause(long waited, PollInterval interval) {
				return interval.after(Duration.ofMillis(waited)).toMillis();
			}

		},

		/** {@code pg_try_advisory_xact_lock} each second, by each in turn. */
		FLYWAY("each second, in turn", 1, false) {

			@Override
			long pause(long waited, PollInterval interval) {
				return 1000;
			}

		},

		/** {@code DATABASECHANGELOGLOCK} each 10 seconds, by each in turn. */
		LIQUIBASE("each 10 s, in turn", 1, false) {

			@Override
			long pause(long waited, PollInterval interval) {
				return 10_000;
			}

		};

		private final String title;

		private final int queries;

		private final boolean seesTheResult;

		Way(String title, int queries, boolean seesTheResult) {
			this.title = title;
			this.queries = queries;
			this.seesTheResult = seesTheResult;
		}

		abstract long pause(long waited, PollInterval interval);

	}

	private record Ask(long at, long arrival, int replica) {
	}

	/**
	 * What waiting costs.
	 *
	 * @param mean queries a second, until the last is through
	 * @param most queries in the busiest second
	 * @param last when the last replica was through, in milliseconds after the release
	 */
	private record Outcome(long mean, int most, long last) {

		String cell() {
			return String.format(Locale.ROOT, "%,d, %,d, %.1f s", this.mean, this.most, this.last / 1000.0);
		}

	}

}
