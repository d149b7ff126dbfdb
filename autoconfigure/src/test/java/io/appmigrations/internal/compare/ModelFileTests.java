package io.appmigrations.internal.compare;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.MigrationException;
import io.appmigrations.SchemaComparison;
import io.appmigrations.internal.catalog.CatalogReader;
import io.appmigrations.internal.catalog.SchemaMapping;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.diff.DiffCase;
import io.appmigrations.internal.diff.GeneratedScript;
import io.appmigrations.internal.diff.MadeObjects;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.NotNull;
import io.appmigrations.model.Change;
import io.appmigrations.model.Model;
import io.appmigrations.model.ObjectId;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.testing.Catalog;
import io.appmigrations.testing.ChangeText;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import io.appmigrations.testing.Undone;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A file of DDL as the model: what is generated is proven, runs, and leaves nothing to
 * do. Some cases of the schema diff and those of the folder {@code models}, or all in the
 * folder that the system property {@code diff.cases} names.
 */
@DatabaseTest
class ModelFileTests {

	private static final int STEP = 25;

	/** Cases whose proof once failed, in addition to those of the step. */
	private static final Set<String> ALWAYS = Set.of(
			"collisions.sql: table rebuilt under a name freed by a dropped type",
			"droporder.sql: cycle of four tables is dropped", "droporder.sql: cycle of four tables is created",
			"enums.sql: array column of an enum that gains a value used in the default",
			"extensions.sql: extension and everything that used it disappear",
			"extensions.sql: default leaves the extension for a built-in function",
			"extensions.sql: extension that cannot move takes views, functions and checks along",
			"partitions.sql: default partition is added and another one besides it",
			"partitions.sql: list partitioned table is created",
			"partitions.sql: index of a partitioned table is backed by a partition's own primary key",
			"partitions.sql: partition with its own attached key is detached",
			"partitions.sql: index that some partitions have becomes one that all have",
			"partitions.sql: two levels, key on the lowest partition attached to the index at the top",
			"partitions.sql: length of a column below an attached key",
			"partitions.sql: a check is valid in each partition and not for the whole table",
			"partitions.sql: partition's equal foreign key is there before that of the whole table",
			"schemas.sql: cross-schema cycle of references",
			"settings.sql: trigger state of partition while parent trigger becomes always",
			"tables.sql: generated column becomes a column with default",
			"tables.sql: a required column gets another type with a default of it");

	/** A model file cannot move an extension. */
	private static final Set<String> MOVED_EXTENSIONS = Set.of("extensions.sql: extension moves to another schema",
			"extensions.sql: extension that cannot move takes views, functions and checks along");

	private static final Set<String> OWN_TABLES = Set.of("public.app_migrations", "public.app_migrations_log");

	@TestFactory
	Stream<DynamicTest> aGeneratedRevisionReachesTheModel(TestDatabase database, TestDatabase committed,
			@TempDir Path folder) throws IOException, URISyntaxException, SQLException {
		String other = System.getProperty("diff.cases");
		List<DiffCase> all = DiffCase.readAll((other != null) ? Path.of(other)
				: Path.of(Objects.requireNonNull(DiffCase.class.getResource("cases")).toURI()));
		List<DiffCase> cases = new ArrayList<>();
		for (int i = 0; i < all.size(); i++) {
			if (other != null || i % STEP == 0 || ALWAYS.contains(all.get(i).name())) {
				cases.add(all.get(i));
			}
		}
		if (other == null) {
			assertThat(cases).extracting(DiffCase::name).containsAll(ALWAYS);
			cases.addAll(DiffCase.sample(DiffCase
				.readAll(Path.of(Objects.requireNonNull(ModelFileTests.class.getResource("models")).toURI()))));
		}
		Undone undone = database.undone();
		MigrationConnection undoing = TestDatabase.connect(undone);
		undone.mark();
		return cases.stream().map((diffCase) -> DynamicTest.dynamicTest(diffCase.name(), () -> {
			Path model = Files.writeString(folder.resolve("model.sql"), "-- model\n" + diffCase.newSql());
			boolean done;
			try {
				done = check(diffCase, undoing, model, false);
			}
			finally {
				undone.undo();
			}
			if (!done) {
				committed.empty();
				try (MigrationConnection connection = committed.connect()) {
					assertThat(check(diffCase, connection, model, true)).isTrue();
				}
			}
		})).onClose(undoing::close).onClose(undone::close);
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"create table r (id int primary key); create table users (role_id int references r); create table users_role (id int references r)",
			"create table users (role_id int unique); create table users_role (id int unique)",
			"create table users (role_id int generated always as identity); create table users_role (id int generated always as identity)",
			"create table a (b int constraint a_b_c_key check (b > 0)); create table a_b (c int unique)",
			"create table a (b int, c int, unique (b, c), unique (c, b)); create table a_b (c int unique); create index a_b_c_key2 on a (b)",
			"create table t_with_a_name_that_is_as_long_as_any_may_be_here (a_column_that_has_a_long_name_too int check (a_column_that_has_a_long_name_too > 0) check (a_column_that_has_a_long_name_too < 9) unique)" })
	void generatedNamesThatMeetAreNoDifference(String model, TestDatabase database, @TempDir Path folder)
			throws IOException, PipelineException {
		try (MigrationConnection connection = database.connect()) {
			run(connection, DiffCase.statements(model), true);
			SchemaComparison comparison = compare(connection, Files.writeString(folder.resolve("model.sql"), model),
					false);
			assertThat(sql(comparison.upgrade())).isEmpty();
		}
	}

	/** What is there, what the model says, and what is to be done. */
	private static final List<List<String>> NOT_NULL = List.of(
			List.of("create table t (c int); alter table t add constraint n not null c not valid",
					"create table t (c int constraint n not null)", "alter table t validate constraint n"),
			List.of("create table t (c int); alter table t add constraint n not null c not valid",
					"create table t (c int not null)",
					"alter table t rename constraint n to t_c_not_null; alter table t validate constraint t_c_not_null"),
			List.of("create table t (c int)",
					"create table t (c int); alter table t add constraint n not null c not valid",
					"alter table t add constraint n not null c not valid"),
			List.of("create table t (c int not null)",
					"create table t (c int); alter table t add constraint n not null c not valid",
					"alter table t alter column c drop not null; alter table t add constraint n not null c not valid"),
			List.of("create table t (c int); alter table t add constraint n not null c not valid",
					"create table t (c int)", "alter table t alter column c drop not null"),
			List.of("create table t (c int constraint n not null no inherit)",
					"create table t (c int constraint n not null)", "alter table t alter constraint n inherit"),
			List.of("create table t (c int constraint n not null)", "create table t (c int constraint m not null)",
					"alter table t rename constraint n to m"),
			List.of("create table t (c int constraint c_not_null not null)", "create table t (c int not null)",
					"alter table t rename constraint c_not_null to t_c_not_null"),
			List.of("create table t (c int constraint n not null)",
					"create table t (c int constraint n not null); comment on constraint n on t is 'x'",
					"comment on constraint n on t is 'x'"),
			List.of("create domain d as int constraint n not null", "create domain d as int constraint m not null",
					"alter domain d rename constraint n to m"),
			// names that PostgreSQL left or gave, and nobody chose
			List.of("create table s (a int not null, b int not null); alter table s rename to t;"
					+ "alter table t rename b to c", "create table t (a int not null, c int not null)", ""),
			List.of("create table t (b int not null); alter table t rename b to c", "create table t (c int not null)",
					""),
			List.of("create table u (x int constraint t_c_not_null check (x > 0)); create table t (c int not null)",
					"create table t (c int not null); create table u (x int constraint t_c_not_null check (x > 0))",
					""),
			List.of("create domain e as int not null; alter domain e rename to d", "create domain d as int not null",
					""),
			List.of("create table p (i int not null) partition by list (i); create table c partition of p for values in (1);"
					+ "alter table p detach partition c",
					"create table p (i int not null) partition by list (i);" + "create table c (i int not null)", ""));

	@Test
	void notNullConstraintsChangeInPlace(TestDatabase database, @TempDir Path folder)
			throws IOException, PipelineException {
		try (MigrationConnection connection = database.connect()) {
			assumeTrue(connection.server().majorVersion() >= 18);
			for (List<String> one : NOT_NULL) {
				Catalog.empty(connection);
				run(connection, DiffCase.statements(one.get(0)), true);
				Path model = Files.writeString(folder.resolve("model.sql"), one.get(1));
				SchemaComparison comparison = compare(connection, model, false);
				assertThat(String.join("; ", sql(comparison.upgrade()))).isEqualTo(one.get(2));
				assertThat(comparison.upgrade().stream().flatMap((change) -> change.remarks().stream()).toList())
					.as(one.get(2))
					.isEqualTo(one.get(2).contains("validate")
							? List.of("Fails if t has rows without a value in c: set one first.") : List.of());
			}
		}
	}

	/** Statements that run, then the schemas and extensions that they are about. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					create unique index /* concurrently */ concurrently i on s.t (a) | create unique index /* concurrently */ i on s.t (a) | [s]
					comment on table t is 'index concurrently x'   | comment on table t is 'index concurrently x'   | []
					create schema if not exists "A b" authorization x | ``                                          | [A b, +A b]
					create schema s create table t ()              | drop schema if exists "s"; create schema s create table t () | [s, +s]
					create schema authorization x                  | create schema authorization x                  | []
					create extension if not exists "a-b" schema E  | create extension if not exists "a-b" schema E  | [a-b!]
					drop extension if exists hstore cascade; create extension hstore; drop extension hstore | create extension hstore; drop extension hstore | [hstore!]
					drop /* x */ server if exists s; drop table if exists Ä.t | drop table if exists Ä.t            | [Ä]
					create function f() returns void language plpgsql as $$ begin perform a."B".c; end $$; /* d.e */ comment on function f() is 'f.g' -- h.i | create function f() returns void language plpgsql as $$ begin perform a."B".c; end $$; comment on function f() is 'f.g' -- h.i | [f]
					""")
	void aFileSaysWhatItIsAbout(String model, String statements, String about, @TempDir Path folder)
			throws IOException {
		Model read = ModelFile.of(Files.writeString(folder.resolve("model.sql"), model).toString())
			.read(18, 0, "public");
		assertThat(read.statements().stream().map(Model.Statement::sql).collect(Collectors.joining("; ")))
			.isEqualTo(statements);
		Set<String> names = new TreeSet<>(read.schemas());
		read.createdSchemas().forEach((schema) -> names.add("+" + schema));
		read.extensions().forEach((extension) -> names.add(extension + "!"));
		assertThat(names).hasToString(new TreeSet<>(List.of(about.replaceAll("[\\[\\]]", "").split(", "))).toString());
	}

	@Test
	void whatOnlyHasAnotherNameIsRenamed(TestDatabase database, @TempDir Path folder)
			throws IOException, PipelineException {
		String before = """
				create table p (id int constraint p_old primary key);
				create table t (a int constraint fk_old references p, b int constraint old_u unique,
				  c int constraint old_c check (c > 0), constraint old_x exclude (a with =), constraint swapped check (a > 0),
				  constraint other check (a > 1));
				create index i_old on t (a);
				create index twice_1 on t (c);
				create index twice_2 on t (c);
				comment on index i_old is 'old';
				""";
		String after = before.replace("_old", "_new")
			.replace("old_", "new_")
			.replace("'old'", "'new'")
			.replace("twice_1", "twice_3")
			.replace("swapped", "third")
			.replace("other", "swapped")
			.replace("third", "other");
		try (MigrationConnection connection = database.connect()) {
			run(connection, DiffCase.statements(before), true);
			Path file = Files.writeString(folder.resolve("model.sql"), after);
			SchemaComparison comparison = compare(connection, file, true);
			assertThat(comparison.unproven()).isEmpty();
			assertThat(sql(comparison.upgrade())).contains("alter table p rename constraint p_old to p_new",
					"alter table t rename constraint fk_old to fk_new",
					"alter table t rename constraint old_u to new_u", "alter table t rename constraint old_c to new_c",
					"alter table t rename constraint old_x to new_x", "alter index i_old rename to i_new",
					"comment on index i_new is 'new'", "alter index twice_1 rename to twice_3");
			assertThat(comparison.upgrade().stream().filter((change) -> change.kind().startsWith("drop"))).hasSize(2);
			run(connection, sql(comparison.upgrade()), true);
			assertThat(sql(compare(connection, file, false).upgrade())).isEmpty();
		}
	}

	/**
	 * Goes from the one schema to the other.
	 * @return {@code false} where that needs commits and there are none
	 */
	private static boolean check(DiffCase diffCase, MigrationConnection connection, Path model, boolean commits)
			throws PipelineException {
		assumeTrue(diffCase.since() <= connection.server().majorVersion());
		run(connection, diffCase.roleSql(), true);
		Map<ObjectId, Column> declared = declared(connection, diffCase.newSql());
		run(connection, DiffCase.statements(diffCase.oldSql()), true);
		if (MOVED_EXTENSIONS.contains(diffCase.name())) {
			assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> compare(connection, model, true))
				.satisfies((ex) -> assertThat(ex.getHint()).contains("which is in"));
			return true;
		}
		SchemaComparison comparison = compare(connection, model, true);
		if (!commits && (GeneratedScript.needsCommits(comparison.upgrade())
				|| GeneratedScript.needsCommits(comparison.downgrade()))) {
			return false;
		}
		assertThat(comparison.unproven())
			.as(ChangeText.of(comparison.upgrade()) + "\n==== down\n" + ChangeText.of(comparison.downgrade()))
			.isEmpty();
		if (diffCase.name().startsWith("same.sql")) {
			assertThat(ChangeText.of(comparison.upgrade())).isEmpty();
		}
		run(connection, sql(comparison.upgrade()), !GeneratedScript.needsCommits(comparison.upgrade()));
		assertThat(ChangeText.of(compare(connection, model, false).upgrade())).isEmpty();
		assertThat(columns(connection)).containsAllEntriesOf(declared);
		return true;
	}

	/** What PostgreSQL itself makes of the model. */
	private static Map<ObjectId, Column> declared(MigrationConnection connection, String model)
			throws PipelineException {
		connection.begin();
		try {
			connection.execute(DiffCase.statements(model)
				.stream()
				.filter((statement) -> !statement.startsWith("drop owned"))
				.toList());
			connection.execute(List.of("set local search_path = public"));
			return columns(connection);
		}
		finally {
			connection.rollback();
		}
	}

	private static Map<ObjectId, Column> columns(MigrationConnection connection) {
		Set<String> schemas = connection.strings("""
				select nspname from pg_catalog.pg_namespace
				where nspname !~ '^pg_' and nspname <> 'information_schema'""");
		Map<ObjectId, Column> columns = new TreeMap<>();
		CatalogReader.read(connection, SchemaMapping.identity(schemas, "public"))
			.all(Column.class)
			.forEach((column) -> columns.put(column.id(), withoutUsualName(column.withPosition(0))));
		return columns;
	}

	/** One that PostgreSQL gave depends on what else there was. */
	private static Column withoutUsualName(Column column) {
		NotNull notNull = column.notNull();
		return (notNull != null && notNull.name() != null && notNull.name().matches(".*_not_null\\d*"))
				? column.withNotNull(notNull.named(null)) : column;
	}

	@Test
	void extensionStaysInItsSchemaAndTheAnswerSaysSo(TestDatabase database, @TempDir Path folder) throws IOException {
		try (MigrationConnection connection = database.connect()) {
			run(connection,
					List.of("create schema a", "create extension citext schema a", "create extension hstore schema a"),
					false);
			SchemaComparison comparison = compare(connection, Files.writeString(folder.resolve("model.sql"), """
					create schema a;
					create schema b;
					create extension if not exists citext with schema b;
					create extension "hstore" schema a;
					create table t (name a.citext);
					"""), true);
			assertThat(sql(comparison.upgrade())).noneMatch((sql) -> sql.contains("extension"));
			assertThat(comparison.unproven()).isEmpty();
			assertThat(comparison.notCompared()).containsExactly("schema b of extension citext, which is in schema a");
		}
	}

	/** The scratch schemas are in the same database. */
	@Test
	void whatBelongsToTheWholeDatabaseIsNoObstacle(TestDatabase database, @TempDir Path folder) throws IOException {
		List<String> there = List.of("create access method m type table handler heap_tableam_handler",
				"create language l handler plpgsql_call_handler",
				"create transform for int language l (from sql with function prsd_lextype(internal))",
				"create subscription %s connection 'dbname=nowhere' publication p with (connect = false, slot_name = none)"
					.formatted("s_" + database.name()),
				"create table t (id int) using m");
		try (MigrationConnection connection = database.connect()) {
			run(connection, there, false);
			SchemaComparison comparison = compare(connection,
					Files.writeString(folder.resolve("model.sql"), String.join(";\n", there) + """
							;
							comment on subscription s_%s is 'not compared';
							create subscription other_%1$s connection 'dbname=nowhere' publication p;
							create table u (id int) using m;
							""".formatted(database.name())), true);
			assertThat(sql(comparison.upgrade())).hasSize(1)
				.allSatisfy((sql) -> assertThat(sql).contains("create table u", "using m"));
			assertThat(comparison.unproven()).isEmpty();
			assertThat(comparison.notCompared()).isEmpty();
			run(connection, List.of("drop subscription s_" + database.name()), false);
		}
	}

	private static SchemaComparison compare(MigrationConnection connection, Path model, boolean prove) {
		ModelFile file = ModelFile.of(model.toString());
		return new ModelComparer(connection, AutogenerateSettings.of(file), OWN_TABLES)
			.compare(AutogenerateOptions.defaults(), MadeObjects.none(), (found) -> prove)
			.comparison();
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
		catch (PipelineException | SQLException ex) {
			connection.rollback();
			throw new AssertionError(ex.getMessage() + "\nin\n" + String.join(";\n", statements), ex);
		}
	}

}
