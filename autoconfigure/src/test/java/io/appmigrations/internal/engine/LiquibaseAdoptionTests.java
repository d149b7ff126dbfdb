package io.appmigrations.internal.engine;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationResult;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.OnNewestPostgres;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.FilteredClassLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The first start on a database that Liquibase has migrated. Its tables are those that
 * Liquibase 4.33.0 creates.
 */
@DatabaseTest
class LiquibaseAdoptionTests {

	private static final List<String> CHANGE_SETS = List.of("a", "b", "c");

	private static Revisions imported() {
		Revisions revisions = Revisions.none();
		String parent = "";
		for (String id : CHANGE_SETS) {
			revisions.file("""
					-- change set
					-- revision: %1$s
					-- down-revision: %2$s
					-- imported-from: liquibase schema=liq table=log lock=loglock db/x.xml::%1$s::ann=9:%1$s9,8:%1$s8
					-- migrate:upgrade
					create table %1$s (id int);
					-- migrate:downgrade
					drop table %1$s;
					""".formatted(id, parent));
			parent = id;
		}
		return revisions.sql("d", parent, "create table d (id int);", "drop table d;");
	}

	private static void migrated(TestDatabase database, String... ids) {
		database.jdbc()
			.sql("""
					create schema liq;
					create table liq.log (id varchar(255) not null, author varchar(255) not null, filename varchar(255) not null,
					  dateexecuted timestamp not null, orderexecuted int not null, exectype varchar(10) not null,
					  md5sum varchar(35), description varchar(255), comments varchar(255), tag varchar(255),
					  liquibase varchar(20), contexts varchar(255), labels varchar(255), deployment_id varchar(10));
					create table liq.loglock (id int not null primary key, locked boolean not null, lockgranted timestamp,
					  lockedby varchar(255));
					insert into liq.loglock values (1, false)""")
			.update();
		int order = 0;
		for (String id : ids) {
			database.jdbc().sql("create table %s (id int)".formatted(id)).update();
			database.jdbc()
				.sql("insert into liq.log (id, author, filename, dateexecuted, orderexecuted, exectype, md5sum) "
						+ "values (:id, 'ann', 'classpath:db/x.xml', now(), :order, 'EXECUTED', :md5)")
				.param("id", id)
				.param("order", order++)
				.param("md5", (order % 2 == 0) ? "8:" + id + "8" : "9:" + id + "9")
				.update();
		}
	}

	private static List<String> steps(MigrationResult result) {
		return result.steps().stream().map((one) -> one.step().revision().id()).toList();
	}

	private static void assertRefused(TestDatabase database, ErrorCode code, String... parts) {
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> imported().on(database).upgrade("heads"))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(code))
			.satisfies((ex) -> assertThat(ex.getMessage() + ex.getHint()).contains(parts));
		assertThat(database.rows()).isEmpty();
	}

	@Test
	void databaseIsWhereLiquibaseLeftIt(TestDatabase database) {
		migrated(database, "a", "b");
		assertThat(steps(imported().on(database).upgrade("heads"))).containsExactly("c", "d");
		assertThat(database.rows()).containsExactly("d");
		assertThat(database.jdbc().sql("select count(*) from liq.log").query(Integer.class).single()).isEqualTo(2);
		assertThat(steps(imported().on(database).upgrade("heads"))).isEmpty();
		imported().on(database).downgrade("base");
		assertThat(steps(imported().on(database).upgrade("a"))).containsExactly("a");
	}

	@Test
	void databaseWithoutChangeSetsRunsEverything(TestDatabase database) {
		migrated(database);
		assertThat(steps(imported().on(database).upgrade("heads"))).hasSize(4);
	}

	@Test
	@OnNewestPostgres
	void whatDoesNotFitStopsTheStartUntilItDoes(TestDatabase database) {
		migrated(database, "a", "b");
		database.jdbc().sql("update liq.loglock set locked = true, lockgranted = now(), lockedby = 'host-1'").update();
		assertRefused(database, ErrorCode.LOCK_TIMEOUT, "Liquibase holds its lock on this database since ", "by host-1",
				"liquibase release-locks");
		database.jdbc().sql("update liq.loglock set locked = false").update();
		database.jdbc().sql("update liq.log set md5sum = '9:other' where id = 'a'").update();
		database.jdbc().sql("update liq.log set exectype = 'FAILED' where id = 'b'").update();
		assertRefused(database, ErrorCode.CHECKSUM_MISMATCH, "x.xml::a::ann was changed after",
				"x.xml::b::ann is marked as FAILED");
		database.jdbc().sql("update liq.log set md5sum = null, exectype = 'MARK_RAN'").update();
		database.jdbc().sql("delete from liq.log where id = 'a'").update();
		assertRefused(database, ErrorCode.CHECKSUM_MISMATCH,
				"not applied, but db/x.xml::b::ann, which comes later, is: db/x.xml::a::ann");
		database.jdbc().sql("update liq.log set id = 'a'").update();
		database.jdbc().sql("drop table b").update();
		assertThat(steps(imported().on(database).upgrade("b"))).containsExactly("b");
	}

	@Test
	@OnNewestPostgres
	void libraryIsNeededForTheImportAlone() {
		LiquibaseProject.requireLibrary(getClass().getClassLoader());
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> LiquibaseProject.requireLibrary(new FilteredClassLoader("liquibase")))
			.withMessageStartingWith("Liquibase is not on the class path")
			.satisfies((ex) -> assertThat(ex.getHint()).contains("org.liquibase:liquibase-core"));
	}

	@Test
	@OnNewestPostgres
	void severalReplicasStampOnce(TestDatabase database) throws Exception {
		migrated(database, "a", "b", "c");
		ExecutorService replicas = Executors.newFixedThreadPool(3);
		try {
			Callable<MigrationResult> start = () -> imported().on(database).upgrade("heads");
			int ran = 0;
			for (Future<MigrationResult> replica : replicas.invokeAll(List.of(start, start, start))) {
				ran += replica.get().steps().size();
			}
			assertThat(ran).isEqualTo(1);
			assertThat(database.rows()).containsExactly("d");
		}
		finally {
			replicas.shutdownNow();
		}
	}

	@Test
	@OnNewestPostgres
	void squashedChangeSetsAreStillKnown(TestDatabase database) {
		migrated(database, "a", "b");
		Revisions squashed = Revisions.none()
			.file("""
					-- both
					-- revision: s
					-- replaces: a, b
					-- imported-from: liquibase schema=liq table=log lock=loglock revision=a db/x.xml::a::ann=9:a9 revision=b db/x.xml::b::ann=8:b8
					-- migrate:upgrade
					create table a (id int);
					create table b (id int);
					-- migrate:downgrade
					""")
			.sql("d", "b", "create table d (id int);", "drop table d;");
		assertThat(steps(squashed.on(database).upgrade("heads"))).containsExactly("d");
	}

}
