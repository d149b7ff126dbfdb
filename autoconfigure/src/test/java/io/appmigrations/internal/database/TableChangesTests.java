package io.appmigrations.internal.database;

import java.util.List;
import java.util.function.Function;

import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tables of one release become those of another.
 */
@DatabaseTest
class TableChangesTests {

	private static List<String> column(VersionTable table) {
		return List.of("alter table %s add column if not exists note text".formatted(table.log().name()));
	}

	/** Fails where it runs before the first. */
	private static List<String> index(VersionTable table) {
		return List.of("create index if not exists app_migrations_log_note on %s (note)".formatted(table.log().name()));
	}

	private static VersionTable table(List<Function<VersionTable, List<String>>> changes) {
		return new VersionTable("public", "app_migrations", new TableChanges(changes));
	}

	private static boolean hasIndex(TestDatabase database) {
		return database.hasTable("public.app_migrations_log_note");
	}

	@Test
	void changesRunOnceAndInOrder(TestDatabase database) {
		try (MigrationConnection connection = database.connect()) {
			assertThat(table(List.of()).readOrCreate(connection).tables()).isEqualTo(1);
			// as the first release wrote it
			database.jdbc()
				.sql("comment on table app_migrations is 'Revisions this database is at; written by App Migrations'")
				.update();
			database.jdbc().sql("insert into app_migrations values ('a1')").update();
			VersionTable newer = table(List.of(TableChangesTests::column, TableChangesTests::index));
			VersionState changed = newer.readOrCreate(connection);
			assertThat(changed.tables()).isEqualTo(3);
			assertThat(changed.rows()).containsExactly("a1");
			assertThat(hasIndex(database)).isTrue();
			database.jdbc().sql("drop index app_migrations_log_note").update();
			assertThat(newer.readOrCreate(connection).tables()).isEqualTo(3);
			assertThat(hasIndex(database)).isFalse();
			// an older release leaves them as they are
			assertThat(table(List.of(TableChangesTests::column)).readOrCreate(connection).tables()).isEqualTo(3);
			// a comment that was lost, by pg_dump --no-comments for example
			database.jdbc().sql("comment on table app_migrations is null").update();
			assertThat(newer.readOrCreate(connection).tables()).isEqualTo(3);
			assertThat(hasIndex(database)).isTrue();
		}
	}

	@Test
	void newTablesAreTheLatest(TestDatabase database) {
		try (MigrationConnection connection = database.connect()) {
			assertThat(table(List.of(TableChangesTests::column, TableChangesTests::index)).readOrCreate(connection)
				.tables()).isEqualTo(3);
			assertThat(hasIndex(database)).isTrue();
		}
	}

}
