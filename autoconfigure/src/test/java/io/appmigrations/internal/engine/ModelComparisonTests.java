package io.appmigrations.internal.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.GeneratedRevision;
import io.appmigrations.MigrationListener;
import io.appmigrations.RevisionRequest;
import io.appmigrations.model.Change;
import io.appmigrations.model.Model;
import io.appmigrations.model.ModelSource;
import io.appmigrations.model.Renaming;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is asked about renames while a revision is generated, and when its changes are
 * tried.
 */
@DatabaseTest
class ModelComparisonTests {

	private static final String BEFORE = """
			create table customers (id bigint primary key, full_name text, city text, born date, phone text)""";

	private static final String AFTER = """
			create table clients (id bigint primary key, name text, city text, born date, phone text)""";

	private final List<String> asked = new ArrayList<>();

	private final List<String> parts = new ArrayList<>();

	@TempDir
	private Path folder;

	@Test
	void changesAreTriedOnceWhenNothingIsLeftToAsk(TestDatabase database) {
		GeneratedRevision generated = generate(database, (rename) -> this.asked.add(rename.argument()));
		assertThat(this.asked).containsExactly("public.customers=public.clients",
				"public.clients.full_name=public.clients.name");
		assertThat(generated.comparison().upgrade()).extracting(Change::action).containsOnly(Change.Action.RENAME);
		assertProvenOnce(generated);
	}

	@Test
	void aRenameThatIsNoneIsAskedAboutOnceAndTheRestIsTried(TestDatabase database) {
		GeneratedRevision generated = generate(database, (rename) -> !this.asked.add(rename.argument()));
		assertThat(this.asked).containsExactly("public.customers=public.clients");
		assertThat(generated.comparison().upgrade()).extracting(Change::kind)
			.containsExactlyInAnyOrder("drop_table", "create_table");
		assertProvenOnce(generated);
	}

	@Test
	void whereNobodyIsAskedTheDatabaseIsComparedOnce(TestDatabase database) {
		GeneratedRevision generated = generate(database, null);
		assertThat(generated.comparison().probableRenames()).extracting(Renaming::argument)
			.containsExactly("public.customers=public.clients");
		assertThat(this.parts).containsOnlyOnce("reading the database");
		assertProvenOnce(generated);
	}

	private GeneratedRevision generate(TestDatabase database, @Nullable Predicate<Renaming> confirmation) {
		database.jdbc().sql(BEFORE).update();
		ModelSource model = (majorVersion, minorVersion, defaultSchema) -> Model.builder("the test")
			.statements(List.of(new Model.Statement(AFTER, "line 1")))
			.complete()
			.build();
		AutogenerateOptions.Builder options = AutogenerateOptions.builder();
		if (confirmation != null) {
			options.confirmation(confirmation);
		}
		return Revisions.none()
			.folder(this.folder)
			.autogenerate(AutogenerateSettings.of(model))
			.on(database)
			.with(new MigrationListener() {

				@Override
				public void comparing(String part) {
					ModelComparisonTests.this.parts.add(part);
				}

			})
			.autogenerate(RevisionRequest.builder("test").build(), options.build());
	}

	private void assertProvenOnce(GeneratedRevision generated) {
		assertThat(generated.revision()).isNotNull();
		assertThat(generated.comparison().unproven()).isEmpty();
		assertThat(this.parts).containsOnlyOnce("testing the changes in scratch schemas");
	}

}
