package io.appmigrations.internal.project;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.internal.script.SqlRevision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SquashedRevision}.
 */
class SquashedRevisionTests {

	private static final Revision SQUASH = new Revision("s", List.of("p"), List.of("u"), List.of("billing"),
			"one: for\nall", Instant.parse("2026-11-30T10:00:00Z"), "the squashed revision", List.of("a", "b"));

	private static SqlRevision file(String id, String text) {
		return RevisionFileReader.read(id + ".sql",
				"-- revision: %s\n%s".formatted(id, text).getBytes(StandardCharsets.UTF_8));
	}

	private static SquashedRevision squash(boolean oneTransaction, String... texts) {
		SqlRevision[] parts = new SqlRevision[texts.length];
		for (int i = 0; i < texts.length; i++) {
			parts[i] = file(Character.toString('a' + i), texts[i]);
		}
		return SquashedRevision.of(SQUASH, ZoneOffset.UTC, List.of(parts), null, oneTransaction);
	}

	@Test
	void partsKeepTheirTextTheirTransactionsAndTheirOrder() {
		SquashedRevision squashed = squash(false, """
				-- log: no
				-- lint:ignore drops-table it is empty
				-- migrate:upgrade
				-- what it is for
				create table t (id int); -- a few

				copy t from stdin;
				1
				\\.
				-- migrate:downgrade statement-timeout:1m
				drop table t -- no semicolon
				""", """
				-- migrate:upgrade transaction:off lock-timeout:1s
				create index concurrently i on t (id);
				-- migrate:downgrade
				BEGIN;
				drop index i;
				-- gone
				COMMIT;
				""");
		assertThat(squashed.text()).isEqualTo("""
				-- \\one: for
				-- all
				--
				-- revision: s
				-- down-revision: p
				-- branch-labels: billing
				-- depends-on: u
				-- replaces: a, b
				-- created: 2026-11-30T10:00:00Z
				-- log: no
				-- lint:ignore drops-table it is empty

				-- migrate:upgrade transaction:off
				-- from a
				begin;
				-- what it is for
				create table t (id int); -- a few

				copy t from stdin;
				1
				\\.
				commit;

				-- from b
				set lock_timeout = '1000ms';
				create index concurrently i on t (id);


				-- migrate:downgrade transaction:off
				-- from b
				begin;
				drop index i;
				-- gone
				commit;

				-- from a
				begin;
				set local statement_timeout = '60000ms';
				drop table t -- no semicolon
				;
				commit;

				""");
		assertThat(squashed.script().revision().title()).isEqualTo("one: for");
		assertThat(squashed.script().revision().replaces()).containsExactly("a", "b");
	}

	@Test
	void whatDoesNothingIsLeftOutAndWhatIsIrreversibleIsNamed() {
		SquashedRevision squashed = squash(false, "-- migrate:upgrade\n-- migrate:downgrade\n", "-- migrate:upgrade\n");
		assertThat(squashed.text())
			.endsWith("\n\n-- migrate:upgrade\n-- There is no downgrade script, because b is irreversible.\n");
		assertThat(squashed.script().reversible()).isFalse();
		assertThat(squashed.script().upgrade().transactional()).isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			set search_path = a, b                                   | search_path           | search_path
			SET SESSION work_mem TO '3MB'                            | work_mem              | work_mem
			set local work_mem = '3MB'                               | none                  | work_mem
			set my.own = 'x'                                         | my.own                | my.own
			reset work_mem                                           | work_mem              | work_mem
			set role bob                                             | role                  | role
			set session authorization bob                            | session_authorization | session_authorization
			set time zone 'UTC'                                      | timezone              | timezone
			set names 'utf8'                                         | client_encoding       | client_encoding
			set schema 'x'                                           | search_path           | search_path
			select pg_catalog.set_config('search_path', '', false)   | search_path           | search_path
			select set_config('search_path', 'a', true)              | none                  | search_path
			set constraints all deferred                             | none                  | refused
			reset all                                                | refused               | refused
			set session characteristics as transaction read only     | refused               | refused
			select set_config(n, 'x', false) from names              | refused               | refused
			select set_config('work_mem', format('%s', 1, true), false) | work_mem           | work_mem
			select set_config('work_mem', '1MB', false), f(1, true)  | refused               | refused
			select set_config('work_mem', '1MB', true), f(1, false)  | none                  | refused
			insert into t select set_config('work_mem', '1MB', false) | refused              | refused
			do $$ begin perform set_config('work_mem', '1MB', false); end $$ | refused       | refused
			do $$ begin perform set_config('work_mem', '1MB', true); end $$ | none           | refused
			do $$ begin if true then set role bob; end if; end $$    | refused               | refused
			do $$ begin set local role bob; end $$                   | none                  | refused
			do $$ begin execute format('reset %I', 'role'); end $$   | refused               | refused
			do $$ begin update t set a = 1; raise notice 'set'; end $$ | none                | none
			""")
	void settingsAreSetBack(String statement, String each, String inOneTransaction) {
		String part = "-- migrate:upgrade\n%s;\nselect 1;\n-- migrate:downgrade\n".formatted(statement);
		for (boolean one : new boolean[] { false, true }) {
			String expected = one ? inOneTransaction : each;
			String last = "-- migrate:upgrade\n%s;\n-- migrate:downgrade\n".formatted(statement);
			if (expected.equals("refused")) {
				assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> squash(one, part, last))
					.withMessage(
							"Revision a cannot be squashed with others: it changes a setting of its session in a form that cannot be set back (a.sql:3)");
				continue;
			}
			String text = squash(one, part, last).text();
			assertThat(text.contains("set_config('app_migrations.")).as(text).isEqualTo(!expected.equals("none"));
			if (!expected.equals("none")) {
				assertThat(text).contains(
						"select pg_catalog.set_config('app_migrations.%1$s', pg_catalog.current_setting('%1$s', true), %2$s);"
							.formatted(expected, one),
						"select pg_catalog.set_config('%1$s', pg_catalog.current_setting('app_migrations.%1$s', true), %2$s);"
							.formatted(expected, one));
			}
		}
	}

	@Test
	void partsMeetTheSessionThatTheToolGivesThem() {
		String last = "-- migrate:upgrade\nselect 2;\n";
		assertThat(squash(false, "-- migrate:upgrade\ncreate temp table t as select 1;\n", last).text())
			.contains("\ncreate temp table t as select 1;\ndiscard temp;\ncommit;\n");
		assertThat(squash(true, "-- migrate:upgrade lock-timeout:1s\nselect 1;\n", last).text()).contains(
				"set local lock_timeout = '1000ms';\nselect 1;\n" + "select pg_catalog.set_config('lock_timeout', "
						+ "pg_catalog.current_setting('app_migrations.lock_timeout', true), true);\n");
		String within = squash(false, "-- migrate:upgrade\nset work_mem = '1MB';\nselect 1;\n", last).text();
		assertThat(squash(false, within.substring(within.indexOf("-- migrate:upgrade")), last).text())
			.doesNotContain("app_migrations.app_migrations.")
			.containsOnlyOnce("set work_mem = '1MB';")
			.endsWith(
					"""
							select pg_catalog.set_config('work_mem', pg_catalog.current_setting('app_migrations.work_mem', true), false);

							-- from b
							begin;
							select 2;
							commit;

							-- There is no downgrade script, because a is irreversible.
							-- There is no downgrade script, because b is irreversible.
							""");
		for (String local : List.of("", "local ")) {
			assertThat(
					squash(false,
							"-- migrate:upgrade\nset %sstandard_conforming_strings = off;\nselect 'a\\'b';\n"
								.formatted(local),
							"-- migrate:upgrade\nselect 'C:\\';\nselect 'x';\n")
						.text())
				.contains("\nselect 'a\\'b';\nset standard_conforming_strings = on;\ncommit;\n");
		}
	}

}
