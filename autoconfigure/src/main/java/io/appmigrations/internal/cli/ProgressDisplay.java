package io.appmigrations.internal.cli;

import java.time.Duration;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.appmigrations.MigrationException;
import io.appmigrations.MigrationListener;
import io.appmigrations.Step;
import io.appmigrations.StepResult;
import io.appmigrations.internal.engine.DefaultMigrations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says on standard error what a run is doing, once it takes longer than a second: which
 * revision of how many, for how long, and how far the server is with an index; or how far
 * a comparison with the model is. On a terminal it is one line that is written again,
 * elsewhere a line now and then.
 */
final class ProgressDisplay implements MigrationListener, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ProgressDisplay.class);

	private static final long SECOND = 1_000;

	/** A timer's milliseconds may end a little before the clock's. */
	private static final long FIRST_TICK = SECOND + 20;

	private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

	private final Answer answer;

	private final DefaultMigrations migrations;

	private @Nullable Timer timer;

	private int total;

	private int number;

	/** How many schemas are migrated, zero for one without tenants. */
	private int tenants;

	private @Nullable Step step;

	/** The part of a comparison. */
	private @Nullable String part;

	/** When the revision or the comparison began. */
	private long start;

	private long lastLine;

	private boolean shown;

	private ProgressDisplay(Answer answer, DefaultMigrations migrations) {
		this.answer = answer;
		this.migrations = migrations;
	}

	/** Runs something and shows its progress, unless the user wants it quiet. */
	static <T> T during(Answer answer, DefaultMigrations migrations, Function<DefaultMigrations, T> work) {
		if (answer.isQuiet()) {
			return work.apply(migrations);
		}
		try (ProgressDisplay display = new ProgressDisplay(answer, migrations)) {
			return work.apply(migrations.with(display));
		}
	}

	@Override
	public synchronized void beforePlan(List<Step> steps) {
		this.total = steps.size();
		startTimer();
	}

	private void startTimer() {
		if (this.timer == null) {
			this.timer = new Timer("app-migrations-progress", true);
			this.timer.schedule(new TimerTask() {

				@Override
				public void run() {
					tick();
				}

			}, FIRST_TICK, SECOND);
		}
	}

	@Override
	public synchronized void beforeTenants(int schemas) {
		this.tenants = schemas;
		this.start = System.nanoTime();
		this.lastLine = 0;
	}

	@Override
	public synchronized void afterTenant(String schema, int done, int schemas) {
		this.number = done;
		if (elapsed() >= TimeUnit.MILLISECONDS.toNanos(SECOND)) {
			show("[%s/%s] tenants  %s s".formatted(done, schemas, TimeUnit.NANOSECONDS.toSeconds(elapsed())),
					elapsed());
		}
		if (done == schemas) {
			clear();
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
		this.start = System.nanoTime();
		this.lastLine = 0;
	}

	@Override
	public synchronized void comparing(String next) {
		if (this.part == null) {
			this.start = System.nanoTime();
			this.lastLine = 0;
			startTimer();
		}
		this.part = next;
	}

	@Override
	public synchronized void compared() {
		this.part = null;
		clear();
	}

	@Override
	public synchronized void afterRevision(StepResult result) {
		if (this.tenants > 0) {
			return;
		}
		this.step = null;
		clear();
	}

	@Override
	public synchronized void revisionFailed(Step failed, MigrationException failure) {
		if (this.tenants > 0) {
			return;
		}
		this.step = null;
		clear();
	}

	private void tick() {
		showComparison();
		Step running = running();
		if (running != null) {
			show(running, activity());
		}
	}

	/** What is wrong with the database the run itself says. */
	private @Nullable String activity() {
		try {
			return this.migrations.activity().orElse(null);
		}
		catch (RuntimeException ex) {
			// one that went on would end the display for good
			logger.debug("What the server does cannot be seen", ex);
			return null;
		}
	}

	private synchronized @Nullable Step running() {
		return (elapsed() >= TimeUnit.MILLISECONDS.toNanos(SECOND)) ? this.step : null;
	}

	private long elapsed() {
		return System.nanoTime() - this.start;
	}

	private synchronized void showComparison() {
		long elapsed = elapsed();
		if (this.part != null && elapsed >= TimeUnit.MILLISECONDS.toNanos(SECOND)) {
			show("comparing with the model: %s  %s s".formatted(this.part, TimeUnit.NANOSECONDS.toSeconds(elapsed)),
					elapsed);
		}
	}

	private synchronized void show(Step running, @Nullable String activity) {
		if (!running.equals(this.step)) {
			return;
		}
		long elapsed = elapsed();
		String line = "[%s/%s] %s %s  %s s%s".formatted(this.number, this.total, running.direction(),
				Text.printable(running.revision().describe()), TimeUnit.NANOSECONDS.toSeconds(elapsed),
				(activity != null) ? "  " + activity : "");
		show(line, elapsed);
	}

	private void show(String line, long elapsed) {
		if (this.answer.isTerminal()) {
			this.answer.asideRaw(Terminal.rewritten(line));
			this.shown = true;
		}
		else if (this.lastLine == 0 || elapsed - this.lastLine >= BETWEEN_LINES.toNanos()) {
			this.lastLine = elapsed;
			this.answer.aside(line);
		}
	}

	private void clear() {
		if (this.shown) {
			this.answer.asideRaw(Terminal.rewritten("") + "\r");
			this.shown = false;
		}
	}

	@Override
	public synchronized void close() {
		this.step = null;
		if (this.timer != null) {
			this.timer.cancel();
		}
		clear();
	}

}
