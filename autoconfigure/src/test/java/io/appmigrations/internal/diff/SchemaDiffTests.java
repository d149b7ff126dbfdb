package io.appmigrations.internal.diff;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.appmigrations.internal.catalog.CatalogReader;
import io.appmigrations.internal.catalog.SchemaMapping;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Changes that lead from one schema to another do so, and so do those that lead back. The
 * cases are the files in the folder {@code cases}; the system property {@code diff.cases}
 * names another folder.
 */
@DatabaseTest
@Execution(ExecutionMode.SAME_THREAD)
class SchemaDiffTests {

	@TestFactory
	Stream<DynamicTest> leadsThereAndBack(TestDatabase database) throws IOException, URISyntaxException {
		String other = System.getProperty("diff.cases");
		Path folder = (other != null) ? Path.of(other)
				: Path.of(Objects.requireNonNull(getClass().getResource("cases")).toURI());
		List<DiffCase> cases = DiffCase.readAll(folder);
		assertThat(cases).isNotEmpty();
		Path limits = folder.resolve("not-compared.txt");
		List<String> notCompared = Files.exists(limits) ? Files.readAllLines(limits) : List.of();
		MigrationConnection connection = database.connect();
		return DiffCase.sample(cases)
			.stream()
			.map((diffCase) -> DynamicTest.dynamicTest(diffCase.name(),
					() -> check(diffCase, connection, notCompared.contains(diffCase.name()))))
			.onClose(connection::close);
	}

	private static void check(DiffCase diffCase, MigrationConnection connection, boolean notCompared)
			throws PipelineException {
		assumeTrue(diffCase.since() <= connection.server().majorVersion());
		Schema to = make(connection, diffCase.roleSql(), diffCase.newSql());
		boolean enumsGrow = connection.server().majorVersion() >= 17;
		connection.begin();
		try {
			run(connection, diffCase.roleSql());
			run(connection, DiffCase.statements(diffCase.oldSql()));
			Schema from = read(connection);
			List<Change> up = enumsGrow ? SchemaDiff.between(from, to) : SchemaDiff.inOneTransaction(from, to);
			assertThat(up.isEmpty()).as("says nothing")
				.isEqualTo(diffCase.name().startsWith("same.sql") || notCompared);
			List<Change> down = enumsGrow ? SchemaDiff.between(to, from) : SchemaDiff.inOneTransaction(to, from);
			List<String> upSql = sql(up);
			run(connection, upSql);
			Schema after = read(connection);
			assertSame(after, to, upSql);
			assertOwnersOf(from, after, upSql);
			List<String> downSql = sql(down);
			run(connection, downSql);
			assertSame(read(connection), from, downSql);
		}
		finally {
			connection.rollback();
		}
	}

	static void assertSame(Schema actual, Schema expected, List<String> sql) {
		Set<ObjectId> differences = SchemaDiff.differences(actual, expected);
		assertThat(differences.stream()
			.map((id) -> "%s %s\n   is %s\n  not %s".formatted(id.kind(), id, actual.get(id), expected.get(id)))
			.toList()).as(String.join(";\n", sql)).isEmpty();
	}

	/** What is there before and after is still whose it was. */
	private static void assertOwnersOf(Schema before, Schema after, List<String> sql) {
		before.owners().forEach((id, owner) -> {
			if (after.get(id) != null && before.get(id) != null) {
				assertThat(after.owner(id)).as(String.join(";\n", sql)).isEqualTo(owner);
			}
		});
	}

	static List<String> sql(List<Change> changes) {
		return GeneratedScript.written(changes).stream().flatMap((change) -> change.sql().stream()).toList();
	}

	static Schema make(MigrationConnection connection, List<String> roleSql, String sql) {
		connection.begin();
		try {
			run(connection, roleSql);
			run(connection, DiffCase.statements(sql));
			return read(connection);
		}
		finally {
			connection.rollback();
		}
	}

	private static void run(MigrationConnection connection, List<String> statements) {
		execute(connection, statements);
		execute(connection, List.of("set local search_path = public"));
	}

	static void execute(MigrationConnection connection, List<String> statements) {
		try {
			connection.execute(statements);
		}
		catch (PipelineException ex) {
			throw new AssertionError(ex.getFailure().getMessage() + "\nin: " + statements.get(ex.getIndex()) + "\nof:\n"
					+ String.join(";\n", statements), ex);
		}
	}

	static Schema read(MigrationConnection connection) {
		Set<String> schemas = connection.query("""
				select nspname from pg_catalog.pg_namespace
				where nspname !~ '^pg_' and nspname <> 'information_schema'""", (rows) -> {
			Set<String> names = new TreeSet<>();
			while (rows.next()) {
				names.add(rows.getString(1));
			}
			return names;
		});
		Schema schema = CatalogReader.read(connection, SchemaMapping.identity(schemas, "public"));
		Set<ObjectId> given = Set.of(ObjectId.of(Kind.EXTENSION, "", "plpgsql"),
				ObjectId.of(Kind.SCHEMA, "public", "public"));
		return schema.filter((object) -> !given.contains(object.id()));
	}

}
