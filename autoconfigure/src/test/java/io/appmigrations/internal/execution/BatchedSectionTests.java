package io.appmigrations.internal.execution;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationListener;
import io.appmigrations.MigrationResult;
import io.appmigrations.Migrations;
import io.appmigrations.Step;
import io.appmigrations.UnfinishedRevision;
import io.appmigrations.internal.database.version.RunProgress.BatchProgress;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BatchedSection}.
 */
@DatabaseTest
class BatchedSectionTests {

	/** A column of each kind that can be a key; all have the order of the rows. */
	private static final List<String> KEYS = List.of("id", "big", "uid", "code", "\"At\"", "amount", "day", "padded",
			"loose", "mood", "bits", "a");

	private static final List<String> TARGETS = List.of("t", "t as \"T\"", "only t x", "s.t", "s.t as y", "only (t)",
			"\"s\".\"t\" z", "t *", "t as t2");

	private static final List<String> SETS = List.of("n = n + 1", "(n, note) = (n + 1, note || '!')",
			"n = n + 1, note = coalesce(nullif(note, ' where '), 'or') || '?'", "n = n * 2 + (select max(v) from u)",
			"list[1] = n, n = case when n is distinct from 3 then n + 1 else 7 end");

	private static final List<String> CONDITIONS = List.of("", "where n > 2", "where(n > 2)",
			"where n > 5 or note = 'where'", "where -- or\nn % 2 = 0 -- the end",
			"where n in (select v from u where v > 3 or v < 2)",
			"where not exists (select from u where u.v = n and u.note is distinct from 'x')",
			"where note like '%where%' /* or true */ or n = 4\t", "WHERE\r\nn = 1 or n = 2 or n = 3",
			"where case when n > 3 then true else note <> $x$ where $x$ end");

	private static final List<String> LISTS = List.of("", "u",
			"u join (select v as w from u where v > 1) r on r.w = u.v", "(select * from u where v < 9) as u");

	private static final String ROWS = "select row(t.*)::text from s.t order by id";

	private static Revisions batched(String options, String statement) {
		return Revisions.none().file("""
				-- raise n
				-- revision: a1
				-- migrate:upgrade %s
				%s
				-- migrate:downgrade
				""".formatted(options, statement));
	}

	private static void fill(TestDatabase database, int rows) {
		database.jdbc()
			.sql("""
					drop schema if exists s cascade;
					drop type if exists public.mood;
					create type public.mood as enum ('sad', 'ok', 'glad');
					create schema s;
					create table s.t (id int primary key, big bigint not null unique, uid uuid not null unique,
					  code text not null unique, "At" timestamptz not null unique, amount numeric not null unique,
					  day date not null, padded char(9) not null unique, loose int not null, mood public.mood not null,
					  bits bit(8) not null, a int not null, b int, n int not null, note text, list int[], unique (a, b));
					create index on s.t (day); create index on s.t (loose); create index on s.t (mood desc); create index on s.t (bits);
					create table s.u (v int primary key, id int, note text);
					insert into s.u select i, 100 - i, case when i %% 2 = 0 then 'x' end from generate_series(1, 9) i;
					insert into s.t select i, i * 10000000000, ('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid,
					  'k''' || chr(65 + i), timestamptz '2026-01-01 00:00:00.000123+02' + i * interval '1 us', i + 0.1,
					  date '2026-01-01' + i / 3, 'p' || lpad(i::text, 3, '0'), i / 5, (enum_range(null::public.mood))[1 + 3 * i / (%1$s + 1)],
					  i::bit(8), i / 4, i %% 4, i %% 7, (array['where', ' where ', 'x', null, 'a where b'])[1 + i %% 5], array[i]
					  from generate_series(1, %1$s) i"""
				.formatted(rows))
			.update();
	}

	/** What the ranges do together is what the statement does at once. */
	@Test
	void rangesDoWhatTheStatementDoes(TestDatabase database) throws Exception {
		long seed = Long.getLong("batch.seed", System.nanoTime() & 0xFFFFFF);
		Random random = new Random(seed);
		database.set("search_path = s, public");
		for (int i = 0; i < Integer.getInteger("batch.statements", 40); i++) {
			int rows = random.nextInt(25);
			fill(database, rows);
			String statement = statement(random);
			String option = "batch:%s.%s size:%s%s".formatted(one(random, List.of("t", "s.t", "\"s\".\"t\"")),
					KEYS.get(i % KEYS.size()), 1 + random.nextInt(9), one(random, List.of("", " pause:1ms")));
			String description = "seed %s: %s rows, %s\n%s".formatted(seed, rows, option, statement);
			List<String> expected = atOnce(database, statement);
			boolean down = random.nextInt(4) == 0;
			Migrations migrations = Revisions.none()
				.file("""
						-- revision: a%s
						-- migrate:upgrade%s
						-- migrate:downgrade%s
						""".formatted(i, down ? "" : " " + option + "\n" + statement,
						down ? " " + option + "\n" + statement : ""))
				.defaultSchema("s")
				.on(database);
			migrations.upgrade("heads");
			migrations.downgrade("base");
			assertThat(database.jdbc().sql(ROWS).query(String.class).list()).as(description).isEqualTo(expected);
			database.jdbc().sql("drop table if exists app_migrations, app_migrations_log").update();
		}
	}

	private static String statement(Random random) {
		String with = one(random, List.of("", "", "with w as (select max(v) as m, ' where ' as s from u) ",
				"with recursive w (m) as materialized (select 1 union all select m + 1 from w where m < 3) "));
		String target = one(random, TARGETS);
		String condition = one(random, CONDITIONS);
		String list = one(random, LISTS);
		// the table behind FROM has columns of the same names
		boolean ambiguous = !list.isEmpty() && condition.contains("note");
		if (ambiguous) {
			list = "";
		}
		String join = list.isEmpty() ? "" : (condition.isEmpty() ? " where " : " and ") + "u.v = n";
		String where = list.isEmpty() ? condition
				: condition.isEmpty() ? join : "where u.v = n and n > 1 or n = 2 and u.v = 3";
		if (random.nextInt(3) == 0) {
			return "%sdelete from %s%s %s".formatted(with, target, list.isEmpty() ? "" : " using " + list, where)
					+ one(random, List.of(";", "", "-- ;\n;"));
		}
		String set = list.isEmpty() ? one(random, SETS) : "n = n + 1";
		return "%supdate %s set %s%s %s".formatted(with, target, set, list.isEmpty() ? "" : " from " + list, where)
				+ one(random, List.of(";", "", " /* ; */;"));
	}

	private static String one(Random random, List<String> of) {
		return of.get(random.nextInt(of.size()));
	}

	private static List<String> atOnce(TestDatabase database, String statement) throws Exception {
		List<String> rows = new ArrayList<>();
		try (Connection connection = database.dataSource().getConnection();
				Statement jdbc = connection.createStatement()) {
			connection.setAutoCommit(false);
			jdbc.setEscapeProcessing(false);
			jdbc.execute(statement);
			try (var result = jdbc.executeQuery(ROWS)) {
				while (result.next()) {
					rows.add(result.getString(1));
				}
			}
			connection.rollback();
		}
		return rows;
	}

	private static void createCounted(TestDatabase database) {
		database.jdbc().sql("""
				create table c (id int primary key, n int not null default 0, tx bigint);
				insert into c (id) select i from generate_series(1, 25) i;
				create table stop (at int);
				create function halt() returns trigger language plpgsql as $$
				begin
				  if new.id in (select at from stop) then raise exception 'no luck at %', new.id; end if;
				  new.tx := pg_current_xact_id()::text::bigint;
				  return new;
				end $$;
				create trigger halt before update on c for each row execute function halt();
				insert into stop values (17)""").update();
	}

	@Test
	void whatIsCommittedIsNotDoneAgain(TestDatabase database) {
		createCounted(database);
		Migrations first = batched("batch:c.id size:5", "update c set n = n + 1;").on(database);
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> first.upgrade("heads"))
			.withMessageContaining("no luck at 17")
			.withMessageContaining("The first 15 rows were processed; the next start resumes from there.");
		assertThat(first.current().unfinished()).extracting(UnfinishedRevision::describe)
			.containsExactly("a1: upgrade unfinished, rows done: 15");
		assertThat(first.findings()).singleElement()
			.satisfies((finding) -> assertThat(finding.message()).contains("after 15 rows"));
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> first.downgrade("base"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.INTERRUPTED_REVISION))
			.withMessageContaining("rows done: 15");
		assertThat(count(database, "n = 1")).isEqualTo(15);
		database.jdbc().sql("delete from stop").update();
		database.jdbc().sql("insert into c (id) values (26), (0)").update();
		// another size and another pause; rows behind the last are new
		MigrationResult result = batched("batch:c.id size:3 pause:1ms", "update c -- all\nset n = n + 1").on(database)
			.upgrade("heads");
		assertThat(result.current()).containsExactly("a1");
		assertThat(count(database, "n = 1")).isEqualTo(25);
		assertThat(count(database, "n = 0 and id in (0, 26)")).isEqualTo(2);
		assertThat(database.jdbc().sql("select count(distinct tx) from c").query(Long.class).single()).isEqualTo(3 + 4);
		assertThat(database.log()).containsExactly("upgrade a1 started", "upgrade a1 failed", "upgrade a1 done");
		assertThat(database.jdbc()
			.sql("select progress -> 'batch:c.id' ->> 'changed' from app_migrations_log where outcome = 'started'")
			.query(Integer.class)
			.single()).isEqualTo(25);
	}

	private static long count(TestDatabase database, String condition) {
		return database.jdbc().sql("select count(*) from c where " + condition).query(Long.class).single();
	}

	@Test
	void anotherStatementOrKeyDoesNotContinue(TestDatabase database) {
		createCounted(database);
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> batched("batch:c.id size:5", "update c set n = n + 1;").on(database).upgrade("heads"));
		database.jdbc().sql("delete from stop").update();
		"""
				batch:c.n size:5     | update c set tx = 1             | no longer has batch:c.id
				transaction:off      | update c set n = n + 1          | no longer has batch:c.id
				lock-timeout:5s      | update c set n = n + 1          | no longer runs in batches
				batch:c.id           | update c set n = n + 2          | have been changed since then
				batch:c.id           | delete from c                   | have been changed since then
				""".lines().map((line) -> line.split("\\|")).forEach((row) -> {
			assertThatExceptionOfType(MigrationException.class)
				.isThrownBy(() -> batched(row[0], row[1]).on(database).upgrade("heads"))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.INTERRUPTED_REVISION))
				.withMessageContaining("15 rows")
				.withMessageContaining(row[2].strip());
			assertThat(count(database, "n = 1")).isEqualTo(15);
		});
		batched("batch:\"c\".id", "update c set n = n + 1").on(database).upgrade("heads");
		assertThat(count(database, "n = 1")).isEqualTo(25);
	}

	@Test
	void failureOfTheFirstRangeLeavesNothingToResume(TestDatabase database) {
		createCounted(database);
		Migrations migrations = batched("batch:c.id size:20", "update c\nset n = nn + 1").on(database);
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> migrations.upgrade("heads"))
			.withMessageContaining("1.sql:5")
			.withMessageContaining("| set n = nn + 1\n    |         ^")
			.withMessageContaining("None of its statements took effect");
		assertThat(migrations.current().unfinished()).isEmpty();
		database.jdbc().sql("delete from stop").update();
		batched("transaction:on", "update c set n = n + 1").on(database).upgrade("heads");
		assertThat(count(database, "n = 1")).isEqualTo(25);
	}

	@Test
	void aLockedRowIsWaitedForAndEachRangeHasAllTries(TestDatabase database) throws Exception {
		createCounted(database);
		database.jdbc().sql("delete from stop").update();
		List<String> told = new ArrayList<>();
		Migrations migrations = batched("batch:c.id size:5 lock-timeout:100ms", "update c set n = n + 1").lockRetries(3)
			.listener(new MigrationListener() {

				@Override
				public void beforeRevision(Step step) {
					told.add(step.describe());
				}

			})
			.on(database);
		CompletableFuture<MigrationResult> run;
		try (Connection holder = database.dataSource().getConnection(); Statement jdbc = holder.createStatement()) {
			holder.setAutoCommit(false);
			jdbc.execute("select from c where id = 12 for update");
			run = CompletableFuture.supplyAsync(() -> migrations.upgrade("heads"));
			while (told.size() < 2) {
				assertThat(run).isNotDone();
				Thread.sleep(20);
			}
			assertThat(count(database, "n = 1")).isEqualTo(10);
			holder.rollback();
		}
		assertThat(run.get().current()).containsExactly("a1");
		assertThat(count(database, "n = 1")).isEqualTo(25);
	}

	/** A replica that receives everything and, for a while, applies nothing. */
	@Test
	void aReplicaThatLagsIsWaitedFor(TestDatabase database) throws Exception {
		createCounted(database);
		database.jdbc().sql("delete from stop").update();
		Properties properties = new Properties();
		PGProperty.USER.set(properties, database.username());
		PGProperty.PASSWORD.set(properties, database.password());
		PGProperty.REPLICATION.set(properties, "true");
		PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
		PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
		PGProperty.APPLICATION_NAME.set(properties, "batch-replica");
		AtomicBoolean applying = new AtomicBoolean();
		List<String> told = new CopyOnWriteArrayList<>();
		LogSequenceNumber start = LogSequenceNumber
			.valueOf(database.jdbc().sql("select pg_current_wal_flush_lsn()::text").query(String.class).single());
		try (Connection replica = DriverManager.getConnection(database.url(), properties);
				PGReplicationStream stream = replica.unwrap(PGConnection.class)
					.getReplicationAPI()
					.replicationStream()
					.physical()
					.withStartPosition(start)
					.start()) {
			AtomicBoolean ended = new AtomicBoolean();
			CompletableFuture<Void> applied = CompletableFuture.runAsync(() -> apply(stream, start, applying, ended));
			database.jdbc().sql("create table written as select generate_series(1, 1000)").update();
			while (database.jdbc()
				.sql("select count(*) from pg_stat_replication where application_name = 'batch-replica' and replay_lag > interval '300 ms'")
				.query(Integer.class)
				.single() == 0) {
				assertThat(applied).isNotDone();
				Thread.sleep(20);
			}
			CompletableFuture<MigrationResult> run = CompletableFuture.supplyAsync(
					() -> batched("batch:c.id size:10", "update c set n = n + 1").maxReplicaLag(Duration.ofMillis(300))
						.listener(new MigrationListener() {

							@Override
							public void progress(Step step, String progress) {
								told.add(progress);
							}

						})
						.on(database)
						.upgrade("heads"));
			while (told.isEmpty()) {
				assertThat(run).isNotDone();
				Thread.sleep(20);
			}
			assertThat(told).element(0)
				.asString()
				.matches("c\\.id: waiting for a replica: batch-replica is \\d+ s behind");
			assertThat(count(database, "n = 1")).isZero();
			applying.set(true);
			assertThat(run.get().current()).containsExactly("a1");
			assertThat(count(database, "n = 1")).isEqualTo(25);
			ended.set(true);
			applied.get();
		}
	}

	private static void apply(PGReplicationStream stream, LogSequenceNumber start, AtomicBoolean applying,
			AtomicBoolean ended) {
		try {
			while (!ended.get()) {
				while (stream.readPending() != null) {
					// what it says is of no interest
				}
				stream.setFlushedLSN(stream.getLastReceiveLSN());
				stream.setAppliedLSN(applying.get() ? stream.getLastReceiveLSN() : start);
				stream.forceUpdateStatus();
				Thread.sleep(20);
			}
		}
		catch (SQLException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Who may not see replicas does not wait for them. */
	@Test
	void aLoginThatMayNotSeeReplicasMigratesAllTheSame(TestDatabase database) {
		String role = "batch_" + database.name();
		database.jdbc().sql("create role %s login password 'x'".formatted(role)).update();
		try {
			database.jdbc().sql("revoke select on pg_catalog.pg_stat_replication from public").update();
			database.jdbc().sql("grant create on schema public to " + role).update();
			Revisions.none()
				.sql("a1", "",
						"create table c (id int primary key, n int default 0); insert into c values (1), (2), (3)", "")
				.file("""
						-- revision: b2
						-- down-revision: a1
						-- migrate:upgrade batch:c.id size:1
						update c set n = n + 1;
						""")
				.on(database.dataSource(role, "x"))
				.upgrade("heads");
			assertThat(count(database, "n = 1")).isEqualTo(3);
		}
		finally {
			database.jdbc().sql("drop owned by " + role).update();
			database.jdbc().sql("drop role " + role).update();
		}
	}

	@Test
	void keyThatMakesNoRangesIsRefused(TestDatabase database) {
		database.set("search_path = app, public");
		database.jdbc().sql("""
				create schema app;
				create table app.k (id int primary key, n int); create table public.k (id int primary key, n int);
				create table t (id int primary key, n int unique, a int not null, b int not null, half int not null,
				  hashed int not null, pattern text not null, unique (a, b));
				create index on t (half) where half > 0; create index on t using hash (hashed);
				create index on t (pattern text_pattern_ops); create view v as select id, n from t;
				insert into t values (1, 1, 1, 1, 1, 1, 'x')""").update();
		"""
				nowhere.id | update nowhere set n = 1       | there is no such table
				s.t.id     | update t set n = 1             | there is no such table
				public.k.id | update k set n = 1            | the statement changes another table of this name
				v.id       | update v set n = 1             | it is not a table
				t.nothing  | update t set n = 1             | the table has no such column
				t.ctid     | update t set n = 1             | the table has no such column
				t.n        | delete from t                  | the column is not declared not null
				t.b        | delete from t                  | no index of the whole table begins with the column
				t.half     | delete from t                  | no index of the whole table begins with the column
				t.hashed   | delete from t                  | no index of the whole table begins with the column
				t.pattern  | delete from t                  | no index of the whole table begins with the column
				""".lines()
			.map((line) -> line.split(" +\\| "))
			.forEach((row) -> assertThatExceptionOfType(MigrationException.class)
				.isThrownBy(() -> batched("batch:" + row[0], row[1]).on(database).upgrade("heads"))
				.withMessageContaining("1.sql:3: batch:%s cannot be divided into ranges: %s; nothing was run", row[0],
						row[2])
				.satisfies((ex) -> assertThat(ex.getHint()).contains("primary key")));
		assertThat(database.jdbc().sql("select count(*) from t").query(Integer.class).single()).isEqualTo(1);
	}

	@Test
	void placeholdersAreAPartOfTheStatement(TestDatabase database, TestDatabase other) {
		createCounted(database);
		database.jdbc().sql("delete from stop").update();
		batched("batch:c.id size:4", "update ${table} set n = n + ${by} where id > 0 ${more}")
			.placeholders(Map.of("table", "public.c", "by", "1", "more", "or n = 0"))
			.on(database)
			.upgrade("heads");
		assertThat(count(database, "n = 1")).isEqualTo(25);
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> batched("batch:c.id size:4", "update c set ${column} = 1")
				.placeholders(Map.of("column", "id"))
				.on(other)
				.upgrade("heads"))
			.withMessageContaining("'update c set id = 1' changes the key of batch:c.id");
	}

	@Test
	void childTablesAreChangedWhereTheStatementChangesThem(TestDatabase database) {
		database.jdbc().sql("""
				create table p (id int not null primary key, n int default 0);
				create table p1 (primary key (id)) inherits (p);
				create table p2 (like p including defaults) partition by range (id);
				create table p3 partition of p2 (primary key (id)) for values from (0) to (6);
				create table p4 partition of p2 default;
				create index on p2 (id)""").update();
		String fill = """
				truncate p, p2; insert into p select i from generate_series(1, 9) i;
				insert into p1 select i from generate_series(5, 14) i; insert into p2 select i from generate_series(1, 14) i""";
		for (String statement : List.of("update p set n = n + 1", "update only p set n = n + 1",
				"delete from p where n = 0 or id > 7", "update p2 set n = n + 1 where id > 3", "delete from p3")) {
			String table = statement.contains("p2") ? "p2" : statement.contains("p3") ? "p3" : "p";
			database.jdbc().sql(fill).update();
			database.jdbc().sql(statement).update();
			List<String> atOnce = children(database);
			database.jdbc().sql(fill).update();
			batched("batch:%s.id size:3".formatted(table), statement).on(database).upgrade("heads");
			assertThat(children(database)).as(statement).isEqualTo(atOnce);
			database.jdbc().sql("drop table app_migrations, app_migrations_log").update();
		}
	}

	private static List<String> children(TestDatabase database) {
		return database.jdbc()
			.sql("select tableoid::regclass || ' ' || id || ' ' || n from (select tableoid, * from p union all select tableoid, * from p2) a order by 1")
			.query(String.class)
			.list();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			5000  | 2000000 | 60   | 5000  | 1000 | 5000 rows of about 2000000 (0 %), 1000 ranges, about 6 h left
			50000 | 200000  | 60   | 50000 | 10   | 50000 rows of about 200000 (25 %), 10 ranges, about 3 min left
			50000 | 60000   | 100  | 25000 | 10   | 50000 rows of about 60000 (83 %), 10 ranges, about 40 s left
			7     | 5       | 1    | 7     | 1    | 7 rows, 1 range""")
	void progressSaysHowLongItTakes(long rows, long total, long seconds, long ofRun, long ranges, String text) {
		assertThat(CommittedRanges.describe(new BatchProgress("1", rows, ranges, 0, null), total,
				Duration.ofSeconds(seconds), ofRun))
			.isEqualTo(text);
	}

}
