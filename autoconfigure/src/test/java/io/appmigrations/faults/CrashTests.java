package io.appmigrations.faults;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationResult;
import io.appmigrations.Migrations;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Patience;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Upgrades and downgrades that are broken off at random points, and begun again until
 * they are done. {@code -Dcrash.faults=N} says how many faults of each kind there are at
 * least, {@code -Dcrash.seed=N} repeats a run's history and points in time, as far as
 * time can be repeated. {@code -Dcrash.history=FOLDER} takes the revision files of a
 * folder, with an insert into {@code public.ledger (revision, direction, part)} where it
 * is to be seen what ran.
 */
@DatabaseTest
class CrashTests {

	private static final Logger logger = LoggerFactory.getLogger(CrashTests.class);

	private static final int FAULTS = Integer.getInteger("crash.faults",
			"oldest".equals(System.getProperty("postgres.version")) ? 1 : 3);

	/** So many faults in one direction, and the run may come to its end. */
	private static final int ENOUGH = Math.max(FAULTS, 3);

	private static final long SEED = Long.getLong("crash.seed", System.nanoTime() & 0xFFFFFF);

	private static final @Nullable String HISTORY = System.getProperty("crash.history");

	@Test
	@DisabledIfSystemProperty(named = "postgres.version", matches = "oldest",
			disabledReason = "it is about the client alone")
	void clientIsKilled(TestDatabase database) throws Exception {
		FaultDatabase target = FaultDatabase.of(database);
		breakOff("kill -9", database, target,
				(source, direction, delay) -> end(target, source, direction, delay, Process::destroyForcibly));
	}

	@Test
	@DisabledIfSystemProperty(named = "postgres.version", matches = "oldest",
			disabledReason = "it is about the client alone")
	void clientIsAskedToEnd(TestDatabase database) throws Exception {
		FaultDatabase target = FaultDatabase.of(database);
		breakOff("kill -TERM", database, target,
				(source, direction, delay) -> end(target, source, direction, delay, Process::destroy));
	}

	private static boolean end(FaultDatabase target, String source, String direction, Duration delay,
			Consumer<Process> signal) throws Exception {
		Process process = UpgradeProcess.start(target, source, direction);
		process.getInputStream().read();
		boolean ended = process.waitFor(delay.toMillis(), TimeUnit.MILLISECONDS);
		signal.accept(process);
		assertThat(process.waitFor(Patience.MINUTES, TimeUnit.MINUTES)).as("it ends").isTrue();
		if (ended && process.exitValue() != 0) {
			throw new AssertionError(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
		}
		return process.exitValue() == 0;
	}

	@Test
	void sessionIsTerminated(TestDatabase database) throws Exception {
		FaultDatabase target = FaultDatabase.of(database);
		breakOff("pg_terminate_backend", database, target,
				(source, direction, delay) -> !interrupt(target, source, direction, delay,
						() -> target.strings("select pg_terminate_backend(pid)::text from pg_stat_activity "
								+ "where datname = current_database() and application_name like '%(app-migrations)'")));
	}

	@Test
	void connectionIsCut(TestDatabase database) throws Exception {
		FaultDatabase target = FaultDatabase.of(database);
		URI server = URI.create(target.url().substring("jdbc:".length()));
		try (TcpProxy proxy = new TcpProxy(server.getHost(), server.getPort())) {
			breakOff("connection cut", database, target, (source, direction,
					delay) -> !interrupt(target.at(proxy.port()), source, direction, delay, proxy::cut));
		}
	}

	@Test
	void serverVanishesWithoutAWord(TestDatabase database) throws Exception {
		FaultDatabase target = FaultDatabase.of(database);
		URI server = URI.create(target.url().substring("jdbc:".length()));
		try (TcpProxy proxy = new TcpProxy(server.getHost(), server.getPort())) {
			Migrations migrations = Revisions.none()
				.sql("a1", "", "create table t ();\nselect pg_sleep(600);", "")
				.on(target.at(proxy.port()).dataSource());
			CompletableFuture<MigrationResult> run = CompletableFuture.supplyAsync(() -> migrations.upgrade("heads"));
			while (target
				.strings("select query from pg_stat_activity where query like '%pg_sleep(600)%' "
						+ "and pid <> pg_backend_pid() and datname = current_database()")
				.isEmpty()) {
				Thread.sleep(20);
			}
			proxy.loseServer();
			assertThat(run).failsWithin(Patience.LIMIT)
				.withThrowableThat()
				.havingCause()
				.asInstanceOf(InstanceOfAssertFactories.throwable(MigrationException.class))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.CONNECTION_FAILED));
			assertThat(target.locks()).isEmpty();
			assertThat(database.hasTable("t")).isFalse();
		}
	}

	@Test
	void serverCrashes(TestDatabase database, @TempDir Path folder) throws Exception {
		try (CrashingServer server = new CrashingServer(folder)) {
			breakOff("server stopped with immediate", database, server.database(), (source, direction,
					delay) -> !interrupt(server.database(), source, direction, delay, server::crash));
		}
	}

	/**
	 * Migrates in a thread until it is interrupted.
	 * @return whether the run failed
	 */
	private static boolean interrupt(FaultDatabase target, String source, String direction, Duration delay, Fault fault)
			throws Exception {
		Workload workload = Workload.of(source);
		Migrations migrations = workload.revisions().on(target.dataSource());
		CompletableFuture<Boolean> failed = CompletableFuture.supplyAsync(() -> {
			try {
				if (direction.equals("up")) {
					migrations.upgrade("heads");
				}
				else {
					migrations.downgrade(workload.floor());
				}
				return false;
			}
			catch (MigrationException ex) {
				return true;
			}
		});
		Thread.sleep(delay.toMillis());
		fault.happen();
		return failed.get(Patience.MINUTES, TimeUnit.MINUTES);
	}

	private static void breakOff(String kind, TestDatabase reference, FaultDatabase target, Attempt attempt)
			throws Exception {
		Random random = new Random(SEED);
		int faults = 0;
		int histories = 0;
		while (faults < FAULTS) {
			String source = Objects.requireNonNullElseGet(HISTORY, () -> String.valueOf(random.nextLong()));
			Workload workload = Workload.of(source);
			reference.empty();
			prepare(FaultDatabase.of(reference));
			Migrations undisturbed = workload.revisions().on(reference);
			long start = System.nanoTime();
			undisturbed.upgrade("heads");
			long millis = (System.nanoTime() - start) / 1_000_000;
			FaultDatabase.State up = FaultDatabase.of(reference).state();
			if (workload.directions().contains("down")) {
				undisturbed.downgrade(workload.floor());
			}
			FaultDatabase.State down = FaultDatabase.of(reference).state();
			reference.empty();
			if (!target.url().equals(reference.url())) {
				target.jdbc().sql("drop schema public cascade").update();
				target.jdbc().sql("create schema public").update();
			}
			prepare(target);
			for (String direction : workload.directions()) {
				FaultDatabase.State expected = direction.equals("up") ? up : down;
				// a new process is slower than this one: the later, the longer it may run
				long longest = millis * 3 / 4 + 1;
				int broken = 0;
				while (!attempt.run(source, direction, Duration.ofMillis(random.nextLong(longest)))) {
					faults++;
					broken++;
					longest += (broken < ENOUGH) ? millis / 20 + 1 : longest;
					assertConsistent(target, up, down, direction);
				}
				assertThat(target.state()).as("%s, seed %s, %s", kind, SEED, direction).isEqualTo(expected);
				assertThat(doneTwice(target)).isEmpty();
			}
			histories++;
		}
		logger.info("{}: {} faults in {} histories, seed {}", kind, faults, histories, SEED);
	}

	private static void prepare(FaultDatabase database) {
		if (HISTORY != null) {
			database.jdbc().sql(Workload.LEDGER).update();
		}
	}

	private static void assertConsistent(FaultDatabase target, FaultDatabase.State up, FaultDatabase.State down,
			String direction) throws InterruptedException {
		long start = System.nanoTime();
		while (!target.locks().isEmpty() || !target.migrating().isEmpty()) {
			assertThat(Duration.ofNanos(System.nanoTime() - start)).as("the lock is not free")
				.isLessThan(Patience.LIMIT);
			Thread.sleep(20);
		}
		if (target.strings("select (to_regclass('ledger') is null or to_regclass('app_migrations_log') is null)::text")
			.contains("true")) {
			return;
		}
		List<String> complete = (direction.equals("up") ? up : down).ledger();
		List<String> ledger = target.state().ledger();
		assertThat(complete).as("nothing ran twice").containsAll(ledger);
		Set<String> done = new TreeSet<>(target
			.strings("select revision from app_migrations_log where outcome = 'done' and direction = '%sgrade'"
				.formatted(direction)));
		Set<String> begun = new TreeSet<>(target
			.strings("select revision from app_migrations_log where outcome = 'started' and direction = '%sgrade'"
				.formatted(direction)));
		assertThat(parts(ledger, direction, done)).as("what is done is done wholly")
			.isEqualTo(parts(complete, direction, done));
		Set<String> touched = new TreeSet<>(done);
		touched.addAll(begun);
		assertThat(parts(ledger, direction, touched)).as("nothing remains of what was rolled back")
			.isEqualTo(parts(ledger, direction, null));
	}

	private static Set<String> parts(List<String> ledger, String direction, @Nullable Set<String> revisions) {
		return ledger.stream()
			.filter((line) -> line.contains(" " + direction + " "))
			.filter((line) -> revisions == null || revisions.contains(line.substring(0, line.indexOf(' '))))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static List<String> doneTwice(FaultDatabase target) {
		return target.strings("select revision from app_migrations_log where outcome = 'done' "
				+ "group by revision, direction having count(*) > 1");
	}

	/** Something that goes wrong. */
	@FunctionalInterface
	private interface Fault {

		void happen() throws Exception;

	}

	/** A run that may be broken off. */
	@FunctionalInterface
	private interface Attempt {

		/**
		 * Runs.
		 * @return whether it came to its end
		 */
		boolean run(String source, String direction, Duration delay) throws Exception;

	}

}
