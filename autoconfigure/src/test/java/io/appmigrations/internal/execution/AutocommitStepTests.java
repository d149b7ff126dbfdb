package io.appmigrations.internal.execution;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationResult;
import io.appmigrations.Migrations;
import io.appmigrations.Repair;
import io.appmigrations.internal.database.ConnectionFailure;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Patience;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AutocommitStep}: revisions with {@code transaction:off}. An
 * interruption is played by writing the log as a killed process leaves it.
 */
@DatabaseTest
class AutocommitStepTests {

	private static final String INDEX = "create index concurrently t_id_idx on t (id);";

	private JdbcClient jdbc;

	@BeforeEach
	void createTable(TestDatabase database) {
		this.jdbc = database.jdbc();
		this.jdbc.sql("create table t (id int)").update();
	}

	private static Revisions off(String upgrade) {
		return Revisions.none().file("-- make it\n-- revision: a1\n-- migrate:upgrade transaction:off\n" + upgrade);
	}

	private boolean indexIsValid(String name) {
		return this.jdbc
			.sql("select coalesce((select indisvalid from pg_index where indexrelid = to_regclass(?)), false)")
			.param(name)
			.query(Boolean.class)
			.single();
	}

	private void interrupt(TestDatabase database, String upgrade, int statement, boolean running) {
		interrupt(off(upgrade).on(database), statement, running);
	}

	private void interrupt(Migrations migrations, int statement, boolean running) {
		migrations.upgrade("heads");
		this.jdbc.sql("delete from app_migrations").update();
		this.jdbc.sql("delete from app_migrations_log where outcome = 'done'").update();
		this.jdbc.sql(
				"update app_migrations_log set progress = progress || jsonb_build_object('statement', ?, 'running', ?)")
			.param(statement)
			.param(running)
			.update();
	}

	@Test
	void everyStatementRunsByItself(TestDatabase database) {
		off("insert into t values (1);\n" + INDEX + "\nvacuum t;\ninsert into t values (2);").on(database)
			.upgrade("heads");
		assertThat(indexIsValid("t_id_idx")).isTrue();
		assertThat(database.rows()).containsExactly("a1");
		assertThat(database.log()).containsExactly("upgrade a1 started", "upgrade a1 done");
		assertThat(this.jdbc.sql("select count(*) from t").query(Long.class).single()).isEqualTo(2);
	}

	@Test
	void failureKeepsWhatIsDoneAndTheNextRunGoesOnAfterIt(TestDatabase database) {
		this.jdbc.sql("create table guard (ok int)").update();
		Migrations migrations = off(
				"insert into t values (1);\ninsert into t select 1 / ok from guard;\ninsert into t values (3);")
			.on(database);
		this.jdbc.sql("insert into guard values (0)").update();
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> migrations.upgrade("heads"))
			.withMessageContaining("failed in upgrade, statement 2 of 3")
			.withMessageContaining("The first of its statements took effect");
		this.jdbc.sql("update guard set ok = 1").update();
		migrations.upgrade("heads");
		assertThat(this.jdbc.sql("select id from t order by id").query(Integer.class).list()).containsExactly(1, 1, 3);
		assertThat(database.rows()).containsExactly("a1");
	}

	@Test
	void failedIndexBuildLeavesNoInvalidIndex(TestDatabase database) {
		this.jdbc.sql("insert into t values (1), (1)").update();
		Migrations migrations = off("create unique index concurrently t_id_idx on t (id);").on(database);
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> migrations.upgrade("heads"))
			.withMessageContaining("could not create unique index");
		assertThat(this.jdbc.sql("select to_regclass('t_id_idx') is null").query(Boolean.class).single()).isTrue();
		this.jdbc.sql("delete from t").update();
		migrations.upgrade("heads");
		assertThat(indexIsValid("t_id_idx")).isTrue();
	}

	@Test
	void interruptedIndexBuildIsCleanedUpAndDoneAgain(TestDatabase database) {
		interrupt(database, INDEX, 1, true);
		this.jdbc.sql("update pg_index set indisvalid = false where indexrelid = 't_id_idx'::regclass").update();
		off(INDEX).on(database).upgrade("heads");
		assertThat(indexIsValid("t_id_idx")).isTrue();
		assertThat(database.rows()).containsExactly("a1");
	}

	@Test
	void indexThatWasBuiltBeforeTheInterruptionIsKept(TestDatabase database) {
		interrupt(database, INDEX, 1, true);
		long before = this.jdbc.sql("select 't_id_idx'::regclass::oid::bigint").query(Long.class).single();
		off(INDEX).on(database).upgrade("heads");
		assertThat(this.jdbc.sql("select 't_id_idx'::regclass::oid::bigint").query(Long.class).single())
			.isEqualTo(before);
	}

	@Test
	void droppedIndexIsNotDroppedAgain(TestDatabase database) {
		this.jdbc.sql("create index t_id_idx on t (id)").update();
		interrupt(database, "drop index concurrently t_id_idx;", 1, true);
		off("drop index concurrently t_id_idx;").on(database).upgrade("heads");
		assertThat(database.rows()).containsExactly("a1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "reindex index concurrently t_id_idx;", "reindex table concurrently public.t;" })
	void interruptedRebuildOfAnIndexIsCleanedUpAndDoneAgain(String reindex, TestDatabase database) {
		this.jdbc.sql("create index t_id_idx on t (id)").update();
		interrupt(database, reindex, 1, true);
		this.jdbc.sql("create index t_id_idx_ccnew on t (id)").update();
		this.jdbc.sql("update pg_index set indisvalid = false where indexrelid = 't_id_idx_ccnew'::regclass").update();
		off(reindex).on(database).upgrade("heads");
		assertThat(indexIsValid("t_id_idx")).isTrue();
		assertThat(database.hasTable("t_id_idx_ccnew")).isFalse();
		assertThat(database.rows()).containsExactly("a1");
	}

	@Test
	void interruptedRebuildOfASchemaIsCleanedUpWithItsPartitions(TestDatabase database) {
		this.jdbc.sql("create table p (id int) partition by range (id)").update();
		this.jdbc.sql("create table p1 partition of p for values from (0) to (9)").update();
		this.jdbc.sql("create index p1_idx_ccold on p1 (id)").update();
		this.jdbc.sql("update pg_index set indisvalid = false where indexrelid = 'p1_idx_ccold'::regclass").update();
		String reindex = "reindex (verbose) table concurrently p;\nreindex schema concurrently public;";
		interrupt(database, reindex, 1, true);
		off(reindex).on(database).upgrade("heads");
		assertThat(database.hasTable("p1_idx_ccold")).isFalse();
	}

	@Test
	void indexWhosePlaceholderIsReplacedIsFound(TestDatabase database) {
		Map<String, String> values = Map.of("name", "t_id");
		interrupt(off("create index concurrently ${name}_idx on t (id);").placeholders(values).on(database), 1, true);
		this.jdbc.sql("update pg_index set indisvalid = false where indexrelid = 't_id_idx'::regclass").update();
		off("create index concurrently ${name}_idx on t (id);").placeholders(values).on(database).upgrade("heads");
		assertThat(indexIsValid("t_id_idx")).isTrue();
	}

	@Test
	void pendingDetachmentOfAPartitionIsFinished(TestDatabase database) throws Exception {
		this.jdbc.sql("create table p (id int) partition by range (id)").update();
		this.jdbc.sql("create table p1 partition of p for values from (0) to (9)").update();
		Migrations migrations = Revisions.none().file("""
				-- revision: a1
				-- migrate:upgrade transaction:off statement-timeout:1s
				insert into t values (7);
				alter table p detach partition p1 /* later */ concurrently;
				insert into t values (8);
				""").on(database);
		try (Connection reader = database.dataSource().getConnection();
				Statement statement = reader.createStatement()) {
			reader.setAutoCommit(false);
			statement.execute("select * from p");
			assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> migrations.upgrade("heads"))
				.withMessageContaining("statement timeout");
			assertThat(this.jdbc.sql("select inhdetachpending from pg_inherits").query(Boolean.class).single())
				.isTrue();
			reader.rollback();
		}
		migrations.upgrade("heads");
		assertThat(this.jdbc.sql("select count(*) from pg_inherits").query(Integer.class).single()).isZero();
		assertThat(this.jdbc.sql("select id from t order by id").query(Integer.class).list()).containsExactly(7, 8);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void detachmentThatWasNotBegunIsBegunAndOneThatIsDoneIsNot(boolean done, TestDatabase database) {
		this.jdbc.sql("create table p (id int) partition by range (id)").update();
		this.jdbc.sql("create table p1 partition of p for values from (0) to (9)").update();
		String detach = "alter table public.p detach partition p1 concurrently;";
		interrupt(database, detach, 1, true);
		if (!done) {
			this.jdbc.sql("alter table p attach partition p1 for values from (0) to (9)").update();
		}
		off(detach).on(database).upgrade("heads");
		assertThat(this.jdbc.sql("select count(*) from pg_inherits").query(Integer.class).single()).isZero();
		assertThat(database.rows()).containsExactly("a1");
	}

	@Test
	void indexThatAnotherSessionBuildsIsLeftAlone(TestDatabase database) throws Exception {
		this.jdbc.sql("create table u (id int)").update();
		this.jdbc.sql("insert into t values (1)").update();
		Migrations migrations = off("create unique index concurrently on t (id);").on(database);
		CompletableFuture<Void> built;
		try (Connection writer = database.dataSource().getConnection();
				Connection other = database.dataSource().getConnection();
				Statement write = writer.createStatement();
				Statement writeOther = other.createStatement()) {
			writer.setAutoCommit(false);
			write.execute("insert into t values (1)");
			CompletableFuture<MigrationResult> run = CompletableFuture.supplyAsync(() -> migrations.upgrade("heads"));
			awaitInvalidIndexes(1);
			other.setAutoCommit(false);
			writeOther.execute("insert into u values (1)");
			built = CompletableFuture
				.runAsync(() -> this.jdbc.sql("create index concurrently other on u (id)").update());
			awaitInvalidIndexes(2);
			writer.commit();
			assertThat(run).failsWithin(Patience.LIMIT)
				.withThrowableThat()
				.withMessageContaining("could not create unique index");
			assertThat(invalidIndexes()).containsExactly("other");
			other.rollback();
		}
		built.get(Patience.MINUTES, TimeUnit.MINUTES);
		assertThat(indexIsValid("other")).isTrue();
	}

	private void awaitInvalidIndexes(int count) throws InterruptedException {
		while (invalidIndexes().size() < count) {
			Thread.sleep(10);
		}
	}

	private List<String> invalidIndexes() {
		return this.jdbc.sql("select indexrelid::regclass::text from pg_index where not indisvalid")
			.query(String.class)
			.list();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatCannotBeToldIsLeftToAPerson(boolean done, TestDatabase database) {
		this.jdbc.sql("create procedure p() language plpgsql as $$ begin insert into t values (9); commit; end $$")
			.update();
		interrupt(database, "insert into t values (1);\ncall p();", 2, true);
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> off("insert into t values (1);\ncall p();").on(database).upgrade("heads"))
			.satisfies((ex) -> {
				assertThat(ex.getCode()).isEqualTo(ErrorCode.INTERRUPTED_REVISION);
				assertThat(ex.getHint()).contains("repair --done a1", "repair --undone a1");
			});
		Repair decision = done ? Repair.builder().done(List.of("a1")).build()
				: Repair.builder().undone(List.of("a1")).build();
		assertThat(off("insert into t values (1);\ncall p();").on(database).repair(decision)).hasSize(1);
		off("insert into t values (1);\ncall p();").on(database).upgrade("heads");
		assertThat(this.jdbc.sql("select id from t order by id").query(Integer.class).list())
			.isEqualTo(done ? List.of(1, 9) : List.of(1, 9, 9));
	}

	@Test
	void changedFileDoesNotGoOn(TestDatabase database) {
		interrupt(database, INDEX, 1, false);
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> off("create index concurrently other on t (id);").on(database).upgrade("heads"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.INTERRUPTED_REVISION));
	}

	@Test
	void ownTransactionsAreKeptTogether(TestDatabase database) {
		Migrations migrations = off("""
				begin;
				insert into t values (1);
				insert into t select 1 / count(*) from t where id = 99;
				commit;
				insert into t values (3);
				""").on(database);
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> migrations.upgrade("heads"))
			.withMessageContaining("statement 3 of 5");
		assertThat(this.jdbc.sql("select count(*) from t").query(Long.class).single()).isZero();
		assertThat(database.log()).containsExactly("upgrade a1 started", "upgrade a1 failed");
	}

	@Test
	void enumValueCanBeUsedAtOnce(TestDatabase database) {
		this.jdbc.sql("create type mood as enum ('sad')").update();
		off("alter type mood add value 'happy';\ncreate table m as select 'happy'::mood as mood;").on(database)
			.upgrade("heads");
		assertThat(database.hasTable("m")).isTrue();
	}

	@Test
	void sectionOptionsSetTheTimeouts(TestDatabase database) {
		Revisions.none()
			.file("""
					-- revision: a1
					-- migrate:upgrade lock-timeout:7s statement-timeout:90s
					create table seen as select current_setting('lock_timeout') || current_setting('statement_timeout') as v;
					""")
			.lockTimeout(Duration.ofSeconds(3))
			.on(database)
			.upgrade("heads");
		assertThat(this.jdbc.sql("select v from seen").query(String.class).single()).isEqualTo("7s90s");
	}

	@Test
	void statementsThatWereNotBegunMayBeCorrected(TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class).isThrownBy(
				() -> off("insert into t values (1);\ninsert into typo values (2);").on(database).upgrade("heads"));
		off("insert into t values (1); -- done\ninsert into t values (2);").on(database).upgrade("heads");
		assertThat(this.jdbc.sql("select id from t order by id").query(Integer.class).list()).containsExactly(1, 2);
	}

	@Test
	void settingsOfTheSessionAreRepeatedWhenItGoesOn(TestDatabase database) {
		this.jdbc.sql("create schema other").update();
		String beginning = "set search_path = other;\ncreate table one ();\n";
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> off(beginning + "select 1/0;").on(database).upgrade("heads"));
		off(beginning + "create table two ();").on(database).upgrade("heads");
		assertThat(database.hasTable("other.two")).isTrue();
	}

	@Test
	void roleThatMayNotWriteTheLogCanBeSet(TestDatabase database) {
		String role = "app_" + database.name();
		this.jdbc.sql("create role %s".formatted(role)).update();
		try {
			this.jdbc.sql("grant create on schema public to %s".formatted(role)).update();
			off("set role %s;\ncreate table owned ();".formatted(role)).on(database).upgrade("heads");
			assertThat(this.jdbc.sql("select tableowner from pg_tables where tablename = 'owned'")
				.query(String.class)
				.single()).isEqualTo(role);
		}
		finally {
			this.jdbc.sql("drop owned by %s".formatted(role)).update();
			this.jdbc.sql("drop role %s".formatted(role)).update();
		}
	}

	@Test
	void runWhoseParentWasUndoneBeginsAgain(TestDatabase database) {
		Revisions revisions = Revisions.none().sql("p1", "", "create table p (id int);", "drop table p;").file("""
				-- revision: a1
				-- down-revision: p1
				-- migrate:upgrade transaction:off
				insert into p values (1);
				insert into p select 1 / id from t;
				-- migrate:downgrade
				""");
		this.jdbc.sql("insert into t values (0)").update();
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> revisions.on(database).upgrade("heads"));
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> revisions.on(database).downgrade("base"))
			.withMessageContaining("The upgrade of revision a1 was interrupted and is done in part");
		// a build that does not have the revision
		Revisions.none().sql("p1", "", "create table p (id int);", "drop table p;").on(database).downgrade("base");
		this.jdbc.sql("update t set id = 1").update();
		revisions.on(database).upgrade("heads");
		assertThat(this.jdbc.sql("select count(*) from p").query(Long.class).single()).isEqualTo(2);
	}

	@Test
	void halfADowngradeStopsTheNextUpgrade(TestDatabase database) {
		Revisions revisions = Revisions.none().file("""
				-- revision: a1
				-- migrate:upgrade
				create table a ();
				create table b ();
				-- migrate:downgrade transaction:off
				drop table a;
				drop table b;
				""");
		revisions.on(database).upgrade("heads");
		this.jdbc.sql("create view v as select * from b").update();
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> revisions.on(database).downgrade("base"));
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> revisions.on(database).upgrade("heads"))
			.withMessageContaining("The downgrade of revision a1 was interrupted");
		this.jdbc.sql("drop view v").update();
		assertThat(revisions.on(database).downgrade("base").current()).isEmpty();
		assertThat(database.hasTable("b")).isFalse();
	}

	@Test
	void interruptedRevisionDoesNotBeginAgainInATransaction(TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> off("insert into t values (1);\nselect 1/0;").on(database).upgrade("heads"));
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> Revisions.none()
				.file("-- revision: a1\n-- migrate:upgrade\ninsert into t values (1);\nselect 1;")
				.on(database)
				.upgrade("heads"))
			.withMessageContaining("its section (db/migrations/1.sql) no longer has transaction:off");
	}

	@Test
	void failedUnnamedIndexLeavesNoInvalidIndex(TestDatabase database) {
		this.jdbc.sql("insert into t values (1), (1)").update();
		assertThatExceptionOfType(MigrationException.class).isThrownBy(
				() -> off("create unique index concurrently -- fast\n on t (id);").on(database).upgrade("heads"));
		assertThat(this.jdbc.sql("select count(*) from pg_index where indrelid = 't'::regclass")
			.query(Long.class)
			.single()).isZero();
	}

	@Test
	void timeoutsOfTheRevisionOutliveAnIndexThatIsBuiltConcurrently(TestDatabase database) {
		Revisions.none()
			.file("""
					-- index
					-- revision: a1
					-- migrate:upgrade transaction:off
					create table a (id int, seen text);
					set lock_timeout = '77s';
					set statement_timeout = '88s';
					create index concurrently a_id_idx on a (id);
					insert into a values (1, current_setting('lock_timeout') || ' ' || current_setting('statement_timeout'));
					""")
			.on(database)
			.upgrade("heads");
		assertThat(database.jdbc().sql("select seen from a").query(String.class).single()).isEqualTo("77s 88s");
	}

	@ParameterizedTest
	@ValueSource(strings = { "create temp table x (id int)", "create temporary view x as select 1",
			"create table pg_temp.x (id int)", "select 1 as a into temp x", "create local temporary sequence x",
			"prepare x as select 1", "declare x cursor with hold for select 1" })
	void whatASessionAloneHasIsRefusedOutsideOfABlock(String statement, TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> off("insert into t values (1);\n%s;\ninsert into t values (2);".formatted(statement))
				.on(database)
				.upgrade("heads"))
			.withMessageContaining("exists in its session only (db/migrations/1.sql:5)")
			.withMessageContaining("nothing was run");
		assertThat(this.jdbc.sql("select count(*) from t").query(Long.class).single()).isZero();
		off("begin;\n%s;\ncommit;\ninsert into t values (2);".formatted(statement)).on(database).upgrade("heads");
	}

	@Test
	void theHintNamesTheCause(TestDatabase database) {
		Map.of("set transaction_read_only = on", "read-only", "do $$ begin execute 'com' || 'mit'; end $$",
				"block of code", "set local statement_timeout = '1ms'; select pg_sleep(1)", "statement_timeout")
			.forEach((statement, hint) -> assertThatExceptionOfType(MigrationException.class).as(statement)
				.isThrownBy(() -> Revisions.none()
					.file("-- revision: a1\n-- migrate:upgrade\n" + statement + ";\n")
					.on(database)
					.upgrade("heads"))
				.satisfies((ex) -> assertThat(ex.getHint()).contains(hint)));
	}

	@Test
	void theFirstStatementThatFailsLeavesNothingToResume(TestDatabase database) {
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> off("select 1 / 0;").on(database).upgrade("heads"))
			.withMessageContaining("None of its statements took effect. The database is at base.");
	}

	@Test
	void aTimeoutOfTheLoginIsNamed() {
		MigrationException failure = ConnectionFailure
			.ofStatement(new SQLException("canceling statement due to statement timeout", "57014"));
		assertThat(failure.getHint()).contains("statement_timeout");
	}

}
