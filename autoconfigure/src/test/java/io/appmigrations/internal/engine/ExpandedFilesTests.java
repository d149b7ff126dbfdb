package io.appmigrations.internal.engine;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.GeneratedRevision;
import io.appmigrations.LintFinding;
import io.appmigrations.LintRequest;
import io.appmigrations.NewRevision;
import io.appmigrations.OnlineMode;
import io.appmigrations.RevisionRequest;
import io.appmigrations.internal.catalog.Scratch;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Model;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.ExpectedCase;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The files of {@code --online=expand}, word for word, and that they lead there and back:
 * the cases are in the file {@code expected-expand.txt}, whose first lines say what it is
 * for.
 */
@DatabaseTest
@Execution(ExecutionMode.SAME_THREAD)
class ExpandedFilesTests {

	private static final Path SOURCE = Path
		.of("src/test/resources/io/appmigrations/internal/engine/expected-expand.txt");

	private static final boolean WRITE = System.getProperty("expected-expand.write") != null;

	@TempDir
	private Path folder;

	@TestFactory
	Stream<DynamicTest> areWritten(TestDatabase database) throws IOException, URISyntaxException {
		String text = Files
			.readString(Path.of(Objects.requireNonNull(getClass().getResource("expected-expand.txt")).toURI()));
		List<ExpectedCase> cases = ExpectedCase.readAll(text);
		assertThat(cases).hasSizeGreaterThan(7);
		StringBuilder written = new StringBuilder(ExpectedCase.introduction(text));
		return cases.stream()
			.map((expected) -> DynamicTest.dynamicTest(expected.name(), () -> check(expected, database, written)))
			.onClose(() -> close(written));
	}

	private void check(ExpectedCase expected, TestDatabase database, StringBuilder written) throws IOException {
		database.jdbc().sql("drop schema public cascade; create schema public").update();
		Path files = Files.createTempDirectory(this.folder, "case");
		Files.writeString(files.resolve("r0.sql"),
				"-- revision: r0\n-- migrate:upgrade\n%s-- migrate:downgrade\n".formatted(expected.before()));
		DefaultMigrations migrations = migrations(expected.after(), files, database);
		migrations.upgrade("r0");
		Schema start = read(database);
		GeneratedRevision generated = migrations.autogenerate(RevisionRequest.of("change t"),
				AutogenerateOptions.builder().online(OnlineMode.EXPAND).build());
		assertThat(generated.comparison().unproven()).isEmpty();
		List<NewRevision> revisions = new ArrayList<>(List.of(Objects.requireNonNull(generated.revision())));
		revisions.addAll(generated.following());
		database.jdbc()
			.sql("update pg_class set reltuples = 1e8, relpages = 1e6 "
					+ "where relnamespace = 'public'::regnamespace and relkind = 'r'")
			.update();
		String found = text(revisions) + lint(migrations);
		if (WRITE) {
			written.append(expected.with(found));
		}
		else {
			assertThat(found.strip()).isEqualTo(expected.generated().strip());
		}
		migrations.upgrade("heads");
		assertThat(migrations.check(AutogenerateOptions.defaults()).isEmpty()).isTrue();
		migrations.downgrade("r0");
		assertThat(SchemaDiff.differences(read(database), start)).isEmpty();
	}

	/** The files, with ids and a time that stay the same. */
	private static String text(List<NewRevision> revisions) throws IOException {
		StringBuilder text = new StringBuilder();
		for (NewRevision revision : revisions) {
			text.append("--- a file\n").append(Files.readString(revision.path()));
		}
		String same = text.toString().replaceAll("(?m)^-- created: .*", "-- created: 2026-11-22T10:15:00Z");
		for (int i = 0; i < revisions.size(); i++) {
			same = same.replace(revisions.get(i).revision().id(), "r" + (i + 1));
		}
		return same;
	}

	/** What lint says of them where the tables are large. */
	private static String lint(DefaultMigrations migrations) {
		StringBuilder text = new StringBuilder();
		for (LintFinding finding : migrations.lint(LintRequest.pending()).findings()) {
			text.append("--- %s: %s\n%s\n".formatted(finding.rule(), finding.message(), finding.statement()));
		}
		return text.toString();
	}

	private static DefaultMigrations migrations(String model, Path folder, TestDatabase database) {
		return Revisions.none()
			.folder(folder)
			.autogenerate(AutogenerateSettings
				.builder((majorVersion, minorVersion, defaultSchema) -> Model.builder("the test")
					.statements(
							Stream.of(model.split(";\\R")).map((sql) -> new Model.Statement(sql, "line 1")).toList())
					.complete()
					.build())
				.databases((url) -> new DriverManagerDataSource(url, database.username(), database.password()))
				.build())
			.on(database);
	}

	private static Schema read(TestDatabase database) {
		try (MigrationConnection connection = database.connect()) {
			return Scratch.readAll(connection)
				.filter((object) -> !object.id().name().startsWith("app_migrations")
						&& !String.valueOf(object.id().relation()).startsWith("app_migrations"));
		}
	}

	private static void close(StringBuilder written) {
		if (WRITE) {
			try {
				Files.writeString(SOURCE, written.toString().strip() + "\n");
			}
			catch (IOException ex) {
				throw new AssertionError(ex);
			}
		}
	}

}
