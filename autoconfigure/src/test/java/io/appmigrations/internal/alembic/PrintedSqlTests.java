package io.appmigrations.internal.alembic;

import java.util.List;
import java.util.stream.Stream;

import io.appmigrations.Direction;
import io.appmigrations.Revision;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.imported.RevisionWriter;
import io.appmigrations.internal.script.ScriptException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What Alembic 1.8.1 and 1.19.2 print, in all its forms. A slash is a line break, and a
 * tilde nothing, behind a blank.
 */
class PrintedSqlTests {

	private static final RevisionGraph GRAPH = RevisionGraph
		.of(Stream.of(List.of("a1"), List.of("b2", "a1"), List.of("c2", "a1"), List.of("m3", "b2", "c2"))
			.map((ids) -> new Revision(ids.get(0), ids.subList(1, ids.size()), List.of(), List.of(), "", null, ""))
			.toList());

	private static String lines(String text) {
		return text.replaceAll(" ?/ ?", "\n").replace("~", "");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					# printed                                                                                                         | what revisions run
					-- Running upgrade  -> a1 // x; // INSERT INTO v (version_num) VALUES ('a1') RETURNING v.version_num; // COMMIT; /| {a1=x;}
					-- Running upgrade  -> a1 // x; // INSERT INTO v (version_num) VALUES ('a1'); // COMMIT; // BEGIN; /              | {a1=x;}
					-- Running upgrade  -> a1 // INSERT INTO v (version_num) VALUES ('a1'); /                                         | {a1=}
					-- Running upgrade a1 -> b2 // x; // UPDATE v SET version_num='b2' WHERE v.version_num = 'a1'; /                  | {b2=x;}
					-- Running upgrade b2, c2 -> m3 // DELETE FROM v WHERE v.version_num = 'b2'; // UPDATE v SET version_num='m3' WHERE v.version_num = 'c2'; / | {m3=}
					-- Running upgrade c2, b2 -> m3 // x; // UPDATE v SET version_num='m3' WHERE v.version_num = 'c2'; /              | {m3=x;}
					-- Running upgrade a1 -> b2 // x; // COMMIT; // y; // BEGIN; // UPDATE v SET version_num='b2' WHERE v.version_num = 'a1'; // COMMIT; / | {b2=x; / / COMMIT; / / y; / / BEGIN;}
					-- Running upgrade a1 -> b2 // -- Running upgrade x -> y // UPDATE v SET version_num='b2' WHERE v.version_num = 'a1'; / | {b2=-- Running upgrade x -> y}
					-- Running upgrade a1 -> b2 // DELETE FROM v WHERE v.version_num = 'x'; // UPDATE v SET version_num='b2' WHERE v.version_num = 'a1'; / | {b2=DELETE FROM v WHERE v.version_num = 'x';}
					-- Running upgrade a1 -> b2 // UPDATE v SET version_num='c2' WHERE v.version_num = 'a1'; // x; // UPDATE v SET version_num='b2' WHERE v.version_num = 'a1'; / | {b2=UPDATE v SET version_num='c2' WHERE v.version_num = 'a1'; / / x;}
					""")
	void revisionEndsWithTheStatementOnTheVersionTable(String printed, String expected) {
		PrintedSql read = PrintedSql.read(GRAPH, Direction.UPGRADE, new AlembicTable("v"),
				new AlembicOutput(0, "BEGIN;\n\n" + lines(printed), ""));
		assertThat(read.texts()).hasToString(lines(expected));
		assertThat(read.unreadable()).isEmpty();
		assertThat(read.behind()).isEmpty();
		assertThat(read.failed()).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					-- Running downgrade m3 -> b2, c2 // INSERT INTO v (version_num) VALUES ('b2'); // UPDATE v SET version_num='c2' WHERE v.version_num = 'm3'; / | {m3=}
					-- Running downgrade b2 -> a1 // x; // DELETE FROM v WHERE v.version_num = 'b2'; // COMMIT; /            | {b2=x;}
					-- Running downgrade a1 -> ~// x; // DELETE FROM v WHERE v.version_num = 'a1'; // DROP TABLE v; // COMMIT; / | {a1=x;}
					""")
	void downgradeToo(String printed, String expected) {
		PrintedSql read = PrintedSql.read(GRAPH, Direction.DOWNGRADE, new AlembicTable("v"),
				new AlembicOutput(0, lines(printed), ""));
		assertThat(read.texts()).hasToString(expected);
		assertThat(read.behind()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			# exit status, printed behind the first revision                       | failed | unreadable | behind
			1 | x; /                                                               | b2     | []         | {}
			0 | x; /                                                               |        | [b2]       | {}
			0 | UPDATE w SET version_num='b2' WHERE w.version_num = 'a1'; /        |        | [b2]       | {}
			0 | UPDATE v SET version_num='b2' WHERE v.version_num = 'a1' -- y; /   |        | [b2]       | {}
			0 | UPDATE v SET version_num='b2' WHERE v.version_num = 'a1'; // z; // COMMIT; / | |  []        | {b2=z;}
			""")
	void whatDoesNotEndSoIsNotTaken(int status, String printed, String failed, String unreadable, String behind) {
		PrintedSql read = PrintedSql
			.read(GRAPH, Direction.UPGRADE, new AlembicTable("v"), new AlembicOutput(status, lines(
					"-- Running upgrade  -> a1 // w; // INSERT INTO v (version_num) VALUES ('a1'); // -- Running upgrade a1 -> b2 // "
							+ printed),
					""));
		assertThat(read.texts()).containsEntry("a1", "w;");
		assertThat(read.failed()).isEqualTo(failed);
		assertThat(read.unreadable()).hasToString(unreadable);
		assertThat(read.behind()).hasToString(behind);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					CREATE TABLE alembic_version ( / version_num VARCHAR(32) NOT NULL, / CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num) / ); | alembic_version
					CREATE TABLE "My".v ( / version_num VARCHAR(255) NOT NULL / );                   | "My".v
					CREATE TABLE public."a""b" ( / version_num VARCHAR(32) NOT NULL / );             | public."a""b"
					CREATE TABLE other ( / id INTEGER / );                                           |
					""")
	void versionTableIsTheOneThatIsCreatedFirst(String printed, String expected) {
		AlembicTable table = PrintedSql
			.read(GRAPH, Direction.UPGRADE, null,
					new AlembicOutput(0, "BEGIN;\n\n" + lines(printed) + "\n\n-- Running upgrade  -> a1\n\n", ""))
			.table();
		assertThat((table != null) ? table.toString() : null).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			alembic alembic_version   | null   | alembic_version
			alembic "My".v            | My     | v
			alembic public."a""b"     | public | a"b
			alembic v; drop table x   |        |
			alembic                   |        |
			flyway V1=1               |        |
			""")
	void headerNamesTheTable(String header, String schema, String name) {
		assertThat(AlembicTable.read(header).map((table) -> table.schema() + " " + table.name()).orElse("null null"))
			.isEqualTo(schema + " " + name);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					# printed                                                            | section
					                                                                     |
					SELECT 1; // SELECT 2;                                               | SELECT 1; // SELECT 2; /
					SELECT 1;;                                                           | SELECT 1; /
					-- why / SELECT 1; // -- end                                         | -- why // SELECT 1; // -- end /
					SELECT 1 -- one; // SELECT 2;                                        | SELECT 1 -- one; /; // SELECT 2; /
					CREATE TABLE a (b int, -- one; // c int); // SELECT 2;               | CREATE TABLE a (b int, -- one; // c int); // SELECT 2; /
					SELECT 1; // COMMIT; // VACUUM a; // BEGIN;                          | transaction:off begin; // SELECT 1; // commit; // VACUUM a; /
					COMMIT; // VACUUM a; // BEGIN; // SELECT 1;                          | transaction:off VACUUM a; // begin; // SELECT 1; // commit; /
					COMMIT; // VACUUM a; // BEGIN; // COMMIT; // VACUUM b; // BEGIN;     | transaction:off VACUUM a; // VACUUM b; /
					SELECT 1; // COMMIT; // SELECT 2;                                    | transaction:off begin; // SELECT 1; // commit; // SELECT 2; /
					SELECT 1; // COMMIT; // COMMIT; // SELECT 2; // COMMIT;              | transaction:off begin; // SELECT 1; // commit; // SELECT 2; /
					SELECT 1; // BEGIN; // SELECT 2;                                     | transaction:off begin; // SELECT 1; // SELECT 2; // commit; /
					CREATE INDEX CONCURRENTLY i ON a (b); // SELECT 2;                   | transaction:off CREATE INDEX CONCURRENTLY i ON a (b); // SELECT 2; /
					CREATE FUNCTION f() RETURNS int AS $$ COMMIT; $$ LANGUAGE sql;       | CREATE FUNCTION f() RETURNS int AS $$ COMMIT; $$ LANGUAGE sql; /
					alter table V alter version_num type text; // SELECT 1;              | SELECT 1; /
					DELETE FROM v; // update ONLY public.v set version_num = 'x';        |
					SELECT 1; // -- +migrate Down / SELECT 2;                            | SELECT 1; // -- comment: +migrate Down // SELECT 2; /
					""")
	void sectionDoesWhatWasPrinted(String printed, String expected) {
		AlembicSection section = AlembicSection.of(new RevisionWriter(), "a.sql", new AlembicTable("v"),
				(printed != null) ? lines(printed) : "");
		assertThat((section.options() + " " + section.sql()).stripLeading())
			.isEqualTo((expected != null) ? lines(expected) : "");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			select :a                    | :a
			select %(a)s                 | %(a)s
			select x::text, 5 % (3)      |
			select ':a', y[1:n], "%(a)s" |
			""")
	void parameterWithoutAValueIsSeen(String sql, String expected) {
		assertThat(AlembicSection.parameter(new RevisionWriter().statements("", sql).list().get(0)))
			.isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "select 'a", "\\d a", "select (a;" })
	void whatIsNoSqlIsRefused(String printed) {
		assertThatExceptionOfType(ScriptException.class)
			.isThrownBy(() -> AlembicSection.of(new RevisionWriter(), "a.sql", new AlembicTable("v"), printed));
	}

}
