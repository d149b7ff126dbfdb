package io.appmigrations.internal.alembic;

import java.io.IOException;
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

/**
 * The history has a branch with a merge, a second base with dependencies, and two
 * revisions that Alembic cannot print: the upgrade of one, the downgrade of another.
 */
class AlembicProjectTests {

	private static final Placeholders NONE = new Placeholders(false, Map.of());

	@TempDir
	private Path folder;

	private final Recorded alembic = new Recorded();

	private ImportedHistory read() {
		return AlembicProject.read(this.alembic, this.folder, NONE);
	}

	private static String text(ImportedHistory history, String id) {
		return history.revisions()
			.stream()
			.filter((revision) -> revision.id().equals(id))
			.map(ImportedRevision::text)
			.findFirst()
			.orElseThrow();
	}

	@Test
	void idsBranchesMergesLabelsAndDependenciesAreKept() {
		assertThat(read().revisions().stream().map((one) -> {
			var revision = one.revision();
			return String.join(" ", revision.id(), revision.downRevisions().toString(), revision.dependsOn().toString(),
					revision.branchLabels().toString(), one.path());
		})).containsExactly("a1 [] [] [shop_core] shop/a1_create_customers.sql", "a2 [a1] [] [] shop/a2_notes.sql",
				"a3 [a2] [] [] shop/a3_index.sql", "b3 [a2] [] [] shop/b3_online.sql",
				"b4 [b3] [] [] shop/b4_after.sql", "c1 [] [a2] [billing] billing/c1_invoices.sql",
				"c2 [c1] [shop_core] [] billing/c2_total.sql", "m5 [a3, b4] [] [] shop/m5_merge.sql");
		assertThat(this.alembic.runs()).containsExactly("history --verbose", "show billing", "show shop-core",
				"upgrade heads --sql", "upgrade b3:heads --sql", "downgrade m5:base --sql", "downgrade c2:base --sql",
				"downgrade b3:base --sql");
	}

	@Test
	void statementsAreThoseOfTheRevisionAlone() {
		ImportedHistory history = read();
		assertThat(text(history, "a2")).isEqualTo("""
				-- \\notes: what is said of customers
				--
				-- A second line, which says: more.
				--
				-- revision: a2
				-- down-revision: a1
				-- created: 2024-03-02T07:00:00Z
				-- imported-from: alembic alembic_version

				-- migrate:upgrade
				ALTER TABLE customers ADD COLUMN note TEXT;

				CREATE FUNCTION shout(t text) RETURNS text LANGUAGE plpgsql AS $$
				        BEGIN
				            -- a comment; with a semicolon
				            IF t LIKE 'a%' THEN RETURN upper(t); END IF;

				            RETURN t;
				        END;
				        $$;

				INSERT INTO customers (id, name) VALUES (1, 'it''s 100%');

				UPDATE customers SET note = 'x' -- all of them;
				;

				-- migrate:downgrade
				DROP FUNCTION shout(text);

				ALTER TABLE customers DROP COLUMN note;
				""");
		assertThat(text(history, "a3")).contains("""
				-- migrate:upgrade transaction:off
				begin;

				ALTER TABLE customers ADD COLUMN born DATE;

				commit;

				CREATE INDEX CONCURRENTLY customers_born ON customers (born);

				ALTER TYPE customer_status ADD VALUE 'gone';

				begin;

				UPDATE customers SET status = 'gone';

				COMMENT ON COLUMN customers.born IS 'a day';

				commit;

				-- migrate:downgrade transaction:off
				DROP INDEX CONCURRENTLY customers_born;

				begin;

				ALTER TABLE customers DROP COLUMN born;

				commit;
				""");
		assertThat(text(history, "m5")).contains("-- down-revision: a3, b4\n")
			.endsWith("\n-- migrate:upgrade\n\n-- migrate:downgrade\n");
	}

	@Test
	void whatAlembicCannotPrintIsNamed() {
		ImportedHistory history = read();
		assertThat(history.revisions().stream().filter((revision) -> !revision.complete()))
			.extracting(ImportedRevision::id)
			.containsExactly("b3");
		assertThat(text(history, "b3")).doesNotContain("\nSELECT DISTINCT", "\nCREATE TABLE")
			.contains("-- To be written: what upgrade() of b3_online.py does.\n",
					"-- Alembic cannot print it as SQL: AttributeError: 'NoneType' object has no attribute 'fetchall'\n",
					"-- What it printed:\n-- | CREATE TABLE statuses (\n",
					"-- |\n-- | SELECT DISTINCT status FROM customers;\ndo $$",
					"raise exception 'Revision b3 is not written yet", "-- migrate:downgrade\nDROP TABLE statuses;\n");
		assertThat(text(history, "b4")).doesNotContain("migrate:downgrade", "alembic_version ALTER");
		assertThat(history.notes()).containsExactly(
				"shop/b3_online.sql must be completed: write what upgrade() of b3_online.py does. Alembic cannot print it (AttributeError: 'NoneType' object has no attribute 'fetchall')",
				"shop/b4_after.sql: the statement on Alembic's table is left out: ALTER TABLE alembic_version ALTER COLUMN version_num TYPE varchar(64)",
				"without a downgrade section, because Alembic cannot print it (NotImplementedError: rank stays): b4");
	}

	/**
	 * Behind two revisions that cannot be printed, on both sides, no run prints the
	 * merge.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			def upgrade():\\n    pass\\n\\n\\ndef downgrade():\\n    pass\\n                     | true
			def upgrade() -> None:\\n    \"""Nothing.\"""\\n    pass  # yes\\n                  | true
			def upgrade():\\n    op.execute("select 1")\\n    pass\\n                           | false
			                                                                                 | false
			""")
	void mergeThatIsNotPrintedDoesNothingIfItsFileSaysSo(String file, boolean complete) throws IOException {
		if (file != null) {
			Files.writeString(this.folder.resolve("m.py"), "x = 1\n\n" + file.replace("\\n", "\n"));
		}
		AlembicRunner failing = (arguments) -> {
			String command = String.join(" ", arguments);
			return switch (command) {
				case "history --verbose" -> new AlembicOutput(0, """
						Rev: m (head) (mergepoint)
						Merges: a, b
						Path: m.py

						Rev: a
						Parent: <base>
						Path: a.py

						Rev: b
						Parent: <base>
						Path: b.py
						""", "");
				default ->
					new AlembicOutput(1, "CREATE TABLE v (\n    version_num VARCHAR(32) NOT NULL\n);\n\n-- Running %s\n"
						.formatted(arguments[0].equals("downgrade")
								? "downgrade %s -> %s".formatted(arguments[1].replace(":base", ""),
										arguments[1].startsWith("m") ? "a, b" : "")
								: "upgrade  -> "
										+ (arguments[1].startsWith("a:") || arguments[1].equals("base:b") ? "b" : "a")),
							"Traceback\nTypeError: 'NoneType' object is not iterable\n");
			};
		};
		ImportedHistory history = AlembicProject.read(failing, this.folder, NONE);
		assertThat(history.revisions()).extracting(ImportedRevision::complete).containsExactly(false, false, complete);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					127 |                                        | sh: 1: alembic: not found       | 'alembic history --verbose' failed: sh: 1: alembic: not found
					255 | FAILED: No config file 'alembic.ini'   | INFO                            | failed: No config file 'alembic.ini'
					1   |                                        | KeyError: 'x'                   | failed: KeyError: 'x'
					0   |                                        |                                 | Alembic has no revisions here
					0   | Rev: a-1                               |                                 | 'a-1' is not a valid revision id
					0   | Rev: a1                                |                                 | printed no SQL that creates its version table
					""")
	void alembicThatCannotBeUsedIsAnError(int status, String out, String err, String expected) {
		AlembicRunner runner = (arguments) -> new AlembicOutput(status, (out != null) ? out : "",
				(err != null) ? err : "");
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> AlembicProject.read(runner, this.folder, NONE))
			.withMessageContaining(expected);
	}

	@Test
	void placeholdersOfOursMustNotReplaceAnything() {
		AlembicRunner runner = (arguments) -> new AlembicOutput(0, arguments[0].equals("history")
				? "Rev: a1 (head)\nParent: <base>\nPath: a.py\n"
				: "CREATE TABLE v (\n    version_num VARCHAR(32) NOT NULL\n);\n\n-- Running upgrade  -> a1\n\nselect '${x}';\n\nINSERT INTO v (version_num) VALUES ('a1');\n",
				"");
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> AlembicProject.read(runner, this.folder, new Placeholders(true, Map.of())))
			.withMessageContaining("a.sql: ${...} is plain text to Alembic");
		assertThat(AlembicProject.read(runner, this.folder, NONE).notes())
			.isEqualTo(List.of("without a downgrade section, because Alembic cannot print it (exit status 0): a1"));
	}

}
