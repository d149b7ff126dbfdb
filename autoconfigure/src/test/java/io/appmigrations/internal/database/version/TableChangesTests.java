package io.appmigrations.internal.database.version;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationResult;
import io.appmigrations.Migrations;
import io.appmigrations.Mode;
import io.appmigrations.Repair;
import io.appmigrations.StampRequest;
import io.appmigrations.internal.database.version.TableChanges.Change;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.RoundTripCounter;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tables of one release become those of another, and builds with either use them.
 */
@DatabaseTest
class TableChangesTests {

	private static final int REVISIONS = 12;

	private static final Change COLUMN = Change.additive((table) -> List
		.of("alter table %s add column if not exists note text not null default 'none'".formatted(table.log().name())));

	/** Fails where it runs before the column is there. */
	private static final Change INDEX = Change.additive((table) -> List
		.of("create index if not exists app_migrations_log_note on %s (note)".formatted(table.log().name())));

	private static final TableChanges LATER = new TableChanges(List.of(COLUMN, INDEX));

	private static Revisions revisions() {
		Revisions revisions = Revisions.none();
		for (int i = 1; i <= REVISIONS; i++) {
			revisions.sql("r" + i, (i > 1) ? "r" + (i - 1) : "", "create table t%s ();".formatted(i),
					"drop table if exists t%s;".formatted(i));
		}
		return revisions;
	}

	private static Migrations later(DataSource database) {
		return revisions().tables(LATER).on(database);
	}

	private static Migrations later(TestDatabase database) {
		return later(database.pool());
	}

	private static Migrations earlier(TestDatabase database) {
		return revisions().on(database);
	}

	private static int version(TestDatabase database) {
		return TableChanges.version(comment(database));
	}

	private static String comment(TestDatabase database) {
		return database.jdbc()
			.sql("select coalesce(obj_description('app_migrations'::regclass, 'pg_class'), '')")
			.query(String.class)
			.single();
	}

	private static boolean hasIndex(TestDatabase database) {
		return database.hasTable("public.app_migrations_log_note");
	}

	private static List<String> records(TestDatabase database) {
		return database.jdbc()
			.sql("select to_jsonb(l)::jsonb - 'note' from app_migrations_log l order by id")
			.query(String.class)
			.list();
	}

	private static void run(TestDatabase database, MigrationResult script) throws SQLException {
		try (Connection connection = database.dataSource().getConnection();
				Statement statement = connection.createStatement()) {
			statement.setEscapeProcessing(false);
			statement.execute(Objects.requireNonNull(script.sql()));
		}
	}

	@Test
	void changesRunOnceAndInOrder(TestDatabase database) {
		earlier(database).upgrade("r1");
		// as the first release wrote it
		database.jdbc()
			.sql("comment on table app_migrations is 'Revisions this database is at; written by App Migrations'")
			.update();
		later(database).upgrade("r2");
		assertThat(version(database)).isEqualTo(3);
		assertThat(hasIndex(database)).isTrue();
		database.jdbc().sql("drop index app_migrations_log_note").update();
		later(database).upgrade("r3");
		assertThat(hasIndex(database)).isFalse();
		// an earlier release leaves them as they are
		revisions().tables(new TableChanges(List.of(COLUMN))).on(database).upgrade("r4");
		assertThat(version(database)).isEqualTo(3);
		// a comment that was lost, by pg_dump --no-comments for example
		database.jdbc().sql("comment on table app_migrations is null").update();
		later(database).upgrade("r5");
		assertThat(version(database)).isEqualTo(3);
		assertThat(hasIndex(database)).isTrue();
	}

	@Test
	void newTablesAreTheLatest(TestDatabase database) {
		later(database).upgrade("r1");
		assertThat(version(database)).isEqualTo(3);
		assertThat(hasIndex(database)).isTrue();
	}

	static Stream<Arguments> writers() {
		return Stream.<Arguments>of(writer("upgrade", (migrations) -> migrations.upgrade("r3")),
				writer("downgrade", (migrations) -> migrations.downgrade("r1")),
				writer("stamp", (migrations) -> migrations.stamp(StampRequest.to("r3"))),
				writer("repair", (migrations) -> migrations.repair(Repair.builder().rows(true).build())),
				writer("ensureVersion", (migrations) -> migrations.ensureVersion(Mode.RUN)));
	}

	private static Arguments writer(String name, Consumer<Migrations> command) {
		return arguments(Named.of(name, command));
	}

	@ParameterizedTest
	@MethodSource("writers")
	void whateverWritesChangesTablesOfAnEarlierShapeAndKeepsTheirRows(Consumer<Migrations> command,
			TestDatabase database) {
		earlier(database).upgrade("r2");
		List<String> before = records(database);
		command.accept(later(database));
		assertThat(version(database)).isEqualTo(3);
		assertThat(records(database)).startsWith(before.toArray(String[]::new));
		assertThat(database.jdbc().sql("select distinct note from app_migrations_log").query(String.class).list())
			.containsExactly("none");
		// the earlier release goes on with them
		earlier(database).upgrade("heads");
		earlier(database).downgrade("base");
		assertThat(earlier(database).findings()).isEmpty();
		assertThat(version(database)).isEqualTo(3);
		later(database).upgrade("heads");
		assertThat(database.rows()).containsExactly("r" + REVISIONS);
	}

	@Test
	void whoeverOnlyReadsChangesNothingAndCostsOneQuery(TestDatabase database) throws IOException {
		earlier(database).upgrade("heads");
		try (RoundTripCounter counter = new RoundTripCounter(database)) {
			Migrations migrations = later(counter.dataSource(database));
			for (Runnable reading : List.<Runnable>of(() -> migrations.upgrade("heads"), migrations::current,
					migrations::findings)) {
				reading.run();
				assertThat(counter.count()).isEqualTo(1);
			}
			assertThat(version(database)).isEqualTo(1);
			migrations.ensureVersion(Mode.RUN);
			assertThat(version(database)).isEqualTo(3);
			counter.count();
			migrations.ensureVersion(Mode.RUN);
			assertThat(counter.count()).isEqualTo(1);
		}
	}

	@Test
	void buildsOfBothReleasesMigrateAtOnce(TestDatabase database) {
		earlier(database).upgrade("r1");
		Migrations earlier = revisions().on(database.dataSource());
		Migrations later = later(database.dataSource());
		Stream.of(earlier, later, earlier, later)
			.map((migrations) -> CompletableFuture
				.runAsync(() -> IntStream.rangeClosed(2, REVISIONS).forEach((i) -> migrations.upgrade("r" + i))))
			.toList()
			.forEach(CompletableFuture::join);
		assertThat(database.log()).containsExactlyElementsOf(
				IntStream.rangeClosed(1, REVISIONS).mapToObj("upgrade r%s done"::formatted).toList());
		assertThat(earlier(database).findings()).isEmpty();
		later(database).ensureVersion(Mode.RUN);
		assertThat(version(database)).isEqualTo(3);
		assertThat(hasIndex(database)).isTrue();
	}

	static Stream<Arguments> refusals() {
		Change failing = Change.additive((table) -> List.of("select 1/0"));
		return Stream
			.of(arguments(Named.of("a change fails", new TableChanges(List.of(COLUMN, failing))),
					ErrorCode.STATEMENT_FAILED, "division by zero"),
					arguments(Named.of("a later one fails", new TableChanges(List.of(COLUMN, INDEX, failing))),
							ErrorCode.STATEMENT_FAILED, "division by zero"),
					arguments(
							Named.of("another session holds a lock",
									new TableChanges(List.of(COLUMN,
											Change.additive((table) -> List.of("lock table t1 nowait"))))),
							ErrorCode.LOCK_TIMEOUT, "could not obtain lock"));
	}

	@ParameterizedTest
	@MethodSource("refusals")
	void aChangeThatFailsLeavesTheTablesAsTheyWere(TableChanges changes, ErrorCode code, String reason,
			TestDatabase database) throws SQLException {
		earlier(database).upgrade("r1");
		List<String> columns = columns(database);
		try (Connection holder = database.dataSource().getConnection();
				Statement statement = holder.createStatement()) {
			holder.setAutoCommit(false);
			statement.execute("lock table t1");
			assertThatExceptionOfType(MigrationException.class)
				.isThrownBy(() -> revisions().tables(changes).on(database).upgrade("r2"))
				.withMessageContaining("could not be changed: ")
				.withMessageContaining(reason)
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(code));
		}
		assertThat(version(database)).isEqualTo(1);
		assertThat(columns(database)).isEqualTo(columns);
		assertThat(database.log()).containsExactly("upgrade r1 done");
	}

	static Stream<Arguments> breakingChanges() {
		return Stream.of(arguments(Named.of("a column is renamed", "alter table %s rename column outcome to result")),
				arguments(Named.of("the log is renamed", "alter table %s rename to app_migrations_history")),
				arguments(Named.of("only the meaning changes", "comment on table %s is 'means something else'")));
	}

	@ParameterizedTest
	@MethodSource("breakingChanges")
	void anEarlierReleaseStopsWhereItCannotUseTheTables(String change, TestDatabase database) {
		earlier(database).upgrade("r2");
		MigrationResult script = earlier(database).upgrade("r2:r3", Mode.OFFLINE);
		MigrationResult creation = earlier(database).ensureVersion(Mode.OFFLINE);
		TableChanges breaking = new TableChanges(
				List.of(COLUMN, Change.breaking((table) -> List.of(change.formatted(table.log().name()))), INDEX));
		VersionTable table = new VersionTable("public", "app_migrations", breaking);
		breaking.since(1, table)
			.stream()
			.filter((statement) -> !statement.startsWith("create index"))
			.forEach((statement) -> database.jdbc().sql(statement).update());
		assertThat(comment(database)).endsWith("tables of version 4, usable from version 3");
		List<Consumer<Migrations>> commands = List.of((migrations) -> migrations.upgrade("heads"),
				(migrations) -> migrations.downgrade("base"), Migrations::current, Migrations::findings,
				(migrations) -> migrations.stamp(StampRequest.to("r1")),
				(migrations) -> migrations.ensureVersion(Mode.RUN));
		for (Consumer<Migrations> command : commands) {
			assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> command.accept(earlier(database)))
				.withMessage(
						"A later release of App Migrations has changed the version table app_migrations and its log to version 4;"
								+ " this release knows version 1 and cannot use them")
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.UNSUPPORTED_DATABASE));
		}
		for (MigrationResult offline : List.of(script, creation)) {
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> run(database, offline))
				.withMessageContaining("A later release of App Migrations");
		}
		assertThat(database.rows()).containsExactly("r2");
		assertThat(comment(database)).endsWith("tables of version 4, usable from version 3");
	}

	private static void withLogin(TestDatabase database, BiConsumer<String, Migrations> work) {
		String login = "ddl_" + database.name();
		database.jdbc().sql("create role %s login password 'pw'".formatted(login)).update();
		try {
			database.jdbc()
				.sql("grant usage, create on schema public to %1$s; grant select, insert, update, delete on app_migrations, app_migrations_log to %1$s"
					.formatted(login))
				.update();
			work.accept(login, later(database.dataSource(login, "pw")));
		}
		finally {
			database.jdbc().sql("drop owned by %1$s; drop role %1$s".formatted(login)).update();
		}
	}

	@Test
	void aLoginThatMayNotAlterIsToldWhatTheOwnerRuns(TestDatabase database) {
		earlier(database).upgrade("r1");
		withLogin(database, (login, migrations) -> {
			MigrationException refused = catchThrowableOfType(MigrationException.class,
					() -> migrations.ensureVersion(Mode.RUN));
			assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> migrations.upgrade("r2"))
				.withMessage(refused.getMessage())
				.withMessageContaining(
						"public.app_migrations and its log are tables of version 1, but this release of App Migrations writes version 3")
				.withMessageContaining("must be owner of table app_migrations_log")
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.PERMISSION_DENIED));
			// nothing is half done, and what has nothing to change needs no such right
			assertThat(version(database)).isEqualTo(1);
			assertThat(database.log()).containsExactly("upgrade r1 done");
			assertThat(migrations.upgrade("r1").steps()).isEmpty();
			String hint = String.valueOf(refused.getHint());
			assertThat(hint).contains("ensure-version --sql");
			database.jdbc().sql(hint.substring(hint.indexOf("alter table"))).update();
			migrations.upgrade("r2");
		});
		assertThat(database.rows()).containsExactly("r2");
		assertThat(version(database)).isEqualTo(3);
	}

	@Test
	void theOwnerRunsTheScript(TestDatabase database) {
		earlier(database).upgrade("r1");
		withLogin(database, (login, migrations) -> {
			assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> migrations.upgrade("r2"));
			try {
				run(database, migrations.ensureVersion(Mode.OFFLINE));
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
			migrations.upgrade("r2");
		});
		assertThat(database.rows()).containsExactly("r2");
		assertThat(version(database)).isEqualTo(3);
	}

	@Test
	void scriptsChangeTheTablesAsARunDoes(TestDatabase online, TestDatabase offline) throws SQLException {
		for (TestDatabase database : List.of(online, offline)) {
			earlier(database).upgrade("r1");
		}
		later(online).upgrade("r2");
		run(offline, later(offline).upgrade("r1:r2", Mode.OFFLINE));
		assertThat(columns(offline)).isEqualTo(columns(online));
		assertThat(comment(offline)).isEqualTo(comment(online));
		assertThat(offline.rows()).containsExactly("r2");
		// a script of the earlier release takes nothing back
		run(offline, earlier(offline).upgrade("r2:r3", Mode.OFFLINE));
		run(offline, earlier(offline).ensureVersion(Mode.OFFLINE));
		run(offline, later(offline).stamp(StampRequest.to("r3:r4").mode(Mode.OFFLINE)));
		assertThat(comment(offline)).isEqualTo(comment(online));
		assertThat(offline.rows()).containsExactly("r4");
	}

	@Test
	void scriptsForAnEmptyDatabaseCreateTheLatestTables(TestDatabase online, TestDatabase offline) throws SQLException {
		later(online).upgrade("r1");
		run(offline, later(offline).upgrade("r1", Mode.OFFLINE));
		assertThat(columns(offline)).isEqualTo(columns(online));
		assertThat(comment(offline)).isEqualTo(comment(online));
		run(offline, later(offline).upgrade("r1:r2", Mode.OFFLINE));
		assertThat(offline.rows()).containsExactly("r2");
	}

	private static List<String> columns(TestDatabase database) {
		return database.jdbc()
			.sql("""
					select concat_ws(' ', c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
					                 pg_get_expr(d.adbin, d.adrelid))
					  from pg_class c
					  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
					  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
					 where c.relname like 'app\\_migrations%' order by c.relname, a.attnum""")
			.query(String.class)
			.list();
	}

}
