package io.appmigrations.faults;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationListener;
import io.appmigrations.Step;
import io.appmigrations.javarevision.JavaRevision;
import io.appmigrations.javarevision.RevisionContext;
import io.appmigrations.javarevision.RevisionInfo;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a revision does to its session reaches neither the next revision nor whoever gets
 * the connection afterwards, however it does it: by a statement that shows it, or by code
 * that another statement runs.
 */
@DatabaseTest
class SessionHygieneTests {

	private static final String CALL = "set_config('work_mem', '77MB', false)";

	private static final String TABLE = "create table t (id int primary key, m text);\n";

	private static final String TRIGGER_FUNCTION = """
			create function f() returns trigger language plpgsql as $$
			begin perform %s; return coalesce(new, old); end $$;
			""".formatted(CALL);

	/** What statements have to be there before, and the statements that run it. */
	static final List<Hidden> HIDDEN = List.of(hidden("function", function("f()", "text"), "select f();"),
			hidden("function within an insert", TABLE + function("f()", "text"), "insert into t select 1, f();"),
			hidden("function that is called like one of the server's",
					"create schema s;\n" + function("s.abs(text)", "text"), "select s.abs('x');"),
			hidden("procedure", "create procedure p() language plpgsql as $$ begin perform %s; end $$;".formatted(CALL),
					"call p();"),
			hidden("default", "create table t (id int, m text default %s);".formatted(CALL),
					"insert into t (id) values (1);"),
			hidden("default, by copy", "create table t (id int, m text default %s);".formatted(CALL),
					"copy t (id) from stdin;\n1\n\\.\n"),
			hidden("default that is added", TABLE + "insert into t values (1);\n",
					"alter table t add column n text default %s;".formatted(CALL)),
			hidden("check", "create table t (id int check (%s is not null));".formatted(CALL),
					"insert into t values (1);"),
			hidden("check of a domain", "create domain d as int check (%s is not null);".formatted(CALL),
					"select 1::d;"),
			hidden("default of a domain",
					"create domain d as text default %s;\ncreate table t (id int, m d);".formatted(CALL),
					"insert into t (id) values (1);"),
			hidden("view", "create view v as select %s as m;".formatted(CALL), "select * from v;"),
			hidden("view of the settings", "create view v as select * from pg_settings;",
					"update v set setting = '77MB' where name = 'work_mem';"),
			hidden("rule", TABLE + "create rule r as on insert to t do also select %s;".formatted(CALL),
					"insert into t values (1);"),
			hidden("rule that notifies",
					TABLE + "create rule r as on insert to t do also update pg_settings set setting = '77MB' "
							+ "where name = 'work_mem';",
					"insert into t values (1);"),
			hidden("trigger",
					TABLE + TRIGGER_FUNCTION + "create trigger x before insert on t for each row execute function f();",
					"insert into t values (1);"),
			hidden("condition of a trigger", TABLE + """
					insert into t values (1);
					create trigger x before update on t for each row when (%s is not null)
					execute function suppress_redundant_updates_trigger();""".formatted(CALL), "update t set m = 'm';"),
			hidden("trigger behind a cascade", TABLE + TRIGGER_FUNCTION + """
					create table u (id int references t on delete cascade);
					create trigger x before delete on u for each row execute function f();
					insert into t values (1); insert into u values (1);
					""", "delete from t;"), hidden("trigger of a partition", TRIGGER_FUNCTION + """
					create table t (id int) partition by list (id);
					create table t1 partition of t for values in (1);
					create trigger x before insert on t1 for each row execute function f();
					""", "insert into t values (1);"),
			hidden("deferred trigger", TABLE + TRIGGER_FUNCTION
					+ "create constraint trigger x after insert on t deferrable initially deferred for each row execute function f();",
					"insert into t values (1);"),
			hidden("deferred exclusion", function("f(text)", "text immutable") + """
					create table t (id int, m text, exclude (f(m) with =) deferrable initially deferred);
					insert into t values (1, 'm');""", "insert into t values (2, 'n');\ndelete from t where id = 1;"),
			hidden("event trigger", """
					create function f() returns event_trigger language plpgsql as $$ begin perform %s; end $$;
					create event trigger e on ddl_command_end execute function f();""".formatted(CALL),
					"create table another (id int);"),
			hidden("operator",
					function("f(int, int)", "text")
							+ "create operator === (leftarg = int, rightarg = int, function = f);",
					"select 1 === 1;"),
			hidden("implicit cast",
					"create type c as (i int);\n" + function("f(c)", "text")
							+ "create cast (c as text) with function f(c) as implicit;" + TABLE,
					"insert into t values (1, row(1)::c);"),
			hidden("aggregate",
					function("f(text, int)", "text") + "create aggregate a (int) (sfunc = f, stype = text);",
					"select a(1);"),
			hidden("index", TABLE + function("f(text)", "text immutable") + "create index on t (f(m));",
					"insert into t values (1, 'm');"),
			hidden("generated column",
					function("f(int)", "text immutable")
							+ "create table t (id int, m text generated always as (f(id)) stored);",
					"insert into t values (1);"));

	static final List<String> SHOWN = List.of("set work_mem = '77MB';", "select %s;".formatted(CALL),
			"select \"set_config\"('work_mem', '77MB', false);",
			"select pg_catalog . SET_CONFIG ('work_mem', '77MB', false);",
			"select U&\"set\\005fconfig\"('work_mem', '77MB', false);",
			"select U&\"set!005fconfig\" uescape '!' ('work_mem', '77MB', false);",
			"with a as (select %s as m) select m from a;".formatted(CALL),
			"do $$ begin perform %s; end $$;".formatted(CALL), "do $$ begin set work_mem = '77MB'; end $$;",
			"prepare p as select %s;\nexecute p;".formatted(CALL),
			"declare c cursor with hold for select %s;\nfetch c;".formatted(CALL),
			"update pg_settings set setting = '77MB' where name = 'work_mem';", "set role hygiene;", "select ${call};",
			"set session authorization hygiene;", "set search_path = '';", "set session_replication_role = replica;",
			"set role hygiene;\ndo $$ begin set work_mem = '77MB'; end $$;", "create temp table left_behind (id int);",
			"create table pg_temp.left_behind (id int);", "select 1 as id into temp left_behind;",
			"create temp sequence left_behind;",
			"create table other (id int);\ncreate temp view left_behind as select * from other;",
			"do $$ begin create temp table left_behind (id int); end $$;", "declare c cursor with hold for select 1;",
			"listen c;", "do $$ begin listen c; end $$;", "set statement_timeout = '1h';",
			"set default_transaction_read_only = on;", "set time zone 'Asia/Kolkata';");

	private static String function(String signature, String returns) {
		return "create function %s returns %s language plpgsql as $$ begin return %s; end $$;\n".formatted(signature,
				returns, CALL);
	}

	private static Hidden hidden(String what, String made, String run) {
		return new Hidden(what, made, run);
	}

	@ParameterizedTest
	@FieldSource("HIDDEN")
	void codeThatWasThereBefore(Hidden hidden, TestDatabase database) {
		database.jdbc().sql(hidden.made()).update();
		clean(Revisions.none().sql("a1", "", hidden.run(), ""), database);
	}

	@ParameterizedTest
	@FieldSource("HIDDEN")
	void codeThatTheSameRevisionMakes(Hidden hidden, TestDatabase database) {
		clean(Revisions.none().sql("a1", "", hidden.made() + "\n" + hidden.run(), ""), database);
	}

	@ParameterizedTest
	@FieldSource("HIDDEN")
	void codeThatAnEarlierRevisionMakes(Hidden hidden, TestDatabase database) {
		clean(Revisions.none()
			.sql("01", "", "create table plain (id int);", "")
			.sql("02", "01", hidden.made(), "")
			.sql("a1", "02", hidden.run(), ""), database);
	}

	@ParameterizedTest
	@FieldSource("HIDDEN")
	void codeThatARevisionOfSeveralTransactionsMakes(Hidden hidden, TestDatabase database) {
		clean(Revisions.none()
			.file("-- revision: 02\n-- migrate:upgrade transaction:off\n" + hidden.made())
			.sql("a1", "02", hidden.run(), ""), database);
	}

	@ParameterizedTest
	@FieldSource("SHOWN")
	void statementThatShowsIt(String statements, TestDatabase database) {
		inRole(database, () -> clean(Revisions.none().sql("a1", "", statements, "").placeholders(Map.of("call", CALL)),
				database));
	}

	@ParameterizedTest
	@FieldSource("SHOWN")
	void statementOfOneOfSeveralRevisionsInATransaction(String statements, TestDatabase database) {
		if (!statements.contains("read_only")) {
			inRole(database,
					() -> clean(Revisions.none()
						.sql("a1", "", statements, "")
						.placeholders(Map.of("call", CALL))
						.singleTransaction(), database));
		}
	}

	private static void inRole(TestDatabase database, Runnable test) {
		String role = "do $$ begin if not exists (select from pg_roles where rolname = 'hygiene') then create role hygiene; end if; end $$";
		database.jdbc().sql(role).update();
		test.run();
	}

	/** One that leaves a prepared statement, which outlives its transaction. */
	@Test
	void preparedStatementOfAnEarlierRevision(TestDatabase database) {
		clean(Revisions.none()
			.sql("01", "", "prepare left_prepared as select %s;".formatted(CALL), "")
			.sql("a1", "01", "create table made as execute left_prepared;", ""), database);
	}

	@ParameterizedTest
	@ValueSource(strings = { "create table plain (id int);", "set work_mem = '77MB';" })
	void whatTheSessionHadBefore(String statement, TestDatabase database) throws SQLException {
		database.jdbc().sql("create table left_behind (id int)").update();
		try (Connection connection = database.dataSource().getConnection();
				Statement before = connection.createStatement()) {
			before.execute("create temp table left_behind (id int)");
			before.execute("declare c cursor with hold for select 1");
			Revisions.none()
				.sql("a1", "", statement, "")
				.sql("b2", "a1", "insert into left_behind values (1);", "")
				.on(new SingleConnectionDataSource(connection, true))
				.upgrade("heads");
		}
		assertThat(database.jdbc().sql("select count(*) from left_behind").query(Long.class).single()).isOne();
	}

	/** The first schema of the path is gone, so that the next one takes what is made. */
	@Test
	void temporarySchemaInTheSearchPath(TestDatabase database) {
		database.jdbc().sql("create schema vanishing").update();
		database.set("search_path = vanishing, pg_temp, public");
		Revisions.none()
			.versionTableSchema("public")
			.sql("b2", "", "drop schema vanishing;", "")
			.sql("c3", "b2", "create table left_behind (id int);", "")
			.sql("d4", "c3",
					"create table public.seen as select pg_catalog.to_regclass('pg_temp.left_behind')::text as temp;",
					"")
			.on(database)
			.upgrade("heads");
		assertThat(database.jdbc().sql("select temp from seen").query().singleRow()).containsEntry("temp", null);
	}

	@Test
	void temporarySchemaThatIsTheCurrentOne(TestDatabase database) {
		database.set("search_path = missing, pg_temp, public");
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(
					() -> Revisions.none().sql("a1", "", "create table t (id int);", "").on(database).upgrade("heads"))
			.withMessageContaining("would be temporary");
	}

	@Test
	void triggerOfTheVersionTable(TestDatabase database) {
		Revisions.none().sql("01", "", "create table t (id int);", "").on(database).upgrade("heads");
		database.jdbc()
			.sql(TRIGGER_FUNCTION + "create trigger x after insert on app_migrations for each row execute function f()")
			.update();
		clean(Revisions.none()
			.sql("01", "", "create table t (id int);", "")
			.sql("a1", "01", "insert into t values (1);", ""), database);
	}

	/** Of a section, in one transaction with the next revision's. */
	@Test
	void timeoutsOfASection(TestDatabase database) {
		clean(Revisions.none().file("""
				-- revision: a1
				-- migrate:upgrade lock-timeout:9s statement-timeout:8s
				create table t (id int);
				""").singleTransaction(), database);
	}

	@Test
	void timeoutsOfWaitingForLocks(TestDatabase database) {
		database.jdbc().sql("create table t (id int); create table u (id int)").update();
		clean(Revisions.none()
			.sql("a1", "", "alter table t add column a int;\nalter table u add column a int;\ndrop table t;", "")
			.singleTransaction(), database);
	}

	@Test
	void javaRevision(TestDatabase database) {
		clean(Revisions.none().java(new Settings()), database);
	}

	@Test
	void lockThatADeferredTriggerReleases(TestDatabase database) {
		database.jdbc()
			.sql(TABLE
					+ """
							create function f() returns trigger language plpgsql as $$
							begin perform pg_advisory_unlock_all(); return null; end $$;
							create constraint trigger x after insert on t deferrable initially deferred for each row execute function f();
							""")
			.update();
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(
					() -> Revisions.none().sql("a1", "", "insert into t values (1);", "").on(database).upgrade("heads"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.LOCK_TIMEOUT))
			.withMessageContaining("released the migration lock");
		assertThat(database.jdbc().sql("select count(*) from t").query(Long.class).single()).isZero();
	}

	@ParameterizedTest
	@FieldSource("HIDDEN")
	void codeThatAnotherSessionMakesMeanwhile(Hidden hidden, TestDatabase database) {
		clean(Revisions.none().sql("a1", "", hidden.run(), "").listener(new MigrationListener() {
			@Override
			public void beforeRevision(Step step) {
				if (step.revision().id().equals("a1") && hidden.made().contains("create function")) {
					database.jdbc().sql(hidden.made()).update();
				}
				else if (step.revision().id().equals("a1")) {
					// only functions are looked for again
					database.jdbc().sql(hidden.made() + ";\n" + function("more()", "text")).update();
				}
			}
		}), database);
	}

	@Test
	void triggerOnTheToolsTableThatTheRevisionItselfMakes(TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> Revisions.none().sql("a1", "", Watcher.AFTER.sql + ";", "").on(database).upgrade("heads"))
			.withMessageContaining(Watcher.AFTER.message);
		assertThat(database.rows()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void ruleOrTriggerOnTheToolsTables(Watcher watcher, TestDatabase database) {
		Revisions.none().sql("01", "", "create table t (id int);", "").on(database).upgrade("heads");
		database.jdbc().sql(watcher.sql).update();
		Revisions revisions = Revisions.none()
			.sql("01", "", "create table t (id int);", "")
			.sql("02", "01", "insert into t values (1);", "");
		if (watcher.message.isEmpty()) {
			revisions.on(database).upgrade("heads");
			assertThat(database.rows()).containsExactly("02");
			assertThat(database.jdbc().sql("select count(*) from noted").query(Long.class).single()).isPositive();
		}
		else {
			assertThatExceptionOfType(MigrationException.class)
				.isThrownBy(() -> revisions.on(database).upgrade("heads"))
				.withMessageContaining(watcher.message);
			assertThat(database.rows()).containsExactly("01");
			assertThat(database.jdbc().sql("select count(*) from t").query(Long.class).single()).isZero();
		}
	}

	/**
	 * Runs a revision, another one that looks, and looks at the connection afterwards.
	 */
	private static void clean(Revisions revisions, TestDatabase database) {
		try (Connection connection = database.dataSource().getConnection()) {
			List<String> before = look(connection);
			revisions.sql("b2", "a1", """
					create table public.seen as select pg_catalog.current_setting('work_mem') as work_mem,
					current_user::text as role, session_user::text as login,
					pg_catalog.current_setting('search_path') as search_path,
					pg_catalog.current_setting('session_replication_role') as replication,
					pg_catalog.current_setting('statement_timeout') as statement_timeout,
					pg_catalog.current_setting('lock_timeout') as lock_timeout,
					pg_catalog.current_setting('default_transaction_read_only') as read_only,
					pg_catalog.current_setting('TimeZone') as zone,
					pg_catalog.to_regclass('pg_temp.left_behind')::text as temp,
					(select count(*) from pg_catalog.pg_cursors where is_holdable) as cursors,
					(select count(*) from pg_catalog.pg_listening_channels()) as channels;
					""", "");
			SingleConnectionDataSource one = new SingleConnectionDataSource(connection, true);
			revisions.on(one).upgrade("heads");
			Map<String, Object> seen = database.jdbc().sql("select * from public.seen").query().singleRow();
			assertThat(seen).containsEntry("work_mem", before.get(0))
				.containsEntry("role", database.username())
				.containsEntry("login", database.username())
				.containsEntry("search_path", before.get(1))
				.containsEntry("replication", "origin")
				.containsEntry("statement_timeout", "0")
				.containsEntry("lock_timeout", "5s")
				.containsEntry("read_only", "off")
				.containsEntry("zone", "UTC")
				.containsEntry("temp", null)
				.containsEntry("cursors", 0L)
				.containsEntry("channels", 0L);
			assertThat(look(connection)).isEqualTo(before);
			assertThat(database.rows()).containsExactly("b2");
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<String> look(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery(
						"""
								select current_setting('work_mem'), current_setting('search_path'), current_user::text, session_user::text,
								current_setting('session_replication_role'), current_setting('statement_timeout'),
								current_setting('lock_timeout'), current_setting('TimeZone'),
								current_setting('default_transaction_read_only'),
								(select count(*) from pg_cursors where name <> '')::text,
								(select count(*) from pg_listening_channels())::text,
								coalesce(to_regclass('pg_temp.left_behind')::text, '-'),
								(select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid())::text""")) {
			rows.next();
			return IntStream.rangeClosed(1, rows.getMetaData().getColumnCount()).mapToObj((column) -> {
				try {
					return rows.getString(column);
				}
				catch (SQLException ex) {
					throw new IllegalStateException(ex);
				}
			}).toList();
		}
	}

	record Hidden(String what, String made, String run) {

		@Override
		public String toString() {
			return this.what;
		}

	}

	private enum Watcher {

		INSTEAD("create rule r as on insert to app_migrations do instead nothing", "a trigger or a rule prevents it"),

		INSTEAD_OF_LOG("create rule r as on insert to app_migrations_log do instead nothing",
				"a trigger or a rule prevents it"),

		ALSO("create table noted (id text); create rule r as on insert to app_migrations do also insert into noted values (new.revision)",
				""),

		BEFORE("create function g() returns trigger language plpgsql as $$ begin return null; end $$; "
				+ "create trigger x before insert on app_migrations for each row execute function g()",
				"a trigger or a rule prevents it"),

		CHANGING(
				"create function g() returns trigger language plpgsql as $$ begin new.revision := 'zz'; return new; end $$; "
						+ "create trigger x before insert on app_migrations for each row execute function g()",
				"it has a trigger"),

		AFTER("create function g() returns trigger language plpgsql as $$ begin update app_migrations set revision = 'zz'; "
				+ "return null; end $$; create trigger x after insert on app_migrations for each row execute function g()",
				"it has a trigger");

		private final String sql;

		private final String message;

		Watcher(String sql, String message) {
			this.sql = sql;
			this.message = message;
		}

	}

	@RevisionInfo(revision = "a1", message = "settings")
	static final class Settings implements JavaRevision {

		@Override
		public void upgrade(RevisionContext context) {
			context.jdbc().sql("set work_mem = '77MB'").update();
			context.jdbc().sql("create temp table left_behind (id int)").update();
			context.jdbc().sql("listen c").update();
		}

	}

}
