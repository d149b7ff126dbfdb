package io.appmigrations.faults;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import io.appmigrations.settings.LockType;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Patience;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many replicas at once: each revision runs once, nobody fails. Indexes are built
 * concurrently, which a waiting replica with a snapshot would make a deadlock of.
 */
@DatabaseTest
@DisabledIfSystemProperty(named = "postgres.version", matches = "oldest",
		disabledReason = "LockingTests has a few replicas on it")
class ReplicaTests {

	private static final long SEED = 11;

	private static final int THREADS = 50;

	private static final int PROCESSES = 8;

	@ParameterizedTest
	@CsvSource({ "ADVISORY, r00", "ADVISORY, r04", "SHEDLOCK, r04" })
	void threads(LockType lock, String begin, TestDatabase database, TestDatabase reference) throws Exception {
		int steps = revisions(lock).on(reference).upgrade("heads").steps().size();
		int before = revisions(lock).on(database).upgrade(begin).steps().size();
		ExecutorService executor = Executors.newFixedThreadPool(THREADS);
		try {
			List<CompletableFuture<Integer>> replicas = IntStream.range(0, THREADS)
				.mapToObj((i) -> CompletableFuture
					.supplyAsync(() -> revisions(lock).on(database).upgrade("heads").steps().size(), executor))
				.toList();
			CompletableFuture<Void> all = CompletableFuture.allOf(replicas.toArray(CompletableFuture[]::new));
			FaultDatabase target = FaultDatabase.of(database);
			List<String> earlier = List.of();
			while (!all.isDone()) {
				// the server reads state and snapshot one after the other: a query can
				// begin in between
				List<String> holding = target.strings("""
						select pid || ' since ' || state_change || ': ' || query from pg_stat_activity
						where datname = current_database() and state = 'idle'
						and application_name like '%(app-migrations)' and backend_xmin is not null""");
				assertThat(holding.stream().filter(earlier::contains)).as("a replica that waits holds a snapshot")
					.isEmpty();
				earlier = holding;
				Thread.sleep(50);
			}
			assertThat(replicas.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(steps - before);
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(FaultDatabase.of(database).state()).isEqualTo(FaultDatabase.of(reference).state());
	}

	private static Revisions revisions(LockType lock) {
		return new Workload(SEED).revisions().lock(lock, Patience.LIMIT);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "r06" })
	void processes(String begin, TestDatabase database, TestDatabase reference) throws Exception {
		new Workload(SEED).revisions().on(reference).upgrade("heads");
		if (!begin.isEmpty()) {
			new Workload(SEED).revisions().on(database).upgrade(begin);
		}
		List<Process> processes = new ArrayList<>();
		for (int i = 0; i < PROCESSES; i++) {
			processes.add(UpgradeProcess.start(FaultDatabase.of(database), String.valueOf(SEED), "up"));
		}
		for (Process process : processes) {
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor()).as(output).isZero();
		}
		assertThat(FaultDatabase.of(database).state()).isEqualTo(FaultDatabase.of(reference).state());
	}

}
