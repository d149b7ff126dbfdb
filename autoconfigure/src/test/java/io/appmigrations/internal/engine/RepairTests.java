package io.appmigrations.internal.engine;

import java.util.List;

import io.appmigrations.ErrorCode;
import io.appmigrations.Finding;
import io.appmigrations.Finding.Kind;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;
import io.appmigrations.Mode;
import io.appmigrations.Repair;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

@DatabaseTest
class RepairTests {

	private static Revisions revisions(String second) {
		return Revisions.none()
			.sql("a1", "", "create table a ();", "drop table a;")
			.sql("b2", "a1", second, "drop table b;")
			.sql("c3", "b2", "create table c ();", "drop table c;");
	}

	private static Revisions revisions() {
		return revisions("create table b (id int);\ncreate index b_idx on b (id);");
	}

	private static Repair repair(List<String> accept, List<String> forget, boolean rows, boolean log) {
		return Repair.builder().accept(accept).forget(forget).rows(rows).log(log).build();
	}

	private static void assertSound(Migrations migrations) {
		assertThat(migrations.findings()).isEmpty();
	}

	@Test
	void nothingIsFoundWhereAllIsWell(TestDatabase database) {
		assertSound(revisions().on(database));
		revisions().on(database).upgrade("heads");
		assertSound(revisions().on(database));
		revisions().on(database).downgrade("a1");
		assertSound(revisions().on(database));
	}

	@Test
	void editIsShownAndAccepted(TestDatabase database) {
		revisions().on(database).upgrade("b2");
		Migrations edited = revisions("create table b (id int);\ncreate index b_idx on b (id desc);").on(database);
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> edited.upgrade("heads"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH))
			.satisfies((ex) -> assertThat(ex.getHint()).contains("repair --accept b2"))
			.withMessageContaining("statement 2 was applied as\n    create index b_idx on b (id)\n  and is now\n"
					+ "    create index b_idx on b (id desc)");
		assertThat(edited.findings()).extracting(Finding::kind, Finding::revision)
			.containsExactly(tuple(Kind.EDITED, "b2"));
		edited.repair(repair(List.of("b2"), List.of(), false, false));
		assertSound(edited);
		edited.upgrade("heads");
		assertThat(database.log()).containsExactly("upgrade a1 done", "upgrade b2 done", "upgrade b2 repaired",
				"upgrade c3 done");
	}

	/** What is below a row that the build does not have, the log says. */
	@Test
	void editIsFoundBelowARevisionWhoseFileIsGone(TestDatabase database) {
		revisions().on(database).upgrade("heads");
		Migrations edited = Revisions.none()
			.sql("a1", "", "create table changed (id int);", "")
			.sql("b2", "a1", "create table b (id int);\ncreate index b_idx on b (id);", "")
			.sql("d4", "b2", "create table never_run ();", "")
			.on(database);
		assertThat(edited.findings()).extracting(Finding::kind, Finding::revision)
			.containsExactly(tuple(Kind.UNKNOWN, "c3"), tuple(Kind.EDITED, "a1"));
	}

	/**
	 * In a transaction of the tool's, BEGIN and COMMIT of the file are none of its
	 * statements.
	 */
	@Test
	void editOfASectionThatIsWrappedInATransactionIsShown(TestDatabase database) {
		Revisions.none()
			.sql("a1", "", "begin; create table a (id int); create table b (id int); commit;", "")
			.on(database)
			.upgrade("heads");
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> Revisions.none()
				.sql("a1", "", "begin; create table a (id int); create table b (id bigint); commit;", "")
				.on(database)
				.upgrade("heads"))
			.withMessageContaining("statement 2 was applied as\n    create table b (id int)\n  and is now");
		database.jdbc().sql("update app_migrations_log set upgrade_script = '\\i x'").update();
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> Revisions.none().sql("a1", "", "create table c ();", "").on(database).upgrade("heads"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH))
			.withMessageContaining("this build cannot parse it");
	}

	@Test
	void passwordsAreNotKept(TestDatabase database) {
		String create = "create function f() returns int language sql as $$ select 1 $$;\n"
				+ "do $$ begin perform 'alter role x password ''%s'''; end $$;";
		String drop = "drop function f();\ndo $$ begin perform 'alter role x password ''old1'''; end $$;";
		Revisions.none().sql("a1", "", create.formatted("hunter2"), drop).on(database).upgrade("heads");
		assertThat(database.jdbc().sql("select l::text from app_migrations_log l").query(String.class).list())
			.noneMatch((row) -> row.contains("hunter2") || row.contains("old1"));
		assertThat(Revisions.none().sql("a1", "", create.formatted("hunter2"), "").on(database).findings()).isEmpty();
		assertThat(Revisions.none().sql("a1", "", create.formatted("other3"), "").on(database).findings())
			.singleElement()
			.satisfies((finding) -> assertThat(finding.message()).doesNotContain("hunter2", "other3")
				.endsWith("except perhaps for a password, which the log does not keep"));
		assertThat(Revisions.none()
			.sql("a1", "", create.formatted("other3").replace("select 1", "select 2"), "")
			.on(database)
			.findings()).singleElement()
			.satisfies((finding) -> assertThat(finding.message()).doesNotContain("hunter2", "other3")
				.contains("select 1", "and is now", "select 2"));
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> Revisions.none().on(database).downgradeStored("base", Mode.RUN))
			.withMessageContaining("does not keep a downgrade with a password");
		assertThat(database.rows()).containsExactly("a1");
	}

	@Test
	void textIsNotKeptWhereTheRevisionSaysSo(TestDatabase database) {
		String file = "-- revision: a1\n-- log: no\n-- migrate:upgrade\nselect '%s';\n-- migrate:downgrade\nselect 'sk_live_2';\n";
		Revisions.none().file(file.formatted("sk_live_1")).on(database).upgrade("heads");
		assertThat(database.jdbc().sql("select l::text from app_migrations_log l").query(String.class).list())
			.noneMatch((row) -> row.contains("sk_live"));
		assertThat(Revisions.none().file(file.formatted("sk_live_3")).on(database).findings()).singleElement()
			.satisfies((finding) -> assertThat(finding.message()).contains("was edited").doesNotContain("sk_live"));
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> Revisions.none().on(database).downgradeStored("base", Mode.RUN))
			.withMessageContaining("does not keep the downgrade of a revision with 'log: no'");
		Revisions.none().file(file.formatted("sk_live_1")).on(database).downgrade("base");
	}

	@Test
	void checksumThatWasChangedByHandIsToldFromAnEdit(TestDatabase database) {
		revisions().on(database).upgrade("heads");
		database.jdbc().sql("update app_migrations_log set checksum = 'x' where revision = 'b2'").update();
		assertThat(revisions().on(database).findings()).singleElement()
			.satisfies(
					(finding) -> assertThat(finding.message()).endsWith("the checksum in the log was changed by hand"));
	}

	@Test
	void deletedFileIsForgotten(TestDatabase database) {
		revisions().sql("d4", "c3", "create table d ();", "").on(database).upgrade("heads");
		Migrations without = revisions().on(database);
		assertThat(without.findings()).extracting(Finding::kind, Finding::revision)
			.containsExactly(tuple(Kind.UNKNOWN, "d4"));
		without.repair(repair(List.of(), List.of("d4"), false, false));
		assertThat(database.rows()).containsExactly("c3");
		assertSound(without);
	}

	@Test
	void redundantRowIsRemoved(TestDatabase database) {
		revisions().on(database).upgrade("heads");
		database.jdbc().sql("insert into app_migrations values ('a1')").update();
		Migrations migrations = revisions().on(database);
		assertThat(migrations.findings()).extracting(Finding::kind, Finding::revision)
			.containsExactly(tuple(Kind.REDUNDANT, "a1"));
		migrations.repair(repair(List.of(), List.of(), true, false));
		assertThat(database.rows()).containsExactly("c3");
		assertSound(migrations);
	}

	@Test
	void logEditedByHandIsBroughtInLine(TestDatabase database) {
		Migrations migrations = revisions().on(database);
		migrations.upgrade("b2");
		database.jdbc().sql("delete from app_migrations_log where revision = 'a1'").update();
		database.jdbc()
			.sql("insert into app_migrations_log (revision, direction, outcome) values ('c3', 'upgrade', 'done')")
			.update();
		assertThat(migrations.findings()).extracting(Finding::kind, Finding::revision)
			.containsExactly(tuple(Kind.LOG, "a1"), tuple(Kind.LOG, "c3"));
		migrations.repair(repair(List.of(), List.of(), false, true));
		assertSound(migrations);
		assertThat(database.rows()).containsExactly("b2");
		migrations.upgrade("heads");
		assertSound(migrations);
	}

	@Test
	void decisionAboutWhatIsNotSoChangesNothing(TestDatabase database) {
		Migrations migrations = revisions().on(database);
		migrations.upgrade("heads");
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> migrations.repair(repair(List.of("b2"), List.of(), false, false)))
			.withMessage("Revision b2 was not edited after it had been applied; nothing was repaired");
		assertThat(database.log()).hasSize(3);
	}

}
