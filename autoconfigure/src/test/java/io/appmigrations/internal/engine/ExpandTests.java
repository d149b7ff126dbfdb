package io.appmigrations.internal.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.ErrorCode;
import io.appmigrations.GeneratedRevision;
import io.appmigrations.MigrationException;
import io.appmigrations.NewRevision;
import io.appmigrations.OnlineMode;
import io.appmigrations.RevisionRequest;
import io.appmigrations.internal.catalog.Scratch;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Model;
import io.appmigrations.model.ModelSource;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.OnNewestPostgres;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What would rewrite a table becomes several revisions; between them, old code and new
 * code write rows.
 */
@DatabaseTest
class ExpandTests {

	private static final String BEFORE = """
			create table bookings (id bigint primary key, seats integer not null default 1 check (seats > 0),
			  code integer unique, booked timestamp, doc json, price numeric(8,2), note text);
			create index bookings_seats_idx on bookings (seats, note);
			create unique index bookings_code_idx on bookings (abs(code)) where note <> '';
			comment on column bookings.seats is 'how many';
			alter table bookings add constraint cheap check (price < 1000 or note is null)""";

	private static final String AFTER = BEFORE.replace("seats integer", "seats bigint")
		.replace("code integer", "code bigint")
		.replace("booked timestamp", "booked timestamptz")
		.replace("doc json", "doc jsonb")
		.replace("price numeric(8,2)", "price numeric(10,3)");

	private static final List<String> COLUMNS = List.of("seats", "code", "booked", "doc", "price");

	@TempDir
	private Path folder;

	@Test
	void aTypeChangesWhileOldAndNewCodeWriteRows(TestDatabase database) throws SQLException {
		run(database, BEFORE);
		run(database, """
				insert into bookings values (1, 1, 10, '2026-01-02 03:04:05', '{"a":  1}', 1.25, 'one'),
				  (2, 2, null, null, null, null, null), (3, 3, 30, '2026-07-01 00:00', '[]', 0, 'three');
				insert into bookings (id, seats) select i, i from generate_series(100, 3000) i""");
		DefaultMigrations migrations = migrations(AFTER, database);
		GeneratedRevision generated = expand(migrations);
		assertThat(generated.comparison().unproven()).isEmpty();
		assertThat(generated.comparison().rows().unproven()).isEmpty();
		List<NewRevision> revisions = revisions(generated);
		assertThat(revisions).extracting((one) -> one.revision().message())
			.containsExactly("types (expand)", "types (backfill)", "types (contract)");
		Schema start = read(database);

		migrations.upgrade(revisions.get(0).revision().id());
		Schema expanded = read(database);
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> migrations.check(AutogenerateOptions.defaults()))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.DATABASE_NOT_UP_TO_DATE));
		run(database, """
				insert into bookings values (4, 4, 40, '2026-02-03 00:00', '{}', 4.5, 'old');
				insert into bookings (id, note) values (5, 'old');
				insert into bookings (id, seats_new, code_new, booked_new, doc_new, price_new)
				  values (6, 6, 60, '2026-02-03 00:00Z', '{"b": 2}', 6.125);
				insert into bookings values (7, 7), (8, 8);
				delete from bookings where id = 8;
				update bookings set seats = 11, doc = '{"a": 11}' where id = 1;
				update bookings set seats_new = 33, price_new = 3.335, code_new = 31 where id = 3;
				update bookings set note = 'touched' where id = 3;
				insert into bookings values (7, 7) on conflict (id) do update set seats = excluded.seats + 70""");
		assertThatThrownBy(() -> run(database, "update bookings set seats_new = 3000000000 where id = 7"))
			.hasMessageContaining("out of range");
		assertThat(values(database,
				"select id::text, concat_ws('|', seats, seats_new, code, code_new, price, price_new) "
						+ "from bookings where id < 10 order by id"))
			.containsExactly(Map.entry("1", "11|11|10|10|1.25|1.250"), Map.entry("2", "2"),
					Map.entry("3", "33|33|31|31|3.34|3.335"), Map.entry("4", "4|4|40|40|4.50|4.500"),
					Map.entry("5", "1|1"), Map.entry("6", "6|6|60|60|6.13|6.125"), Map.entry("7", "77|77"));

		try (Connection client = database.dataSource().getConnection();
				Statement statement = client.createStatement()) {
			client.setAutoCommit(false);
			statement.execute("update bookings set seats = 777 where id = 1500");
			CompletableFuture<Void> backfill = CompletableFuture
				.runAsync(() -> migrations.upgrade(revisions.get(1).revision().id()));
			Awaitility.await()
				.atMost(Duration.ofMinutes(1))
				.untilAsserted(() -> assertThat(values(database,
						"select 'waits', count(*)::text from pg_stat_activity where datname = current_database() "
								+ "and wait_event_type = 'Lock'"))
					.containsExactly(Map.entry("waits", "1")));
			client.commit();
			backfill.join();
		}
		assertSame(read(database), expanded);
		assertInStep(database);
		assertThat(values(database, "select seats::text, seats_new::text from bookings where id = 1500"))
			.containsExactly(Map.entry("777", "777"));
		run(database, "update bookings set seats = 12 where id = 1; update bookings set code_new = null where id = 3;"
				+ "delete from bookings where id = 4");
		List<Map.Entry<String, String>> rows = values(database,
				"select id::text, concat_ws('|', seats, code_new, booked_new, doc_new, price_new, note) from bookings order by id");

		migrations.upgrade("heads");
		assertThat(migrations.check(AutogenerateOptions.defaults()).isEmpty()).isTrue();
		assertThat(values(database,
				"select id::text, concat_ws('|', seats, code, booked, doc, price, note) from bookings order by id"))
			.isEqualTo(rows);
		run(database, "insert into bookings (id, seats, code) values (9, 3000000, 90)");

		migrations.downgrade("-1");
		assertSame(read(database), expanded);
		assertInStep(database);
		run(database, "update bookings set seats_new = 91 where id = 9");
		for (int i = 0; i < 2; i++) {
			migrations.downgrade("-1");
		}
		assertSame(read(database), start);
		assertThat(values(database,
				"select id::text, concat_ws('|', seats, code, booked, doc, price, note) "
						+ "from bookings where id < 10 order by id"))
			.containsExactly(Map.entry("1", "12|10|2026-01-02 03:04:05|{\"a\": 11}|1.25|one"), Map.entry("2", "2"),
					Map.entry("3", "33|2026-07-01 00:00:00|[]|3.34|touched"), Map.entry("5", "1|old"),
					Map.entry("6", "6|60|2026-02-03 00:00:00|{\"b\": 2}|6.13"), Map.entry("7", "77"),
					Map.entry("9", "91|90"));
		migrations.upgrade("heads");
		assertThat(migrations.check(AutogenerateOptions.defaults()).isEmpty()).isTrue();
	}

	private static void assertInStep(TestDatabase database) {
		for (String column : COLUMNS) {
			String first = column.equals("booked") ? "booked at time zone 'UTC'"
					: column.equals("doc") ? "doc::jsonb" : column;
			String condition = column.equals("price") ? "round(price_new, 2) is distinct from price"
					: "%s_new is distinct from %s".formatted(column, first);
			assertThat(
					values(database, "select '%s', count(*)::text from bookings where %s".formatted(column, condition)))
				.containsExactly(Map.entry(column, "0"));
		}
	}

	@Test
	void aColumnWithAVolatileDefaultIsFilledInBatches(TestDatabase database) {
		String before = "create table bookings (id bigint primary key, note text)";
		String after = """
				create table bookings (id bigint primary key, note text,
				  token uuid not null default gen_random_uuid() unique, drawn double precision default random());
				create index bookings_drawn_idx on bookings (drawn)""";
		run(database, before);
		run(database, "insert into bookings select i, 'n' || i from generate_series(1, 2500) i");
		DefaultMigrations migrations = migrations(after, database);
		GeneratedRevision generated = expand(migrations);
		assertThat(generated.comparison().unproven()).isEmpty();
		List<NewRevision> revisions = revisions(generated);
		assertThat(revisions).extracting((one) -> one.revision().message())
			.containsExactly("types (expand)", "types (backfill)", "types (contract)");
		Schema start = read(database);
		migrations.upgrade(revisions.get(0).revision().id());
		Schema expanded = read(database);
		run(database, "insert into bookings (id) values (9001)");
		run(database, "insert into bookings (id, token) values (9002, '00000000-0000-0000-0000-000000000001')");
		List<Map.Entry<String, String>> written = values(database,
				"select id::text, token || '|' || drawn from bookings where id > 9000 order by id");
		assertThat(written).hasSize(2);
		migrations.upgrade(revisions.get(1).revision().id());
		assertThat(values(database, "select count(distinct token)::text, count(drawn)::text from bookings"))
			.containsExactly(Map.entry("2502", "2502"));
		assertThat(values(database, "select id::text, token || '|' || drawn from bookings where id > 9000 order by id"))
			.isEqualTo(written);
		migrations.upgrade("heads");
		assertThat(migrations.check(AutogenerateOptions.defaults()).isEmpty()).isTrue();
		migrations.downgrade("-1");
		assertSame(read(database), expanded);
		migrations.downgrade("base");
		assertSame(read(database), start);
	}

	@Test
	void columnsThatAreNumberedAreFilledInBatches(TestDatabase database) {
		run(database, "create table bookings (id bigint primary key, note text)");
		run(database, "insert into bookings select i, 'n' || i from generate_series(1, 2500) i");
		DefaultMigrations migrations = migrations("""
				create table bookings (id bigint primary key, note text, turn serial,
				  number integer generated always as identity (start with 100 increment by 5) unique)""", database);
		GeneratedRevision generated = expand(migrations);
		assertThat(generated.comparison().unproven()).isEmpty();
		assertThat(generated.comparison().rows().unproven()).isEmpty();
		List<NewRevision> revisions = revisions(generated);
		assertThat(revisions).extracting((one) -> one.revision().message())
			.containsExactly("types (expand)", "types (backfill)", "types (contract)");
		Schema start = read(database);
		migrations.upgrade(revisions.get(0).revision().id());
		Schema expanded = read(database);
		run(database, """
				create role expand_writer;
				grant insert, select on bookings to expand_writer;
				grant usage on sequence bookings_turn_seq to expand_writer;
				set role expand_writer;
				insert into bookings (id) values (9001);
				reset role;
				drop owned by expand_writer;
				drop role expand_writer""");
		migrations.upgrade(revisions.get(1).revision().id());
		assertSame(read(database), expanded);
		assertThat(values(database, "select count(distinct number)::text, max(number)::text from bookings"))
			.containsExactly(Map.entry("2501", "12600"));
		assertThat(values(database, "select number::text, turn::text from bookings where id = 9001"))
			.containsExactly(Map.entry("100", "1"));
		migrations.upgrade("heads");
		assertThat(migrations.check(AutogenerateOptions.defaults()).isEmpty()).isTrue();
		run(database, "insert into bookings (id) values (9002)");
		migrations.downgrade("-1");
		assertSame(read(database), expanded);
		run(database, "insert into bookings (id) values (9003)");
		assertThat(values(database, "select number::text, turn::text from bookings where id > 9001 order by id"))
			.containsExactly(Map.entry("12605", "2502"), Map.entry("12610", "2503"));
		migrations.downgrade("base");
		assertSame(read(database), start);
		migrations.upgrade("heads");
		assertThat(migrations.check(AutogenerateOptions.defaults()).isEmpty()).isTrue();
	}

	@Test
	void aColumnThatBecomesRequiredIsFilledInBatches(TestDatabase database) {
		run(database, "create table bookings (id bigint primary key, seats integer, note text default 'none')");
		run(database, "insert into bookings select i, nullif(i % 3, 0), nullif('n' || i % 2, 'n0') "
				+ "from generate_series(1, 2500) i");
		DefaultMigrations migrations = migrations("create table bookings (id bigint primary key, "
				+ "seats integer default 1 not null, note text default 'none' not null)", database);
		GeneratedRevision generated = expand(migrations);
		assertThat(generated.comparison().unproven()).isEmpty();
		List<NewRevision> revisions = revisions(generated);
		assertThat(revisions).extracting((one) -> one.revision().message())
			.containsExactly("types (expand)", "types (backfill)", "types (contract)");
		assertThat(text(revisions.get(1))).contains("migrate:upgrade batch:bookings.id size:1000", """
				update bookings set
					note = coalesce(note, ('none'::text)::text),
					seats = coalesce(seats, (1)::integer)
				where (note is null)
					or (seats is null);""");
		Schema start = read(database);
		migrations.upgrade(revisions.get(0).revision().id());
		Schema expanded = read(database);
		run(database, "insert into bookings (id) values (9001)");
		migrations.upgrade(revisions.get(1).revision().id());
		assertThat(values(database, "select count(seats)::text, count(note)::text from bookings"))
			.containsExactly(Map.entry("2501", "2501"));
		run(database, "insert into bookings values (9002, null, null)");
		migrations.upgrade("heads");
		assertThat(migrations.check(AutogenerateOptions.defaults()).isEmpty()).isTrue();
		assertThat(
				values(database, "select seats::text, note from bookings where id > 9000 or id in (1, 2) order by id"))
			.containsExactly(Map.entry("1", "n1"), Map.entry("2", "none"), Map.entry("1", "none"),
					Map.entry("1", "none"));
		migrations.downgrade("-1");
		assertSame(read(database), expanded);
		migrations.downgrade("base");
		assertSame(read(database), start);
	}

	@OnNewestPostgres
	@TestFactory
	Stream<DynamicTest> whatCannotBeExpandedSaysWhy(TestDatabase database) {
		return Stream.of(
				refused("id bigint primary key, x integer", "id bigint primary key, x bigint", "",
						"create view v as " + "select x from t", "view v needs the column"),
				refused("x integer primary key", "x bigint primary key", "", "", "constraint t_pkey needs the column"),
				refused("x integer", "x bigint", "", "",
						"the table has neither a primary key of one column nor a unique one that is required"),
				refused("id bigint primary key, x integer", "id bigint primary key, x bigint", """
						create function f() returns trigger language plpgsql as 'begin return new; end';
						create trigger log before update on t for each row execute function f()""", "",
						"trigger log would act on each row"),
				refused("id bigint primary key, x integer, y integer", "id bigint primary key, x bigint, y bigint",
						"create index t_idx on t (x, y)", "",
						"index t_idx is about another column too whose type changes"),
				refused("id bigint primary key, x integer", "id bigint primary key, x bigint unique", "", "",
						"an index or a constraint of the column is added or dropped at the same time"),
				refused("id bigint primary key, x boolean", "id bigint primary key, x date", "", "",
						"the old values can only be computed by hand"),
				refused("id bigint primary key, x integer", "id bigint primary key, x bigint not null", "", "",
						"more than the type of the column changes"),
				refused("id bigint primary key, x text", "id bigint primary key, x timestamp", "", "",
						"the conversion depends on settings of the session, which are others in the application"),
				refused("id bigint primary key, x integer",
						"id bigint primary key, x integer default 1 not null unique", "", "",
						"constraint t_x_key changes at the same time"),
				refused("id bigint primary key", "id bigint primary key, x bigint generated always as (id * 2) stored",
						"", "", "PostgreSQL can only compute a generated column of all rows at once"),
				refused("id bigint primary key, x integer generated always as identity",
						"id bigint primary key, x bigint generated always as identity", "", "",
						"more than the type of the column changes"),
				refused("id bigint, x integer, primary key (id)) partition by hash (id",
						"id bigint, x bigint, primary key (id)) partition by hash (id", "", "",
						"the table has partitions or inherits"))
			.map((test) -> DynamicTest.dynamicTest(test.reason(), () -> {
				run(database, "drop schema public cascade; create schema public");
				run(database, "create table t (%s);\n%s;\n%s".formatted(test.before(), test.both(), test.beside()));
				GeneratedRevision generated = expand(migrations(
						"create table t (%s);\n%s;\n%s".formatted(test.after(), test.both(), test.beside()), database));
				assertThat(generated.following()).isEmpty();
				assertThat(text(revisions(generated).get(0))).contains("-- Not expanded: %s.".formatted(test.reason()));
				for (NewRevision revision : revisions(generated)) {
					Files.delete(revision.path());
				}
			}));
	}

	private static Refused refused(String before, String after, String both, String beside, String reason) {
		return new Refused(before, after, both, beside, reason);
	}

	private GeneratedRevision expand(DefaultMigrations migrations) {
		return migrations.autogenerate(RevisionRequest.of("types"),
				AutogenerateOptions.builder().online(OnlineMode.EXPAND).build());
	}

	private static List<NewRevision> revisions(GeneratedRevision generated) {
		assertThat(generated.revision()).isNotNull();
		List<NewRevision> revisions = new ArrayList<>(List.of(generated.revision()));
		revisions.addAll(generated.following());
		for (int i = 1; i < revisions.size(); i++) {
			assertThat(revisions.get(i).revision().downRevisions())
				.containsExactly(revisions.get(i - 1).revision().id());
		}
		return revisions;
	}

	private DefaultMigrations migrations(String model, TestDatabase database) {
		ModelSource source = (majorVersion, minorVersion, defaultSchema) -> Model.builder("the test")
			.statements(Stream.of(model.split(";\\R"))
				.filter((sql) -> !sql.isBlank())
				.map((sql) -> new Model.Statement(sql, "line 1"))
				.toList())
			.complete()
			.build();
		return Revisions.none().folder(this.folder).autogenerate(AutogenerateSettings.of(source)).on(database);
	}

	private static void run(TestDatabase database, String sql) {
		database.jdbc().sql(sql).update();
	}

	private static List<Map.Entry<String, String>> values(TestDatabase database, String sql) {
		return database.jdbc().sql(sql).query((row, number) -> Map.entry(row.getString(1), row.getString(2))).list();
	}

	private static Schema read(TestDatabase database) {
		try (MigrationConnection connection = database.connect()) {
			return Scratch.readAll(connection)
				.filter((object) -> !object.id().name().startsWith("app_migrations")
						&& !String.valueOf(object.id().relation()).startsWith("app_migrations"));
		}
	}

	private static void assertSame(Schema found, Schema expected) {
		assertThat(SchemaDiff.differences(found, expected)).isEmpty();
	}

	private static String text(NewRevision revision) {
		try {
			return Files.readString(revision.path());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private record Refused(String before, String after, String both, String beside, String reason) {
	}

}
