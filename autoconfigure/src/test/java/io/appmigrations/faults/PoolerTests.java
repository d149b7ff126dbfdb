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
import io.appmigrations.testing.Patience;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A pooler between the tool and the server.
 */
@DatabaseTest
@ExtendWith(OutputCaptureExtension.class)
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
					.lock(lock, Patience.LIMIT)
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
		new Workload(SEED).revisions().lock(LockType.SHEDLOCK, Patience.LIMIT).on(reference).upgrade("heads");
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
					""").lock(LockType.SHEDLOCK, Patience.LIMIT).on(through.dataSource()).upgrade("heads");
			assertThat(through.strings("select timeout from t")).containsExactly("7s");
		}
	}

	@Test
	void statementModeIsRefusedAtOnce(TestDatabase database, @TempDir Path folder, CapturedOutput output)
			throws Exception {
		try (PgBouncer pooler = new PgBouncer(FaultDatabase.of(database), "statement", 20, folder)) {
			FaultDatabase through = FaultDatabase.of(database).at(pooler.port());
			for (LockType type : LockType.values()) {
				assertThatExceptionOfType(MigrationException.class).as(type.name())
					.isThrownBy(() -> new Workload(SEED).revisions()
						.lock(type, Duration.ofDays(1))
						.on(through.dataSource())
						.upgrade("heads"))
					.satisfies((ex) -> assertThat(ex.getHint()).containsPattern("statement mode|app.migrations.url"));
			}
		}
		assertThat(output).doesNotContain("\tat ");
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
					""").lock(LockType.SHEDLOCK, Patience.LIMIT).on(through.dataSource()).upgrade("heads"))
				.withMessageContaining("changes a setting of its session")
				.withMessageContaining(":4)")
				.withMessageContaining("nothing was run");
			assertThat(database.hasTable("t")).isFalse();
			// as a squashed revision has it
			Revisions.none().file("""
					-- revision: a1
					-- migrate:upgrade transaction:off
					begin;
					set local work_mem = '64MB';
					create table t as select current_setting('work_mem') as m;
					commit;
					""").lock(LockType.SHEDLOCK, Patience.LIMIT).on(through.dataSource()).upgrade("heads");
			assertThat(through.strings("select m from t")).containsExactly("64MB");
		}
	}

	@Test
	void whatRunsOutsideATransactionIsRefusedWhereThePoolerHasAnotherSchema(TestDatabase database, @TempDir Path folder)
			throws Exception {
		List<String> statements = List.of("create index concurrently acct_id on acct (id)",
				"drop index concurrently acct_all", "reindex index concurrently acct_all",
				"reindex (concurrently) table acct", "vacuum (analyze) acct", "call empty_acct()",
				"do $$ begin delete from acct; commit; end $$",
				"alter table parted detach partition acct concurrently");
		database.jdbc().sql("create schema ten1").update();
		try (PgBouncer pooler = new PgBouncer(FaultDatabase.of(database), "transaction", 20, folder)) {
			for (String statement : statements) {
				Revisions revisions = Revisions.none()
					.file("""
							-- revision: a1
							-- migrate:upgrade
							create table acct (id int);
							""")
					.file("""
							-- revision: b2
							-- down-revision: a1
							-- migrate:upgrade transaction:off
							insert into acct values (1);
							%s;
							""".formatted(statement))
					.lock(statement.startsWith("vacuum") ? LockType.NONE : LockType.SHEDLOCK, Patience.LIMIT)
					.defaultSchema("ten1");
				assertThatExceptionOfType(MigrationException.class).as(statement)
					.isThrownBy(() -> revisions.on(FaultDatabase.of(database).at(pooler.port()).dataSource())
						.upgrade("heads"))
					.withMessageContaining("Revision b2 runs statements outside a transaction (db/migrations/2.sql:5)")
					.withMessageContaining("another schema than ten1; nothing was run")
					.satisfies((ex) -> assertThat(ex.getHint()).contains("app.migrations.url", "session mode"));
			}
		}
		assertThat(FaultDatabase.of(database).strings("select 1 where to_regclass('ten1.acct') is not null")).isEmpty();
	}

	@Test
	void whatShowsInTheRunOnlyIsNotRunInAnotherSchema(TestDatabase database, @TempDir Path folder) throws Exception {
		database.jdbc().sql("create schema ten1").update();
		database.jdbc().sql("create table public.p (id int) partition by list (id)").update();
		database.jdbc().sql("create index p_id on public.p (id)").update();
		try (PgBouncer pooler = new PgBouncer(FaultDatabase.of(database), "transaction", 20, folder)) {
			assertThatExceptionOfType(MigrationException.class)
				.isThrownBy(() -> Revisions.none()
					.file("""
							-- revision: a1
							-- migrate:upgrade transaction:off
							create table p (id int) partition by list (id);
							begin isolation level serializable;
							create table block as select current_setting('transaction_isolation') as level;
							commit;
							reindex table p;
							""")
					.lock(LockType.SHEDLOCK, Patience.LIMIT)
					.defaultSchema("ten1")
					.on(FaultDatabase.of(database).at(pooler.port()).dataSource())
					.upgrade("heads"))
				.withMessageContaining("another schema than ten1; statement 5 and those after it were not run");
		}
		assertThat(FaultDatabase.of(database).strings("select level from ten1.block")).containsExactly("serializable");
	}

	@Test
	void outsideATransactionTheSchemaThatTheServerGivesIsReliedOn(TestDatabase database, @TempDir Path folder)
			throws Exception {
		database.jdbc().sql("create schema ten1").update();
		database.jdbc().sql("alter database %s set search_path = ten1, public".formatted(database.name())).update();
		try (PgBouncer pooler = new PgBouncer(FaultDatabase.of(database), "transaction", 20, folder)) {
			Revisions.none()
				.file("""
						-- revision: a1
						-- migrate:upgrade transaction:off
						create table t (id int);
						create index concurrently t_id on t (id);
						""")
				.lock(LockType.SHEDLOCK, Patience.LIMIT)
				.defaultSchema("ten1")
				.on(FaultDatabase.of(database).at(pooler.port()).dataSource())
				.upgrade("heads");
		}
		assertThat(FaultDatabase.of(database).strings("select to_regclass('ten1.t_id')::text"))
			.containsExactly("ten1.t_id");
	}

}
