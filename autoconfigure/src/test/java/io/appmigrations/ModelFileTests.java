package io.appmigrations;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.autogenerate.Change;
import io.appmigrations.autogenerate.ComparisonOptions;
import io.appmigrations.autogenerate.DiffCase;
import io.appmigrations.autogenerate.GeneratedScript;
import io.appmigrations.database.MigrationConnection;
import io.appmigrations.database.PipelineException;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A file of DDL as the model: what is generated is proven, runs, and leaves nothing to
 * do. Every twentieth case of the schema diff, or all in the folder that the system
 * property {@code diff.cases} names.
 */
@DatabaseTest
class ModelFileTests {

	private static final int STEP = 20;

	@TestFactory
	Stream<DynamicTest> aGeneratedRevisionReachesTheModel(TestDatabase database, @TempDir Path folder)
			throws IOException, URISyntaxException {
		String other = System.getProperty("diff.cases");
		List<DiffCase> all = DiffCase.readAll((other != null) ? Path.of(other)
				: Path.of(Objects.requireNonNull(DiffCase.class.getResource("cases")).toURI()));
		List<DiffCase> cases = new ArrayList<>();
		for (int i = 0; i < all.size(); i += (other != null) ? 1 : STEP) {
			cases.add(all.get(i));
		}
		return cases.stream().map((diffCase) -> DynamicTest.dynamicTest(diffCase.name(), () -> {
			database.empty();
			try (MigrationConnection connection = database.connect()) {
				check(diffCase, connection,
						Files.writeString(folder.resolve("model.sql"), "-- model\n" + diffCase.newSql()));
			}
		}));
	}

	private static void check(DiffCase diffCase, MigrationConnection connection, Path model) throws PipelineException {
		assumeTrue(diffCase.since() <= connection.majorVersion());
		run(connection, DiffCase.statements(diffCase.oldSql()), true);
		SchemaComparison comparison = compare(connection, model, true);
		assertThat(comparison.unproven())
			.as(GeneratedScript.downgrade(comparison.upgrade()) + "\n==== down\n"
					+ GeneratedScript.downgrade(comparison.downgrade()))
			.isEmpty();
		run(connection, sql(comparison.upgrade()), !GeneratedScript.needsCommits(comparison.upgrade()));
		assertThat(GeneratedScript.downgrade(compare(connection, model, false).upgrade())).isEmpty();
	}

	private static SchemaComparison compare(MigrationConnection connection, Path model, boolean prove) {
		ModelFile file = ModelFile.of(model.toString());
		return new Autogenerate(connection, AutogenerateSettings.of(file), file, Set.of())
			.compare(AutogenerateOptions.defaults(), ComparisonOptions.defaults(), prove);
	}

	private static List<String> sql(List<Change> changes) {
		return changes.stream().flatMap((change) -> change.sql().stream()).toList();
	}

	private static void run(MigrationConnection connection, List<String> statements, boolean transactional) {
		try {
			if (transactional) {
				connection.begin();
			}
			for (String statement : statements) {
				connection.execute(List.of(statement));
			}
			if (transactional) {
				connection.commit();
			}
			connection.execute(List.of("set search_path = public"));
		}
		catch (PipelineException | java.sql.SQLException ex) {
			connection.rollback();
			throw new AssertionError(ex.getMessage() + "\nin\n" + String.join(";\n", statements), ex);
		}
	}

}
