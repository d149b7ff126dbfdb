package io.appmigrations.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.appmigrations.MigrationException;
import io.appmigrations.MigrationListener;
import io.appmigrations.Step;
import io.appmigrations.StepResult;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Meters of the revisions that run. Most of them run before there is a registry: what
 * happens until then is kept, and recorded in each registry once it is there.
 *
 * <ul>
 * <li>{@code app.migrations.revision}: a timer of the revisions, by {@code direction} and
 * {@code outcome} ({@code success}, {@code failure})</li>
 * <li>{@code app.migrations.lock.wait}: a timer of the waits for the migration lock</li>
 * <li>{@code app.migrations.retries}: a counter of further attempts of revisions that met
 * a lock of another session</li>
 * <li>{@code app.migrations.pending}: a gauge of the revisions that the run in progress,
 * or the last one if it failed, has still to do, in all tenants</li>
 * </ul>
 *
 * With several databases, each meter has the tag {@code database} too: Prometheus has a
 * label {@code instance} of its own.
 */
public final class MigrationMeters implements MigrationListener, MeterBinder {

	private final List<MeterRegistry> registries = new ArrayList<>();

	private final List<Consumer<MeterRegistry>> early = new ArrayList<>();

	private final AtomicInteger pending = new AtomicInteger();

	/** The revisions of a tenant run in one thread. */
	private final Map<Thread, Run> running = new ConcurrentHashMap<>();

	/** What tenants that failed have still to do. One of them may be tried again. */
	private final List<List<Step>> failed = new ArrayList<>();

	private boolean tenants;

	private final Tags tags;

	private final Map<String, MigrationMeters> instances = new TreeMap<>();

	/**
	 * Measures nothing yet.
	 * @param instances the names of the databases, empty if there is one history
	 */
	MigrationMeters(List<String> instances) {
		this(Tags.empty());
		instances.forEach((name) -> this.instances.put(name, new MigrationMeters(Tags.of("database", name))));
	}

	private MigrationMeters(Tags tags) {
		this.tags = tags;
	}

	@Override
	public MigrationListener forInstance(String instance) {
		return Objects.requireNonNull(this.instances.get(instance), instance);
	}

	@Override
	public synchronized void bindTo(MeterRegistry registry) {
		if (!this.instances.isEmpty()) {
			this.instances.values().forEach((each) -> each.bindTo(registry));
			return;
		}
		registry.gauge("app.migrations.pending", this.tags, this.pending);
		this.early.forEach((recording) -> recording.accept(registry));
		this.registries.add(registry);
	}

	@Override
	public synchronized void beforeTenants(int total) {
		this.tenants = true;
		this.failed.clear();
		this.pending.set(0);
	}

	@Override
	public synchronized void beforePlan(List<Step> steps) {
		this.running.put(Thread.currentThread(), new Run(steps));
		if (!this.tenants) {
			this.pending.set(steps.size());
		}
		else if (!this.failed.remove(steps)) {
			this.pending.addAndGet(steps.size());
		}
	}

	@Override
	public void beforeRevision(Step step) {
		Run run = this.running.get(Thread.currentThread());
		if (run != null) {
			run.start = System.nanoTime();
		}
	}

	@Override
	public void afterRevision(StepResult result) {
		Run run = this.running.get(Thread.currentThread());
		if (run != null) {
			run.done++;
			this.pending.decrementAndGet();
			if (run.left().isEmpty()) {
				this.running.remove(Thread.currentThread());
			}
		}
		record(result.step(), "success", Duration.ofMillis(result.millis()));
	}

	@Override
	public synchronized void revisionFailed(Step step, MigrationException failure) {
		Run run = this.running.remove(Thread.currentThread());
		if (run != null && this.tenants) {
			this.failed.add(run.left());
		}
		record(step, "failure",
				(run != null && run.start != 0) ? Duration.ofNanos(System.nanoTime() - run.start) : Duration.ZERO);
	}

	@Override
	public void lockWaited(Duration waited) {
		record((registry) -> registry.timer("app.migrations.lock.wait", this.tags).record(waited));
	}

	@Override
	public void retrying(Step step, int attempt) {
		record((registry) -> registry.counter("app.migrations.retries", this.tags).increment());
	}

	private void record(Step step, String outcome, Duration duration) {
		String direction = step.direction().toString().toLowerCase(Locale.ROOT);
		record((registry) -> registry
			.timer("app.migrations.revision", this.tags.and("direction", direction, "outcome", outcome))
			.record(duration));
	}

	private synchronized void record(Consumer<MeterRegistry> recording) {
		if (this.registries.isEmpty()) {
			this.early.add(recording);
		}
		this.registries.forEach(recording);
	}

	/**
	 * The run of one database or tenant.
	 */
	private static final class Run {

		private final List<Step> steps;

		private int done;

		private long start;

		Run(List<Step> steps) {
			this.steps = List.copyOf(steps);
		}

		List<Step> left() {
			return this.steps.subList(this.done, this.steps.size());
		}

	}

}
