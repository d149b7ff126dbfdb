package io.appmigrations;

import java.util.List;
import java.util.stream.IntStream;

import io.appmigrations.internal.engine.CurrentDetails;
import io.appmigrations.internal.engine.DefaultMigrations;
import io.appmigrations.model.Model;
import io.appmigrations.model.ModelSource;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.settings.OnStartup;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.RoundTripCounter;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Performance is counted in round trips: they are the same on every machine.
 */
@DatabaseTest
class RoundTripTests {

	private static Revisions revisions(int number) {
		Revisions revisions = Revisions.none().sql("r0", "", "create table t (id int);", "drop table t;");
		for (int i = 1; i <= number; i++) {
			revisions.sql("r" + i, "r" + (i - 1), """
					create table t%1$s (id int);
					insert into t%1$s select generate_series(1, 3);
					create index on t%1$s (id);
					""".formatted(i), "drop table t%s;".formatted(i));
		}
		return revisions;
	}

	@Test
	void nothingToDoCostsOneQuery(TestDatabase database) throws Exception {
		try (RoundTripCounter counter = new RoundTripCounter(database)) {
			Migrations migrations = revisions(3).on(counter.dataSource(database));
			migrations.upgrade("heads");
			assertThat(counter.count()).isGreaterThan(1);
			migrations.upgrade("heads");
			assertThat(counter.count()).isEqualTo(1);
			migrations.current();
			assertThat(counter.count()).isEqualTo(1);
			revisions(3).onStartup(OnStartup.FAIL).on(counter.dataSource(database)).upgrade("heads");
			assertThat(counter.count()).isEqualTo(1);
		}
	}

	/**
	 * Behind, in between, at the heads, and ahead of the build.
	 */
	@Test
	void whereADatabaseIsCostsOneConnectionAndOneQuery(TestDatabase database) throws Exception {
		try (RoundTripCounter counter = new RoundTripCounter(database)) {
			DefaultMigrations migrations = revisions(3).on(counter.dataSource(database));
			// where there is no version table, it is asked for the reason
			assertDetails(migrations, counter, 2);
			for (String target : List.of("r1", "r3")) {
				migrations.upgrade(target);
				assertDetails(migrations, counter, 1);
			}
			migrations.downgrade("r2");
			assertDetails(migrations, counter, 1);
			DefaultMigrations older = revisions(1).on(counter.dataSource(database));
			assertDetails(older, counter, 1);
			assertThat(older.currentDetails(false).revisions().unknown()).containsExactly("r2");
			database.jdbc().sql("drop table app_migrations_log").update();
			assertThat(migrations.currentDetails(true).details()).singleElement()
				.satisfies((r2) -> assertThat(r2.appliedAt()).isNull());
		}
	}

	/** The same as if each part were asked for. */
	private static void assertDetails(DefaultMigrations migrations, RoundTripCounter counter, int trips) {
		CurrentRevisions current = migrations.current();
		List<RevisionDetails> details = migrations.details(current.current());
		counter.reset();
		CurrentDetails plain = migrations.currentDetails(false);
		assertThat(counter.connections()).isOne();
		assertThat(counter.count()).isEqualTo(trips);
		assertThat(plain.revisions()).isEqualTo(current);
		assertThat(plain.details()).usingRecursiveFieldByFieldElementComparatorIgnoringFields("appliedAt")
			.isEqualTo(details);
		assertThat(plain.database()).isNull();
		counter.reset();
		CurrentDetails verbose = migrations.currentDetails(true);
		assertThat(counter.connections()).isOne();
		assertThat(counter.count()).isLessThanOrEqualTo(2);
		assertThat(verbose.revisions()).isEqualTo(current);
		assertThat(verbose.details()).isEqualTo(details);
		assertThat(verbose.database()).contains(" as ");
	}

	@Test
	void eachRevisionCostsTwoRoundTrips(TestDatabase database) throws Exception {
		try (RoundTripCounter counter = new RoundTripCounter(database)) {
			revisions(0).on(counter.dataSource(database)).upgrade("heads");
			revisions(1).on(counter.dataSource(database)).upgrade("heads");
			int one = counter.count();
			revisions(11).on(counter.dataSource(database)).upgrade("heads");
			assertThat(counter.count() - one).isEqualTo(9 * 2);
			assertThat(one).isLessThanOrEqualTo(12);
		}
	}

	/** BEGIN, the version table with the log, COMMIT. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "create table if not exists t (id int) | 3", "insert into t values (1) | 3",
			"update t set id = id + 1 | 3", "alter table t add column if not exists a text default 'a' | 3",
			"alter table t add column if not exists at timestamptz not null default now() | 3",
			"create table if not exists u (id uuid primary key default gen_random_uuid(), timezone text default lower('UTC'), amount numeric(10, 2) not null check (amount > 0)) | 3",
			"create index if not exists i on t (coalesce(id, 0)) where id > 1 | 3",
			"create or replace view v as select id, jsonb_build_object('id', id) as j from t | 3",
			"comment on table t is 'Things' | 3", "grant select, insert on t to public | 3",
			"insert into t select nextval('s') from generate_series(1, 3) on conflict do nothing | 3",
			"alter type e add value if not exists 'b' | 3", "notify c | 6", "do 'begin end' | 6",
			"set work_mem = '77MB' | 6" })
	void eachRevisionCostsFewStatementsMoreThanItHas(String statement, int more, TestDatabase database)
			throws Exception {
		database.jdbc().sql("create sequence s; create type e as enum ('a')").update();
		try (RoundTripCounter counter = new RoundTripCounter(database)) {
			revisions(0).on(counter.dataSource(database)).upgrade("heads");
			int one = upgrading(statement, 1, counter, database);
			int roundTrips = counter.count();
			assertThat(upgrading(statement, 11, counter, database) - one).isEqualTo(9 * (1 + more));
			assertThat(counter.count() - roundTrips).isEqualTo(9 * 2);
		}
	}

	private static int upgrading(String statement, int to, RoundTripCounter counter, TestDatabase database) {
		Revisions revisions = revisions(0);
		for (int i = 1; i <= to; i++) {
			revisions.sql("r" + i, "r" + (i - 1), statement + ";", "");
		}
		counter.reset();
		revisions.on(counter.dataSource(database)).upgrade("heads");
		return counter.statements();
	}

	@Test
	void aComparisonCostsTheSameForManyTables(TestDatabase database) throws Exception {
		try (RoundTripCounter counter = new RoundTripCounter(database)) {
			int few = comparing(5, database, counter);
			assertThat(counter.texts()).anyMatch((sql) -> sql.contains("('jit', 'off')"));
			assertThat(comparing(60, database, counter)).isEqualTo(few).isLessThanOrEqualTo(17);
		}
	}

	private static int comparing(int tables, TestDatabase database, RoundTripCounter counter) {
		List<Model.Statement> model = IntStream.range(0, tables)
			.mapToObj(
					(number) -> "create table t%s (id bigint primary key, name varchar(20) not null check (name <> ''))"
						.formatted(number))
			.map((sql) -> new Model.Statement(sql, "the test"))
			.toList();
		database.jdbc().sql("drop schema public cascade; create schema public").update();
		model.forEach((statement) -> database.jdbc().sql(statement.sql()).update());
		ModelSource source = (majorVersion, minorVersion,
				defaultSchema) -> Model.builder("the test").statements(model).complete().build();
		AutogenerateSettings settings = AutogenerateSettings.of(source);
		Migrations migrations = Revisions.none().autogenerate(settings).on(counter.dataSource(database));
		counter.count();
		assertThat(migrations.check(AutogenerateOptions.defaults()).isEmpty()).isTrue();
		return counter.count();
	}

}
