package io.appmigrations.internal.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.appmigrations.ErrorCode;
import io.appmigrations.LintFinding;
import io.appmigrations.LintRequest;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.diff.DiffCase;
import io.appmigrations.internal.engine.FixReport.FixedFile;
import io.appmigrations.internal.engine.FixReport.NotFixed;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.settings.TenantSettings;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

/**
 * Tests for {@link DefaultMigrations#fix}: the cases are in the file {@code fixes.txt}.
 */
@DatabaseTest
class LintFixTests {

	private static final Path SOURCE = Path.of("src/test/resources/io/appmigrations/internal/engine/fixes.txt");

	@TempDir
	private Path folder;

	private Revisions revisions(TestDatabase database) {
		return Revisions.none()
			.folder(this.folder)
			.autogenerate(AutogenerateSettings.builder((major, minor, schema) -> {
				throw new IllegalStateException("There is no model");
			}).databases((url) -> new DriverManagerDataSource(url, database.username(), database.password())).build());
	}

	private Path write(String id, String down, String sections) {
		return write(id, "-- %s\n--\n-- revision: %s\n-- down-revision: %s\n\n%s".formatted(id, id, down, sections)
			.getBytes(StandardCharsets.UTF_8));
	}

	private Path write(String id, byte[] bytes) {
		try {
			return Files.write(this.folder.resolve(id + ".sql"), bytes);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static String read(Path file) throws IOException {
		return Files.readString(file);
	}

	/** What a file has below its header. */
	private static String sections(Path file) throws IOException {
		String text = read(file);
		return text.substring(text.indexOf("-- migrate:upgrade"));
	}

	@Test
	void aStatementGetsItsOnlineForm(TestDatabase database) throws IOException {
		String text = Files.readString(SOURCE);
		List<String> all = List.of(text.split("(?m)^=== "));
		String[] cases = Stream.concat(all.stream().limit(1), DiffCase.sample(all.subList(1, all.size())).stream())
			.toArray(String[]::new);
		String down = "b00";
		write("b00", "", "-- migrate:upgrade\n"
				+ Stream.of(cases).skip(1).map((each) -> part(each, "before")).reduce("", String::concat));
		List<Path> files = new ArrayList<>();
		for (int i = 1; i < cases.length; i++) {
			String id = id(i);
			files.add(write(id, down, part(cases[i], "revision").stripTrailing()));
			down = id;
		}
		DefaultMigrations migrations = revisions(database).on(database);
		FixReport report = migrations.fix(LintRequest.pending());
		if (System.getProperty("fixes.write") != null) {
			StringBuilder written = new StringBuilder(cases[0]);
			for (int i = 1; i < cases.length; i++) {
				String id = id(i);
				written.append("=== %s\n--- before\n%s--- revision\n%s\n--- fixed%s\n%s\n\n".formatted(
						cases[i].lines().findFirst().orElseThrow(), part(cases[i], "before"),
						part(cases[i], "revision").stripTrailing(), left(report, id), sections(files.get(i - 1))));
			}
			Files.writeString(SOURCE, written.toString().stripTrailing() + "\n");
			return;
		}
		assertThat(files).hasSizeGreaterThan(3);
		assertSoftly((softly) -> {
			for (int i = 1; i < cases.length; i++) {
				String expected = part(cases[i], "fixed").stripTrailing();
				String left = cases[i].lines().filter((line) -> line.startsWith("--- fixed")).findFirst().orElseThrow();
				try {
					softly.assertThat(sections(files.get(i - 1)))
						.as(cases[i].lines().findFirst().orElseThrow())
						.isEqualTo(expected);
				}
				catch (IOException ex) {
					throw new AssertionError(ex);
				}
				softly.assertThat("--- fixed" + left(report, id(i))).isEqualTo(left);
			}
		});
		assertThat(report.left().findings()).filteredOn((finding) -> finding.rule().equals("statement-fails"))
			.isEmpty();
		List<String> before = texts();
		assertThat(migrations.fix(LintRequest.pending()).fixed()).isEmpty();
		assertThat(texts()).isEqualTo(before);
		assertThat(migrations.upgrade("heads").steps()).hasSize(cases.length);
		assertThat(migrations.downgrade("b00").steps()).hasSize(cases.length - 1);
	}

	private List<String> texts() throws IOException {
		List<String> texts = new ArrayList<>();
		try (Stream<Path> files = Files.list(this.folder)) {
			for (Path file : files.sorted().toList()) {
				texts.add(file.getFileName() + "\n" + read(file));
			}
		}
		return texts;
	}

	/** What was not fixed, as the case has it behind its last part. */
	private static String left(FixReport report, String id) {
		return report.notFixed()
			.stream()
			.filter((left) -> left.revision().equals(id))
			.map((left) -> " | %s: %s".formatted(left.line(), left.reason()))
			.reduce("", String::concat);
	}

	private static String part(String text, String name) {
		int start = text.indexOf("--- " + name);
		int from = text.indexOf('\n', start) + 1;
		int end = text.indexOf("\n--- ", from);
		return text.substring(from, (end < 0) ? text.length() : end + 1);
	}

	private static String id(int number) {
		return "r" + ((number < 10) ? "0" : "") + number;
	}

	/** Nothing of the file changes but what must. */
	@Test
	void lineEndsAndMarksStay(TestDatabase database) throws IOException {
		write("a1", "", "-- migrate:upgrade\ncreate table t (id bigint, n int);\n");
		String text = "\uFEFF" + """
				-- b2
				--
				-- revision: b2
				-- down-revision: a1

				-- migrate:upgrade
				-- größer\t\s
				alter table t
				\tadd constraint c check (n > 0);
				alter table t add x int;
				alter table t add y int; \s

				-- migrate:downgrade
				alter table t drop constraint c;
				""".replace("\n", "\r\n");
		Path file = write("b2", text.getBytes(StandardCharsets.UTF_8));
		FixReport report = revisions(database).on(database).fix(LintRequest.pending());
		assertThat(read(file)).isEqualTo(text.replace("upgrade\r\n", "upgrade transaction:off\r\n")
			.replace("(n > 0);\r\n", "(n > 0) not valid;\r\nalter table t validate constraint c;\r\nbegin;\r\n")
			.replace("y int;  ", "y int;  \r\ncommit;"));
		assertThat(report.fixed()).singleElement().satisfies((fixed) -> assertThat(fixed.diff()).isEqualTo("""
				--- FILE
				+++ FILE
				""".replace("FILE", file.toString()) + """
				@@ -3,12 +3,15 @@
				 -- revision: b2
				 -- down-revision: a1

				--- migrate:upgrade
				+-- migrate:upgrade transaction:off
				 -- größer\t\s
				 alter table t
				-	add constraint c check (n > 0);
				+	add constraint c check (n > 0) not valid;
				+alter table t validate constraint c;
				+begin;
				 alter table t add x int;
				 alter table t add y int;\s\s
				+commit;

				 -- migrate:downgrade
				 alter table t drop constraint c;
				""".replace("\n\n", "\n \n")));
	}

	/** Of the database, and of any tenant. */
	@Test
	void anAppliedRevisionIsNotTouched(TestDatabase database) throws IOException {
		write("a1", "", "-- migrate:upgrade\ncreate table t (id bigint, n int);\n");
		String index = "-- migrate:upgrade\ncreate index t_%1$s on t (n);\n-- migrate:downgrade\ndrop index t_%1$s;\n";
		Path applied = write("b2", "a1", index.formatted("b2"));
		Path pending = write("c3", "b2", index.formatted("c3"));
		Path imported = write("d4", "c3\n-- imported-from: flyway V4=1", index.formatted("d4"));
		database.jdbc().sql("create schema one; create schema two").update();
		revisions(database).defaultSchema("one").on(database).upgrade("a1");
		revisions(database).defaultSchema("two").on(database).upgrade("b2");
		database.jdbc()
			.sql("insert into one.t select i, i from generate_series(1, 10500) i; insert into two.t select * from one.t")
			.update();
		String before = read(applied);
		FixReport report = revisions(database).tenants(new TenantSettings(List.of("one", "two"), null, 1))
			.on(database)
			.fix(LintRequest.all());
		assertThat(read(applied)).isEqualTo(before);
		assertThat(read(pending)).contains("create index concurrently t_c3", "drop index concurrently t_c3");
		assertThat(read(imported)).contains("create index t_d4");
		assertThat(report.fixed()).extracting(FixedFile::revision).containsExactly("c3");
		assertThat(report.notFixed()).extracting(NotFixed::revision, NotFixed::reason)
			.containsExactly(tuple("b2", "it is applied, and its checksum must not change"),
					tuple("d4", "it was imported: databases have its statements by another tool"));
		assertThat(report.left().findings()).extracting(LintFinding::revision).contains("b2");
	}

	/** What a form cannot lead to is not written, whatever else is fixed. */
	@Test
	void whatIsNotProvenIsNotWritten(TestDatabase database) throws IOException {
		write("a1", "", "-- migrate:upgrade\ncreate table t (id bigint, n int);\ncreate table u (id bigint, n int);\n");
		Path file = write("b2", "a1", """
				-- migrate:upgrade
				create index t_n_idx on t (n);
				do $$ begin
				  if pg_current_xact_id_if_assigned() is not null then create table seen (id bigint); end if;
				end $$;
				""");
		Path other = write("c3", "b2", "-- migrate:upgrade\ncreate index u_n_idx on u (n);\n");
		String before = read(file);
		FixReport report = revisions(database).on(database).fix(LintRequest.pending());
		assertThat(read(file)).isEqualTo(before);
		assertThat(read(other)).contains("concurrently");
		assertThat(report.notFixed()).singleElement()
			.satisfies((left) -> assertThat(left.reason()).contains("not proven", "same catalog", "seen"));
	}

	@Test
	void aFileThatIsNotThereOrNotThatOfTheBuildIsNotFixed(TestDatabase database) throws IOException {
		String text = "-- b2\n--\n-- revision: b2\n-- down-revision: a1\n\n-- migrate:upgrade\ncreate index t_idx on t (n);\n";
		Revisions revisions = revisions(database);
		write("a1", "", "-- migrate:upgrade\ncreate table t (id bigint, n int);\n");
		DefaultMigrations jar = revisions.file(text).on(database);
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> jar.fix(LintRequest.pending()))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.INVALID_CONFIGURATION))
			.withMessageContaining("is not in this project");
		assertThatExceptionOfType(MigrationException.class)
			.isThrownBy(() -> revisions(database).singleTransaction().on(database).fix(LintRequest.pending()))
			.withMessageContaining("app.migrations.transaction=all");
	}

}
