package io.appmigrations;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.appmigrations.MigrationSettings.Tenants;
import io.appmigrations.error.ErrorCode;
import io.appmigrations.error.MigrationException;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@DatabaseTest
class TenantTests {

	private static final int MANY = "oldest".equals(System.getProperty("postgres.version")) ? 40 : 200;

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

	@Test
	void oneThatFailsDoesNotStopTheOthers(TestDatabase database) {
		database.jdbc().sql("create schema tenant_017").update();
		database.jdbc().sql("create table tenant_017.lines ()").update();
		Migrations migrations = revisions().tenants(new Tenants(SCHEMAS, null, 4)).on(database);
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
	void replicasShareTheWork(TestDatabase database) {
		database.jdbc().sql("create table tenant (name text)").update();
		database.jdbc().sql("insert into tenant select 'tenant ' || i from generate_series(1, 12) i").update();
		Tenants tenants = new Tenants(List.of(), "select name from tenant order by name", 3);
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
	void queryThatFailsIsNamed(TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> revisions().tenants(new Tenants(List.of(), "select name from nowhere", 3))
				.on(database)
				.upgrade("heads"))
			.withMessageContaining("app.migrations.tenants.query: ")
			.withMessageContaining("relation \"nowhere\" does not exist");
	}

}
