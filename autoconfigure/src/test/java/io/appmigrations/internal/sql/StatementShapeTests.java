package io.appmigrations.internal.sql;

import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StatementShape}, {@link SqlTokens} and {@link QualifierNames}.
 */
class StatementShapeTests {

	/** Verb, kind, names, table, what stands before and behind the kind, what is left. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					create table s.t (a int)                       | create table "s"."t" - [] : (a int)
					CREATE TEMP TABLE IF NOT EXISTS T()            | create table "t" - [if not exists, temporary] : ()
					create /* a /* b */ */ unique index -- c~ concurrently if not exists I on only s . "T" (a) | create index "i" "s"."T" [concurrently, if not exists, only, unique] : (a)
					create index on t using gin (a)                | create index - "t" [] : using gin (a)
					create or replace view v as select 1           | create view "v" - [or replace] : as select 1
					create materialized view m as select 1         | create materialized view "m" - [] : as select 1
					create or replace function f(a int) returns int | create function "f" - [or replace] : (a int) returns int
					create constraint trigger x after insert on t for each row | create trigger "x" "t" [constraint] : for each row
					create trigger x before update of a, b on s.t execute function f() | create trigger "x" "s"."t" [] : execute function f()
					create rule r as on delete to t do nothing     | create rule "r" "t" [] : do nothing
					create policy p on t using (true)              | create policy "p" "t" [] : using (true)
					create schema authorization joe                | create schema - - [] : authorization joe
					create schema if not exists "A b" create table t () | create schema "A b" - [if not exists] : create table t ()
					create trusted procedural language l           | create language "l" - [trusted] : -
					create foreign data wrapper w                  | create foreign data wrapper "w" - [] : -
					create user mapping for joe server s           | create user mapping - - [] : for joe server s
					create cast (int as text) without function     | create cast - - [] : (int as text) without function
					create text search dictionary d (template = x) | create text search dictionary "d" - [] : (template = x)
					drop table if exists a, s.b cascade            | drop table "a" "s"."b" - [if exists] : cascade
					drop index concurrently U&"d\\0061t\\+000061\\\\" | drop index "data\\" - [concurrently] : -
					drop function f(int, text), g()                | drop function "f" "g" - [] : -
					drop trigger t on s.x                          | drop trigger "t" "s"."x" [] : -
					drop user mapping if exists for a server b     | drop user mapping - - [if exists] : for a server b
					alter table if exists only ä * add x int       | alter table "ä" - [if exists, only] : add x int
					alter table p detach partition c concurrently  | alter table "p" - [] : detach partition c concurrently
					alter default privileges grant select on tables to a | alter default privileges - - [] : grant select on tables to a
					alter type t add value 'x'                     | alter type "t" - [] : add value 'x'
					comment on column s.t.c is 'x'                 | comment column "s"."t"."c" - [] : is 'x'
					comment on constraint c on s.t is 'x'          | comment constraint "c" "s"."t" [] : is 'x'
					comment on extension e is 'x'                  | comment extension "e" - [] : is 'x'
					reindex (verbose, concurrently) table t        | reindex table "t" - [concurrently] : -
					reindex index concurrently i                   | reindex index "i" - [concurrently] : -
					reindex schema s                               | reindex schema "s" - [] : -
					refresh materialized view concurrently m       | refresh materialized view "m" - [concurrently] : -
					grant select on t to x                         | grant - - - [] : select on t to x
					(select 1)                                     | - - - - [] : (select 1)
					create                                         | create - - - [] : -
					""")
	void statementsAreWhatTheirBeginningSays(String sql, String shape) {
		assertThat(described(StatementShape.of(sql.replace('~', '\n')))).isEqualTo(shape);
	}

	private static String described(StatementShape shape) {
		SqlTokens rest = shape.rest();
		StringBuilder left = new StringBuilder();
		SqlToken last = null;
		for (SqlToken token = rest.next(); token != null; token = rest.next()) {
			left.append((last != null && last.end() < token.start()) ? " " : "").append(token.text());
			last = token;
		}
		QualifiedName relation = shape.relation();
		return "%s %s %s %s %s : %s".formatted(orNone(shape.verb()), orNone(shape.kind()),
				orNone(shape.names().stream().map(QualifiedName::quoted).collect(Collectors.joining(" "))),
				(relation != null) ? relation.quoted() : "-", new TreeSet<>(shape.modifiers()),
				orNone(left.toString()));
	}

	private static String orNone(String text) {
		return text.isEmpty() ? "-" : text;
	}

	@Test
	void offsetsAreThoseOfTheStatement() {
		String sql = "create index /* concurrently */ concurrently i on t (a)";
		assertThat(sql.substring(StatementShape.of(sql).concurrentlyOffset())).startsWith("concurrently i");
		String drop = "drop extension if exists a, b cascade";
		assertThat(drop.substring(StatementShape.of(drop).nameOffset())).isEqualTo("a, b cascade");
	}

	@Test
	void noMoreIsReadThanTheBeginning() {
		String sql = "insert into t values (" + "'x', ".repeat(1_000_000) + ")";
		assertThat(StatementShape.of(sql).verb()).isEqualTo("insert");
	}

	@Test
	void namesBeforeADotAreFoundInStringsToo() {
		assertThat(QualifierNames.in("""
				create function A.f() returns text language sql as $x$
				  select "B b".t, U&"\\0063".x, '''d.e' /* no.no */ from ä . y -- none.none
				$x$ set g = 'h.i'""")).containsExactly("B b", "a", "c", "d", "h", "ä");
		assertThat(QualifierNames.in("select '" + "''".repeat(500_000) + "a.b'")).containsExactly("a");
	}

}
