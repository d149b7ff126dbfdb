package io.appmigrations;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.appmigrations.autogenerate.Change;
import io.appmigrations.autogenerate.ComparisonOptions;
import io.appmigrations.autogenerate.DiffCase;
import io.appmigrations.autogenerate.Model;
import io.appmigrations.database.MigrationConnection;
import io.appmigrations.database.PipelineException;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tables that are not made, because the database certainly has them as declared, make no
 * difference to what comes out. Of the cases of {@code SchemaDiffTests} every
 * {@code unchanged.step}th, which is 40 by default.
 */
@DatabaseTest
class UnchangedTablesTests {

	/** A statement of unknown effect, so that everything is made. */
	private static final Model.Statement ANYTHING = new Model.Statement("select 1", "the test");

	/** They would outlive the schemas of a case. */
	private static final Pattern GLOBAL = Pattern
		.compile("(?i)publication|event trigger|server|wrapper|extension|create cast|access method|default privileges");

	@TestFactory
	Stream<DynamicTest> comesToTheSame(TestDatabase database) throws IOException, URISyntaxException {
		String other = System.getProperty("diff.cases");
		Path folder = (other != null) ? Path.of(other)
				: Path.of(Objects.requireNonNull(DiffCase.class.getResource("cases")).toURI());
		int step = Integer.getInteger("unchanged.step", 40);
		List<DiffCase> cases = DiffCase.readAll(folder)
			.stream()
			.filter((one) -> !GLOBAL.matcher(one.oldSql() + one.newSql()).find())
			.toList();
		MigrationConnection connection = MigrationConnection.open(database.dataSource(), (notice) -> {
		});
		connection.prepare("test", "public", Duration.ofSeconds(5), Duration.ZERO);
		return Stream.iterate(0, (i) -> i < cases.size(), (i) -> i + step)
			.map(cases::get)
			.map((one) -> DynamicTest.dynamicTest(one.name(), () -> check(one, connection)))
			.onClose(connection::close);
	}

	private static void check(DiffCase one, MigrationConnection connection) throws PipelineException {
		assumeTrue(one.since() <= connection.majorVersion());
		clean(connection);
		connection.execute(DiffCase.statements(one.oldSql()));
		connection.execute(List.of("set search_path = public"));
		Set<String> schemas = schemas(connection);
		for (String sql : List.of(one.newSql(), one.oldSql())) {
			for (boolean complete : new boolean[] { true, false }) {
				List<Model.Statement> statements = new ArrayList<>(DiffCase.statements(sql)
					.stream()
					.map((statement) -> new Model.Statement(statement, one.name()))
					.toList());
				String fast = compared(connection, statements, schemas, complete);
				statements.add(ANYTHING);
				assertThat(fast).isEqualTo(compared(connection, statements, schemas, complete));
			}
		}
	}

	private static String compared(MigrationConnection connection, List<Model.Statement> statements,
			Set<String> schemas, boolean complete) {
		Model model = new Model("the case", statements, schemas, Set.of(), Set.of(), List.of(), complete);
		ModelSource source = (majorVersion, minorVersion, defaultSchema) -> model;
		try {
			SchemaComparison comparison = new Autogenerate(connection, AutogenerateSettings.of(source), source,
					Set.of())
				.compare(AutogenerateOptions.defaults(), ComparisonOptions.defaults(), false);
			return "%s\n--\n%s\n%s %s %s".formatted(sql(comparison.upgrade()), sql(comparison.downgrade()),
					comparison.notInModel(), comparison.notCompared(), comparison.probableRenames());
		}
		catch (RuntimeException ex) {
			return ex.toString();
		}
	}

	private static String sql(List<Change> changes) {
		return String.join(";\n", changes.stream().flatMap((change) -> change.sql().stream()).toList());
	}

	private static Set<String> schemas(MigrationConnection connection) {
		return new TreeSet<>(connection.strings("""
				select nspname from pg_catalog.pg_namespace
				where nspname !~ '^pg_' and nspname <> 'information_schema'"""));
	}

	private static void clean(MigrationConnection connection) throws PipelineException {
		connection.execute(schemas(connection).stream().map("drop schema \"%s\" cascade"::formatted).toList());
		connection.execute(List.of("create schema public"));
	}

}
