package io.appmigrations.internal.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import io.appmigrations.CurrentRevisions;
import io.appmigrations.ErrorCode;
import io.appmigrations.HistoryRequest;
import io.appmigrations.LintFinding;
import io.appmigrations.LintReport;
import io.appmigrations.LintRequest;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationResult;
import io.appmigrations.Migrations;
import io.appmigrations.Mode;
import io.appmigrations.RevisionDetails;
import io.appmigrations.StampRequest;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.settings.TenantSettings;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

@DatabaseTest
class TenantTests {

	private static final int MANY = 40;

	private static final List<String> SCHEMAS = IntStream.rangeClosed(1, MANY)
		.mapToObj((number) -> String.format(Locale.ROOT, "tenant_%03d", number))
		.toList();

	private static Revisions revisions() {
		return Revisions.none()
			.sql("a1", "", "create table orders (id int primary key);", "drop table orders;")
			.sql("b2", "a1", "create table lines (id int primary key, orders int references orders);",
					"drop table lines;")
			.file("""
					-- revision: c3
					-- down-revision: b2
					-- migrate:upgrade transaction:off
					create index concurrently lines_orders_idx on lines (orders);
					-- migrate:downgrade transaction:off
					drop index concurrently lines_orders_idx;
					""");
	}

	private static long count(TestDatabase database, String table) {
		return database.jdbc()
			.sql("select count(*) from pg_class c join pg_namespace n on n.oid = relnamespace "
					+ "where relname = ? and nspname like 'tenant%'")
			.param(table)
			.query(Long.class)
			.single();
	}

	/** What is small in one schema is large in another. */
	@Test
	void lintTakesTheLargestTable(TestDatabase database) {
		Migrations migrations = Revisions.none().autogenerate(AutogenerateSettings.builder((major, minor, schema) -> {
			throw new IllegalStateException("There is no model");
		}).databases((url) -> new DriverManagerDataSource(url, database.username(), database.password())).build())
			.sql("a1", "", "create table orders (id int, n int);\ncreate table few (id int);", "")
			.sql("b2", "a1", "create index orders_idx on orders (n);", "")
			.sql("c3", "b2", "create index few_idx on few (id);", "")
			.tenants(new TenantSettings(List.of("ten1", "ten2", "ten3"), null, 1))
			.on(database);
		migrations.upgrade("a1");
		database.jdbc()
			.sql("insert into ten2.orders select i from generate_series(1, 10500) i; insert into ten3.orders select i from generate_series(1, 10100) i; analyze ten2.orders, ten3.orders")
			.update();
		LintReport report = migrations.lint(LintRequest.pending());
		assertThat(report.checked()).containsExactly("b2", "c3");
		assertThat(report.findings()).extracting(LintFinding::line, LintFinding::rule)
			.containsExactly(tuple(7, "blocks-writes"));
		assertThat(report.findings()).allSatisfy(
				(finding) -> assertThat(finding.message()).contains("10,500 rows in ten2, the largest tenant)."));
		assertThat(report.onSmallTables()).isEqualTo(1);
	}

	/** Each waits for the other: one after the other they would come to no end. */
	@Test
	void theStateOfSeveralTenantsIsReadAtOnce(TestDatabase database) {
		Revisions revisions = Revisions.none()
			.sql("a1", "", "create table orders (id int primary key);", "")
			.tenants(new TenantSettings(List.of("ten2", "ten1"), null, 2));
		revisions.on(database).upgrade("heads");
		CyclicBarrier both = new CyclicBarrier(2);
		DataSource meeting = new DelegatingDataSource(database.dataSource()) {

			@Override
			public Connection getConnection() throws SQLException {
				try {
					both.await(30, TimeUnit.SECONDS);
				}
				catch (InterruptedException | BrokenBarrierException | TimeoutException ex) {
					throw new SQLException("Nobody else asks for a connection", ex);
				}
				return super.getConnection();
			}

		};
		Map<String, CurrentRevisions> tenants = Objects.requireNonNull(revisions.on(meeting).current().tenants());
		assertThat(tenants.keySet()).containsExactly("ten2", "ten1");
		assertThat(tenants.values()).allSatisfy((tenant) -> assertThat(tenant.current()).containsExactly("a1"));
	}

	@Test
	void oneThatFailsDoesNotStopTheOthers(TestDatabase database) {
		database.jdbc().sql("create schema tenant_017").update();
		database.jdbc().sql("create table tenant_017.lines ()").update();
		Migrations migrations = revisions().tenants(new TenantSettings(SCHEMAS, null, 4)).on(database);
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> migrations.upgrade("heads"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.STATEMENT_FAILED))
			.withMessageContaining("1 of " + MANY + " tenants failed, the others are done")
			.withMessageContaining("tenant_017: Revision b2 (make b2) failed in upgrade")
			.withMessageContaining("relation \"lines\" already exists");
		assertThat(count(database, "lines_orders_idx")).isEqualTo(MANY - 1);
		assertThat(count(database, "orders")).isEqualTo(MANY);
		assertThat(migrations.current().pending()).containsExactly("b2", "c3");
		database.jdbc().sql("drop table tenant_017.lines").update();
		MigrationResult resumed = migrations.upgrade("heads");
		assertThat(resumed.tenants()).hasSize(MANY);
		assertThat(resumed.steps()).extracting((result) -> result.step().revision().id()).containsExactly("b2", "c3");
		assertThat(migrations.current().atHeads()).isTrue();
		assertThat(database.hasTable("public.app_migrations")).isFalse();
		migrations.downgrade("base");
		assertThat(count(database, "orders")).isZero();
	}

	@Test
	void failureOfOneKeepsTheResultsOfTheOthers(TestDatabase database) {
		database.jdbc()
			.sql("create schema t2; create view t2.app_migrations as select 1 as one; create schema t3; create table t3.lines ()")
			.update();
		DefaultMigrations migrations = revisions().tenants(new TenantSettings(List.of("t1", "t2", "t3", "t4"), null, 2))
			.on(database);
		List<ThrowingCallable> commands = List.of(() -> migrations.upgrade("heads"), () -> migrations.downgrade("base"),
				() -> migrations.stamp(StampRequest.to(List.of("a1"))), () -> migrations.ensureVersion(Mode.RUN));
		List<String> ran = List.of("a1 b2 c3 a1 a1 b2 c3", "c3 b2 a1 a1 c3 b2 a1", "a1 a1 a1", "");
		for (int i = 0; i < commands.size(); i++) {
			String steps = ran.get(i);
			assertThatExceptionOfType(TenantFailures.class).isThrownBy(commands.get(i)).satisfies((ex) -> {
				assertThat(ex.failures().get("t2")).hasMessageContaining("are not the version table");
				MigrationResult done = Objects.requireNonNull(ex.done());
				assertThat(done.tenants()).containsOnlyKeys("t1", "t2", "t3", "t4");
				assertThat(done.steps()
					.stream()
					.map((step) -> step.step().revision().id())
					.collect(Collectors.joining(" "))).isEqualTo(steps);
			});
		}
		assertThatExceptionOfType(TenantFailures.class).isThrownBy(migrations::current)
			.satisfies((ex) -> assertThat(ex.failures()).containsOnlyKeys("t2"))
			.satisfies(
					(ex) -> assertThat(Objects.requireNonNull(ex.read()).tenants()).containsOnlyKeys("t1", "t3", "t4"));
	}

	@Test
	void storedDowngradeScriptsOfEachTenantAreItsOwn(TestDatabase database) {
		List<String> schemas = List.of("tenant_1", "tenant_2", "tenant_3", "tenant_4");
		TenantSettings tenants = new TenantSettings(schemas, null, 2);
		Revisions older = Revisions.none().sql("a1", "", "create table a ();", "drop table a;");
		older.tenants(tenants).on(database).upgrade("heads");
		Revisions.none()
			.sql("a1", "", "create table a ();", "drop table a;")
			.sql("b2", "a1", "create table b ();", "drop table b;")
			.tenants(new TenantSettings(List.of("tenant_1"), null, 1))
			.on(database)
			.upgrade("heads");
		Revisions.none()
			.sql("a1", "", "create table a ();", "drop table a;")
			.sql("c3", "a1", "create table c ();", "drop table c;")
			.tenants(new TenantSettings(List.of("tenant_2", "tenant_3"), null, 1))
			.on(database)
			.upgrade("heads");
		database.jdbc().sql("update tenant_3.app_migrations_log set downgrade_script = null").update();
		DefaultMigrations migrations = Revisions.none()
			.sql("a1", "", "create table a ();", "drop table a;")
			.tenants(tenants)
			.on(database);
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> migrations.downgradeStored("a1", Mode.DRY_RUN))
			.withMessageContaining("works on a single schema");
		assertThat(count(database, "b") + count(database, "c")).isEqualTo(3);
		assertThatExceptionOfType(TenantFailures.class).isThrownBy(() -> migrations.downgradeStored("a1", Mode.RUN))
			.satisfies((ex) -> {
				assertThat(ex.failures()).containsOnlyKeys("tenant_3");
				assertThat(Objects.requireNonNull(ex.done()).steps()).extracting((step) -> step.step().revision().id())
					.containsExactlyInAnyOrder("b2", "c3");
			});
		assertThat(count(database, "b")).isZero();
		assertThat(count(database, "c")).isEqualTo(1);
		assertThat(count(database, "a")).isEqualTo(4);
	}

	/** What the first attempt committed is not lost from the result of the second. */
	@Test
	void secondAttemptCountsTheStepsOfTheFirst(TestDatabase database) {
		Revisions revisions = Revisions.none()
			.sql("a1", "", "create table own ();", "")
			.sql("b2", "a1",
					"do $$ begin if to_regclass('public.shared') is null then perform pg_sleep(0.5); create table public.shared (); end if; end $$;",
					"");
		MigrationResult result = revisions.tenants(new TenantSettings(List.of("t1", "t2", "t3"), null, 3))
			.on(database)
			.upgrade("heads");
		assertThat(result.tenants().values())
			.allSatisfy((tenant) -> assertThat(tenant.steps()).extracting((step) -> step.step().revision().id())
				.containsExactly("a1", "b2"));
	}

	@Test
	void eachTenantCountsForWhereTheDatabaseIs(TestDatabase database) {
		revisions().tenants(new TenantSettings(List.of("tenant_a"), null, 1)).on(database).upgrade("heads");
		DefaultMigrations both = revisions().tenants(new TenantSettings(List.of("tenant_a", "tenant_b"), null, 1))
			.on(database);
		// the rows of both together are the heads
		CurrentRevisions current = both.current();
		assertThat(current.current()).isEqualTo(current.heads());
		assertThat(current.atHeads()).isFalse();
		assertThat(current.tenantsNotAtHeads()).containsExactly("tenant_b");
		assertThat(both.details(current.current())).extracting(RevisionDetails::applied).containsOnlyNulls();
		List<ThrowingCallable> ofOneSchema = List.of(() -> both.history(HistoryRequest.all().indicateCurrent()),
				() -> both.history(HistoryRequest.of(":current")), () -> both.show("current"),
				() -> both.edit("current"), both::findings);
		assertThat(ofOneSchema)
			.allSatisfy((look) -> assertThatExceptionOfType(MigrationException.class).isThrownBy(look)
				.withMessageContaining("app.migrations.tenants configures several"));
		assertThat(both.show("head").applied()).isNull();
		both.upgrade("heads");
		assertThat(both.current().atHeads()).isTrue();
		both.downgrade("base");
		assertThat(both.current().tenantsNotAtHeads()).containsExactly("tenant_a", "tenant_b");
		Migrations none = revisions().tenants(new TenantSettings(List.of(), "select 'a' where false", 1)).on(database);
		assertThat(none.current().heads()).containsExactly("c3");
		assertThat(none.current().atHeads()).isTrue();
	}

	/**
	 * Of objects that belong to no tenant, one transaction at a time can create or change
	 * each.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "create or replace function public.shared() returns int language sql return 1;",
			"do $$ begin if to_regtype('public.mood') is null then perform pg_sleep(0.2); create type public.mood as enum ('ok'); end if; end $$;",
			"create table if not exists public.shared (id int); grant select on public.shared to public;",
			"do $$ begin if to_regclass('public.shared') is null then perform pg_sleep(0.2); create table public.shared (); end if; end $$;" })
	void whatTenantsShareIsMadeOneAfterTheOther(String statement, TestDatabase database) {
		Revisions revisions = Revisions.none()
			.sql("a1", "", "create table own (); " + statement + " select pg_sleep(0.1);", "");
		Migrations migrations = revisions.tenants(new TenantSettings(List.of("t1", "t2", "t3", "t4"), null, 4))
			.on(database);
		assertThat(migrations.upgrade("heads").tenants()).hasSize(4);
		assertThat(migrations.current().atHeads()).isTrue();
	}

	@Test
	void replicasShareTheWork(TestDatabase database) {
		database.jdbc().sql("create table tenant (name text)").update();
		database.jdbc().sql("insert into tenant select 'tenant ' || i from generate_series(1, 12) i").update();
		TenantSettings tenants = new TenantSettings(List.of(), "select name from tenant order by name", 3);
		List<CompletableFuture<MigrationResult>> replicas = IntStream.range(0, 3)
			.mapToObj((i) -> CompletableFuture
				.supplyAsync(() -> revisions().tenants(tenants).on(database).upgrade("heads")))
			.toList();
		assertThat(replicas.stream().mapToInt((replica) -> replica.join().steps().size()).sum()).isEqualTo(36);
		assertThat(database.jdbc()
			.sql("select count(*) from \"tenant 7\".app_migrations_log where outcome = 'done'")
			.query(Long.class)
			.single()).isEqualTo(3);
	}

	@Test
	void namesThatCannotBeUsedAreRefusedForTheirTenant(TestDatabase database) {
		List<String> refused = List.of("a\"b", "a,b", "\"quoted\"", "$user", "pg_x", "information_schema",
				"x".repeat(64));
		List<String> all = new ArrayList<>(refused);
		all.add("fine");
		all.add("a b'c;d");
		Migrations migrations = revisions().tenants(new TenantSettings(all, null, 1)).on(database);
		assertThatExceptionOfType(TenantFailures.class).isThrownBy(() -> migrations.upgrade("heads"))
			.satisfies((ex) -> {
				assertThat(ex.failures()).containsOnlyKeys(refused);
				assertThat(ex.failures().values()).allSatisfy((failure) -> {
					assertThat(failure.getCode()).isEqualTo(ErrorCode.INVALID_CONFIGURATION);
					assertThat(failure).hasMessageStartingWith("app.migrations.tenants: ");
				});
			});
		assertThatExceptionOfType(TenantFailures.class).isThrownBy(migrations::current)
			.satisfies(
					(ex) -> assertThat(Objects.requireNonNull(ex.read()).tenants()).containsOnlyKeys("fine", "a b'c;d")
						.allSatisfy((schema, state) -> assertThat(state.current()).containsExactly("c3")));
	}

	@Test
	void queryThatFailsIsNamed(TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> revisions().tenants(new TenantSettings(List.of(), "select name from nowhere", 3))
				.on(database)
				.upgrade("heads"))
			.withMessageContaining("app.migrations.tenants.query: ")
			.withMessageContaining("relation \"nowhere\" does not exist");
	}

}
