package io.appmigrations.internal.execution;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.Step;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.lock.MigrationLock;
import io.appmigrations.internal.database.version.RunProgress;
import io.appmigrations.internal.database.version.RunProgress.BatchProgress;
import org.jspecify.annotations.Nullable;

/**
 * Work on many rows in the order of a key: range after range, each in a transaction of
 * its own, which commits the work together with the record of how far it came. After an
 * interruption it continues behind the last committed range, so that each range is
 * processed exactly once.
 */
final class CommittedRanges {

	/** The first is that of the whole plan. */
	private static final Pattern PLAN_ROWS = Pattern.compile("\"Plan Rows\": (\\d{1,18})");

	private static final long PROGRESS_NANOS = Duration.ofSeconds(1).toNanos();

	private final MigrationConnection connection;

	private final MigrationLock lock;

	private final RunProgress log;

	private final Step step;

	private final String name;

	private final StepProgress progress;

	private final Consumer<String> display;

	private final ReplicaLag replicas;

	private long total;

	private long start;

	private long shown;

	private long rowsBefore;

	/**
	 * Creates a run.
	 * @param name what the log calls the rows
	 */
	CommittedRanges(RunContext context, StepRun run, String name) {
		this.connection = context.connection();
		this.lock = context.lock();
		this.log = context.log().progress();
		this.step = run.step();
		this.name = name;
		this.progress = run.progress();
		this.display = run.display();
		this.replicas = new ReplicaLag(this.connection, context.settings().maxReplicaLag());
	}

	/** Reads how far earlier runs came. */
	BatchProgress before() {
		return this.log.batchProgress(this.connection, this.step, this.name);
	}

	/**
	 * Processes what is left.
	 * @param <X> what the work throws
	 * @param before how far earlier runs came
	 * @param expected how many rows are left, about
	 * @param pause how long to wait between two ranges
	 * @param work processes one range
	 * @return how far all runs came
	 * @throws X where the work failed; its range is rolled back, and those before it stay
	 * @throws SQLException where a commit failed
	 */
	<X extends Exception> BatchProgress run(BatchProgress before, long expected, Duration pause, RangeWork<X> work)
			throws X, SQLException {
		this.progress.resumed(before.rows());
		this.total = before.rows() + expected;
		this.rowsBefore = before.rows();
		this.start = System.nanoTime();
		this.shown = this.start;
		BatchProgress done = before;
		String next = "the next batch of %s of revision %s".formatted(this.name, this.step.revision().id());
		for (boolean last = false; !last;) {
			ShutdownGuard.requireNotEnding(next);
			this.lock.requireHeld();
			this.replicas.await(next, (lag) -> this.display.accept(this.name + ": " + lag));
			Range range = runOne(work, done);
			if (range == null) {
				break;
			}
			this.progress.range(range.reached().rows() - done.rows());
			done = range.reached();
			last = range.last();
			show(done);
			if (!last && !pause.isZero()) {
				ShutdownGuard.pause(pause, next);
			}
		}
		return done;
	}

	private <X extends Exception> @Nullable Range runOne(RangeWork<X> work, BatchProgress done) throws X, SQLException {
		this.connection.begin();
		boolean committed = false;
		try {
			Range range = work.next(done);
			if (range != null) {
				this.connection.commit();
				committed = true;
			}
			return range;
		}
		finally {
			if (!committed) {
				this.connection.rollback();
			}
		}
	}

	/** The last of the counts is that of the record. */
	void requireRecorded(List<Long> counts) {
		if (counts.get(counts.size() - 1) != 1) {
			throw AutocommitStep.overtaken(this.step);
		}
	}

	private void show(BatchProgress done) {
		long now = System.nanoTime();
		if (now - this.shown < PROGRESS_NANOS) {
			return;
		}
		this.shown = now;
		this.display.accept("%s: %s".formatted(this.name,
				describe(done, this.total, Duration.ofNanos(now - this.start), done.rows() - this.rowsBefore)));
	}

	/** How far it came, and how long the rest takes at the speed so far. */
	static String describe(BatchProgress done, long total, Duration elapsed, long rowsOfRun) {
		StringBuilder text = new StringBuilder("%s rows".formatted(done.rows()));
		if (done.rows() < total) {
			text.append(String.format(Locale.ROOT, " of about %d (%d %%)", total, done.rows() * 100 / total));
		}
		text.append(", %s %s".formatted(done.ranges(), (done.ranges() == 1) ? "range" : "ranges"));
		if (done.rows() < total && rowsOfRun > 0) {
			text.append(", about %s left"
				.formatted(duration(elapsed.toMillis() / 1000.0 * (total - done.rows()) / rowsOfRun)));
		}
		return text.toString();
	}

	private static String duration(double seconds) {
		long rounded = Math.round(seconds);
		if (rounded < 120) {
			return rounded + " s";
		}
		long minutes = rounded / 60;
		return (minutes < 120) ? minutes + " min" : "%s h".formatted(minutes / 60);
	}

	/**
	 * Returns how many rows the planner expects. Counting would read the whole table,
	 * before the first range, for a percentage.
	 * @param query a query of the rows
	 */
	static long estimate(MigrationConnection connection, String query) {
		String plan = connection.query("explain (format json) " + query,
				(rows) -> rows.next() ? String.valueOf(rows.getString(1)) : "");
		Matcher rows = PLAN_ROWS.matcher(plan);
		return rows.find() ? Long.parseLong(rows.group(1)) : 0;
	}

	/**
	 * A range that was processed.
	 *
	 * @param reached how far all ranges came with it
	 * @param last whether there is none left
	 */
	record Range(BatchProgress reached, boolean last) {
	}

	/**
	 * Processes one range, and records that.
	 *
	 * @param <X> what it throws
	 */
	@FunctionalInterface
	interface RangeWork<X extends Exception> {

		/**
		 * Processes the next range, inside of its transaction.
		 * @param done how far the ranges before it came
		 * @return the range, or {@code null} where none is left
		 * @throws X where it failed
		 */
		@Nullable Range next(BatchProgress done) throws X;

	}

}
