package io.appmigrations;

import java.util.List;
import java.util.Map;

import io.appmigrations.javarevision.JavaRevision;
import io.appmigrations.javarevision.RevisionContext;
import io.appmigrations.javarevision.RevisionInfo;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;

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
			.file(off("b2", "a1", "set search_path = public;\ncreate index concurrently t_n2_idx on t (n);"))
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
		migrations.upgrade("d4");
		assertThat(migrations.lint(LintRequest.pending()).findings()).extracting(LintFinding::revision)
			.containsExactly("e5");
		migrations.upgrade("heads");
		assertThat(migrations.lint(LintRequest.pending())).isEqualTo(new LintReport(List.of(), List.of(), false));
		assertThat(migrations.lint(LintRequest.of("d4:current")).findings()).isEqualTo(all.findings());
		assertThat(database.jdbc()
			.sql("select count(*) from pg_database where datname like 'app_migrations_replay_%'")
			.query(Integer.class)
			.single()).isZero();
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
				""").sql("g7", "f6", "create index on t (n);", "").on(database).lint(LintRequest.of("f6:"));
		assertThat(report.findings()).extracting(LintFinding::rule).containsExactly("blocks-reads", "statement-fails");
		assertThat(report.notChecked()).containsExactly("g7");
		assertThat(report.toString()).doesNotContain("hunter2");
	}

	/** A role belongs to all databases: the one that is migrated would have it, too. */
	@Test
	void nothingIsLeftOnTheServer(TestDatabase database) {
		String role = "lint_role_" + database.name();
		for (Revisions each : List.of(none(database).sql("f6", "", "create role %s;".formatted(role), ""),
				none(database).sql("f6", "", "do $$ begin create role %s; end $$;".formatted(role), ""),
				none(database).file(off("f6", "", "create role %s;".formatted(role))),
				none(database).file(off("f6", "", "create database %s;".formatted(role))))) {
			LintReport report = each.sql("g7", "f6", "create table g (id bigint);", "")
				.on(database)
				.lint(LintRequest.of("g7:"));
			assertThat(report).isEqualTo(new LintReport(List.of(), List.of("g7"), false));
		}
		assertThat(database.jdbc()
			.sql("select (select count(*) from pg_roles where rolname = ?) + (select count(*) from pg_database where datname = ?)")
			.params(role, role)
			.query(Integer.class)
			.single()).isZero();
	}

	@Test
	void aLoginThatMayNotCreateADatabaseIsTold(TestDatabase database) {
		String role = "lint_" + database.name();
		database.jdbc().sql("create role %s login password 'x'".formatted(role)).update();
		try {
			Migrations migrations = revisions(database).on(database.dataSource(role, "x"));
			assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> migrations.lint(LintRequest.all()))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.PERMISSION_DENIED))
				.satisfies((ex) -> assertThat(ex.getHint()).contains("createdb"));
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
