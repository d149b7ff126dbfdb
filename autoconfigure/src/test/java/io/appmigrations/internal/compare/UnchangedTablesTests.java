package io.appmigrations.internal.compare;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.SchemaComparison;
import io.appmigrations.internal.catalog.Scratch;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.diff.DiffCase;
import io.appmigrations.internal.diff.MadeObjects;
import io.appmigrations.internal.diff.UnchangedTables;
import io.appmigrations.model.Change;
import io.appmigrations.model.Model;
import io.appmigrations.model.ModelSource;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.testing.Catalog;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.OnNewestPostgres;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tables that are not made, because the database certainly has them as declared, make no
 * difference to what comes out. Of the cases of {@code SchemaDiffTests} every
 * {@code unchanged.step}th, which is 40 by default, and of these every fifth on the
 * oldest PostgreSQL.
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
			.filter((one) -> one.role() == null && !GLOBAL.matcher(one.oldSql() + one.newSql()).find())
			.toList();
		MigrationConnection connection = database.connect();
		List<DiffCase> some = Stream.iterate(0, (i) -> i < cases.size(), (i) -> i + step).map(cases::get).toList();
		return DiffCase.sample(some)
			.stream()
			.map((one) -> DynamicTest.dynamicTest(one.name(), () -> check(one, connection)))
			.onClose(connection::close);
	}

	/** In each of these tables something else is more, less or other. */
	private static final List<String> TABLES = List.of("(id int primary key, a int not null)",
			"(id int primary key, b int not null)", "(id int primary key, a int not null, b int)",
			"(id int primary key, a int not null unique)", "(id int primary key, a int)",
			"(id int primary key, a bigint not null)", "(id int primary key, a int not null default 1)",
			"(id int primary key, a int not null default 2)", "(id int primary key, a int not null check (a > 0))",
			"(id int primary key, a int not null check (a > 1))",
			"(id int primary key, a int not null, constraint named check (a > 0))",
			"(id int generated always as identity primary key, a int not null)",
			"(id int primary key, a int not null references r)",
			"(id int primary key, a int not null references r on delete cascade)", "(id int, a int primary key)",
			"(id int primary key, a int not null); create index i on t (a)",
			"(id int primary key, a int not null); create index j on t (a)",
			"(id int primary key, a int not null); create index i on t (a desc)",
			"(id int primary key, a int not null); create unique index i on t (a)",
			"(id int primary key, a int not null); comment on table t is 'x'",
			"(id int primary key, a int not null); comment on column t.a is 'x'");

	@Test
	@OnNewestPostgres
	void noTwoTablesAreTakenForTheSame(TestDatabase database) throws PipelineException {
		try (MigrationConnection connection = database.connect()) {
			for (int i = 0; i < TABLES.size(); i++) {
				String present = TABLES.get(i);
				Catalog.empty(connection);
				connection.execute(statements(present).stream().map(Model.Statement::sql).toList());
				for (int distance : new int[] { 0, 1, 4, 9 }) {
					String declared = TABLES.get((i + distance) % TABLES.size());
					String changes = compared(connection, statements(declared), Set.of("public"), true);
					assertThat(changes.startsWith("\n--\n\n")).as("%s to %s: %s", present, declared, changes)
						.isEqualTo(present.equals(declared));
				}
			}
		}
	}

	/**
	 * What Hibernate declares for each enum of PostgreSQL's own, and what a cast can give
	 * another meaning.
	 */
	@Test
	void castsOfEnumsAreNoReasonToMakeEveryTable(TestDatabase database) throws PipelineException {
		String declared = """
				create type color as enum ('RED', 'BLUE'); create cast (varchar as color) with inout as implicit;
				create cast (color as varchar) with inout as implicit;
				create table t (id int primary key, c color not null default 'RED', check (c <> 'BLUE'));
				create table u (id int primary key, name varchar(9) default 'RED'::color check (name <> 'BLUE'))""";
		List<Model.Statement> statements = DiffCase.statements(declared)
			.stream()
			.map((sql) -> new Model.Statement(sql, "the test"))
			.toList();
		try (MigrationConnection connection = database.connect()) {
			for (String different : List.of("", "drop cast (color as varchar)",
					"alter table t alter c set default 'BLUE'", "alter table u alter name drop default",
					"alter type color add value 'GREEN'",
					"alter table u drop constraint u_name_check; alter table u add check (name <> 'BLUE'::color::varchar)")) {
				Catalog.empty(connection);
				connection.execute(DiffCase.statements(declared));
				connection.execute(DiffCase.statements(different));
				for (boolean complete : new boolean[] { true, false }) {
					Model model = model(statements, Set.of("public"), complete);
					assertThat(UnchangedTables.find(model, Scratch.readReal(connection, "public", Set.of("public"))))
						.isNotNull();
					List<Model.Statement> everything = new ArrayList<>(statements);
					everything.add(ANYTHING);
					assertThat(compared(connection, statements, Set.of("public"), complete)).as(different)
						.isEqualTo(compared(connection, everything, Set.of("public"), complete))
						.doesNotContain("Exception");
				}
			}
		}
	}

	private static List<Model.Statement> statements(String table) {
		return DiffCase.statements("create table r (id int primary key); create table t " + table)
			.stream()
			.map((sql) -> new Model.Statement(sql, "the test"))
			.toList();
	}

	private static void check(DiffCase one, MigrationConnection connection) throws PipelineException {
		assumeTrue(one.since() <= connection.server().majorVersion());
		Catalog.empty(connection);
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
		Model model = model(statements, schemas, complete);
		ModelSource source = (majorVersion, minorVersion, defaultSchema) -> model;
		try {
			SchemaComparison comparison = new ModelComparer(connection, AutogenerateSettings.of(source), Set.of())
				.compare(AutogenerateOptions.defaults(), MadeObjects.none())
				.comparison();
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

	private static Model model(List<Model.Statement> statements, Set<String> schemas, boolean complete) {
		Model.Builder model = Model.builder("the case").statements(statements).schemas(schemas);
		return (complete ? model.complete() : model).build();
	}

}
