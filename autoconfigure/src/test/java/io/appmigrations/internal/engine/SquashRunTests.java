package io.appmigrations.internal.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.appmigrations.ErrorCode;
import io.appmigrations.HistoryRequest;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationResult;
import io.appmigrations.Mode;
import io.appmigrations.Repair;
import io.appmigrations.Revision;
import io.appmigrations.RevisionRequest;
import io.appmigrations.StampRequest;
import io.appmigrations.internal.engine.SquashState.Position;
import io.appmigrations.javarevision.JavaRevision;
import io.appmigrations.javarevision.RevisionContext;
import io.appmigrations.javarevision.RevisionInfo;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.settings.TenantSettings;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.OnNewestPostgres;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests of {@code squash}, and of databases that stopped before, within and after what
 * was squashed.
 */
@DatabaseTest
class SquashRunTests {

	/** A value of an enum cannot be used in the transaction that adds it. */
	private static final List<String> FILES = List.of("""
			-- revision: p
			-- migrate:upgrade
			create table users (id int primary key, name text);
			-- migrate:downgrade
			drop table users;
			""", """
			-- moods
			-- revision: a
			-- down-revision: p
			-- migrate:upgrade lock-timeout:2s
			set check_function_bodies = off;
			create function never() returns int language sql as 'select missing()';
			create type mood as enum ('sad');
			create table moods (m mood); -- a few
			-- migrate:downgrade
			drop table moods;
			drop type mood;
			drop function never();
			""", """
			-- revision: b
			-- down-revision: a
			-- migrate:upgrade
			begin;
			alter type mood add value 'ok';
			commit;
			-- migrate:downgrade
			""", """
			-- revision: c
			-- down-revision: b
			-- migrate:upgrade
			insert into moods values ('ok');
			copy users (id, name) from stdin;
			1	Ada
			2	Bob
			\\.
			-- migrate:downgrade
			delete from moods;
			truncate users
			""", """
			-- revision: d
			-- down-revision: c
			-- migrate:upgrade transaction:off
			create index concurrently users_name on users (name);
			-- migrate:downgrade transaction:off
			drop index concurrently users_name;
			""", """
			-- revision: n
			-- down-revision: d
			-- migrate:upgrade
			alter table users add column age int;
			-- migrate:downgrade
			alter table users drop column age;
			""");

	@TempDir
	private Path folder;

	private static AutogenerateSettings settings(TestDatabase database) {
		return AutogenerateSettings.builder((major, minor, schema) -> {
			throw new IllegalStateException("There is no model");
		}).databases((url) -> new DriverManagerDataSource(url, database.username(), database.password())).build();
	}

	private Revisions files(TestDatabase database) {
		return Revisions.none().folder(this.folder).autogenerate(settings(database));
	}

	private DefaultMigrations on(TestDatabase database, String schema) {
		return files(database).defaultSchema(schema).on(database);
	}

	private void write(List<String> files) {
		files.forEach((text) -> write(text));
	}

	private void write(String text) {
		String id = text.replaceAll("(?s).*-- revision: (\\w+).*", "$1");
		try {
			Files.writeString(this.folder.resolve(id + ".sql"), text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void delete(String... ids) {
		Stream.of(ids).forEach((id) -> {
			try {
				Files.delete(this.folder.resolve(id + ".sql"));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	private String squash(TestDatabase database, String range) {
		SquashReport report = files(database).on(database)
			.squash(range, RevisionRequest.builder("all of it").id("s").build(), false);
		try {
			Path file = Path.of(report.path());
			Path written = this.folder.resolve(file.getFileName());
			String text = Files.readString(written);
			Files.move(written, this.folder.resolve("s.sql"));
			return text;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<String> steps(MigrationResult result) {
		return result.steps().stream().map((one) -> one.step().revision().id()).toList();
	}

	private static String contents(TestDatabase database, String schema) {
		return database.jdbc()
			.sql("""
					select (select count(*) from %1$s.moods) || ' ' || (select count(*) from %1$s.users) || ' '
					  || (select count(*) from pg_indexes where schemaname = '%1$s' and indexname = 'users_name') || ' '
					  || (select count(*) from information_schema.columns where table_schema = '%1$s' and table_name = 'users')"""
				.formatted(schema))
			.query(String.class)
			.single();
	}

	private static List<String> rows(TestDatabase database, String schema) {
		return database.jdbc()
			.sql("select revision from %s.app_migrations order by 1".formatted(schema))
			.query(String.class)
			.list();
	}

	@Test
	void databasesUpgradeWhereverTheyStopped(TestDatabase database) throws IOException {
		write(FILES);
		Map<String, List<String>> expected = Map.of("none", List.of("p", "s", "n"), "p", List.of("s", "n"), "a",
				List.of("b", "c", "d", "n"), "c", List.of("d", "n"), "d", List.of("n"), "n", List.of());
		for (String stop : expected.keySet()) {
			if (!stop.equals("none")) {
				on(database, "at_" + stop).upgrade(stop);
			}
		}
		String text = squash(database, "a:d");
		assertThat(text).contains("-- replaces: a, b, c, d\n", "-- from a (moods)\nbegin;\n",
				"set local lock_timeout = '2000ms';\n", "create table moods (m mood); -- a few\n",
				"\n-- migrate:upgrade transaction:off\n", "\n-- migrate:downgrade transaction:off\n");
		for (Map.Entry<String, List<String>> each : expected.entrySet()) {
			String schema = "at_" + each.getKey();
			List<CompletableFuture<MigrationResult>> replicas = Stream.of(1, 2)
				.map((number) -> CompletableFuture.supplyAsync(() -> on(database, schema).upgrade("heads")))
				.toList();
			List<String> ran = new ArrayList<>();
			replicas.forEach((replica) -> ran.addAll(steps(replica.join())));
			assertThat(ran).as(schema).containsExactlyElementsOf(each.getValue());
			assertThat(rows(database, schema)).as(schema).containsExactly("n");
			assertThat(contents(database, schema)).as(schema).isEqualTo("1 2 1 3");
			assertThat(on(database, schema).findings()).as(schema).isEmpty();
		}
		// the log is written anew with what the squashed revision replaces
		database.jdbc().sql("delete from at_none.app_migrations_log").update();
		assertThat(on(database, "at_none").repair(Repair.builder().log(true).build())).hasSize(3);
		String squashed = Files.readString(this.folder.resolve("s.sql"));
		delete("s");
		for (String stop : expected.keySet()) {
			// the build before the squash
			assertThat(steps(on(database, "at_" + stop).upgrade("heads"))).as(stop).isEmpty();
		}
		delete("a", "b", "c", "d");
		write(squashed);
		for (String stop : expected.keySet()) {
			DefaultMigrations after = on(database, "at_" + stop);
			assertThat(steps(after.upgrade("heads"))).as(stop).isEmpty();
			assertThat(after.findings()).as(stop).isEmpty();
			assertThat(steps(after.downgrade("p"))).as(stop).containsExactly("n", "s");
			assertThat(rows(database, "at_" + stop)).as(stop).containsExactly("p");
		}
		delete("s");
		write(FILES);
		for (String stop : expected.keySet()) {
			assertThat(steps(on(database, "at_" + stop).upgrade("c"))).as(stop).containsExactly("a", "b", "c");
		}
	}

	@Test
	@OnNewestPostgres
	void everyCommandKnowsWhereTheDatabaseIs(TestDatabase database) throws IOException {
		write(FILES);
		files(database).on(database).upgrade("d");
		squash(database, "a:d");
		DefaultMigrations there = files(database).on(database);
		assertThat(there.current().current()).containsExactly("s");
		assertThat(there.current().pending()).containsExactly("n");
		assertThat(there.current().unknown()).isEmpty();
		assertThat(there.history(HistoryRequest.all().indicateCurrent()))
			.extracting((one) -> one.revision().id(), (one) -> one.applied(), (one) -> one.appliedAt() != null)
			.containsExactly(tuple("n", false, false), tuple("s", true, true), tuple("p", true, true));
		assertThat(there.squashes().get(0).positions()).containsValue(Position.AFTER);
		assertThat(there.squashes().get(0).files()).hasSize(4);
		assertThat(there.show("b").revision().id()).isEqualTo("b");
		assertThat(there.details(List.of("s"))).hasSize(1);
		assertThat(steps(there.upgrade("heads", Mode.DRY_RUN))).containsExactly("n");
		assertThat(steps(there.downgrade("b", Mode.RUN))).containsExactly("d", "c");
		assertThat(there.current().current()).containsExactly("b");
		assertThat(there.current().pending()).containsExactly("c", "d", "n");
		assertThat(there.squashes().get(0).positions()).containsValue(Position.WITHIN);
		assertThat(there.history(HistoryRequest.all().indicateCurrent()).stream().map((one) -> one.revision().id()))
			.containsExactly("n", "d", "c", "b", "a", "p");
		assertThat(there.findings()).isEmpty();
		String squashed = Files.readString(this.folder.resolve("s.sql"));
		delete("c", "d", "a", "b");
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> there.upgrade("heads"))
			.satisfies((failure) -> assertThat(failure.getCode()).isEqualTo(ErrorCode.UNKNOWN_REVISION))
			.withMessage(
					"The database is at b, in the middle of the revisions that s (all of it) replaces, and their files were deleted; nothing was run");
		assertThat(there.current().unknown()).containsExactly("b");
		assertThat(there.findings()).hasSize(1);
		assertThat(there.squashes().get(0).positions()).containsValue(Position.WITHIN);
		write(FILES);
		assertThat(steps(there.stamp(StampRequest.to("p")))).containsExactly("p");
		assertThat(there.squashes().get(0).positions()).containsValue(Position.BEFORE);
		assertThat(steps(there.stamp(StampRequest.to("c")))).containsExactly("c");
		assertThat(there.findings()).isEmpty();
		assertThat(steps(there.stamp(StampRequest.to("s")))).containsExactly("d");
		assertThat(there.findings()).isEmpty();
		assertThat(steps(there.stamp(StampRequest.to("n")))).containsExactly("n");
		assertThat(there.findings()).isEmpty();
		assertThat(steps(there.stamp(StampRequest.to("s")))).containsExactly("s");
		assertThat(database.rows()).containsExactly("s");
		assertThat(there.findings()).isEmpty();
		assertThat(squashed).isNotEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "p:head, p, s n", "d:head, d, n", "s:head, d, n", "s:head, s, n", "b:head, b, c d n" })
	@OnNewestPostgres
	void scriptsRunWhateverNameTheRowHas(String range, String at, String ran, TestDatabase database)
			throws IOException {
		write(FILES);
		DefaultMigrations there = files(database).on(database);
		there.upgrade(at.equals("s") ? "p" : at);
		squash(database, "a:d");
		if (at.equals("s")) {
			there.upgrade("s");
		}
		MigrationResult script = there.upgrade(range, Mode.OFFLINE);
		assertThat(steps(script)).containsExactly(ran.split(" "));
		assertThat(Objects.requireNonNull(script.sql()).contains("set revision = 's' where revision in ('d')"))
			.isEqualTo(range.startsWith("s") || range.startsWith("d"));
	}

	@Test
	@OnNewestPostgres
	void whatDiffersOrFailsIsNotWritten(TestDatabase database) throws IOException {
		write("-- revision: a\n-- migrate:upgrade\ncreate table t (id int);\n-- migrate:downgrade\ndrop table t;\n");
		write("-- revision: b\n-- down-revision: a\n-- migrate:upgrade\ninsert into t select 1 where current_setting('search_path') like '%public%';\n-- migrate:downgrade\n");
		write("-- revision: c\n-- down-revision: b\n-- migrate:upgrade transaction:off\ncreate table u (id int);\nset search_path = public, pg_temp;\n-- migrate:downgrade\ndrop table u;\n");
		write("-- revision: d\n-- down-revision: c\n-- migrate:upgrade\ncreate table v as select 1 as x where current_setting('search_path') like '%pg_temp%';\n-- migrate:downgrade\ndrop table v;\n");
		assertThat(squash(database, "c:d")).contains(
				"set_config('search_path', pg_catalog.current_setting('app_migrations.search_path', true), false);");
		delete("s");
		write("-- revision: b\n-- down-revision: a\n-- migrate:upgrade\ninsert into t select 1 from pg_class where relname = 'app_migrations' and (select revision from app_migrations) = 'a';\n-- migrate:downgrade\n");
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> squash(database, "a:b")).withMessage("""
				The squashed revision was not written, because it does not lead to what 2 revisions lead to:
				  after the upgrade, table public.t has 0 rows instead of 1, for example none with id = '1'""");
		write("-- revision: b\n-- down-revision: a\n-- migrate:upgrade\nselect 1 / count(*) from app_migrations;\n-- migrate:downgrade\n");
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> squash(database, "a:b"))
			.withMessageStartingWith(
					"The squashed revision was not written, because it does not run: Revision s (all of it) failed in upgrade");
		try (Stream<Path> files = Files.list(this.folder)) {
			assertThat(files).hasSize(4);
		}
	}

	/** What a revision reads of the version table is something else in a squash. */
	@Test
	void rowsAreComparedByWhatIsInThem(TestDatabase database) {
		write("""
				-- revision: a
				-- migrate:upgrade
				create table t (id serial primary key, password text, by text, at timestamptz default clock_timestamp());
				create table "T 2" (id uuid default gen_random_uuid(), n int);
				create table pairs (a int, b text);
				create table counts (i int);
				alter table pairs enable row level security, force row level security;
				create sequence s;
				create materialized view m as select 1 as x;
				create materialized view none as select 1 as x with no data;
				-- migrate:downgrade
				drop table t, "T 2", pairs, counts cascade;
				drop sequence s;
				drop materialized view m, none;
				""");
		String inserts = """
				-- revision: b
				-- down-revision: a
				-- migrate:upgrade
				insert into t (password, by) select 'secret' || i, 'me' from generate_series(1, 3) i;
				insert into "T 2" (n) values (1), (2);
				insert into counts select i from generate_series(1, extract(microseconds from clock_timestamp())::int %% 1000) i;
				insert into pairs values (1, 'x'), (2, 'y');
				select setval('s', 7);
				%s
				-- migrate:downgrade
				truncate "T 2", pairs, counts;
				delete from t %s;
				""";
		write(inserts.formatted("", ""));
		SquashReport report = files(database).on(database)
			.squash("a:b", RevisionRequest.builder("").id("s").build(), true);
		assertThat(report.tables()).isEqualTo(4);
		assertThat(report.notCompared()).containsExactly("at of table public.t", "id of table public.T 2",
				"table public.counts");
		String differing = "where (select revision from app_migrations limit 1) = 'a'";
		write(inserts.formatted("""
				update t set by = 'them', password = 'hidden' %1$s and id = 3;
				update "T 2" set n = 3 %1$s and n = 2;
				update pairs set a = 3 - a %1$s;
				select setval('s', 8) %1$s;
				insert into counts select 1 %1$s;
				refresh materialized view m;
				""".formatted(differing), ""));
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(
					() -> files(database).on(database).squash("a:b", RevisionRequest.builder("").id("s").build(), true))
			.withMessage(
					"""
							The squashed revision was not written, because it does not lead to what 2 revisions lead to:
							  after the upgrade, sequence public.s has other values in last_value, for example a row with last_value = '7', is_called = 'true' instead of last_value = '8', is_called = 'true'
							  after the upgrade, table public.T 2 has other values in n, for example a row with n = '2' instead of n = '3'
							  after the upgrade, table public.pairs has other rows, for example a row with a = '1', b = 'x' instead of a = '1', b = 'y'
							  after the upgrade, table public.t has other values in by, password, for example a row with id = '3', password = '***', by = 'me' instead of id = '3', password = '***', by = 'them'""");
	}

	@Test
	@OnNewestPostgres
	void whatWasBegunIsFinishedAsWhatItWasBegun(TestDatabase database) {
		write(FILES);
		DefaultMigrations there = files(database).on(database);
		there.upgrade("p");
		squash(database, "a:d");
		database.jdbc().sql("insert into users values (1, 'in the way')").update();
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> there.upgrade("s"))
			.withMessageContaining("users_pkey");
		assertThat(there.current().unfinished()).hasSize(1);
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> there.upgrade("b"))
			.satisfies((failure) -> assertThat(failure.getCode()).isEqualTo(ErrorCode.INTERRUPTED_REVISION))
			.withMessageStartingWith("The upgrade of revision s was interrupted and is done in part");
		database.jdbc().sql("delete from users").update();
		assertThat(steps(there.upgrade("heads"))).containsExactly("s", "n");
		assertThat(there.findings()).isEmpty();
	}

	@Test
	@OnNewestPostgres
	void revisionsInJavaStayWhatTheyAre(TestDatabase database) {
		write("-- revision: a\n-- migrate:upgrade\nselect 1;\n");
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> files(database).java(new Code())
				.on(database)
				.squash("base:head", RevisionRequest.builder("").build(), true))
			.withMessage("Revision code (by hand) is written in Java (%s), and a revision of SQL cannot replace it"
				.formatted(Code.class.getName()));
	}

	@RevisionInfo(revision = "code", downRevision = "a", message = "by hand")
	static final class Code implements JavaRevision {

		@Override
		public void upgrade(RevisionContext context) {
			throw new IllegalStateException("Nobody runs it");
		}

	}

	@Test
	@OnNewestPostgres
	void oneTransactionStaysOneAndIrreversibleStaysIrreversible(TestDatabase database) {
		write("-- revision: a\n-- log: no\n-- lint:ignore unconditional-change few\n-- migrate:upgrade\nset local work_mem = '3MB';\ncreate table t (id int);\n-- migrate:downgrade\ndrop table t;\n");
		write("-- revision: b\n-- down-revision: a\n-- migrate:upgrade\ncreate table u as select current_setting('work_mem') as m;\n");
		SquashReport report = files(database).singleTransaction()
			.on(database)
			.squash("base:", RevisionRequest.builder("").id("s").build(), true);
		assertThat(report.written()).isFalse();
		assertThat(report.irreversible()).extracting(Revision::id).containsExactly("b");
		files(database).singleTransaction()
			.on(database)
			.squash("base:", RevisionRequest.builder("").id("s").build(), false);
		DefaultMigrations there = files(database).singleTransaction().on(database);
		there.upgrade("heads");
		assertThat(database.rows()).containsExactly("s");
		assertThat(database.jdbc().sql("select m from u").query(String.class).single()).isEqualTo("4MB");
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> there.downgrade("base"))
			.satisfies((failure) -> assertThat(failure.getCode()).isEqualTo(ErrorCode.IRREVERSIBLE));
	}

	@Test
	@OnNewestPostgres
	void tenantsTakeTheirOwnWays(TestDatabase database) {
		write(FILES);
		database.jdbc().sql("create schema t1; create schema t2; create schema t3").update();
		on(database, "t1").upgrade("b");
		on(database, "t2").upgrade("d");
		squash(database, "a:d");
		DefaultMigrations all = files(database).tenants(new TenantSettings(List.of("t1", "t2", "t3"), null, 2))
			.on(database);
		assertThat(all.squashes().get(0).positions()).containsEntry("t1", Position.WITHIN)
			.containsEntry("t2", Position.AFTER)
			.containsEntry("t3", Position.BEFORE);
		assertThat(all.current().atHeads()).isFalse();
		Map<String, MigrationResult> results = all.upgrade("heads").tenants();
		assertThat(steps(Objects.requireNonNull(results.get("t1")))).containsExactly("c", "d", "n");
		assertThat(steps(Objects.requireNonNull(results.get("t2")))).containsExactly("n");
		assertThat(steps(Objects.requireNonNull(results.get("t3")))).containsExactly("p", "s", "n");
		assertThat(all.current().atHeads()).isTrue();
	}

}
