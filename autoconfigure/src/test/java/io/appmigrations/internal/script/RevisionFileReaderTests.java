package io.appmigrations.internal.script;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

import io.appmigrations.MigrationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RevisionFileReader} and {@link SqlScanner}.
 */
class RevisionFileReaderTests {

	private static SqlRevision read(String text) {
		return RevisionFileReader.read("x.sql", text.getBytes(StandardCharsets.UTF_8));
	}

	private static List<String> split(String sql) {
		return read("-- revision: a\n-- migrate:upgrade transaction:off\n" + sql).upgrade()
			.statements()
			.stream()
			.map(SqlStatement::text)
			.toList();
	}

	@Test
	void everythingOfTheHeaderIsRead() {
		SqlRevision read = read("""
				-- create users
				-- and their groups
				--
				-- revision: 1975ea83b712
				-- down-revision: ae10279b3d5f, bb
				-- branch-labels: billing
				-- depends-on: 53fffde5ad5f
				-- created: 2026-11-22T10:15:00Z

				-- migrate:upgrade transaction:off lock-timeout:500ms statement-timeout:2m
				create table users ();

				-- migrate:downgrade
				""");
		assertThat(read.revision().id()).isEqualTo("1975ea83b712");
		assertThat(read.revision().downRevisions()).containsExactly("ae10279b3d5f", "bb");
		assertThat(read.revision().branchLabels()).containsExactly("billing");
		assertThat(read.revision().dependsOn()).containsExactly("53fffde5ad5f");
		assertThat(read.revision().message()).isEqualTo("create users\nand their groups");
		assertThat(read.revision().title()).isEqualTo("create users");
		assertThat(read.revision().created()).isEqualTo(Instant.parse("2026-11-22T10:15:00Z"));
		assertThat(read.upgrade().transactional()).isFalse();
		assertThat(read.upgrade().lockTimeout()).isEqualTo(Duration.ofMillis(500));
		assertThat(read.upgrade().statementTimeout()).isEqualTo(Duration.ofMinutes(2));
		assertThat(Objects.requireNonNull(read.downgrade()).statements()).isEmpty();
		assertThat(read.reversible()).isTrue();
	}

	@Test
	void textThatIsNotLoggedIsAHeaderAndNoMessage() {
		assertThat(read("-- log: no\n-- revision: a\n-- migrate:upgrade\n").logged()).isFalse();
		assertThat(read("-- revision: a\n-- log: yes\n-- migrate:upgrade\n").logged()).isTrue();
		SqlRevision message = read("-- log: a table of logs\n-- blog: another\n-- revision: a\n-- migrate:upgrade\n");
		assertThat(message.logged()).isTrue();
		assertThat(message.revision().message()).isEqualTo("log: a table of logs\nblog: another");
	}

	/** Windows line ends that were converted twice, and text that has them as data. */
	@Test
	void carriageReturnsThatEndNoLineAloneAreFine() {
		SqlRevision read = read("-- revision: a\r\r\n-- migrate:upgrade\r\r\nselect 'x\ry', -- z\r 1;\r\r\n");
		assertThat(read.upgrade().statements()).hasSize(1);
	}

	@Test
	void byteOrderMarkAndWindowsLineEndsAreFine() {
		SqlRevision read = read(
				"\uFEFF-- grüße\r\n-- revision: a\r\n-- migrate:upgrade\r\nselect 'ä';\r\nselect 2;\r\n");
		assertThat(read.revision().message()).isEqualTo("grüße");
		assertThat(read.upgrade().statements()).extracting(SqlStatement::text)
			.containsExactly("select 'ä'", "select 2");
		assertThat(read.checksum())
			.isEqualTo(read("-- revision: a\n-- migrate:upgrade\nselect 'ä'; select 2").checksum());
		assertThat(read.reversible()).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			revison        | Did you mean 'revision'?
			revisionn      | Did you mean 'revision'?
			Revision       | Did you mean 'revision'?
			revisipn       | Did you mean 'revision'?
			revisions      | Did you mean 'revision'?
			down_revision  | Did you mean 'down-revision'?
			downrevision   | Did you mean 'down-revision'?
			branch-label   | Did you mean 'branch-labels'?
			depend-on      | Did you mean 'depends-on'?
			createt        | Did you mean 'created'?
			lag            | Headers are revision, down-revision,
			revis          | Headers are revision, down-revision,
			revizionn      | Headers are revision, down-revision,
			""")
	void aMisspeltHeaderIsNamed(String key, String hint) {
		assertThatExceptionOfType(ScriptException.class)
			.isThrownBy(() -> read("-- log: no\n-- %s: a\n-- migrate:upgrade".formatted(key)))
			.satisfies((ex) -> assertThat(ex.getHint()).startsWith(hint));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					select 1;                                             | x.sql:1: 'select 1;' is before
					``                                                    | there is no '-- migrate:upgrade' line
					-- migrate:upgrade                                    | there is no '-- revision:' line
					-- revison: a~-- migrate:upgrade                      | x.sql:1: 'revison' is not a header
					-- revision: a~-- down: b~-- migrate:upgrade          | x.sql:2: 'down' is not a header
					-- revision: a~-- down_revision: b~-- migrate:upgrade | x.sql:2: 'down_revision' is not a header
					-- revision: a~-- revision: b~-- migrate:upgrade      | x.sql:2: 'revision' is given twice
					-- revision: a b~-- migrate:upgrade                   | 'a b' is not a valid revision id
					-- revision: a~-- created: now~-- migrate:upgrade     | x.sql:2: 'now' is not a valid time
					-- revision: a~-- log: maybe~-- migrate:upgrade       | x.sql:2: the value of 'log' must be yes or no: maybe
					-- revision: a~-- Log: no~-- migrate:upgrade          | x.sql:2: 'Log' is not a header
					-- revision: a~-- migrate:up                          | x.sql:2: 'migrate:up' is not a section
					-- revision: a~-- migrate:upgrade fast                | x.sql:2: 'fast' is not an option
					-- revision: a~-- migrate:upgrade transaction:no      | x.sql:2: 'transaction:no' is neither
					-- revision: a~-- migrate:upgrade lock-timeout:soon   | x.sql:2: 'lock-timeout:soon' has no duration
					-- revision: a~-- migrate:upgrade~-- migrate:upgrade  | x.sql:3: there is a second '-- migrate:upgrade'
					-- revision: a~-- migrate:upgrade~select 'x           | x.sql:3: this string is never closed
					-- revision: a~-- migrate:upgrade~~select $a$x        | x.sql:4: this dollar-quoted string $a$ is never closed
					-- revision: a~-- migrate:upgrade~/* /* */ x          | x.sql:3: this comment is never closed
					-- revision: a~-- migrate:upgrade~select "x           | x.sql:3: this quoted name is never closed
					-- revision: a~-- migrate:upgrade~~\\i other.sql      | x.sql:4: '\\i' is a command of psql
					-- revision: a~-- migrate:upgrade~select 1 \\g        | x.sql:3: '\\g' is a command of psql
					-- revision: a~-- migrate:upgrade~copy t from stdin;~1| x.sql:3: the data of COPY ... FROM stdin is not terminated
					-- revision: a~-- migrate:upgrade~select 1;~commit;   | x.sql:4: 'commit' controls the transaction
					-- revision: a~-- migrate:upgrade~begin;select 1;rollback; | x.sql:3: 'begin' controls the transaction
					-- revision: a~-- migrate:upgrade~begin isolation level serializable;select 1;commit; | x.sql:3: 'begin isolation
					-- revision: a~-- migrate:upgrade transaction:off~select 1;~begin;~select 2; | x.sql:4: 'begin' begins a transaction that the section does not commit
					-- revision: a~-- migrate:upgrade transaction:off~select 1;~start transaction; | x.sql:4: 'start transaction' begins a transaction that the section does not commit
					-- revision: a~-- migrate:upgrade transaction:off~begin;~commit;~-- migrate:downgrade transaction:off~begin;~select 1 | x.sql:6: 'begin' begins a transaction
					-- revision: a~-- migrate:upgrade batch:t.id~update t set n = 1;~commit; | x.sql:4: 'commit' controls transactions in a section with batch:
					-- revision: a~-- migrate:upgrade batch:t.id~begin;~update t set n = 1;~commit; | x.sql:3: 'begin' controls transactions in a section
					-- revision: a~-- migrate:upgrade~do $$~begin~  insert into t values (1);~  commit;~end $$; | x.sql:6: 'commit' in a DO block controls the transaction
					-- revision: a~-- migrate:upgrade~do language plpgsql $a$ begin~  if x then rollback and chain; end if; end $a$; | x.sql:4: 'rollback' in a DO block controls
					-- revision: a~-- migrate:upgrade~discard all; | x.sql:3: 'discard all' would release the migration lock
					-- revision: a~-- migrate:upgrade transaction:off~DISCARD  ALL; | x.sql:3: 'DISCARD  ALL' would release the migration lock
					-- revision: a~-- migrate:upgrade~  -- migrate:downgrade | x.sql:3: '-- migrate:downgrade' looks like a section marker
					-- revision: a~-- migrate:upgrade~-- Migrate:Downgrade   | x.sql:3: '-- Migrate:Downgrade' looks like a section marker
					-- revision: a~-- migrate:upgrade~--- migrate : down     | x.sql:3: '--- migrate : down' looks like a section marker
					-- revision: a~-- migrate:upgrade~select 1; -- migrate:downgrade | x.sql:3: '-- migrate:downgrade' looks like
					""")
	void malformedFilesAreRefusedWithTheLine(String text, String message) {
		String file = text.replace("~", "\n").replace("\\\\", "\\");
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> read(file))
			.withMessageContaining(message.replace("\\\\", "\\"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					# statements of a section outside of a transaction                   | what is wrong, in the first line that is
					commit                                                               | x.sql:3: 'commit' ends a transaction that the section has not begun
					select 1;~END WORK                                                   | x.sql:4: 'END WORK' ends a transaction that
					select 1;~rollback;~select 2                                         | x.sql:4: 'rollback' ends a transaction that
					abort                                                                | x.sql:3: 'abort' ends a transaction that
					select 1;~commit and chain                                           | x.sql:4: 'commit and chain' ends a transaction that
					prepare transaction 'x'                                              | x.sql:3: 'prepare transaction 'x'' ends a transaction that
					begin;~select 1;~commit;~commit                                      | x.sql:6: 'commit' ends a transaction that
					begin;~begin;~select 1;~commit                                       | x.sql:4: 'begin' is inside the transaction that line 3 begins
					start transaction;~select 1;~begin isolation level serializable;~end | x.sql:5: 'begin isolation level serializable' is inside the transaction that line 3
					begin;~select 1;~rollback                                            | x.sql:5: 'rollback' is not a plain end of the transaction that line 3 begins
					begin;~abort work                                                    | x.sql:4: 'abort work' is not a plain end
					begin;~commit and chain;~commit                                      | x.sql:4: 'commit and chain' is not a plain end
					begin;~prepare transaction 'x'                                       | x.sql:4: 'prepare transaction 'x'' is not a plain end
					begin;~do $$ begin~  commit; end $$;~commit                          | x.sql:5: 'commit' in a DO block is inside the transaction that line 3
					savepoint a                                                          | x.sql:3: 'savepoint a' has no effect outside of a transaction
					select 1;~release a                                                  | x.sql:4: 'release a' has no effect
					rollback to savepoint a                                              | x.sql:3: 'rollback to savepoint a' has no effect
					lock table a, b                                                      | x.sql:3: 'lock table a, b' has no effect
					set transaction isolation level serializable                         | x.sql:3: 'set transaction isolation level serializable' has no effect
					set local work_mem = '8MB'                                           | x.sql:3: 'set local work_mem = '8MB'' has no effect
					SET  LOCAL role bob                                                  | x.sql:3: 'SET  LOCAL role bob' has no effect
					select 1;~set constraints all deferred                               | x.sql:4: 'set constraints all deferred' has no effect
					set local lock_timeout = 0                                           | x.sql:3: 'set local lock_timeout = 0' has no effect
					select set_config('a.b', 'c', true)                                  | x.sql:3: 'select set_config('a.b', 'c', true)' has no effect
					select pg_catalog.set_config('a.b', 'c', true)                       | x.sql:3: 'select pg_catalog.set_config('a.b', 'c', true)' has no effect
					declare c cursor for select 1                                        | x.sql:3: 'declare c cursor for select 1' has no effect
					declare c no scroll cursor without hold for select 1                 | x.sql:3: 'declare c no scroll cursor without hold for select 1' has no effect
					declare hold binary cursor for with hold as (select 1) table hold    | x.sql:3: 'declare hold binary cursor for with hold as (select 1) ta...' has no effect
					create temp table t (a int) on commit drop                           | x.sql:3: 'create temp table t (a int) on commit drop' has no effect
					create temporary table t on commit delete rows as select 1           | x.sql:3: 'create temporary table t on commit delete rows as select 1' has no effect
					create table pg_temp.t (a int) on commit drop                        | x.sql:3: 'create table pg_temp.t (a int) on commit drop' has no effect
					begin;~select 1                                                      | x.sql:3: 'begin' begins a transaction that the section does not commit
					begin;~select 1;~commit;~savepoint a                                 | x.sql:6: 'savepoint a' has no effect
					""")
	void transactionsOfASectionOutsideOfOneAreInOrder(String statements, String message) {
		String section = " transaction:off\n" + statements.replace("~", "\n") + ";\n";
		assertThatExceptionOfType(ScriptException.class)
			.isThrownBy(() -> read("-- revision: a\n-- migrate:upgrade" + section))
			.withMessageContaining(message);
		assertThatExceptionOfType(ScriptException.class)
			.isThrownBy(() -> read("-- revision: a\n-- migrate:downgrade" + section + "-- migrate:upgrade\n"))
			.withMessageContaining(message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "begin;\nsavepoint a;\nrollback to a;\nrelease a;\nlock table t;\nend;",
			"start transaction isolation level serializable;\ncommit work;",
			"begin;\ncommit and no chain;\nbegin;\nend;", "begin;\nset transaction read only;\ncommit;",
			"commit prepared 'x';\nrollback prepared 'y';", "do $$ begin commit; end $$;",
			"begin;\nset local lock_timeout = 0;\nset constraints all deferred;\nselect set_config('a.b', 'c', true);\n"
					+ "declare c cursor for select 1;\ncreate temp table t (a int) on commit drop;\ncommit;",
			"set lock_timeout = 0;\nselect set_config('a.b', 'c', false);\nselect set_config('a.b', 'c', true), f();",
			"declare c cursor with hold for select 1;", "create temp table t (a int) on commit preserve rows;",
			"create procedure p() language plpgsql set work_mem = '8MB' as $$ begin set local a.b = 'c'; end $$;",
			"do $$ begin set local a.b = 'c'; end $$;" })
	void transactionsThatAreCommittedRunAsTheyAreWritten(String statements) {
		assertThat(split(statements)).hasSize((int) statements.lines().count());
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "do $$ begin commit_all(); end $$", "do $$ begin perform 'x; commit;'; -- ; commit;\n end $$",
					"do $$ declare rollback int; begin rollback := 1; end $$",
					"create procedure p() language plpgsql as $$ begin commit; end $$",
					"do language plpython3u $$ commit; $$", "do $$ begin insert into t (commit) values (1); end $$" })
	void whatOnlyLooksLikeTransactionControlIsNone(String statement) {
		assertThat(read("-- revision: a\n-- migrate:upgrade\n" + statement + ";").upgrade().statements()).hasSize(1);
	}

	@Test
	void bytesThatAreNotTextAreRefusedWithTheLine() {
		byte[] bytes = "-- revision: a\n-- migrate:upgrade\nselect '\u00e9';".getBytes(StandardCharsets.ISO_8859_1);
		assertThatExceptionOfType(ScriptException.class).isThrownBy(() -> RevisionFileReader.read("x.sql", bytes))
			.withMessageContaining("x.sql:3: the file is not UTF-8");
		assertThatExceptionOfType(ScriptException.class)
			.isThrownBy(() -> read("-- revision: a\n-- migrate:upgrade\n\0"))
			.withMessageContaining("x.sql:3: the file contains a NUL character");
	}

	@Test
	void statementsEndWherePostgresqlEndsThem() {
		assertThat(split(
				"select ';'; select \";\"; select $$;$$, $a$ ; $$ ; $a$; select 1 -- ;\n; /* ; /* ; */ ; */ select 2"))
			.containsExactly("select ';'", "select \";\"", "select $$;$$, $a$ ; $$ ; $a$", "select 1 -- ;", "select 2");
		assertThat(
				split("select E'\\';'; select 'a\\'; select U&'\\003b;' ; select e'a'\n  '\\';'; select N';', B'1';"))
			.containsExactly("select E'\\';'", "select 'a\\'", "select U&'\\003b;'", "select e'a'\n  '\\';'",
					"select N';', B'1'");
		assertThat(split(
				"create rule r as on insert to t do (select 1; select 2); select a$b$c; select $1; select $b$x;$b$"))
			.containsExactly("create rule r as on insert to t do (select 1; select 2)", "select a$b$c", "select $1",
					"select $b$x;$b$");
		assertThat(split("""
				create or replace function f() returns int language sql
				begin atomic select case 1 when 1 then 2 end; select 3; end;
				create procedure p(x int) begin atomic insert into t values (1); end; select 9;;;
				""")).hasSize(3);
		assertThat(split(
				"set standard_conforming_strings = off; select '\\';'; set standard_conforming_strings to 'on'; select '\\'; select 1"))
			.hasSize(5);
		assertThat(split(
				"set standard_conforming_strings = off; reset standard_conforming_strings; select '\\'; select 1"))
			.hasSize(4);
		assertThat(split("select 1; -- c\rselect 2;")).containsExactly("select 1", "select 2");
		assertThat(split("select $$one\ntwo;\n-- migrate:downgrade\n$$;")).hasSize(1);
		assertThat(split(" ; ;\n-- nothing\n")).isEmpty();
	}

	/**
	 * A quote that somebody forgot to close would make the way down a part of the way up.
	 */
	@Test
	void quotesAndDataDoNotGoOnOverAMarker() {
		assertThatExceptionOfType(ScriptException.class)
			.isThrownBy(() -> split("select 'one\ntwo;\n-- migrate:downgrade\n';"))
			.withMessageContaining("this string extends past the '-- migrate:downgrade' on line 5");
		assertThatExceptionOfType(ScriptException.class)
			.isThrownBy(() -> split("copy t from stdin;\n1\n-- migrate:downgrade\ncopy t from stdin;\n2\n\\.\n"))
			.withMessageContaining("extends past the '-- migrate:downgrade' on line 5");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-- mirgate:downgrade", "-- migrate-downgrade", "-- migrate -> downgrade",
			"-- migrate\uff1adowngrade", "--\u00a0migrate:downgrade", "-- \u043cigrate:downgrade",
			"/* migrate:downgrade */", "-- == migrate:downgrade ==", "-- +migrate Down", "-- +goose Up", "-- @DOWN",
			"-- downgrade:", "-- migrate:downgrade transaction:off extra" })
	void whatLooksLikeAMarkerIsNoComment(String comment) {
		assertThatExceptionOfType(ScriptException.class)
			.isThrownBy(() -> split("select 1;\n " + comment + "\ndrop table a;"))
			.withMessageContaining("marker");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-- migrate the rows of downgraded customers", "-- down", "-- upgrade of the price list",
			"-- immigrated", "-- grade: up", "/* migrates\n up */" })
	void proseIsNoMarker(String comment) {
		assertThat(split("select 1;\n" + comment + "\nselect 2;")).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "-- down revision: a1", "-- down-revision = a1", "-- down-revision a1",
			"--- down-revision: a1", "--\u00a0down-revision: a1", "-- d\u043ewn-revision: a1",
			"-- down\u2010revision: a1", "-- down-revision\uff1a a1", "-- down-revision: a1,", "-- depends on: a1",
			"-- branch labels: x", "-- Depends-On: a1" })
	void whatLooksLikeAHeaderIsNotPassedOver(String line) {
		assertThatExceptionOfType(ScriptException.class)
			.isThrownBy(() -> read("-- text\n-- revision: b2\n" + line + "\n-- migrate:upgrade\nselect 1;"))
			.withMessageContaining("x.sql:3: ");
	}

	@Tag("large")
	@Test
	void longListsInHeadersAreReadInLinearTime() {
		String line = "-- down-revison: " + "a,".repeat(500_000) + " b c\n";
		assertThat(read("-- text\n" + line + "-- revision: b2\n-- migrate:upgrade\nselect 1;").revision().id())
			.isEqualTo("b2");
		String list = "-- depends-on: " + "a,".repeat(500_000) + "b\n";
		assertThat(split(list + "select 1;")).hasSize(1);
		assertThat(split("-- " + "+migrate ".repeat(500_000) + "\nselect 1;")).hasSize(1);
	}

	@Test
	void headersBelowTheMarkerAreFound() {
		assertThatExceptionOfType(ScriptException.class)
			.isThrownBy(() -> read("-- revision: b2\n-- migrate:upgrade\n-- down-revision: a1\nselect 1;"))
			.withMessageContaining("x.sql:3: the header '-- down-revision: a1' is below the section marker");
	}

	@Test
	void proseBehindTheHeadersIsPassedOver() {
		assertThat(
				read("-- revision: b2\n-- reviewed by the data team, depends on nothing\n-- migrate:upgrade\nselect 1;")
					.revision()
					.downRevisions())
			.isEmpty();
	}

	@Test
	void linesAreThoseOfTheFile() {
		assertThat(read("-- revision: a\n-- migrate:upgrade\n\nselect\n1;\n\n-- x\nselect '\n';select 3;\n").upgrade()
			.statements()).extracting(SqlStatement::line).containsExactly(4, 8, 9);
	}

	@Test
	void copyTakesItsDataAlong() {
		List<SqlStatement> statements = read(
				"-- revision: a\n-- migrate:upgrade\ncopy t (a, \"b;\") from STDIN with (format csv); -- data\r\n1;'\r\n\\.\r\nselect 1;")
			.upgrade()
			.statements();
		assertThat(statements).extracting((statement) -> String.valueOf(statement.copyData()))
			.containsExactly("1;'\r\n", "null");
		assertThat(statements.get(1).line()).isEqualTo(6);
		assertThat(split("copy (select 1 from stdin) to 'other'; copy t from 'file'")).hasSize(2);
	}

	@Test
	void messageMayLookLikeAHeader() {
		assertThat(read("-- create: users and groups\n-- revision: a\n-- migrate:upgrade\n-- migrates up to 5 rows\n")
			.revision()
			.message()).isEqualTo("create: users and groups");
	}

	@Test
	void ownTransactionAroundTheWholeSectionIsLeftOut() {
		assertThat(read("-- revision: a\n-- migrate:upgrade\nBEGIN;\nselect 1;\nCOMMIT;").upgrade().statements())
			.extracting(SqlStatement::text)
			.containsExactly("select 1");
		assertThat(read("-- revision: a\n-- migrate:upgrade\nset lock_timeout = 0;\nbegin;\nselect 1;\nend;").upgrade()
			.statements()).extracting(SqlStatement::text).containsExactly("set lock_timeout = 0", "select 1");
		assertThat(split("begin; select 1; commit;")).hasSize(3);
	}

	@Test
	void whatPgDumpBracketsItsOutputInIsLeftOut() {
		String dump = "\n-- PostgreSQL database dump\n\n\\restrict aB1\n\nset x.y = 1;\nselect '\n\\restrict z\n';\r\n\\unrestrict aB1\n";
		assertThat(split(dump)).containsExactly("set x.y = 1", "select '\n\\restrict z\n'");
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> split("select 1 \\restrict a"));
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> split("\\restricted a"));
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> split("\\i other.sql"));
	}

	/**
	 * Of 20 MB each, which nobody has in memory: each byte is read once, and what would
	 * take quadratic time would not come to an end.
	 */
	@Tag("large")
	@ParameterizedTest
	@CsvSource({ "many statements,-1", "a long string,1", "a long comment,0", "a nested comment,0", "a long list,1",
			"much data,1", "a long dollar quote,1", "a long name,1" })
	void largeFilesAreReadOnceAndNotKept(String kind, int statements) throws IOException {
		int size = 20_000_000;
		Repeated text = switch (kind) {
			case "many statements" -> new Repeated("", "insert into t values (1, 'text', $$a;$$); --\n", size / 45, "");
			case "a long string" -> new Repeated("select '", "it''s; ", size / 7, "';");
			case "a long comment" -> new Repeated("", "-- word\n", size / 8, "");
			case "a nested comment" -> new Repeated("/*", " /* \n */", size / 8, "*/");
			case "a long list" -> new Repeated("insert into t values ", "(1, 'a'),", size / 9, "(1, 'a');");
			case "much data" -> new Repeated("copy t from stdin;\n", "1\ttext\n", size / 7, "\\.\n");
			case "a long dollar quote" -> new Repeated("select $a$", "$b$ x; ", size / 7, "$a$;");
			default -> new Repeated("select \"", "na\"\"me ", size / 7, "\";");
		};
		long[] taken = new long[1];
		Section section = RevisionFileReader.read("x.sql", () -> new FilterInputStream(text.open()) {

			@Override
			public int read(byte[] bytes, int offset, int length) throws IOException {
				int count = super.read(bytes, offset, length);
				taken[0] += Math.max(0, count);
				return count;
			}

		}).upgrade();
		assertThat(section.count()).isEqualTo((statements < 0) ? size / 45 : statements);
		assertThat(taken[0]).isEqualTo(text.length()).isGreaterThan(size - 100);
	}

	@Tag("large")
	@Test
	void longTextsHaveTheSameDigestHoweverTheyAreRead() {
		for (int length = 65_530; length < 65_545; length++) {
			String text = "x".repeat(length) + "\r\n\uD83D\uDE00\r\n".repeat(20_000);
			String one = "-- revision: a\n-- migrate:upgrade\ninsert into t values ('" + text + "');";
			String other = one.replace("\r\n", "\n").replace("insert into", "insert  /* x */ into");
			assertThat(read(one).checksum()).isEqualTo(read(other).checksum())
				.isNotEqualTo(read(one + "select 1").checksum());
			assertThat(read(one).upgrade().statements().get(0).text())
				.isEqualTo("insert into t values ('" + text + "')");
		}
	}

	@Test
	void aFileThatChangesBetweenCheckAndRunIsNoticed() throws IOException {
		String[] text = { "-- revision: a\n-- migrate:upgrade\nselect 1;\nselect 2;\n" };
		Section section = RevisionFileReader
			.read("x.sql", () -> new ByteArrayInputStream(text[0].getBytes(StandardCharsets.UTF_8)))
			.upgrade();
		assertThat(section.statements()).hasSize(2);
		for (String changed : List.of("select 2;", "select 1;\nselect 3;", "select 1;\nselect 2;\nselect 3;", "")) {
			text[0] = "-- revision: a\n-- migrate:upgrade\n" + changed + "\n";
			assertThatExceptionOfType(MigrationException.class).isThrownBy(section::statements)
				.withMessageContaining("x.sql was changed while it was being read");
		}
	}

	/**
	 * A revision with something that is repeated, made while it is read.
	 *
	 * @param before what comes first
	 * @param part what is repeated
	 * @param times how often
	 * @param after what comes last
	 */
	private record Repeated(String before, String part, int times, String after) {

		private static final String HEADER = "-- revision: a\n-- migrate:upgrade\n";

		private static final int BLOCK = 1000;

		InputStream open() {
			byte[] block = this.part.repeat(BLOCK).getBytes(StandardCharsets.UTF_8);
			List<InputStream> all = new ArrayList<>(List.of(bytes(HEADER + this.before)));
			for (int i = 0; i < this.times / BLOCK; i++) {
				all.add(new ByteArrayInputStream(block));
			}
			all.add(bytes(this.part.repeat(this.times % BLOCK) + this.after));
			return new SequenceInputStream(Collections.enumeration(all));
		}

		long length() {
			return HEADER.length() + this.before.length() + (long) this.part.length() * this.times
					+ this.after.length();
		}

		private static InputStream bytes(String text) {
			return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
		}

	}

}
