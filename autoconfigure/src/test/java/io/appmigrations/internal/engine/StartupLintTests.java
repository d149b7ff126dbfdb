package io.appmigrations.internal.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.measure.ColumnStatistics;
import io.appmigrations.settings.OnStartup;
import io.appmigrations.settings.TenantSettings;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@code app.migrations.lint.on-startup}: unsafe statements of pending
 * revisions are found before anything runs, from their text and the tables that there
 * are.
 */
@DatabaseTest
@ExtendWith(OutputCaptureExtension.class)
class StartupLintTests {

	private static final String ROWS = """
			create table t (id int, half int, few int, none int, "Most" int, "T" text);
			insert into t select n, nullif(n % 2, 0) * n, n % 7, null, nullif(n, 9), 'x' || n
			  from generate_series(1, 2000) n;
			create table unknown (id int, n int) with (autovacuum_enabled = false);
			insert into unknown values (1, null), (1, null);
			create table p (id int, day int) partition by range (day);
			create table p_1 partition of p for values from (0) to (10);
			insert into p values (1, 1), (1, 2);
			drop schema if exists other cascade;
			create schema other;
			create table other.t (half int);
			insert into other.t values (1), (2);
			analyze t; analyze p; analyze other.t""";

	/** Of these, only large tables that are in use are worth a word. */
	private static Revisions pending(OnStartup reaction) {
		return applied().onStartup(reaction)
			.sql("b2", "a1", """
					create table fresh (id bigint primary key);
					create index fresh_idx on fresh (id);
					create index small_idx on small (id);""", "")
			.sql("c3", "b2", """
					-- lint:ignore blocks-writes nobody writes at night
					create index big_idx on big (id);""", "")
			.sql("d4", "c3", "create index big_n_idx on big (n);", "")
			.sql("e5", "d4", """
					alter table fresh add constraint fresh_check check (id > 0);
					alter table big drop column n;""", "");
	}

	private static Revisions applied() {
		return Revisions.none()
			.sql("a1", "", "create table big as select n as id, n from generate_series(1, 15000) n;"
					+ "analyze big; create table small (id bigint);", "");
	}

	@Test
	void nothingIsRunIfItWouldBeUnsafe(TestDatabase database, CapturedOutput output) {
		applied().onStartup(OnStartup.FAIL).on(database).upgrade("heads");
		Migrations migrations = pending(OnStartup.FAIL).on(database);
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> migrations.upgrade("heads"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.UNSAFE_OPERATION))
			.satisfies((ex) -> assertThat(ex.getMessage())
				.startsWith("A statement of the pending revisions is unsafe on a database in use; nothing was run")
				.contains("blocks-writes: ")
				.containsOnlyOnce("\n"));
		assertThat(output).doesNotContain("blocks-writes");
		assertThat(migrations.current().current()).containsExactly("a1");
		assertThat(database.hasTable("fresh")).isFalse();
		migrations.upgrade("a1");
		pending(OnStartup.OFF).on(database).upgrade("heads");
	}

	@Test
	void aWarningIsAFewLinesAndTheRevisionsRun(TestDatabase database, CapturedOutput output) {
		applied().on(database).upgrade("heads");
		pending(OnStartup.WARN).on(database).upgrade("heads");
		assertThat(output.toString().lines().filter((line) -> line.startsWith("  ")).toList()).singleElement()
			.satisfies((line) -> assertThat(line).contains("/4.sql:7: blocks-writes: "));
	}

	@Test
	void inAnEmptyDatabaseEverythingIsSafe(TestDatabase database, CapturedOutput output) {
		assertThat(pending(OnStartup.FAIL).on(database).upgrade("heads").steps()).hasSize(5);
		assertThat(output).doesNotContain("unsafe");
	}

	/**
	 * Of an invalid index the catalog knows, and what nobody can run in a transaction.
	 */
	@Test
	void whatTheCatalogSaysCounts(TestDatabase database) {
		applied().on(database).upgrade("heads");
		database.jdbc().sql("create unique index broken on big (n)").update();
		database.jdbc().sql("update pg_index set indisvalid = false where indexrelid = 'broken'::regclass").update();
		Revisions revisions = applied().onStartup(OnStartup.FAIL).file("""
				-- make b2
				--
				-- revision: b2
				-- down-revision: a1

				-- migrate:upgrade transaction:off
				create unique index concurrently if not exists broken on big (n);
				""").sql("c3", "b2", "create index concurrently c on small (id);", "");
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> revisions.on(database).upgrade("heads"))
			.satisfies(
					(ex) -> assertThat(ex.getMessage()).startsWith("2 statements of the pending revisions are unsafe")
						.contains("index-if-not-exists: ", "not-in-transaction: "));
	}

	/** What is found fails, and what is not found does not. */
	@Test
	void statisticsTellWhatFailsOnTheRows(TestDatabase database) {
		cases().forEach((sql, rule) -> {
			database.empty();
			database.jdbc().sql(ROWS).update();
			Revisions revisions = Revisions.none().sql("b2", "", sql + ";", "");
			Migrations migrations = revisions.onStartup(OnStartup.FAIL).on(database);
			if (rule.isEmpty()) {
				assertThatNoException().as(sql).isThrownBy(() -> migrations.upgrade("heads"));
				return;
			}
			assertThatExceptionOfType(MigrationException.class).as(sql)
				.isThrownBy(() -> migrations.upgrade("heads"))
				.satisfies((ex) -> assertThat(ex.getCode()).as(sql + ex)
					.isEqualTo(rule.equals("unknown") ? ErrorCode.STATEMENT_FAILED : ErrorCode.UNSAFE_OPERATION))
				.withMessageContaining(rule.equals("unknown") ? "" : rule);
			assertThatExceptionOfType(MigrationException.class).as(sql)
				.isThrownBy(() -> Revisions.none()
					.sql("b2", "", sql + ";", "")
					.onStartup(OnStartup.OFF)
					.on(database)
					.upgrade("heads"))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.STATEMENT_FAILED));
		});
	}

	private static Map<String, String> cases() {
		Map<String, String> cases = new LinkedHashMap<>();
		String unique = "unique-on-duplicates";
		String required = "not-null-on-nulls";
		cases.put("alter table t alter half set not null", required);
		cases.put("alter table t alter column \"Most\" set not null, alter id set not null", required);
		cases.put("alter table other.t alter half set not null", "");
		cases.put("alter table t alter id set not null, add primary key (id)", "");
		cases.put("alter table t add primary key (\"Most\")", required);
		cases.put("alter table t add constraint k unique (half)", "");
		cases.put("alter table t add constraint k unique (few)", unique);
		cases.put("alter table public.t add constraint k primary key (few)", unique);
		cases.put("alter table t add constraint k unique (few) deferrable", unique);
		cases.put("alter table t add constraint k unique (\"Most\")", "");
		cases.put("alter table t add constraint k unique (id, few), add constraint l unique (\"T\")", "");
		cases.put("create unique index k on t using btree (few desc nulls last) include (id)", unique);
		cases.put("create unique index k on t (few) where id < 7", "");
		cases.put("create unique index k on t ((few + id))", "");
		cases.put("create index k on t (few)", "");
		cases.put("create unique index k on t (none)", "");
		cases.put("alter table unknown add primary key (n)", "unknown");
		cases.put("alter table p add constraint k unique (id, day)", "");
		cases.put("update t set half = 0 where half is null;\nalter table t alter half set not null", "");
		cases.put("update unknown set n = 0;\nalter table t alter half set not null", required);
		cases.put("delete from t where half is null;\nalter table t alter half set not null", "");
		cases.put("insert into t (id) values (0);\nalter table t alter half set not null", required);
		cases.put(
				"do $$ begin update t set half = 0 where half is null; end $$;\nalter table t alter half set not null",
				"");
		cases.put("-- lint:ignore renames-column new\nalter table t rename half to other;\n"
				+ "alter table t alter other set not null", "unknown");
		cases.put("-- lint:ignore drops-column new\nalter table t drop half;\nalter table t add half int default 0;\n"
				+ "alter table t alter half set not null", "");
		cases.put("alter table t alter half type int using coalesce(half, 0), alter half set not null", "");
		cases.put("alter table t alter half set default 0, add x int;\nalter table t alter half set not null",
				required);
		cases.put("create index i on t (id);\nalter table t alter half set not null", required);
		cases.put("-- lint:ignore not-null-on-nulls corrected\nalter table t alter half set not null", "unknown");
		cases.put("-- lint:ignore not-null-on-nulls corrected\nalter table t alter id set not null", "");
		return cases;
	}

	/**
	 * Who may not read a column is told nothing of it, and what is revoked is no error.
	 */
	@Test
	void aLoginThatMayNotReadTheRowsIsToldNothing(TestDatabase database) {
		database.jdbc().sql(ROWS).update();
		String login = "reader_" + database.name();
		database.jdbc()
			.sql("create role LOGIN login password 'x'; grant usage on schema public to LOGIN".replace("LOGIN", login))
			.update();
		List<List<String>> columns = List.of(List.of("public", "t", "half"), List.of("public", "t", "few"));
		try (MigrationConnection connection = TestDatabase.connect(database.dataSource(login, "x"))) {
			assertThat(ColumnStatistics.read(connection, columns)).isEqualTo(ColumnStatistics.NONE);
			database.jdbc().sql("grant select (few) on t to " + login).update();
			assertThat(ColumnStatistics.read(connection, columns).columns()).containsOnlyKeys(columns.get(1));
			database.jdbc().sql("revoke select on pg_stats from public").update();
			assertThat(ColumnStatistics.read(connection, columns)).isEqualTo(ColumnStatistics.NONE);
		}
		finally {
			database.jdbc()
				.sql("grant select on pg_stats to public; drop owned by LOGIN; drop role LOGIN".replace("LOGIN", login))
				.update();
		}
	}

	@Test
	void ofTenantsOneIsLookedAtAndTheResultHoldsForAll(TestDatabase database, CapturedOutput output) {
		TenantSettings tenants = new TenantSettings(List.of("t1", "t2"), null, 2);
		applied().tenants(tenants).on(database).upgrade("heads");
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> pending(OnStartup.FAIL).tenants(tenants).on(database).upgrade("heads"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.UNSAFE_OPERATION))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains("2 of 2 tenants failed"));
		assertThat(database.jdbc()
			.sql("select count(*) from pg_class where relname = 'fresh'")
			.query(Integer.class)
			.single()).isZero();
		pending(OnStartup.WARN).tenants(tenants).on(database).upgrade("heads");
		assertThat(output.toString().split("are unsafe on a database in use:", -1)).hasSize(2);
	}

	/** Replays and checks run in databases that nobody uses. */
	@Test
	void onlyTheDatabaseInUseIsLookedAt(TestDatabase database) {
		applied().on(database).upgrade("heads");
		assertThat(pending(OnStartup.FAIL).on(database).withoutStartupLint().upgrade("heads").steps()).hasSize(4);
	}

}
