package io.appmigrations.internal.execution;

import java.time.Duration;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.appmigrations.MigrationException;
import io.appmigrations.MigrationListener;
import io.appmigrations.Step;
import io.appmigrations.StepResult;
import io.appmigrations.internal.support.Printable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what a run is doing, once it takes long: which revision of how many, for how long,
 * and how far the server is with an index; how many tenants are done; or how far a
 * comparison with the model is.
 */
public final class ProgressReport implements MigrationListener, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ProgressReport.class);

	private static final Duration TICK = Duration.ofSeconds(1);

	/** A timer's milliseconds may end a little before the clock's. */
	private static final Duration FIRST_TICK = TICK.plusMillis(20);

	private final Display display;

	private final Pace pace;

	private final Supplier<@Nullable String> activity;

	private final LongSupplier clock;

	private final boolean ticking;

	private @Nullable Timer timer;

	private int total;

	private int number;

	/** How many schemas are migrated, zero for one without tenants. */
	private int tenants;

	private @Nullable Step step;

	/** How far the revision itself says that it is. */
	private @Nullable String progress;

	/** The part of a comparison. */
	private @Nullable String part;

	/** When the revision or the comparison began, in nanoseconds. */
	private long start;

	/** When the next line is due, counted from the start. */
	private Duration due = Duration.ZERO;

	private Duration interval = Duration.ZERO;

	/**
	 * Shows the progress of what this is a listener of.
	 * @param display where
	 * @param pace how often
	 * @param activity asks the server what it is doing, one line or {@code null}; called
	 * by another thread, and only when a line is due
	 */
	public ProgressReport(Display display, Pace pace, Supplier<@Nullable String> activity) {
		this(display, pace, activity, System::nanoTime, true);
	}

	/**
	 * Takes the time from elsewhere.
	 * @param ticking whether it looks at the clock by itself; otherwise {@link #tick}
	 * does
	 */
	ProgressReport(Display display, Pace pace, Supplier<@Nullable String> activity, LongSupplier clock,
			boolean ticking) {
		this.display = display;
		this.pace = pace;
		this.activity = activity;
		this.clock = clock;
		this.ticking = ticking;
	}

	/**
	 * Logs the progress, after some seconds and then at growing intervals.
	 * @param activity asks the server what it is doing
	 * @return a listener
	 */
	public static ProgressReport logged(Supplier<@Nullable String> activity) {
		return new ProgressReport(Display.lines(logger::info), Pace.SLOW, activity);
	}

	@Override
	public synchronized void beforePlan(List<Step> steps) {
		this.total = steps.size();
		startTimer();
	}

	private void startTimer() {
		if (this.timer == null && this.ticking) {
			this.timer = new Timer("app-migrations-progress", true);
			this.timer.schedule(new TimerTask() {

				@Override
				public void run() {
					tick();
				}

			}, FIRST_TICK.toMillis(), TICK.toMillis());
		}
	}

	@Override
	public synchronized void beforeTenants(int schemas) {
		this.tenants = schemas;
		this.number = 0;
		begin();
		startTimer();
	}

	@Override
	public synchronized void afterTenant(String schema, int done, int schemas) {
		this.number = done;
		if (done == schemas) {
			this.tenants = 0;
			this.display.clear();
		}
	}

	@Override
	public synchronized void beforeRevision(Step next) {
		if (this.tenants > 0) {
			return;
		}
		if (!next.equals(this.step)) {
			this.number++;
		}
		this.step = next;
		begin();
	}

	@Override
	public synchronized void progress(Step running, String text) {
		this.progress = text;
	}

	@Override
	public synchronized void comparing(String next) {
		if (this.part == null) {
			begin();
			startTimer();
		}
		this.part = next;
	}

	@Override
	public synchronized void compared() {
		this.part = null;
		this.display.clear();
	}

	@Override
	public synchronized void afterRevision(StepResult result) {
		ended();
	}

	@Override
	public synchronized void revisionFailed(Step failed, MigrationException failure) {
		ended();
	}

	private void ended() {
		if (this.tenants == 0) {
			this.step = null;
			this.display.clear();
		}
	}

	private void begin() {
		this.progress = null;
		this.start = this.clock.getAsLong();
		this.due = this.pace.first();
		this.interval = this.pace.interval();
	}

	/** Looks whether a line is due. */
	void tick() {
		Object running = due();
		if (running != null) {
			String now = (running instanceof Step) ? activity() : null;
			show(running, now);
		}
	}

	/** What is wrong with the database the run itself says. */
	private @Nullable String activity() {
		String told = told();
		if (told != null) {
			return told;
		}
		try {
			return this.activity.get();
		}
		catch (RuntimeException ex) {
			// an exception would end the display for good
			logger.debug("Cannot see what the server is doing", ex);
			return null;
		}
	}

	private synchronized @Nullable String told() {
		return this.progress;
	}

	private synchronized @Nullable Object due() {
		return (elapsed().compareTo(this.due) >= 0) ? running() : null;
	}

	private @Nullable Object running() {
		return (this.part != null) ? this.part : (this.tenants > 0) ? (Object) this.tenants : this.step;
	}

	private Duration elapsed() {
		return Duration.ofNanos(this.clock.getAsLong() - this.start);
	}

	private synchronized void show(Object running, @Nullable String now) {
		if (!running.equals(running())) {
			return;
		}
		Duration elapsed = elapsed();
		String what = (running instanceof Step next)
				? "[%s/%s] %s %s".formatted(this.number, this.total, next.direction(), next.revision().describe())
				: (this.part != null) ? "comparing with the model: " + this.part
						: "[%s/%s] tenants".formatted(this.number, this.tenants);
		this.display
			.show(Printable.name("%s  %s s%s".formatted(what, elapsed.toSeconds(), (now != null) ? "  " + now : "")));
		this.due = elapsed.plus(this.interval);
		this.interval = this.pace.after(this.interval);
	}

	@Override
	public synchronized void close() {
		this.step = null;
		this.part = null;
		this.tenants = 0;
		if (this.timer != null) {
			this.timer.cancel();
		}
		this.display.clear();
	}

	/**
	 * Where progress is shown.
	 */
	public interface Display {

		/**
		 * Shows a line.
		 * @param line the line
		 */
		void show(String line);

		/**
		 * Takes away what can be taken away: it is over.
		 */
		void clear();

		/**
		 * Shows each line for good.
		 * @param lines takes the lines
		 * @return the display
		 */
		static Display lines(Consumer<String> lines) {
			return new Display() {

				@Override
				public void show(String line) {
					lines.accept(line);
				}

				@Override
				public void clear() {
				}

			};
		}

	}

	/**
	 * How often progress is shown.
	 *
	 * @param first after which time at first
	 * @param interval after which time then
	 * @param longest the interval doubles up to this one
	 */
	public record Pace(Duration first, Duration interval, Duration longest) {

		/** For a line that is written again. */
		public static final Pace STEADY = new Pace(TICK, Duration.ZERO, Duration.ZERO);

		/** For a person who looks on, in lines that stay. */
		public static final Pace LINES = new Pace(TICK, Duration.ofSeconds(10), Duration.ofMinutes(5));

		/** For a log. */
		public static final Pace SLOW = new Pace(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofMinutes(5));

		Duration after(Duration last) {
			Duration twice = last.multipliedBy(2);
			return (twice.compareTo(this.longest) > 0) ? this.longest : twice;
		}

	}

}
