package io.appmigrations.internal.engine;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.appmigrations.ErrorCode;
import io.appmigrations.LintFinding;
import io.appmigrations.LintReport;
import io.appmigrations.LintRequest;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;
import io.appmigrations.StampRequest;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.SharedCatalogs;
import io.appmigrations.javarevision.JavaRevision;
import io.appmigrations.javarevision.RevisionContext;
import io.appmigrations.javarevision.RevisionInfo;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Patience;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link Migrations#lint}: which revisions are checked, and on which state of
 * the database.
 */
@DatabaseTest
class LintTests {

	private static Revisions none(TestDatabase database) {
		return Revisions.none().autogenerate(AutogenerateSettings.builder((major, minor, schema) -> {
			throw new IllegalStateException("There is no model");
		}).databases((url) -> new DriverManagerDataSource(url, database.username(), database.password())).build());
	}

	/** A diamond, in which each revision needs what those below it made. */
	private static Revisions revisions(TestDatabase database) {
		return none(database)
			.sql("a1", "", "create table t (id bigint primary key, n int);\ncreate index t_n_idx on t (n);", "")
			.file(off("b2", "a1",
					"set search_path = public;\ncreate index concurrently t_n2_idx on t (n desc);\nreset search_path;"))
			.java(new Filling())
			.sql("d4", "b2, c3", "create index t_m_idx on t (n, id);", "drop index t_m_idx;")
			.file(off("e5", "d4", "alter table t add column x int;\nalter table t alter n set not null;"));
	}

	private static String off(String id, String down, String upgrade) {
		return """
				-- make %s
				--
				-- revision: %s
				-- down-revision: %s

				-- migrate:upgrade transaction:off
				%s
				-- migrate:downgrade
				""".formatted(id, id, down, upgrade);
	}

	@Test
	void pendingRevisionsAreCheckedAfterThoseBelowThem(TestDatabase database) {
		Migrations migrations = revisions(database).on(database);
		LintReport all = migrations.lint(LintRequest.pending());
		assertThat(all.findings()).extracting(LintFinding::revision, LintFinding::rule, LintFinding::line)
			.containsExactly(tuple("d4", "blocks-writes", 7), tuple("e5", "blocks-reads", 8));
		assertThat(all.findings().get(0).suggestion()).contains("create index concurrently t_m_idx on t (n, id);");
		assertThat(all.notChecked()).containsExactly("c3");
		assertThat(all.failed()).isTrue();
		assertThat(database.hasTable("app_migrations")).isFalse();
		migrations.upgrade("heads");
		assertThat(migrations.lint(LintRequest.pending()))
			.isEqualTo(new LintReport(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), 0, 0, false));
		assertThat(migrations.lint(LintRequest.of("d4:current")).findings()).isEqualTo(all.findings());
		assertThat(database.jdbc()
			.sql("select count(*) from pg_database where datname like 'app_migrations_replay_%'")
			.query(Integer.class)
			.single()).isZero();
	}

	@Test
	void statisticsOfTheDatabaseTellWhatFailsOnItsRows(TestDatabase database) {
		Revisions revisions = none(database).sql("a1", "", "create table t (id int, n int, m int);", "")
			.sql("b2", "a1", "create unique index t_n_key on t (n);", "")
			.sql("c3", "b2", "alter table t alter m set not null;\nalter table t add constraint k unique (n, m);", "")
			.sql("d4", "c3", """
					-- lint:ignore not-null-on-nulls corrected by hand
					alter table t alter m set not null;
					update t set m = 0 where id > 0;
					alter table t alter m set not null;""", "");
		Migrations migrations = revisions.on(database);
		migrations.upgrade("a1");
		database.jdbc()
			.sql("insert into t select n, case when n % 4 = 0 then 1 else 2 end, nullif(n % 10, 0) / 10 "
					+ "from generate_series(1, 20000) n; analyze t")
			.update();
		List<String> found = statistical(migrations.lint(LintRequest.pending()));
		assertThat(found).containsExactly(
				"b2:7 According to the statistics of the last ANALYZE, public.t.n has about 2 different values in 20,000 rows, so the statement fails.",
				"c3:7 According to the statistics of the last ANALYZE, public.t.m is null in about 10 % of 20,000 rows, so the statement fails.",
				"c3:8 According to the statistics of the last ANALYZE, at least 65 % of 20,000 rows of public.t have the same values in n, m, so the statement fails.");
		assertThat(statistical(migrations.lint(LintRequest.of("c3:head")))).containsExactly(found.get(1), found.get(2));
		database.jdbc().sql("update pg_statistic set stanullfrac = 0 where starelid = 't'::regclass").update();
		assertThat(statistical(migrations.lint(LintRequest.of("c3:head")))).containsExactly(found.get(2));
		database.jdbc().sql("delete from pg_statistic where starelid = 't'::regclass").update();
		assertThat(statistical(migrations.lint(LintRequest.pending()))).isEmpty();
		assertThat(statistical(migrations.lint(LintRequest.all().withoutMeasuring()))).isEmpty();
	}

	private static List<String> statistical(LintReport report) {
		return report.findings()
			.stream()
			.filter((finding) -> finding.rule().contains("-on-") || finding.rule().equals("ignore"))
			.map((finding) -> "%s:%s %s".formatted(finding.revision(), finding.line(), finding.message()))
			.toList();
	}

	/** The statements are run as they are shown. */
	@Test
	void aPartitionedTableGetsWhatItsPartitionsGetOnline(TestDatabase database) {
		Revisions revisions = none(database).sql("a1", "", """
				create table p (id bigint primary key);
				create table e (id bigint, day int, n int, p bigint) partition by range (day);
				create table e_1 partition of e for values from (0) to (10);
				create table "e 2" partition of e for values from (10) to (20) partition by list (n);
				create table e_2_1 partition of "e 2" for values in (1, 2);
				create table e_2_2 partition of "e 2" default;""", "").sql("b2", "a1", """
				create index e_n_lower_idx on e (n desc, lower(n::text)) where n > 0;""", "").sql("c3", "a1", """
				create unique index on e (day, n);""", "").sql("d4", "a1", """
				alter table e add unique (n, day);""", "").sql("e5", "a1", """
				alter table e add constraint e_p_fkey foreign key (p) references p;""", "").sql("f6", "a1", """
				create table e_3 partition of e for values from (20) to (30);
				create index e_id_idx on e (id);""", "");
		Migrations migrations = revisions.on(database);
		migrations.upgrade("a1");
		// what no revision has created
		database.jdbc()
			.sql("create schema old; create table old.e_0 partition of e for values from (-9) to (0)")
			.update();
		database.jdbc()
			.sql("insert into e select i, i % 20, 1 from generate_series(1, 30000) i; insert into p values (1); analyze e, p")
			.update();
		List<LintFinding> findings = migrations.lint(LintRequest.pending())
			.findings()
			.stream()
			.filter((finding) -> finding.rule().startsWith("blocks-"))
			.toList();
		assertThat(findings).extracting(LintFinding::revision).containsExactly("b2", "c3", "d4", "e5", "f6");
		String first = String.valueOf(findings.get(1).suggestion());
		assertThat(first).isEqualTo("""
				-- migrate:upgrade transaction:off
				-- for these partitions: a database that has others needs the statements for them too
				create unique index e_day_n_idx on only e (day, n);
				create unique index "e 2_day_n_idx" on only "e 2" (day, n);
				create unique index concurrently e_2_1_day_n_idx on e_2_1 (day, n);
				alter index "e 2_day_n_idx" attach partition e_2_1_day_n_idx;
				create unique index concurrently e_2_2_day_n_idx on e_2_2 (day, n);
				alter index "e 2_day_n_idx" attach partition e_2_2_day_n_idx;
				alter index e_day_n_idx attach partition "e 2_day_n_idx";
				create unique index concurrently e_0_day_n_idx on old.e_0 (day, n);
				alter index e_day_n_idx attach partition old.e_0_day_n_idx;
				create unique index concurrently e_1_day_n_idx on e_1 (day, n);
				alter index e_day_n_idx attach partition e_1_day_n_idx;""");
		assertThat(findings.get(4).suggestion()).contains("build one of each partition, attach them");
		database.jdbc().sql("truncate e").update();
		for (LintFinding finding : findings.subList(0, 4)) {
			String suggested = String.valueOf(finding.suggestion());
			for (String transaction : Pattern.compile(";\n(?!(?:(?!begin;)[^;]*;\n)*commit;)")
				.splitAsStream(suggested.replaceAll("(?m)^--.*\n", ""))
				.toList()) {
				database.jdbc().sql(transaction).update();
			}
		}
		assertThat(database.jdbc()
			.sql("select c.relname, i.indisvalid from pg_index i join pg_class c on c.oid = i.indexrelid "
					+ "where i.indrelid = 'e'::regclass order by 1")
			.query((row, number) -> row.getString(1) + " " + row.getBoolean(2))
			.list()).containsExactly("e_day_n_idx true", "e_n_day_key true", "e_n_lower_idx true");
		assertThat(database.jdbc()
			.sql("select count(*) from pg_constraint where conname like 'e_p_fkey%' and convalidated and contype = 'f' "
					+ "and confrelid = 'p'::regclass")
			.query(Integer.class)
			.single()).isEqualTo(6);
	}

	@Test
	void aStatementThatFailsEndsTheCheck(TestDatabase database) {
		LintReport report = revisions(database).placeholders(Map.of("column", "n")).file("""
				-- secret
				--
				-- revision: f6
				-- down-revision: e5
				-- log: no

				-- migrate:upgrade
				alter table t add constraint t_check check (${column} > 0);
				insert into t values (1, 'hunter2');

				-- migrate:downgrade
				""").sql("g7", "f6", "create index on t (n);", "").on(database).lint(LintRequest.of("f6:"));
		assertThat(report.findings()).extracting(LintFinding::rule).containsExactly("blocks-reads", "statement-fails");
		assertThat(report.notChecked()).containsExactly("g7");
		assertThat(report.toString()).doesNotContain("hunter2");
	}

	/**
	 * What belongs to the whole server is the migrated database's too: a replay leaves it
	 * as it is, and drops the roles that it needed.
	 */
	@Test
	void aReplayLeavesTheServerAsItIs(TestDatabase database) {
		String there = "lint_there_" + database.name();
		String other = "lint_other_" + database.name();
		database.jdbc().sql("create role %s connection limit 7".formatted(there)).update();
		try {
			String roles = """
					create role THERE login password 'x';
					create user OTHER in role THERE;
					alter role THERE connection limit 1;
					comment on role THERE is 'changed';
					grant THERE to OTHER;
					grant connect on database DATABASE to OTHER;
					create table r (id bigint primary key);
					grant select on r to THERE, OTHER;
					alter default privileges grant select on tables to OTHER;
					do $$ begin if not exists (select from pg_roles where rolname = 'THERE') then
					  create role THERE; end if; create role OTHER_2; execute 'create role OTHER_3 login';
					  alter role THERE set work_mem = '1MB'; grant THERE to OTHER_2; end $$;
					grant select on r to OTHER_2, OTHER_3;
					""".replace("THERE", there).replace("OTHER", other).replace("DATABASE", database.name());
			String alone = """
					create database OTHER;
					drop owned by OTHER;
					drop role OTHER;
					drop role THERE;
					create index concurrently r_idx on r (id desc);
					""".replace("THERE", there).replace("OTHER", other);
			LintReport report = none(database).sql("f6", "", roles, "")
				.file(off("g7", "f6", alone))
				.sql("h8", "g7", "create index r_id_idx on r ((id + 1));", "")
				.on(database)
				.lint(LintRequest.all());
			assertThat(report.findings()).extracting(LintFinding::revision, LintFinding::rule)
				.containsExactly(tuple("g7", "changes-server"), tuple("g7", "changes-server"),
						tuple("g7", "changes-server"), tuple("h8", "blocks-writes"));
			assertThat(report.notChecked()).isEmpty();
			assertThat(database.jdbc()
				.sql("""
						select rolname || ' ' || rolconnlimit || coalesce(shobj_description(oid, 'pg_authid'), '')
						  || coalesce((select string_agg(setconfig::text, '') from pg_db_role_setting where setrole = r.oid), '')
						from pg_roles r where rolname in (:there, :other, :other || '_2', :other || '_3')
						union all select datname from pg_database where datname = :other""")
				.param("there", there)
				.param("other", other)
				.query(String.class)
				.list()).containsExactly(there + " 7");
		}
		finally {
			database.jdbc().sql("drop role " + there).update();
		}
	}

	/** What code does to the server cannot be taken out of it: it is never committed. */
	@Test
	void codeThatChangesTheServerEndsTheCheck(TestDatabase database) {
		String role = "lint_role_" + database.name();
		LintReport report = none(database)
			.sql("f6", "", "do $$ begin execute format('create role %%I', '%s'); end $$;".formatted(role), "")
			.sql("g7", "f6", "create table g (id bigint);", "")
			.on(database)
			.lint(LintRequest.of("g7:"));
		assertThat(report).isEqualTo(
				new LintReport(List.of(), List.of(), List.of(), List.of("g7"), List.of(), List.of(), 0, 0, false));
		assertThat(database.jdbc()
			.sql("select count(*) from pg_roles where rolname = ?")
			.param(role)
			.query(Integer.class)
			.single()).isZero();
	}

	/**
	 * The same for revisions that are applied: they are run before one that is measured.
	 */
	@ParameterizedTest
	@ValueSource(
			strings = { "", "off create table f (id int);\n%s", "off begin;\ncreate table f (id int);\n%s\ncommit;" })
	void codeBelowChangesTheServerNeither(String form, TestDatabase database) {
		String role = "lint_role_" + database.name();
		String block = "do $$ begin execute format('create role %%I', '%s'); end $$;".formatted(role);
		Revisions revisions = form.isEmpty() ? none(database).sql("f6", "", block, "")
				: none(database).file(off("f6", "", form.substring("off ".length()).formatted(block)));
		Migrations migrations = revisions.sql("g7", "f6", "create table g (id bigint);", "").on(database);
		migrations.stamp(StampRequest.to("f6"));
		assertThat(migrations.lint(LintRequest.of("g7:")).notChecked()).containsExactly("g7");
		assertThat(database.jdbc()
			.sql("select count(*) from pg_roles where rolname = ?")
			.param(role)
			.query(Integer.class)
			.single()).isZero();
	}

	/** It cannot be rolled back, and is not left behind in silence. */
	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whatCodeHasCommittedByItselfIsNamed(TestDatabase database, CapturedOutput output) {
		String role = "lint_role_" + database.name();
		Migrations migrations = none(database).file(off("f6", "", """
				create procedure p() language plpgsql as $$ begin
				  execute format('create role %%I', '%s'); commit; end $$;
				call p();""".formatted(role))).sql("g7", "f6", "create table g (id bigint);", "").on(database);
		migrations.stamp(StampRequest.to("f6"));
		try {
			assertThat(migrations.lint(LintRequest.of("g7:")).checked()).containsExactly("g7");
			assertThat(output.toString())
				.containsPattern("not as it was before the revisions were replayed: .*role " + role);
		}
		finally {
			database.jdbc().sql("drop role if exists " + role).update();
		}
	}

	@Test
	void whatBelongsToTheServerIsSeenByItsKind(TestDatabase database) throws SQLException {
		String role = "lint_there_" + database.name();
		database.jdbc().sql("create role " + role).update();
		try (Connection connection = database.dataSource().getConnection();
				Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			Map<String, Boolean> kinds = new LinkedHashMap<>();
			List.of("create role ROLE_2", "alter role ROLE connection limit 1", "alter role ROLE set work_mem = 1000",
					"grant ROLE to current_user", "comment on role ROLE is 'x'", "drop role ROLE",
					"alter role ROLE rename to ROLE_2", "alter database DATABASE connection limit 9",
					"alter database DATABASE set work_mem = 1000", "comment on database DATABASE is 'x'",
					"grant create on tablespace pg_default to ROLE", "grant connect on database DATABASE to ROLE",
					"create role ROLE_2; drop role ROLE_2")
				.forEach((sql) -> kinds.put(sql, true));
			List.of("create table t (id int)", "create table t (id int); comment on table t is 'x'",
					"create table t (id int); grant select on t to ROLE", "create schema s authorization ROLE",
					"create table t (id int); alter table t owner to ROLE; drop owned by ROLE",
					"alter default privileges grant select on tables to ROLE", "set local role ROLE",
					"create function f() returns int language sql as 'select 1'; drop function f()",
					"create type e as enum ('a'); comment on type e is 'x'", "select count(*) from pg_roles")
				.forEach((sql) -> kinds.put(sql, false));
			String query;
			try (MigrationConnection server = database.connect()) {
				query = SharedCatalogs.changedSince(server);
			}
			for (Map.Entry<String, Boolean> kind : kinds.entrySet()) {
				statement.execute(kind.getKey().replace("ROLE", role).replace("DATABASE", database.name()));
				try (ResultSet rows = statement.executeQuery(query)) {
					assertThat(rows.next()).as(kind.getKey()).isEqualTo(kind.getValue());
				}
				connection.rollback();
			}
		}
		finally {
			database.jdbc().sql("drop role " + role).update();
		}
	}

	/** Whoever never ran ANALYZE has tables too. */
	@Test
	void theDatabaseSaysWhichTablesAreLarge(TestDatabase database) {
		Revisions revisions = none(database).sql("f6", "", """
				create table few (id bigint, n int);
				create table many (id bigint, n int);
				create table parted (id bigint, n int) partition by range (id);
				create table parted_1 partition of parted for values from (0) to (6000);
				create table parted_2 partition of parted for values from (6000) to (20000);
				create table wide (id bigint, n int, pad text);
				alter table wide alter pad set storage plain;
				insert into few select i, i from generate_series(1, 200) i;
				insert into many select i, i from generate_series(1, 10500) i;
				insert into parted select i, i from generate_series(1, 10500) i;
				create table twice (id bigint, n int);
				insert into twice select i, i from generate_series(1, 10500) i;
				insert into wide select i, i, repeat('x', 4000) from generate_series(1, 3000) i;
				create unique index few_idx on few (n);""", "").sql("g7", "f6", """
				-- lint:ignore blocks-writes nobody writes at night
				create index few_n_idx on few (n);
				create index many_n_idx on many (n);
				create index parted_n_idx on parted (n);
				alter table few alter n type bigint;
				create index if not exists few_idx on few (n);
				alter table wide alter n type bigint;
				create index new_n_idx on many (n, id);
				create index twice_n_idx on twice (n);""", "");
		Migrations migrations = revisions.on(database);
		migrations.upgrade("f6");
		// A session reports the rows that it inserted late, and ANALYZE does not know of
		// what comes after it: they would be counted twice.
		Awaitility.await().atMost(Patience.LIMIT).until(() -> database.jdbc().sql("""
				select sum(pg_stat_get_live_tuples(oid)) from pg_class
				where relname in ('many', 'twice', 'parted_1', 'parted_2')""").query(Long.class).single() >= 31_500);
		database.jdbc().sql("analyze many, twice, parted_1, parted_2").update();
		// As if they were.
		database.jdbc().sql("update pg_class set reltuples = 5250 where relname = 'twice'").update();
		database.jdbc().sql("update pg_index set indisvalid = false where indexrelid = 'few_idx'::regclass").update();
		LintReport report = migrations.lint(LintRequest.pending());
		assertThat(report.findings()).filteredOn((finding) -> !finding.rule().startsWith("slow-"))
			.extracting(LintFinding::line, LintFinding::rule, LintFinding::level)
			.contains(tuple(9, "blocks-writes", LintFinding.Level.ERROR),
					tuple(10, "blocks-writes", LintFinding.Level.ERROR),
					tuple(12, "index-if-not-exists", LintFinding.Level.ERROR),
					tuple(13, "blocks-reads", LintFinding.Level.ERROR))
			.doesNotContain(tuple(8, "blocks-writes", LintFinding.Level.ERROR),
					tuple(15, "blocks-writes", LintFinding.Level.ERROR),
					tuple(11, "blocks-reads", LintFinding.Level.ERROR));
		assertThat(report.onSmallTables()).isGreaterThan(1);
		assertThat(report.findings()).extracting(LintFinding::rule).doesNotContain("ignore");
		assertThat(report.findings()).extracting(LintFinding::message)
			.anyMatch((message) -> message.matches("About 1 MB are read .*public.many \\(SHARE, 10,500 rows\\)."))
			.anyMatch((message) -> message.matches("About 1 MB are read .*public.parted.*10,500 rows\\)."))
			.anyMatch((message) -> message.matches("About (1[2-9]|2\\d) MB are rewritten while .*"));
	}

	/** On servers up to 14, nobody but a superuser owns the schema public. */
	@ParameterizedTest
	@ValueSource(strings = { "alter schema public owner to LOGIN; grant create on database DATABASE to LOGIN",
			"grant create on database DATABASE to LOGIN" })
	void aLoginThatMayNotCreateADatabaseTriesRevisionsOnACopy(String rights, TestDatabase database) {
		String login = "lint_" + database.name();
		String there = "lint_there_" + database.name();
		database.jdbc().sql("create role %s login password 'x'; create role %s".formatted(login, there)).update();
		database.jdbc()
			.sql(("grant usage, create on schema public to LOGIN; " + rights).replace("LOGIN", login)
				.replace("DATABASE", database.name()))
			.update();
		try {
			Revisions revisions = none(database).sql("a1", "", """
					create table p (id bigint primary key);
					create table t (id bigint, n int, p bigint);
					insert into p select i from generate_series(1, 10500) i;
					insert into t select i, i, i from generate_series(1, 10500) i;""", "").sql("b2", "a1", """
					create index t_n_idx on t (n);
					alter table t add m int;
					alter table t add constraint t_fk foreign key (p) references p;
					create role THERE;""".replace("THERE", there), "").file(off("c3", "b2", """
					create index concurrently t_p_idx on t (p);
					alter table t alter n set not null;
					vacuum t;
					begin;
					alter table t add x int;
					commit;
					alter table t add constraint c check (n > 0) not valid;
					alter table t validate constraint c;
					drop index concurrently t_n_idx;"""));
			Migrations migrations = revisions.on(database.dataSource(login, "x"));
			migrations.upgrade("a1");
			database.jdbc().sql("analyze t, p").update();
			LintReport report = migrations.lint(LintRequest.pending());
			assertThat(report.findings()).extracting(LintFinding::revision, LintFinding::rule, LintFinding::line)
				.containsExactly(tuple("b2", "blocks-writes", 7), tuple("b2", "blocks-writes", 9),
						tuple("b2", "slow-under-lock", 9), tuple("b2", "foreign-key-without-index", 9),
						tuple("c3", "blocks-reads", 8));
			assertThat(report.findings().get(0).message()).contains("nobody can write to public.t");
			assertThat(report.notChecked()).isEmpty();
			assertThat(migrations.lint(LintRequest.all()).notChecked()).isEmpty();
			assertThat(revisions.sql("d4", "c3", "alter table public.t drop m; select * from pg_catalog.pg_class", "")
				.sql("e5", "d4", "select 1 from information_schema.tables", "")
				.on(database.dataSource(login, "x"))
				.lint(LintRequest.of("d4:"))
				.notChecked()).isEqualTo(rights.startsWith("alter") ? List.of() : List.of("d4", "e5"));
			assertThat(database.jdbc()
				.sql("select count(*) from pg_namespace where nspname ~ 'app_migrations'")
				.query(Integer.class)
				.single()).isZero();
		}
		finally {
			database.jdbc()
				.sql("reassign owned by %1$s to current_user; drop owned by %1$s; drop role %1$s, %2$s".formatted(login,
						there))
				.update();
		}
	}

	/** Those below them run first, in the same schema. */
	@Test
	void aLoginThatMayNotCreateADatabaseTriesAppliedRevisionsInAnEmptySchema(TestDatabase database) {
		String login = "lint_" + database.name();
		database.jdbc().sql("create role %s login password 'x'".formatted(login)).update();
		database.jdbc()
			.sql("grant usage, create on schema public to LOGIN; grant create on database DATABASE to LOGIN"
				.replace("LOGIN", login)
				.replace("DATABASE", database.name()))
			.update();
		try {
			Revisions revisions = none(database)
				.sql("a1", "", "create table t (id bigint primary key, n int);\ninsert into t values (1, 1);", "")
				.file(off("b2", "a1", "create index concurrently t_n_idx on t (n);"))
				.sql("c3", "b2", "alter table t alter n set not null;\ndrop index t_n_idx;", "");
			Migrations migrations = revisions.on(database.dataSource(login, "x"));
			migrations.upgrade("heads");
			LintReport report = migrations.lint(LintRequest.of("head:head"));
			assertThat(report.findings()).extracting(LintFinding::revision, LintFinding::rule)
				.contains(tuple("c3", "blocks-reads"), tuple("c3", "drops-index"));
			assertThat(report.findings().get(0).message()).contains("public.t while");
			assertThat(report.checked()).containsExactly("c3");
			assertThat(report.notChecked()).isEmpty();
			assertThat(migrations.lint(LintRequest.all()).checked()).containsExactly("a1", "b2", "c3");
			Revisions more = revisions.sql("d4", "c3", "create index t_id_idx on t (id, n);", "");
			LintReport both = more.on(database.dataSource(login, "x")).lint(LintRequest.of("c3:"));
			assertThat(both.checked()).containsExactly("c3", "d4");
			assertThat(both.notChecked()).isEmpty();
			Revisions java = none(database).sql("a1", "", "create table t (id bigint primary key, n int);", "")
				.java(new Filling())
				.sql("e5", "c3", "alter table t alter n set not null;", "");
			database.jdbc().sql("drop table t").update();
			Migrations withJava = java.on(database.dataSource(login, "x"));
			withJava.stamp(StampRequest.to("e5").purge());
			assertThat(withJava.lint(LintRequest.of("head:head")).notChecked()).containsExactly("e5");
			assertThat(database.jdbc()
				.sql("select count(*) from pg_namespace where nspname ~ 'app_migrations'")
				.query(Integer.class)
				.single()).isZero();
		}
		finally {
			database.jdbc()
				.sql("reassign owned by %1$s to current_user; drop owned by %1$s; drop role %1$s".formatted(login))
				.update();
		}
	}

	@Test
	void aLoginThatMayNotCreateADatabaseIsTold(TestDatabase database) {
		String role = "lint_" + database.name();
		database.jdbc().sql("create role %s login password 'x'".formatted(role)).update();
		try {
			Migrations migrations = revisions(database).on(database.dataSource(role, "x"));
			assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> migrations.lint(LintRequest.all()))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.PERMISSION_DENIED))
				.satisfies((ex) -> assertThat(ex.getHint()).contains("createdb", "--no-measure"));
			assertThat(migrations.lint(LintRequest.all().withoutMeasuring()).checked()).isNotEmpty();
			// what is pending below it is not asked for
			Migrations withEmptyHead = revisions(database).sql("f6", "e5", "", "").on(database.dataSource(role, "x"));
			assertThat(withEmptyHead.lint(LintRequest.of("head:head")).findings()).isEmpty();
		}
		finally {
			database.jdbc().sql("drop role " + role).update();
		}
	}

	@RevisionInfo(revision = "c3", downRevision = "a1", message = "fill")
	static class Filling implements JavaRevision {

		@Override
		public void upgrade(RevisionContext context) {
			context.jdbc().sql("insert into t values (1, 1)").update();
		}

	}

}
