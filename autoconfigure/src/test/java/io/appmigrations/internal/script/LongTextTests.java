package io.appmigrations.internal.script;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;
import io.appmigrations.SchemaComparison;
import io.appmigrations.internal.compare.ModelFile;
import io.appmigrations.internal.secret.Redaction;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Literals, names, comments and lists of hundreds of kilobytes, wherever text is read, in
 * a thread with a small stack: an expression that is matched recursively overflows it,
 * and one that takes quadratic time does not come to an end.
 */
@DatabaseTest
class LongTextTests {

	private static final int SIZE = 300_000;

	private static final int SMALL_STACK = 256 * 1024;

	/** Words, quotes that are doubled, and what looks like something else. */
	private static final String TEXT = "it''s /* a -- \"word\" (ARRAY[ ".repeat(SIZE / 30);

	private static final String WORD = "x".repeat(SIZE);

	private static final String LIST = IntStream.range(0, 5000)
		.mapToObj((i) -> "'it''s value number %s'".formatted(1_000_000 + i))
		.collect(Collectors.joining(", "));

	private static final String LABELS = IntStream.range(0, 500)
		.mapToObj((i) -> "'label %s of an enum''s'".formatted(1_000_000 + i))
		.collect(Collectors.joining(", "));

	private static <T> T withSmallStack(Callable<T> work) throws Exception {
		FutureTask<T> task = new FutureTask<>(work);
		new Thread(null, task, "small stack", SMALL_STACK).start();
		return task.get();
	}

	static Stream<String> models() {
		String table = "create table t (id int primary key, a text, b varchar);\n";
		return Stream.of("create table t (id int primary key, a text default '%s');".formatted(TEXT),
				"create table t (id int primary key, a text default '%s');".formatted(WORD),
				"create table t (id int primary key, a text check (a in (%s)), b varchar(90) check (b in (%1$s)));"
					.formatted(LIST),
				table + "comment on table t is '%s';\ncomment on column t.a is '%s';".formatted(TEXT, WORD),
				table + "create index by_a on t (id) where b in (%s);".formatted(LIST),
				table + "create view v as select id, '%s'::text as x from t where a in (%s);".formatted(TEXT, LIST),
				"create type e as enum (%s);\ncreate table t (id int primary key, e e not null);".formatted(LABELS),
				"create function f() returns text language sql as $$ select '\"' || '%s' $$;".formatted(WORD),
				"create function f() returns text language sql as 'select ''%s''';".formatted(TEXT.replace("'", "''")),
				"create domain d as text check (value <> '%s' and value in (%s));".formatted(TEXT, LIST),
				"-- %s\n/* %s */ create table t (id int primary key);".formatted(WORD, WORD),
				"create table t (id int primary key) ;" + " \n".repeat(SIZE / 2));
	}

	@ParameterizedTest(name = "{index}")
	@MethodSource("models")
	void modelWithALongTextIsComparedAndReached(String model, TestDatabase database, @TempDir Path folder)
			throws Exception {
		if (model.contains("create index")) {
			// before, pg_index had no TOAST table
			assumeTrue(Integer
				.parseInt(database.jdbc().sql("show server_version_num").query(String.class).single()) >= 180_000);
		}
		Path file = Files.writeString(folder.resolve("model.sql"), model);
		Migrations migrations = Revisions.none()
			.autogenerate(AutogenerateSettings.of(ModelFile.of(file.toString())))
			.on(database);
		SchemaComparison comparison = withSmallStack(() -> migrations.check(AutogenerateOptions.defaults()));
		List<String> sql = comparison.upgrade().stream().flatMap((change) -> change.sql().stream()).toList();
		assertThat(sql).isNotEmpty();
		String revision = "-- revision: a1\n-- migrate:upgrade\n" + String.join(";\n", sql)
				+ ";\n-- migrate:downgrade\n";
		assertThat(withSmallStack(() -> Revisions.none().file(revision).on(database).upgrade("heads").current()))
			.containsExactly("a1");
		Migrations after = Revisions.none()
			.file(revision)
			.autogenerate(AutogenerateSettings.of(ModelFile.of(file.toString())))
			.on(database);
		assertThat(withSmallStack(() -> after.check(AutogenerateOptions.defaults())).upgrade()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "comment on table \"%s\" is 'x';", "create table \"%s (id int);", "select '%s;",
			"create table t (id int); -- \"%s", "alter table \"\"\"\"%s add column a int;" })
	void whatIsWrongIsRefusedHoweverLong(String statement, TestDatabase database, @TempDir Path folder)
			throws Exception {
		for (String text : List.of(WORD, "\"\"".repeat(SIZE / 2), "''".repeat(SIZE / 2))) {
			Path file = Files.writeString(folder.resolve("model.sql"), statement.formatted(text));
			Migrations migrations = Revisions.none()
				.autogenerate(AutogenerateSettings.of(ModelFile.of(file.toString())))
				.on(database);
			withSmallStack(() -> {
				try {
					return migrations.check(AutogenerateOptions.defaults());
				}
				catch (MigrationException ex) {
					return ex;
				}
			});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "select '%s'", "insert into \"%s\" values (1)", "do $$ begin perform '%s'; end $$",
			"select $tag$ %s $tag$", "select 1 /* %s */", "select 1 -- %s\n",
			"create index concurrently \"%s\" on t (id)", "alter table t detach partition \"%s\" concurrently",
			"set search_path = \"%s\"" })
	void revisionWithALongText(String statement) throws Exception {
		for (String text : List.of(WORD, "''".repeat(SIZE / 2), "\"\"".repeat(SIZE / 2), "it''s ".repeat(SIZE / 6))) {
			byte[] bytes = ("-- revision: a1\n-- migrate:upgrade transaction:off\n" + statement.formatted(text) + ";")
				.getBytes(StandardCharsets.UTF_8);
			withSmallStack(() -> {
				try {
					return RevisionFileReader.read("a1.sql", bytes);
				}
				catch (MigrationException ex) {
					return ex;
				}
			});
		}
	}

	@Test
	void messagesAndNames() throws Exception {
		assertThat(withSmallStack(() -> Redaction.redact("alter role x password '" + TEXT + "' valid until 'x'")))
			.isEqualTo("alter role x password '***' valid until 'x'");
		assertThat(withSmallStack(() -> Redaction.redact("alter role x password '" + WORD))).doesNotContain("xx");
	}

	@Test
	void searchPathOfManySchemas(TestDatabase database) throws Exception {
		String path = IntStream.range(0, 2000)
			.mapToObj((i) -> "\"a, \"\"%s\"".formatted(i))
			.collect(Collectors.joining(", ", "", ", public"));
		database.set("search_path = " + path);
		assertThat(withSmallStack(
				() -> Revisions.none().sql("a1", "", "create table public.t ();", "").on(database).upgrade("heads"))
			.current()).containsExactly("a1");
	}

}
