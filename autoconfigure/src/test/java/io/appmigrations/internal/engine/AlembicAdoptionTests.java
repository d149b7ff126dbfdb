package io.appmigrations.internal.engine;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationResult;
import io.appmigrations.testing.AlembicDatabase;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.OnNewestPostgres;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The first start on a database that Alembic has migrated: {@code a1} with the branches
 * {@code b2} and {@code c2}, which {@code m3} merges, and the base {@code x1}, which
 * depends on {@code b2}. {@code d4} is a revision of ours.
 */
@DatabaseTest
class AlembicAdoptionTests {

	private static final String TABLE = "alembic_version";

	private static Revisions imported(String table) {
		return imported(table, "a1||", "b2|a1|", "c2|a1|", "m3|b2, c2|", "x1||b2");
	}

	private static Revisions imported(String table, String... lines) {
		Revisions revisions = Revisions.none();
		for (String line : lines) {
			String[] parts = line.split("\\|", -1);
			revisions.file("""
					-- made by Alembic
					-- revision: %s
					-- down-revision: %s
					-- depends-on: %s
					-- imported-from: alembic %s
					-- migrate:upgrade
					create table t_%1$s ();
					-- migrate:downgrade
					drop table t_%1$s;
					""".formatted(parts[0], parts[1], parts[2], table));
		}
		return revisions.sql("d4", "m3", "create table d ();", "drop table d;");
	}

	private static List<String> steps(MigrationResult result) {
		return result.steps().stream().map((one) -> one.step().revision().id()).sorted().toList();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			# rows of Alembic | what runs afterwards
			                  | a1 b2 c2 d4 m3 x1
			a1                | b2 c2 d4 m3 x1
			b2                | c2 d4 m3 x1
			b2 c2             | d4 m3 x1
			c2                | b2 d4 m3 x1
			c2 x1             | d4 m3
			x1                | c2 d4 m3
			m3                | d4 x1
			m3 x1             | d4
			a1 b2             | c2 d4 m3 x1
			""")
	void databaseIsAtItsHeadsWhateverTheyAre(String rows, String expected, TestDatabase database) {
		String[] heads = (rows != null) ? rows.split(" ", -1) : new String[0];
		AlembicDatabase.at(database, TABLE, heads);
		assertThat(String.join(" ", steps(imported(TABLE).on(database).upgrade("heads")))).isEqualTo(expected);
		assertThat(database.rows()).containsExactlyInAnyOrder("d4", "x1");
		assertThat(database.jdbc().sql("select version_num from alembic_version").query(String.class).list())
			.containsExactlyInAnyOrder(heads);
		assertThat(steps(imported(TABLE).on(database).upgrade("heads"))).isEmpty();
	}

	/** The squashed revision stands for the ids of Alembic that it replaces. */
	@ParameterizedTest
	@OnNewestPostgres
	@CsvSource(delimiter = '|', textBlock = """
			true  | a1    | b2 c2 d4 m3
			true  | b2 c2 | d4 m3
			true  | m3    | d4
			false | m3    | d4
			false | b2    | refused
			""")
	void squashedRevisionsAreStillKnown(boolean files, String rows, String expected, TestDatabase database) {
		AlembicDatabase.at(database, TABLE, rows.split(" ", -1));
		Revisions revisions = imported(TABLE,
				files ? new String[] { "a1||", "b2|a1|", "c2|a1|", "m3|b2, c2|" } : new String[0])
			.file("""
					-- revision: s
					-- replaces: a1, b2, c2, m3
					-- imported-from: alembic %s
					-- migrate:upgrade
					select 1;
					""".formatted(TABLE));
		if (expected.equals("refused")) {
			assertThatExceptionOfType(MigrationException.class)
				.isThrownBy(() -> revisions.on(database).upgrade("heads"))
				.withMessage("Revision 'b2' is replaced by s, and files of what that one replaces were deleted");
			return;
		}
		assertThat(String.join(" ", steps(revisions.on(database).upgrade("heads")))).isEqualTo(expected);
	}

	@Test
	void tableIsTheOneInTheRevisions(TestDatabase database) {
		database.jdbc().sql("create schema \"My\"").update();
		AlembicDatabase.at(database, "\"My\".versions", "m3", "x1");
		assertThat(steps(imported("\"My\".versions").on(database).upgrade("heads"))).containsExactly("d4");
	}

	@Test
	void idThatWasNotImportedStopsTheStartAndTheNextOne(TestDatabase database) {
		AlembicDatabase.at(database, TABLE, "c2", "e9");
		for (int start = 0; start < 2; start++) {
			assertThatExceptionOfType(MigrationException.class)
				.isThrownBy(() -> imported(TABLE).on(database).upgrade("heads"))
				.withMessageContaining("The database was migrated by Alembic")
				.withMessageContaining("the database is at e9, and no revision here was imported from it")
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.UNKNOWN_REVISION));
			assertThat(database.rows()).isEmpty();
		}
		// d4 is ours, and Alembic cannot have been there
		database.jdbc().sql("update alembic_version set version_num = 'd4' where version_num = 'e9'").update();
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> imported(TABLE).on(database).upgrade("heads"))
			.withMessageContaining("the database is at d4");
		database.jdbc().sql("delete from alembic_version where version_num = 'd4'").update();
		assertThat(steps(imported(TABLE).on(database).upgrade("heads"))).containsExactly("b2", "d4", "m3", "x1");
	}

	@Test
	void downgradedDatabaseIsNotTakenOverAgain(TestDatabase database) {
		AlembicDatabase.at(database, TABLE, "a1");
		database.jdbc().sql("create table t_a1 ()").update();
		imported(TABLE).on(database).upgrade("heads");
		imported(TABLE).on(database).downgrade("base");
		assertThat(database.rows()).isEmpty();
		assertThat(steps(imported(TABLE).on(database).upgrade("a1"))).containsExactly("a1");
	}

	@Test
	void severalReplicasStampOnce(TestDatabase database) throws Exception {
		AlembicDatabase.at(database, TABLE, "b2", "c2");
		ExecutorService replicas = Executors.newFixedThreadPool(3);
		try {
			Callable<MigrationResult> start = () -> imported(TABLE).on(database).upgrade("heads");
			int ran = 0;
			for (Future<MigrationResult> replica : replicas.invokeAll(List.of(start, start, start))) {
				ran += replica.get().steps().size();
			}
			assertThat(ran).isEqualTo(3);
			assertThat(Set.copyOf(database.rows())).isEqualTo(Set.of("d4", "x1"));
		}
		finally {
			replicas.shutdownNow();
		}
	}

}
