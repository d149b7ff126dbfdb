package io.appmigrations.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

import io.appmigrations.LintRequest;
import io.appmigrations.Migrations;
import io.appmigrations.autoconfigure.AppMigrationsAutoConfiguration;
import io.appmigrations.model.Model;
import io.appmigrations.model.ModelSource;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link MigrationAssertions}.
 */
@DatabaseTest
class MigrationAssertionsTests {

	private static final ModelSource MODEL = (majorVersion, minorVersion, defaultSchema) -> Model.builder("a test")
		.statements(List.of(new Model.Statement("create table a (id int, b int)", "table a")))
		.build();

	@TempDir
	private Path folder;

	@Test
	void soundRevisionsPass(TestDatabase database) throws IOException {
		write("a1", "", "create table a (id int);", "drop table a;");
		write("b2", "a1", "alter table a add column b int;", "alter table a drop column b;");
		write("c3", "a1", "", "");
		write("d4", "b2, c3", "", "");
		assertSound(database).doesNotThrowAnyException();
	}

	@Test
	void everyWayDownIsTriedByItself(TestDatabase database) throws IOException {
		write("a1", "", "create table a (id int);", "drop table a;");
		write("b2", "a1", "alter table a add column b int; create index a_b on a (b);", "drop index a_b;");
		assertSound(database).isInstanceOf(AssertionError.class)
			.hasMessageContaining("the downgrade of b2 does not undo its upgrade: column public.a.b differs");
	}

	@Test
	void headsAndDifferencesAreNamed(TestDatabase database) throws IOException {
		write("a1", "", "create table a (id int);", "drop table a;");
		write("b2", "", "create table c (id int);", "drop table c;");
		assertSound(database).hasMessageContaining("there are 2 heads: a1, b2")
			.hasMessageContaining("the model differs: add column public.a.b");
	}

	@Test
	void unsafeStatementsAreNamedWithWhatToWriteInstead(TestDatabase database) throws IOException {
		write("a1", "", "create table a (id int, b int); create index a_b on a (b);", "");
		write("b2", "a1", "create index a_id on a (id); drop table if exists c;", "");
		assertNoUnsafe(database, LintRequest.of("a1:a1")).doesNotThrowAnyException();
		for (LintRequest request : List.of(LintRequest.all(), LintRequest.pending())) {
			assertNoUnsafe(database, request).isInstanceOf(AssertionError.class).hasMessage("""
					The revisions have statements that are unsafe on a database in use:

					%s:7: error: blocks-writes
					    create index a_id on a (id)
					  Nobody can write to public.a while PostgreSQL builds an index of public.a (SHARE).
					  Instead:
					    -- migrate:upgrade transaction:off
					    create index concurrently a_id on a (id);
					""".formatted(this.folder.resolve("b2.sql")));
		}
	}

	private void write(String id, String down, String upgrade, String downgrade) throws IOException {
		Files.writeString(this.folder.resolve(id + ".sql"), """
				-- x
				--
				-- revision: %s
				-- down-revision: %s

				-- migrate:upgrade
				%s

				-- migrate:downgrade
				%s
				""".formatted(id, down, upgrade, downgrade));
	}

	private AbstractThrowableAssert<?, ? extends Throwable> assertSound(TestDatabase database) {
		return assertThatCode(database, MigrationAssertions::assertSound);
	}

	private AbstractThrowableAssert<?, ? extends Throwable> assertNoUnsafe(TestDatabase database, LintRequest request) {
		return assertThatCode(database,
				(migrations) -> MigrationAssertions.assertNoUnsafeStatement(migrations, request));
	}

	private AbstractThrowableAssert<?, ? extends Throwable> assertThatCode(TestDatabase database,
			Consumer<Migrations> assertion) {
		Throwable[] thrown = new Throwable[1];
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(DataSourceAutoConfiguration.class, AppMigrationsAutoConfiguration.class))
			.withBean(ModelSource.class, () -> MODEL)
			.withPropertyValues(database.properties())
			.withPropertyValues("app.migrations.locations=file:" + this.folder, "app.migrations.target=none")
			.run((context) -> thrown[0] = catchThrowable(() -> assertion.accept(context.getBean(Migrations.class))));
		return assertThat(thrown[0]);
	}

}
