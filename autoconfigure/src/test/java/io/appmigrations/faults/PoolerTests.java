package io.appmigrations.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.settings.LockType;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A pooler between the tool and the server.
 */
@DatabaseTest
class PoolerTests {

	private static final long SEED = 4;

	private static final int REPLICAS = 6;

	@BeforeAll
	static void requirePgBouncer() {
		assumeTrue(PgBouncer.isInstalled() || "true".equals(System.getenv("CI")),
				"The package pgbouncer is not installed");
	}

	private static void migrate(FaultDatabase through, LockType lock) {
		ExecutorService executor = Executors.newFixedThreadPool(REPLICAS);
		try {
			List<CompletableFuture<?>> replicas = new ArrayList<>();
			for (int i = 0; i < REPLICAS; i++) {
				replicas.add(CompletableFuture.runAsync(() -> new Workload(SEED).revisions()
					.lock(lock, Duration.ofMinutes(1))
					.on(through.dataSource())
					.upgrade("heads"), executor));
			}
			replicas.forEach(CompletableFuture::join);
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void sessionModeWorks(TestDatabase database, TestDatabase reference, @TempDir Path folder) throws Exception {
		new Workload(SEED).revisions().on(reference).upgrade("heads");
		try (PgBouncer pooler = new PgBouncer(FaultDatabase.of(database), "session", 20, folder)) {
			migrate(FaultDatabase.of(database).at(pooler.port()), LockType.ADVISORY);
		}
		assertThat(FaultDatabase.of(database).state()).isEqualTo(FaultDatabase.of(reference).state());
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 20 })
	void transactionModeIsRefusedBeforeAnythingHappens(int size, TestDatabase database, @TempDir Path folder)
			throws Exception {
		try (PgBouncer pooler = new PgBouncer(FaultDatabase.of(database), "transaction", size, folder)) {
			FaultDatabase through = FaultDatabase.of(database).at(pooler.port());
			assertThatExceptionOfType(MigrationException.class)
				.isThrownBy(() -> new Workload(SEED).revisions().on(through.dataSource()).upgrade("heads"))
				.satisfies((ex) -> {
					assertThat(ex.getCode()).isEqualTo(ErrorCode.UNSUPPORTED_DATABASE);
					assertThat(ex.getHint()).contains("app.migrations.url", "lock.type=shedlock");
				})
				.withMessageContaining("pooler in transaction mode");
			assertThat(database.hasTable("app_migrations")).isFalse();
			assertThat(FaultDatabase.of(database).locks()).isEmpty();
			assertThat(sessionSettings(through)).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 3, 20 })
	void transactionModeWorksWithShedLock(int size, TestDatabase database, TestDatabase reference, @TempDir Path folder)
			throws Exception {
		new Workload(SEED).revisions().lock(LockType.SHEDLOCK, Duration.ofMinutes(1)).on(reference).upgrade("heads");
		try (PgBouncer pooler = new PgBouncer(FaultDatabase.of(database), "transaction", size, folder)) {
			FaultDatabase through = FaultDatabase.of(database).at(pooler.port());
			migrate(through, LockType.SHEDLOCK);
			assertThat(sessionSettings(through)).as("settings that reach other clients").isEmpty();
			assertThat(FaultDatabase.of(database).state()).isEqualTo(FaultDatabase.of(reference).state());
		}
	}

	@Test
	void timeoutsOfASectionHoldInTransactionMode(TestDatabase database, @TempDir Path folder) throws Exception {
		try (PgBouncer pooler = new PgBouncer(FaultDatabase.of(database), "transaction", 20, folder)) {
			FaultDatabase through = FaultDatabase.of(database).at(pooler.port());
			Revisions.none().file("""
					-- revision: a1
					-- migrate:upgrade transaction:off statement-timeout:7s
					create table t as select current_setting('statement_timeout') as timeout;
					""").lock(LockType.SHEDLOCK, Duration.ofMinutes(1)).on(through.dataSource()).upgrade("heads");
			assertThat(through.strings("select timeout from t")).containsExactly("7s");
		}
	}

	private static List<String> sessionSettings(FaultDatabase through) {
		return through.strings("select name from pg_settings where source = 'session' and name not in "
				+ "('application_name', 'client_encoding', 'DateStyle', 'TimeZone', 'standard_conforming_strings', 'extra_float_digits')");
	}

	@Test
	void settingsOfTheSessionAreRefusedInTransactionMode(TestDatabase database, @TempDir Path folder) throws Exception {
		try (PgBouncer pooler = new PgBouncer(FaultDatabase.of(database), "transaction", 20, folder)) {
			FaultDatabase through = FaultDatabase.of(database).at(pooler.port());
			assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> Revisions.none().file("""
					-- revision: a1
					-- migrate:upgrade transaction:off
					create table t (id int);
					set work_mem = '64MB';
					create index concurrently t_idx on t (id);
					""").lock(LockType.SHEDLOCK, Duration.ofMinutes(1)).on(through.dataSource()).upgrade("heads"))
				.withMessageContaining("changes a setting of its session")
				.withMessageContaining(":4)")
				.withMessageContaining("nothing was run");
			assertThat(database.hasTable("t")).isFalse();
		}
	}

}
