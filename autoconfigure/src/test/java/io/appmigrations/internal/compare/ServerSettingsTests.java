package io.appmigrations.internal.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.SchemaComparison;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.diff.DiffCase;
import io.appmigrations.internal.diff.MadeObjects;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.testing.ChangeText;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import io.appmigrations.testing.Undone;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a database, a role or the server has set for every session changes neither what is
 * generated nor what revisions do.
 */
@DatabaseTest
class ServerSettingsTests {

	/** The settings of the second group do not cover each other. */
	private static final List<List<String>> SETTINGS = List.of(
			List.of("default_transaction_isolation = 'repeatable read'", "quote_all_identifiers = on"),
			List.of("quote_all_identifiers = off", "standard_conforming_strings = off", "backslash_quote = off",
					"array_nulls = off", "transform_null_equals = on", "default_transaction_isolation = 'serializable'",
					"default_transaction_deferrable = on", "DateStyle = 'German'", "IntervalStyle = 'sql_standard'",
					"TimeZone = 'Pacific/Apia'", "bytea_output = 'escape'", "extra_float_digits = -10",
					"xmloption = 'document'", "check_function_bodies = off", "row_security = off",
					"client_min_messages = 'error'", "search_path = public, pg_catalog", "enable_seqscan = off",
					"plpgsql.extra_errors = 'all'", "constraint_exclusion = off", "lock_timeout = '1s'",
					"idle_in_transaction_session_timeout = '1min'", "statement_timeout = '2min'",
					"session_replication_role = 'replica'", "default_statistics_target = 1",
					"escape_string_warning = off"));

	private static final String OLD = """
			create type mood as enum ('sad', 'it''s "ok"', 'a\\b');
			create domain code as text check (value ~ '^\\d+\\.[a-z]$');
			create table a (id int primary key, name varchar(10) not null default 'a\\b', "Q" numeric(5, 2) default 1.50,
			  d date default '2020-02-03', i interval default '1 day 02:03:04', f float8 default 0.1, b bytea default '\\x6162',
			  t timestamptz default '2020-02-03 04:05:06+00', m mood default 'sad', arr text[] default '{a,NULL}',
			  check (name = 'x' or "Q" > 0), constraint p check (name is not null));
			create table b (id bigint generated always as identity primary key, a int references a, c code);
			create view v as select a.id, a."Q", b.c from a join b on b.a = a.id where a.name <> 'a\\c' or a.m = 'sad';
			create function f(x int) returns int language plpgsql as $$begin return x + 1; end$$;
			create index on a (lower(name)) where d > '2020-01-01'""";

	private static final String NEW = """
			create type mood as enum ('sad', 'it''s "ok"', 'a\\b', 'new');
			create domain code as text check (value ~ '^\\d+\\.[a-z]+$');
			create table a (id bigint primary key, name varchar(20) not null default 'a\\d', "Q" numeric(6, 2) default 1.5,
			  d date default '2020-02-04', i interval default '1 day 02:03:05', f float8 default 0.3, b bytea default '\\x6163',
			  t timestamptz default '2020-02-03 04:05:07+00', m mood default 'a\\b', arr text[] default '{b,NULL}',
			  x xml default '<a/>', n name, z int check (z = any ('{1,2}')),
			  check (name = 'y' or "Q" > 0), constraint p check (name is not null and name <> 'e\\'));
			create table b (id bigint generated always as identity primary key, a bigint references a on delete cascade, c code not null);
			create table new (id int primary key, b bigint not null references b, t text default e'x\\ny');
			create view v as select a.id, a."Q", b.c from a join b on b.a = a.id where a.name <> 'a\\c' or a.m = 'it''s "ok"';
			create function f(x int) returns int language plpgsql as $$begin return x + 2; end$$;
			create index on a (upper(name)) where d > '2020-01-01';
			comment on table a is 'a\\b''c'""";

	@TestFactory
	Stream<DynamicTest> changeNothing(TestDatabase database, @TempDir Path folder) throws IOException {
		ModelFile model = ModelFile.of(Files.writeString(folder.resolve("model.sql"), NEW).toString());
		String usual = generated(database, model);
		return SETTINGS.stream().map((settings) -> DynamicTest.dynamicTest(settings.get(0), () -> {
			settings.forEach(database::set);
			assertThat(generated(database, model)).isEqualTo(usual);
			runsThereAndBack(database);
		}));
	}

	private static String generated(TestDatabase database, ModelFile model) {
		try (Undone undone = database.undone(); MigrationConnection connection = TestDatabase.connect(undone)) {
			undone.mark();
			try {
				connection.execute(DiffCase.statements(OLD));
				SchemaComparison comparison = new ModelComparer(connection, AutogenerateSettings.of(model),
						Set.of("public.app_migrations", "public.app_migrations_log"))
					.prove(AutogenerateOptions.defaults(), MadeObjects.none())
					.comparison();
				String text = ChangeText.of(comparison.upgrade()) + "\n-- down\n"
						+ ChangeText.of(comparison.downgrade());
				assertThat(comparison.unproven()).as(text).isEmpty();
				return text + "\n" + comparison.rows();
			}
			finally {
				undone.undo();
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void runsThereAndBack(TestDatabase database) {
		Revisions revisions = Revisions.none().file("""
				-- revision: a1
				-- migrate:upgrade
				create table t (id int primary key, name text default 'x');
				insert into t values (1, 'a'), (2, null);
				-- migrate:downgrade
				drop table t;
				""").file("""
				-- revision: b2
				-- down-revision: a1
				-- migrate:upgrade transaction:off
				create index concurrently t_name on t (name);
				update t set name = 'b' where id = 1;
				-- migrate:downgrade transaction:off
				drop index concurrently t_name;
				""");
		revisions.on(database).upgrade("head");
		assertThat(database.rows()).containsExactly("b2");
		revisions.on(database).downgrade("base");
		assertThat(database.rows()).isEmpty();
		assertThat(database.hasTable("t")).isFalse();
	}

}
