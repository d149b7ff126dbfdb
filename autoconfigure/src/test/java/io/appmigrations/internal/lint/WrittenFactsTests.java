package io.appmigrations.internal.lint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

import io.appmigrations.LintFinding;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.script.Placeholders;
import io.appmigrations.internal.script.RevisionFileReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@code lint} finds without any database: never anything that a server
 * would not confirm, and all that the text alone says.
 */
class WrittenFactsTests {

	@Test
	void theExamplesOfThePageAreReadAsTheyAreMeasured() throws IOException {
		String page = Files.readString(Path.of("../docs/lint.md"));
		String[] sections = page.substring(page.indexOf("## Rules")).split("\n### ", -1);
		List<String> wrong = new ArrayList<>();
		for (int i = 1; i < sections.length; i++) {
			String rule = sections[i].lines().findFirst().orElseThrow();
			boolean inText = !Linter.needingMeasurement().contains(rule) && !Linter.betterMeasured().contains(rule)
					&& !rule.equals(Ignores.RULE);
			Matcher matcher = LintRulesTests.EXAMPLE.matcher(sections[i]);
			while (matcher.find()) {
				String sql = matcher.group("sql");
				List<String> found = rule.equals("no-downgrade") ? rulesOf(sql) : rules(sql);
				boolean good = matcher.group(1).equals("Good");
				if (!(good ? List.of() : expected(rule, matcher.group(4))).containsAll(found)
						|| (!good && inText && found.isEmpty())) {
					wrong.add("%s %s %s%s".formatted(matcher.group(1), rule, found, sql));
				}
			}
		}
		assertThat(wrong).isEmpty();
	}

	private static List<String> expected(String rule, @Nullable String also) {
		// without a server, nobody knows the type of what is dropped
		String less = rule.equals("drops-and-adds-column") ? "drops-column" : rule;
		return List.of(rule, less, (also != null) ? also : rule);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					create index on t (a)                                                     | blocks-writes, unnamed-constraint
					create unique index i on s."T" (a)                                        | blocks-writes
					create unique index i on only s."T" (a)                                   |
					create table t (a bigint); create index on t (a)                          |
					create table "T" (a bigint); create index on t (a)                        | blocks-writes, unnamed-constraint
					create index concurrently i on t (a)                                      | not-in-transaction
					vacuum t                                                                  | not-in-transaction
					reindex (concurrently) table t                                            | not-in-transaction
					alter table t add check (a > 0)                                           | blocks-reads, unnamed-constraint
					alter table t add constraint c check (a > 0) not valid                    |
					alter table t add constraint c check (a > 0) not valid, add check (b > 0) | blocks-reads, unnamed-constraint
					alter table t add constraint c check (a > 0) not valid; alter table t validate constraint c | slow-under-lock
					alter table t add foreign key (a) references u                            | blocks-writes, unnamed-constraint
					alter table t add constraint c unique using index i                       |
					alter table t add primary key (a)                                         | blocks-reads
					alter table t alter a set not null                                        | blocks-reads
					alter table t set unlogged                                                | blocks-reads
					alter table t alter a type varchar(20)                                    |
					alter table t add column a text                                           |
					alter table t add a int not null                                          | required-column
					alter table t add a int not null default 7                                |
					alter table t add a bigint generated always as identity not null          |
					alter table t add column a serial                                         | small-key
					alter table t add column a serial; alter table t alter a set data type bigint |
					create sequence s as int2                                                 | small-key
					create sequence s as bigint                                               |
					create sequence s as integer owned by t.a                                 |
					create sequence s as int; alter table t alter a set default nextval('s')  |
					alter table t add a bpchar                                                | char-column
					update t set b = 1, a = 2 where a is null                                 | unconditional-change
					update t set a = 1 where t.a is null returning b                          | unconditional-change
					update t set a = 1 where b is null                                        |
					update t set a = 1 where a is null and b > 7                              |
					delete from t where a is null                                             |
					alter table t disable trigger all; copy t from '/x'; alter table t enable trigger all | disables-trigger
					alter table t disable trigger all; insert into u values (1); alter table t enable trigger all |
					alter table t disable trigger a; insert into t values (1); alter table t enable trigger a |
					alter table t add a text unique                                           | blocks-reads
					alter table t add a int check (a > 0)                                     | blocks-reads
					alter table t add a bigint references u                                   |
					alter table t add a bigint default 1 references u (b)                     | blocks-reads
					alter table t add a timestamp(3)                                          | timestamp-without-zone
					alter table t add a timestamp with time zone                              |
					alter table t add a json[]                                                | json-column
					create table t (a int, constraint k primary key (a))                      | small-key
					create table t (a serial4 primary key, b char(3), c money)                | small-key, char-column, money-column
					create table t (a bigint primary key, check (a > 0), like u)              |
					alter table t rename to u                                                 | renames-table
					alter table t rename a to b                                               | renames-column
					alter table t drop a; alter table t rename b to a                         | renames-column
					alter table t rename constraint a to b                                    |
					alter table t drop a                                                      | drops-column
					alter table t drop constraint a                                           |
					drop table if exists t, u                                                 | drops-table, drops-table
					create table t (a int); drop table t                                      |
					drop index s.i                                                            | drops-index
					truncate t                                                                | empties-table
					truncate only t, u                                                        | empties-table
					refresh materialized view m                                               | blocks-reads
					lock table t; update t set a = 1                                          | unconditional-change, slow-under-lock
					lock table t in row exclusive mode; update t set a = 1                    | unconditional-change
					alter table t add a text; alter table u add a text                        | several-tables-locked
					grant usage on schema public to public                                    |
					grant usage, create on schema public to public                            | grants-to-public
					grant usage on schema s to public                                         | grants-to-public
					grant connect, temp on database d to public                               |
					grant all on database d to public                                         | grants-to-public
					set session_replication_role = replica | disables-trigger, leaves-setting
					set session_replication_role to 'replica'; reset session_replication_role |
					set session_replication_role = origin                                     | leaves-setting
					set default_tablespace = ''; set default_table_access_method = heap       |
					SET client_encoding = 'UTF8'; SET standard_conforming_strings = on        |
					SET check_function_bodies = false; SET xmloption = content; SET client_min_messages = warning |
					SET row_security = off; SET default_with_oids = false; SET escape_string_warning = off |
					SET transaction_timeout = 0; set names 'UTF-8'; set time zone 'UTC'; set xml option content |
					set datestyle to iso; set "IntervalStyle" = 'postgres'; set extra_float_digits = 1 -- so |
					set client_encoding = 'LATIN1'                                            | leaves-setting
					set standard_conforming_strings = off                                     | leaves-setting
					set check_function_bodies = true; set row_security = on; set xmloption = document | leaves-setting
					set datestyle = 'ISO, DMY'                                                | leaves-setting
					set search_path = ''                                                      | leaves-setting
					set client_encoding = 'LATIN1'; reset client_encoding                     |
					set client_encoding = 'LATIN1'; set client_encoding = 'UTF8'              |
					set default_tablespace = 'fast'                                           | leaves-setting
					select 1                                                                  |
					do $$ begin drop table t; end $$                                          |
					""")
	void aStatementIsReadAsFarAsItIsSure(String sql, @Nullable String expected) {
		List<String> rules = (expected != null) ? List.of(expected.split(", ")) : List.of();
		assertThat(rules("-- migrate:upgrade\n" + sql + ";\n")).containsExactlyInAnyOrderElementsOf(rules);
	}

	@Test
	void inASectionWithoutATransactionEachStatementIsOne() {
		assertThat(rules("""
				-- migrate:upgrade transaction:off
				alter table t add column a text;
				alter table u add column a text;
				create index concurrently i on t (a);
				begin;
				alter table t add column b text;
				alter table t validate constraint c;
				commit;
				""")).containsExactly("slow-under-lock");
		assertThat(rules("""
				-- migrate:upgrade transaction:off
				begin;
				create index concurrently i on t (a);
				commit;
				""")).containsExactly("not-in-transaction");
	}

	/** Whether there is a finding, only a server can say. */
	@Test
	void whatMayBeAFindingCanBeIgnored() {
		assertThat(rules("-- migrate:upgrade\n-- lint:ignore blocks-reads small\nalter table t alter a type int;\n"))
			.isEmpty();
		assertThat(rules("-- migrate:upgrade\n-- lint:ignore short-sequence small\nselect 1;\n")).isEmpty();
		assertThat(rules("-- migrate:upgrade\n-- lint:ignore drops-table unused\nselect 1;\n"))
			.containsExactly("ignore");
		assertThat(rules(
				"-- migrate:upgrade\n-- lint:ignore blocks-reads small\nalter table t add constraint u unique (a);\n"))
			.isEmpty();
	}

	private static List<String> rules(String upgrade) {
		return rulesOf(upgrade + "\n-- migrate:downgrade\nselect 1;\n");
	}

	private static List<String> rulesOf(String upgrade) {
		return Linter.check(Examined.written(
				RevisionFileReader.read("a.sql",
						("-- x\n--\n-- revision: a1\n\n" + upgrade).getBytes(StandardCharsets.UTF_8)),
				new Placeholders(false, Map.of())), List.of())
			.findings()
			.stream()
			.map(LintFinding::rule)
			.toList();
	}

}
