package io.appmigrations.internal.engine;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationResult;
import io.appmigrations.internal.flyway.FlywayChecksum;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.FlywayDatabase;
import io.appmigrations.testing.OnNewestPostgres;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The first start on a database that Flyway has migrated.
 */
@DatabaseTest
class FlywayAdoptionTests {

	private static final FlywayDatabase FLYWAY = new FlywayDatabase().script("1", "create table a (id int)")
		.script("1.2", "create table b (id int)")
		.script("1.10", "create table c (id int)")
		.script("", "create or replace view v as select id from a");

	private static Revisions imported() {
		Revisions revisions = Revisions.none();
		String parent = "";
		for (String version : List.of("1", "1.2", "1.10", "")) {
			String sql = FLYWAY.scripts()
				.get(version.isEmpty() ? "R__all.sql" : "V%1$s__script_%1$s.sql".formatted(version));
			String id = version.isEmpty() ? "flyway_repeatable" : "V" + version;
			revisions.file("""
					-- script
					-- revision: %s
					-- down-revision: %s
					-- imported-from: flyway %s=%s
					-- migrate:upgrade
					%s;
					-- migrate:downgrade
					""".formatted(id, parent, version.isEmpty() ? "Rall" : id, FlywayChecksum.of(String.valueOf(sql)),
					sql));
			parent = id;
		}
		return revisions.sql("d4", parent, "create table d (id int);", "drop table d;");
	}

	private static List<String> steps(MigrationResult result) {
		return result.steps().stream().map((one) -> one.step().revision().id()).toList();
	}

	@Test
	void databaseIsAtItsVersionWhereverThatIs(TestDatabase database) {
		FLYWAY.migrate(database, "1", "1.2");
		assertThat(steps(imported().on(database).upgrade("heads"))).containsExactly("V1.10", "flyway_repeatable", "d4");
		assertThat(database.rows()).containsExactly("d4");
		assertThat(database.jdbc().sql("select count(*) from flyway_schema_history").query(Integer.class).single())
			.isEqualTo(2);
		assertThat(steps(imported().on(database).upgrade("heads"))).isEmpty();
		imported().on(database).downgrade("base");
		assertThat(database.rows()).isEmpty();
		database.jdbc().sql("drop view v; drop table a, b, c").update();
		assertThat(steps(imported().on(database).upgrade("V1"))).containsExactly("V1");
	}

	/** The squashed revision has the scripts of those that it replaces. */
	private static Revisions squashed(Revisions others) {
		String sources = "V1=%s V1.2=%s".formatted(
				FlywayChecksum.of(String.valueOf(FLYWAY.scripts().get("V1__script_1.sql"))),
				FlywayChecksum.of(String.valueOf(FLYWAY.scripts().get("V1.2__script_1.2.sql"))));
		return others.file("""
				-- script
				-- revision: s
				-- replaces: V1, V1.2
				-- imported-from: flyway %s
				-- migrate:upgrade
				create table a (id int);
				create table b (id int);
				-- migrate:downgrade
				""".formatted(sources));
	}

	@Test
	@OnNewestPostgres
	void squashedScriptsAreStillKnown(TestDatabase database) {
		Revisions deleted = squashed(Revisions.none().sql("d4", "V1.2", "create table d (id int);", "drop table d;"));
		FLYWAY.migrate(database, "1", "1.2");
		assertThat(steps(deleted.on(database).upgrade("heads"))).containsExactly("d4");
		database.empty();
		FLYWAY.migrate(database, "1");
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> deleted.on(database).upgrade("heads"))
			.withMessage("Revision 'V1' is replaced by s (script), and files of what that one replaces were deleted");
		assertThat(steps(squashed(imported()).on(database).upgrade("heads"))).containsExactly("V1.2", "V1.10",
				"flyway_repeatable", "d4");
	}

	@Test
	void databaseWithAllScriptsIsAtTheRepeatableOnes(TestDatabase database) {
		FLYWAY.migrate(database, "1", "1.2", "1.10", "");
		assertThat(steps(imported().on(database).upgrade("heads"))).containsExactly("d4");
		assertThat(database.log()).anyMatch((line) -> line.contains("V1.2"));
	}

	@Test
	void emptyDatabaseRunsEverything(TestDatabase database) {
		FLYWAY.migrate(database);
		assertThat(steps(imported().on(database).upgrade("heads"))).hasSize(5);
	}

	@Test
	void whatDoesNotFitStopsTheStartAndTheNextOne(TestDatabase database) {
		FLYWAY.migrate(database, "1", "1.2");
		database.jdbc().sql("update flyway_schema_history set checksum = 1 where version = '1'").update();
		database.jdbc().sql("update flyway_schema_history set success = false where version = '1.2'").update();
		for (int start = 0; start < 2; start++) {
			assertThatExceptionOfType(MigrationException.class)
				.isThrownBy(() -> imported().on(database).upgrade("heads"))
				.withMessageContaining("1 (V1__script_1.sql) was changed after it was applied")
				.withMessageContaining("1.2 (V1.2__script_1.2.sql) has failed")
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH));
			assertThat(database.rows()).isEmpty();
		}
		database.jdbc()
			.sql("update flyway_schema_history set success = true, checksum = case version when '1.2' then checksum end")
			.update();
		assertThat(steps(imported().on(database).upgrade("heads"))).containsExactly("V1.10", "flyway_repeatable", "d4");
	}

	@Test
	void severalReplicasStampOnce(TestDatabase database) throws Exception {
		FLYWAY.migrate(database, "1", "1.2", "1.10");
		ExecutorService replicas = Executors.newFixedThreadPool(3);
		try {
			Callable<MigrationResult> start = () -> imported().on(database).upgrade("heads");
			int ran = 0;
			for (Future<MigrationResult> replica : replicas.invokeAll(List.of(start, start, start))) {
				ran += replica.get().steps().size();
			}
			assertThat(ran).isEqualTo(2);
			assertThat(database.rows()).containsExactly("d4");
		}
		finally {
			replicas.shutdownNow();
		}
	}

}
