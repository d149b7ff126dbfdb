package io.appmigrations.internal.execution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationResult;
import io.appmigrations.Migrations;
import io.appmigrations.Mode;
import io.appmigrations.StampRequest;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.javarevision.JavaRevision;
import io.appmigrations.javarevision.RevisionContext;
import io.appmigrations.javarevision.RevisionInfo;
import io.appmigrations.settings.LockType;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Patience;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Scripts leave the database as the run does that they stand for.
 */
@DatabaseTest
class OfflineTests {

	@TempDir
	private Path folder;

	private static Revisions revisions() {
		return Revisions.none()
			.sql("a1", "", """
					create table a (id int, note text); -- with ; and 'quotes'
					copy a (id, note) from stdin;
					1	one
					2	it's \\\\ two
					\\.
					create function f() returns int language sql begin atomic select 1; end;
					""", "drop function f(); drop table a;")
			.file("""
					-- it's "b2"; drop table a; $guard$ */
					-- second line
					-- revision: b2
					-- down-revision: a1
					-- migrate:upgrade transaction:off lock-timeout:2s
					create index concurrently a_id on a (id);
					update a set note = note || E'\\\\n${x}' -- trailing comment
					-- migrate:downgrade transaction:off
					drop index concurrently a_id;
					""")
			.sql("c3", "a1", "set search_path to pg_catalog; create table public.c (id int default 1);",
					"drop table public.c;")
			.sql("m4", "b2, c3", "begin; create table d (id int); commit;", "drop table d;")
			.file("""
					-- revision: e5
					-- depends-on: m4
					-- migrate:upgrade
					do $$ begin perform set_config('search_path', 'pg_temp', false); end $$;
					-- migrate:downgrade
					""")
			.sql("f6", "e5",
					"create table f (id int primary key, n int default 0); insert into f select generate_series(1, 7);",
					"drop table f;")
			.file("""
					-- revision: g7
					-- down-revision: f6
					-- migrate:upgrade batch:f.id size:3 pause:1ms
					update f set n = n + id where id <> 2 or n = 4;
					-- migrate:downgrade batch:f.id
					delete from f
					""");
	}

	/** Whoever reads the script sees what the author says. */
	@Test
	void commentsAreInTheScript(TestDatabase database) throws SQLException {
		Migrations migrations = Revisions.none().file("""
				-- keys
				-- for what the customers ask
				-- revision: a1
				-- migrate:upgrade

				-- first: it's new
				begin; -- one transaction
				/* a table,
				   of keys */
				create table a (id int); -- behind a
				-- before the data
				copy a (id) from stdin;
				1
				\\.
				commit;
				-- at the end
				-- migrate:downgrade transaction:off
				-- made so: gone so
				drop table a;
				""").on(database);
		String script = sql(migrations.upgrade("base:heads", Mode.OFFLINE));
		assertThat(script).containsSubsequence("-- for what the customers ask\n", "-- first: it's new\n",
				"-- one transaction\n", "/* a table,\n   of keys */\n", "create table a (id int);\n", "-- behind a\n",
				"-- before the data\n", "copy a (id) from stdin;\n1\n\\.\n", "-- at the end\n");
		assertThat(sql(migrations.downgrade("a1:base", Mode.OFFLINE))).containsSubsequence("-- made so: gone so\n",
				"drop table a;\n");
		run(database, script);
		assertThat(database.rows()).containsExactly("a1");
	}

	private static void run(TestDatabase database, String script) throws SQLException {
		awaitEndOfSession(database);
		runBesideOthers(database, script);
	}

	private static void runBesideOthers(TestDatabase database, String script) throws SQLException {
		try (Connection connection = database.dataSource().getConnection();
				Statement jdbc = connection.createStatement()) {
			jdbc.setEscapeProcessing(false);
			for (SqlStatement statement : statements(script)) {
				if (statement.copyData() != null) {
					connection.unwrap(PGConnection.class)
						.getCopyAPI()
						.copyIn(statement.text(), statement.copyData().stream());
				}
				else {
					jdbc.execute(statement.text().replace("?", "??"));
				}
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The lock of a script before ends with its session, which the server ends in its own
	 * time.
	 */
	private static void awaitEndOfSession(TestDatabase database) {
		while (database.jdbc()
			.sql("select exists (select from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid() "
					+ "and database = (select oid from pg_database where datname = current_database()))")
			.query(Boolean.class)
			.single()) {
			Thread.onSpinWait();
		}
	}

	/** The reader finds the statements that psql finds (RevisionFileReaderTests). */
	private static List<SqlStatement> statements(String script) {
		String section = "-- revision: x\n-- migrate:upgrade transaction:off\n" + script.replace("-- migrate:", "-- ");
		return RevisionFileReader.read("script", section.getBytes(StandardCharsets.UTF_8)).upgrade().statements();
	}

	private static List<String> state(TestDatabase database) {
		List<String> state = new ArrayList<>();
		state.addAll(database.jdbc().sql("select revision from app_migrations order by 1").query(String.class).list());
		state.addAll(database.jdbc().sql("""
				select concat_ws('|', revision, direction, outcome, message, checksum, down_revisions, depends_on,
				                 upgrade_script, downgrade_script, downgrade_options, progress, application)
				  from app_migrations_log order by id""").query(String.class).list());
		state.addAll(database.jdbc()
			.sql("""
					select concat_ws('|', c.relkind, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), i.indisvalid)
					  from pg_class c left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
					  left join pg_index i on i.indexrelid = c.oid
					 where c.relnamespace = 'public'::regnamespace order by 1""")
			.query(String.class)
			.list());
		state.addAll(database.jdbc()
			.sql("select case when to_regclass('a') is null then '' else query_to_xml('select * from a', false, false, '')::text end")
			.query(String.class)
			.list());
		return state;
	}

	@ParameterizedTest
	@CsvSource({ "heads, base", "b2, base", "f6, b2", "f6, 'e5'" })
	void scriptsLeaveWhatTheRunLeaves(String up, String down, TestDatabase online, TestDatabase offline)
			throws SQLException {
		revisions().on(online).upgrade(up);
		run(offline, sql(revisions().on(offline).upgrade(up, Mode.OFFLINE)));
		assertThat(state(offline)).isEqualTo(state(online));
		revisions().on(online).downgrade(down);
		run(offline, sql(revisions().on(offline).downgrade(up + ":" + down, Mode.OFFLINE)));
		assertThat(state(offline)).isEqualTo(state(online));
	}

	@Test
	void rangesAndDryRunsStartWhereTheDatabaseIs(TestDatabase online, TestDatabase offline) throws SQLException {
		revisions().on(online).upgrade("c3");
		revisions().on(offline).upgrade("c3");
		MigrationResult range = revisions().on(offline).upgrade("c3:m4", Mode.OFFLINE);
		MigrationResult dryRun = revisions().on(offline).upgrade("m4", Mode.DRY_RUN);
		assertThat(dryRun.sql()).isEqualTo(range.sql());
		revisions().on(online).upgrade("m4");
		run(offline, sql(range));
		assertThat(state(offline)).isEqualTo(state(online));
	}

	@ParameterizedTest
	@CsvSource({ "m4", "heads", "b2" })
	void stampScriptsLeaveWhatTheStampLeaves(String target, TestDatabase online, TestDatabase offline)
			throws SQLException {
		revisions().on(online).stamp(StampRequest.to(target));
		run(offline, sql(revisions().on(offline).stamp(StampRequest.to(target).mode(Mode.OFFLINE))));
		assertThat(state(offline)).isEqualTo(state(online));
		revisions().on(online).stamp(StampRequest.to("a1"));
		run(offline, sql(revisions().on(offline).stamp(StampRequest.to(target + ":a1").mode(Mode.OFFLINE))));
		assertThat(state(offline)).isEqualTo(state(online));
	}

	@Test
	void scriptIsRefusedByADatabaseThatIsElsewhere(TestDatabase database) {
		revisions().on(database).upgrade("a1");
		String fromBase = sql(revisions().on(database).upgrade("a1", Mode.OFFLINE));
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> run(database, fromBase))
			.withMessageContaining("This script is for a database at base, but this database is not");
		String further = sql(revisions().on(database).upgrade("c3:m4", Mode.OFFLINE));
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> run(database, further))
			.withMessageContaining("This script is for a database at c3");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			a1     | newer   | of a newer build
			a1     | b2      | further on
			b2:c3  | a1      | behind
			b2:c3  | b2,c3   | there already
			b2:c3  | b2,new  | of a newer build beside
			heads  | x1      | of another branch that the script makes too
			""")
	void scriptIsRefusedByADatabaseThatHasOtherRows(String range, String rows, String why, TestDatabase database) {
		String script = sql(branches(database).upgrade(range, Mode.OFFLINE));
		insert(database, rows);
		assertThatExceptionOfType(SQLException.class).as(why)
			.isThrownBy(() -> run(database, script))
			.withMessageContaining("but this database is not");
	}

	@ParameterizedTest
	@ValueSource(strings = { "x1", "x2" })
	void scriptIsTakenBesideAnotherBranch(String row, TestDatabase database) throws SQLException {
		insert(database, row);
		run(database, sql(branches(database).upgrade("c3", Mode.OFFLINE)));
		assertThat(database.jdbc().sql("select revision from app_migrations").query(String.class).list())
			.containsExactlyInAnyOrder("c3", row);
	}

	private static Migrations branches(TestDatabase database) {
		return Revisions.none()
			.sql("a1", "", "select 1;", "")
			.sql("b2", "a1", "select 1;", "")
			.sql("c3", "b2", "select 1;", "")
			.sql("x1", "", "select 1;", "")
			.sql("x2", "x1", "select 1;", "")
			.on(database);
	}

	private static void insert(TestDatabase database, String rows) {
		branches(database).ensureVersion(Mode.RUN);
		for (String row : StringUtils.commaDelimitedListToStringArray(rows)) {
			database.jdbc().sql("insert into app_migrations values (?)").param(row).update();
		}
	}

	@Test
	void scriptWaitsForNobodyWhoMigrates(TestDatabase database) throws SQLException {
		revisions().on(database).upgrade("a1");
		String script = sql(revisions().on(database).upgrade("a1:b2", Mode.OFFLINE));
		try (Connection holder = database.dataSource().getConnection(); Statement jdbc = holder.createStatement()) {
			String lock = script.substring(script.indexOf("('x'"), script.indexOf("::pg_catalog.int8") + 17);
			jdbc.execute("select pg_advisory_lock(" + lock + ")");
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> runBesideOthers(database, script))
				.withMessageContaining("Another process is migrating this database");
			// the same lock as the run's
			assertThatExceptionOfType(MigrationException.class)
				.isThrownBy(() -> revisions().lock(LockType.ADVISORY, Duration.ZERO).on(database).upgrade("b2"))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.LOCK_TIMEOUT));
		}
	}

	/** The database's own settings count, those of the client do not. */
	@Test
	void literalsMeanTheSameInRunAndScriptWhateverTheZone(TestDatabase online, TestDatabase offline) throws Exception {
		Revisions revisions = Revisions.none()
			.sql("a1", "",
					"""
							create table t as select timestamptz '2024-07-01 12:00' as at, '05/04/2024'::date as day,
							       timestamptz '2024-07-01 12:00Z'::text || date '2024-07-01' || (0.1::float8 + 0.2::float8) as text;
							""",
					"drop table t;")
			.file("""
					-- revision: b2
					-- down-revision: a1
					-- migrate:upgrade transaction:off
					set timezone to 'Asia/Tokyo';
					insert into t (at) values ('2024-07-01 13:00');
					reset timezone;
					-- migrate:downgrade transaction:off
					""")
			.java(new Zoned());
		for (TestDatabase database : List.of(online, offline)) {
			for (String setting : List.of("timezone to 'America/New_York'", "datestyle to 'German, DMY'",
					"extra_float_digits to -5")) {
				database.set(setting);
			}
		}
		TimeZone zone = TimeZone.getDefault();
		String script;
		try {
			TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));
			revisions.on(online).upgrade("heads");
			script = sql(revisions.on(offline).upgrade("base:b2", Mode.OFFLINE));
		}
		finally {
			TimeZone.setDefault(zone);
		}
		run(offline, script);
		String query = "select concat_ws(' ', at at time zone 'UTC', day - date '2024-01-01', text) from t where text is distinct from 'java' order by at";
		assertThat(online.jdbc().sql(query).query(String.class).list())
			.isEqualTo(offline.jdbc().sql(query).query(String.class).list());
		assertThat(online.jdbc()
			.sql("select extract(epoch from at - timestamptz '2024-07-01 00:00Z') / 3600 from t order by 1")
			.query(Integer.class)
			.list()).containsExactly(4, 12, 14);
	}

	@RevisionInfo(revision = "j3", downRevision = "b2", message = "in UTC")
	static class Zoned implements JavaRevision {

		@Override
		public void upgrade(RevisionContext context) {
			context.jdbc().sql("insert into t (at, text) values ('2024-07-01 14:00', 'java')").update();
		}

	}

	@Test
	void messagesCannotBreakOutOfComments(TestDatabase database) {
		String script = sql(Revisions.none()
			.file("-- first\n-- revision: a\n-- migrate:upgrade\nselect 1;\n-- migrate:downgrade\n".replace("first",
					"x\u2028drop table a;\u0085drop\u000bdrop"))
			.on(database)
			.upgrade("heads", Mode.OFFLINE));
		assertThat(script.lines().filter((line) -> line.contains("drop")))
			.allMatch((line) -> line.startsWith("-- upgrade base") || line.startsWith("insert into"));
	}

	@Test
	void javaRevisionsAreNamed(TestDatabase database) {
		Revisions revisions = Revisions.none().java(new Doubling());
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> revisions.on(database).upgrade("heads", Mode.OFFLINE))
			.withMessageContaining("Doubling")
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.INVALID_TARGET));
	}

	@Test
	void scriptOfADryRunStopsWhereJavaIsMissing(TestDatabase database) {
		String script = sql(Revisions.none()
			.java(new Doubling())
			.sql("k1", "j1", "create table k (id int);", "drop table k;")
			.on(database)
			.upgrade("heads", Mode.DRY_RUN));
		assertThat(script).contains("do not run it").doesNotContain("Run it with");
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> run(database, script))
			.withMessageContaining("Revision j1 is written in Java");
		assertThat(database.jdbc().sql("select count(*) from app_migrations").query(Integer.class).single()).isZero();
	}

	/** From the script to the run as well as from the run to the script. */
	@Test
	void batchesDoWhatTheRunDoesAndResume(TestDatabase online, TestDatabase offline) throws Exception {
		Revisions revisions = Revisions.none()
			.file("""
					-- revision: a1
					-- migrate:upgrade batch:app."Batch $batch$".k size:4 pause:1ms statement-timeout:10s
					update app."Batch $batch$" as b set n = n + 1, note = note || E'\\\\ it''s' where n < 9 or note = '%s' -- all
					-- migrate:downgrade batch:"Batch $batch$".k size:3
					delete from only "Batch $batch$" where n = 1;
					""")
			.defaultSchema("app");
		for (TestDatabase database : List.of(online, offline)) {
			database.set("search_path = app, public");
			database.jdbc()
				.sql("""
						create schema app;
						create table app."Batch $batch$" (k text primary key, n int not null, note text not null);
						insert into app."Batch $batch$" select chr(90 - i) || E'\\\\''', 0, 'x' from generate_series(1, 11) i;
						create function app.halt() returns trigger language plpgsql as $$
						begin raise exception 'no luck'; end $$;
						create trigger halt before update on app."Batch $batch$" for each row when (old.k > 'S' and old.k < 'U')
						  execute function app.halt();""")
				.update();
		}
		String rows = "select k || n || note from app.\"Batch $batch$\" order by k";
		String script = sql(revisions.on(offline).upgrade("base:heads", Mode.OFFLINE));
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> run(offline, script))
			.withMessageContaining("no luck");
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> revisions.on(online).upgrade("heads"));
		assertThat(progress(offline)).isEqualTo(progress(online)).contains("\"rows\": 4", "\"running\": true");
		List.of(online, offline)
			.forEach((database) -> database.jdbc().sql("drop trigger halt on app.\"Batch $batch$\"").update());
		awaitEndOfSession(offline);
		revisions.on(offline).upgrade("heads");
		run(online, sql(revisions.on(online).upgrade("base:heads", Mode.OFFLINE)));
		List<String> all = online.jdbc().sql(rows).query(String.class).list();
		assertThat(all).hasSize(11).allMatch((row) -> row.endsWith("'1x\\ it's"));
		assertThat(offline.jdbc().sql(rows).query(String.class).list()).isEqualTo(all);
		assertThat(progress(offline)).isEqualTo(progress(online)).contains("\"rows\": 11", "\"running\": false");
		assertThat(offline.log()).containsExactly("upgrade a1 started", "upgrade a1 done");
		run(online, sql(revisions.on(online).downgrade("a1:base", Mode.OFFLINE)));
		assertThat(online.jdbc().sql(rows).query(String.class).list()).isEmpty();
		assertThat(online.rows()).isEmpty();
	}

	private static String progress(TestDatabase database) {
		return database.jdbc()
			.sql("select progress::text from app_migrations_log where outcome = 'started'")
			.query(String.class)
			.single();
	}

	@Test
	void psqlRunsTheScriptToo(TestDatabase online, TestDatabase offline) throws Exception {
		revisions().on(online).upgrade("heads");
		Path file = Files.writeString(this.folder.resolve("up.sql"),
				sql(revisions().on(offline).upgrade("heads", Mode.OFFLINE)));
		assumeTrue(psql(List.of("--version")) == 0, "psql is not installed");
		assertThat(psql(List.of("-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", offline.libpqUrl(), "-f", file.toString())))
			.isZero();
		assertThat(state(offline)).isEqualTo(state(online));
	}

	private static int psql(List<String> arguments) throws InterruptedException {
		List<String> command = new ArrayList<>(List.of("psql"));
		command.addAll(arguments);
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			return process.waitFor(Patience.MINUTES, TimeUnit.MINUTES) ? process.exitValue() : -1;
		}
		catch (IOException ex) {
			return -1;
		}
	}

	private static String sql(MigrationResult result) {
		return Objects.requireNonNull(result.sql());
	}

	@RevisionInfo(revision = "j1", message = "double all")
	static class Doubling implements JavaRevision {

		@Override
		public void upgrade(RevisionContext context) {
		}

	}

}
