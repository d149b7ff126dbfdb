package io.appmigrations.internal.flyway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.appmigrations.MigrationException;
import io.appmigrations.internal.imported.ImportedHistory;
import io.appmigrations.internal.imported.ImportedRevision;
import io.appmigrations.internal.script.Placeholders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FlywayRevisionsTests {

	private static final Placeholders NONE = new Placeholders(false, Map.of());

	@TempDir
	private Path folder;

	private FlywayRevisionsTests file(String path, String text) {
		try {
			Path file = this.folder.resolve(path);
			Files.createDirectories(file.resolveSibling(""));
			Files.writeString(file, text, StandardCharsets.UTF_8);
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private ImportedHistory revisions(FlywaySettings settings, Placeholders ours) {
		return FlywayRevisions.of(FlywayFolders.read(settings, List.of(this.folder), List.of(this.folder)), settings,
				ours, "db.migrations");
	}

	private ImportedHistory revisions() {
		return revisions(FlywaySettings.DEFAULT, NONE);
	}

	private static String text(ImportedHistory result, String id) {
		return result.revisions()
			.stream()
			.filter((revision) -> revision.id().equals(id))
			.map(ImportedRevision::text)
			.findFirst()
			.orElseThrow();
	}

	/** The numbers are those that Flyway 12.4.0 wrote into its table for these files. */
	@ParameterizedTest
	@CsvSource(textBlock = """
			V1__init.sql,        create table t1 (id int);\\n-- x\\n,                V1=1352328775
			V1_1__bom_crlf.sql,  \\uFEFFcreate table t1_1 (id int);\\r\\n-- crlf\\r\\n,  V1.1=-1946665488
			V1.10__old_mac.sql,  create table t1_10 (id int);\\rselect 1;,           V1.10=-359820054
			sub/V001.2.0__s.sql, create table t001_2 (id int);\\n\\n,                V001.2.0=-1028968691
			V2__umlaut.sql,      insert into t1 values (1); -- éß\\n,               V2=-720858998
			V7__empty.sql,       '',                                               V7=0
			R__another  view.sql,create or replace view w as select 1 as a;\\n,      Ranother++view=2139057593
			R__the_view.sql,     create or replace view ${name}_v as select 1 as a;\\n,Rthe+view=689065388
			B1__base.sql,        select 1;\\n,                                      B1=-690524359
			""")
	void checksumsAreThoseOfFlyway(String path, String text, String expected) {
		file(path, text.replace("\\n", "\n").replace("\\r", "\r").replace("\\uFEFF", "\uFEFF"));
		assertThat(revisions(new FlywaySettings(Map.of(), Map.of("NAME", "ph")),
				new Placeholders(true, Map.of("name", "ours")))
			.revisions()).singleElement().extracting(ImportedRevision::importedFrom).isEqualTo("flyway " + expected);
	}

	@Test
	void versionsBecomeAChainInTheirOrder() {
		file("V1.10__c.sql", "create table c ();").file("V1__a.sql", "create table a ();\n")
			.file("sub/v2__d.SQL", "")
			.file("sub/V1_2__b_and_more.sql", "create table b ();\n")
			.file("U1_2__b.sql", "drop table b;\n")
			.file("V3__log:_users.sql", "create index concurrently i on a (x);\n")
			.file("V4__vacuum.sql", "vacuum a;\n")
			.file("V4__vacuum.sql.conf", "executeInTransaction=false\n")
			.file("R__b.sql", "select 2;")
			.file("R__a.sql", "select 1;");
		ImportedHistory result = revisions();
		assertThat(result.revisions()).extracting(ImportedRevision::id)
			.containsExactly("V1", "V1.2", "V1.10", "V3", "V4", FlywayRevisions.REPEATABLE);
		assertThat(result.revisions()).extracting(ImportedRevision::path)
			.containsExactly("V1__a.sql", "sub/V1_2__b_and_more.sql", "V1.10__c.sql", "V3__log:_users.sql",
					"V4__vacuum.sql", "flyway_repeatable.sql");
		assertThat(text(result, "V1.2")).isEqualTo("""
				-- b and more
				--
				-- revision: V1.2
				-- down-revision: V1
				-- imported-from: flyway V1.2=1104353955

				-- migrate:upgrade
				create table b ();

				-- migrate:downgrade
				drop table b;
				""");
		assertThat(text(result, "V1")).contains("-- down-revision:\n").doesNotContain("migrate:downgrade");
		assertThat(text(result, "V3")).startsWith("-- \\log: users\n").contains("-- migrate:upgrade transaction:off\n");
		assertThat(text(result, "V4")).contains("-- migrate:upgrade transaction:off\nvacuum a;\n");
		assertThat(text(result, FlywayRevisions.REPEATABLE)).contains("-- down-revision: V4\n",
				"-- R__a.sql\nselect 1;\n\n-- R__b.sql\nselect 2;\n");
		assertThat(result.notes()).anyMatch((note) -> note.contains("sub/v2__d.SQL"));
	}

	@Test
	void whatIsNotCarriedOverIsNamed() {
		file("V1__a.sql", "select 1;").file("beforeMigrate.sql", "")
			.file("afterMigrate__x.sql", "")
			.file("V2_no_separator.sql", "")
			.file("notes.sql", "")
			.file("V3__load.py", "")
			.file("U9__x.sql", "")
			.file("B1__x.sql", "");
		assertThat(revisions().notes()).hasSize(7)
			.allMatch((note) -> note.contains("not imported"))
			.anyMatch((note) -> note.startsWith("beforeMigrate.sql"))
			.anyMatch((note) -> note.startsWith("V3__load.py"))
			.anyMatch((note) -> note.startsWith("B1__x.sql"));
		assertThat(revisions().revisions()).hasSize(1);
	}

	@Test
	void classStopsUntilItsCodeIsMoved() {
		file("V1__a.sql", "select 1;").file("db/migration/V2__Move_prices.java",
				"public class V2__Move_prices extends BaseJavaMigration {}");
		ImportedHistory result = revisions();
		assertThat(result.revisions().get(1).path()).isEqualTo("V2__Move_prices.java");
		assertThat(text(result, "V2")).contains("revision = \"V2\", downRevision = \"V1\", message = \"Move prices\"",
				"generated = \"imported-from: flyway V2=\"",
				"The code of db.migration.V2__Move_prices must be moved here");
		assertThat(result.notes()).singleElement()
			.asString()
			.contains("move its code to db.migrations.V2__Move_prices");
	}

	@Test
	void baselineScriptIsTheBaseIfNothingIsLeftOfWhatItStandsFor() {
		file("B5__base.sql", "select 5;").file("B3__base.sql", "select 3;").file("V6__x.sql", "select 6;");
		assertThat(revisions().revisions()).extracting(ImportedRevision::id).containsExactly("B5", "V6");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			-- upgrade:                         | -- comment: upgrade:
			-- migrate:downgrade                | -- comment: migrate:downgrade
			-- down-revision: a1                | -- comment: down-revision: a1
			-- +migrate Down                    | -- comment: +migrate Down
			""")
	void commentThatLooksLikeAMarkerStaysOne(String comment, String expected) {
		file("V1__a.sql", "select 1;\n%s\nselect 2;\n".formatted(comment));
		assertThat(text(revisions(), "V1")).contains("select 1;\n%s\nselect 2;\n".formatted(expected));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					# script                                   | the section, with what PostgreSQL has in each transaction
					begin;~select 1;~commit;                   | -- migrate:upgrade~begin;~select 1;~commit;
					select 1;~commit;~select 2;                | -- migrate:upgrade transaction:off~begin;~select 1;~commit;~begin;~select 2;~commit;
					commit;~select 2;                          | -- migrate:upgrade transaction:off~begin;~select 2;~commit;
					-- why~begin;~select 1;~commit;~commit;    | -- migrate:upgrade transaction:off~-- why~begin;~select 1;~commit;
					select 1;~begin;~select 2;~end;~select 3;  | -- migrate:upgrade transaction:off~begin;~select 1;~select 2;~end;~begin;~select 3;~commit;
					select 1;~commit;~begin;~select 2          | -- migrate:upgrade transaction:off~begin;~select 1;~commit;~begin;~select 2~;~commit;
					select 1;~commit;~select 2 -- c            | -- migrate:upgrade transaction:off~begin;~select 1;~commit;~begin;~select 2 -- c~;~commit;
					select 1;~commit; -- c~-- d~select 2;      | -- migrate:upgrade transaction:off~begin;~select 1;~commit; -- c~begin;~-- d~select 2;~commit;
					select 1;~commit;~-- c~                    | -- migrate:upgrade transaction:off~begin;~select 1;~commit;~-- c~
					commit;~-- commit again~commit;~select 2;  | -- migrate:upgrade transaction:off~-- commit again~begin;~select 2;~commit;
					select 1;~-- begin~begin;~select 2;~end;   | -- migrate:upgrade transaction:off~begin;~select 1;~-- begin~select 2;~end;
					copy t from stdin;~begin~\\.~begin;~end;    | -- migrate:upgrade transaction:off~begin;~copy t from stdin;~begin~\\.~end;
					select 1;~commit;~copy t from stdin;~a~\\. | -- migrate:upgrade transaction:off~begin;~select 1;~commit;~begin;~copy t from stdin;~a~\\.~commit;
					select 1;~rollback;~select 2;              | -- migrate:upgrade transaction:off~begin;~select 2;~commit;
					select 1;~commit and chain;~select 2;      | -- migrate:upgrade transaction:off~begin;~select 1;~commit;~begin;~select 2;~commit;
					commit;~vacuum t;~begin;~select 1;~commit;~select 2; | -- migrate:upgrade transaction:off~vacuum t;~begin;~select 1;~commit;~select 2;
					""")
	void scriptWithTransactionsOfItsOwnKeepsThem(String script, String expected) {
		file("V1__a.sql", script.replace("~", "\n") + "\n");
		assertThat(text(revisions(), "V1")).endsWith("\n\n" + expected.replace("~", "\n") + "\n");
	}

	/** PostgreSQL warns at most. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					# script outside of a transaction                     | the section                                          | line that is left out
					set local a.b = 'c';~select 1;                        | select 1;                                            | 1
					select 1;~select set_config('a.b', 'c', true);        | select 1;                                            | 2
					begin;~set local a.b = 'c';~commit;~set constraints all deferred;~select 2; | begin;~set local a.b = 'c';~commit;~select 2; | 4
					set transaction read only;~begin;~select 1;~commit;   | begin;~select 1;~commit;                             | 1
					set a.b = 'c';~begin;~set constraints all deferred;~end; | set a.b = 'c';~begin;~set constraints all deferred;~end; |
					""")
	void whatHasNoEffectOutsideOfTransactionsIsLeftOut(String script, String expected, String line) {
		file("V1__a.sql", script.replace("~", "\n") + "\n").file("V1__a.sql.conf", "executeInTransaction=false\n");
		ImportedHistory result = revisions();
		assertThat(text(result, "V1"))
			.endsWith("\n\n-- migrate:upgrade transaction:off\n" + expected.replace("~", "\n") + "\n");
		assertThat(result.notes().stream().filter((note) -> note.contains("has no effect"))).isEqualTo((line == null)
				? List.of() : List.of("V1__a.sql: what the script sets for a transaction outside of one (line " + line
						+ ") has no effect and is left out"));
	}

	/** Each is a transaction of its own to Flyway, one outside of any. */
	@Test
	void repeatableScriptsKeepTheirTransactionsBesideOneThatHasNone() {
		file("R__a.sql", "lock table a;\nselect 1").file("R__b.sql", "reindex index concurrently i;")
			.file("R__c.sql", "begin;\nselect 3;\ncommit;\n")
			.file("R__d.sql", "select 4;\ncommit;\nselect 5; -- last");
		assertThat(text(revisions(), FlywayRevisions.REPEATABLE)).endsWith("""
				-- migrate:upgrade transaction:off
				-- R__a.sql
				begin;
				lock table a;
				select 1;

				commit;
				-- R__b.sql
				reindex index concurrently i;

				-- R__c.sql
				begin;
				select 3;
				commit;

				-- R__d.sql
				begin;
				select 4;
				commit;
				begin;
				select 5; -- last

				commit;
				""");
	}

	@Test
	void placeholdersAreWrittenAsOurs() {
		file("V1__a.sql", "create table #[name] (a text default '#[flyway:filename]');\n");
		FlywaySettings settings = new FlywaySettings(
				Map.of("placeholder-prefix", "#[", "placeholder-suffix", "]", "schemas", "app, audit"), Map.of());
		assertThat(text(revisions(settings, new Placeholders(true, Map.of("name", "x"))), "V1"))
			.contains("create schema if not exists \"audit\";\ncreate table ${name} (a text default 'V1__a.sql');\n")
			.doesNotContain("\"app\"");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					V1__a.sql  | create table ${a} (${b:c} int);  | false | placeholders without a value: ${a}, ${b:c}
					V1__a.sql  | create table ${a} ();            | true  | Set app.migrations.placeholder-replacement=true and app.migrations.placeholders.a=...
					V1__a.sql  | \\i other.sql                    | false | V1__a.sql: '\\i' is a command of psql
					V1.0__b.sql| select 1;                        | false | are the same migration to Flyway
					""")
	void whatCannotBeWrittenIsAnError(String path, String text, boolean enabled, String expected) {
		file("V1__a.sql", "").file(path, text.replace("\\\\", "\\"));
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> revisions(FlywaySettings.DEFAULT, new Placeholders(enabled, Map.of())))
			.withMessageContaining(expected.replace("\\\\", "\\"));
	}

}
