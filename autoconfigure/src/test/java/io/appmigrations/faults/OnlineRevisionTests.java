package io.appmigrations.faults;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.Direction;
import io.appmigrations.ErrorCode;
import io.appmigrations.GeneratedRevision;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationListener;
import io.appmigrations.MigrationResult;
import io.appmigrations.Mode;
import io.appmigrations.OnlineMode;
import io.appmigrations.RevisionRequest;
import io.appmigrations.Step;
import io.appmigrations.internal.compare.ModelFile;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.diff.DiffCase;
import io.appmigrations.internal.engine.DefaultMigrations;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.settings.LockType;
import io.appmigrations.settings.TenantSettings;
import io.appmigrations.testing.Catalog;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.OnNewestPostgres;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Generated revisions in their online form lead to the same schema and rows as the plain
 * statements, there and back, whatever happens to them on the way. The cases are in the
 * folder {@code online-revisions}; {@code -- rename: OLD=NEW ...} says what is renamed.
 * Those in {@code expanded-revisions} become several revisions each.
 */
@DatabaseTest
@Execution(ExecutionMode.SAME_THREAD)
class OnlineRevisionTests {

	/** What the tool and this test have besides. */
	private static final Pattern OTHERS = Pattern.compile("app_migrations|\\bfault\\b");

	private static final Pattern RENAMES = Pattern.compile("-- rename: (.*)");

	/** Ends the session at the end of a statement, before it is committed. */
	private static final List<String> FAULT = List.of("create schema fault", "create table fault.at (statement text)",
			"""
					create function fault.strike() returns event_trigger language plpgsql as $$
					begin
					  if exists (select from fault.at a
					      where right(rtrim(current_query(), ';'), length(a.statement)) = a.statement) then
					    perform pg_terminate_backend(pg_backend_pid());
					    perform pg_sleep(600);
					  end if;
					end $$""", "create event trigger strike on ddl_command_end execute function fault.strike()", """
					create function fault.strike_at_row() returns trigger language plpgsql as $$
					begin
					  if exists (select from fault.at a where a.statement = tg_table_name || ' ' || old.id) then
					    perform pg_terminate_backend(pg_backend_pid());
					    perform pg_sleep(600);
					  end if;
					  return new;
					end $$""");

	/** In the second range of a batch. */
	private static final int ROW = 1200;

	@TestFactory
	Stream<DynamicTest> leadsThereAndBackWhateverHappens(TestDatabase database, @TempDir Path folder)
			throws IOException, URISyntaxException {
		return stories(database, "online-revisions", folder, Story::play);
	}

	@OnNewestPostgres
	@TestFactory
	Stream<DynamicTest> severalRevisionsLeadThereAndBackWhateverHappens(TestDatabase database, @TempDir Path folder)
			throws IOException, URISyntaxException {
		return stories(database, "expanded-revisions", folder, (story, number) -> story.playExpanded());
	}

	private Stream<DynamicTest> stories(TestDatabase database, String source, Path folder, Play play)
			throws IOException, URISyntaxException {
		Path cases = Path.of(Objects.requireNonNull(getClass().getResource(source)).toURI());
		FAULT.forEach((sql) -> database.jdbc().sql(sql).update());
		List<DiffCase> sample = DiffCase.sample(DiffCase.readAll(cases));
		return IntStream.range(0, sample.size())
			.mapToObj((number) -> DynamicTest.dynamicTest(sample.get(number).name(), () -> play
				.play(new Story(database, sample.get(number), Files.createTempDirectory(folder, "case")), number)));
	}

	/** Whether a program is installed: in CI, all are. */
	private static boolean isInstalled(String program) {
		return "true".equals(System.getenv("CI")) || Arrays.stream(System.getenv("PATH").split(":"))
			.anyMatch((folder) -> Files.isExecutable(Path.of(folder, program)));
	}

	/** A schema and its rows. */
	private record State(Set<String> catalog, List<String> rows) {
	}

	/** What happens in a case. */
	@FunctionalInterface
	private interface Play {

		void play(Story story, int number) throws Exception;

	}

	/** Something that migrates. */
	@FunctionalInterface
	private interface Run {

		void to(Direction direction) throws Exception;

	}

	/** One case. */
	private static final class Story {

		private final TestDatabase database;

		private final DiffCase diffCase;

		private final Path folder;

		private final Path online;

		/** What was generated last, in order. */
		private final List<Path> files = new ArrayList<>();

		Story(TestDatabase database, DiffCase diffCase, Path folder) throws IOException {
			this.database = database;
			this.diffCase = diffCase;
			this.folder = folder;
			this.online = Files.createDirectory(folder.resolve("online"));
		}

		/** All are killed; each comes to one of the other ways. */
		void play(int number) throws Exception {
			Path plain = Files.createDirectory(this.folder.resolve("plain"));
			generate(plain, OnlineMode.OFF);
			generate(this.online, OnlineMode.ON);
			assertThat(this.files).hasSize(1);
			assertThat(Files.readString(this.files.get(0))).contains("transaction:off");
			begin(Revisions.none().folder(plain));
			DefaultMigrations reference = Revisions.none().folder(plain).on(this.database);
			reference.upgrade("heads");
			State after = state("public");
			reference.downgrade("a1");
			State before = state("public");
			leads("killed", List.of("public"), after, before, Revisions.none(), this::killed);
			switch (number % 4) {
				case 0 ->
					leads("behind a reader", List.of("public"), after, before, Revisions.none(), this::behindReader);
				case 1 -> tenants(after, before);
				case 2 -> pooled(after, before);
				default -> {
					if (isInstalled("psql")) {
						leads("a script", List.of("public"), after, before, Revisions.none(), this::script);
					}
				}
			}
		}

		/** Wherever the run is killed, the others go on. */
		void playExpanded() throws Exception {
			generate(this.online, OnlineMode.EXPAND);
			assertThat(this.files).hasSizeGreaterThan(2);
			begin(Revisions.none().folder(this.online));
			run(migrations(), Direction.UPGRADE);
			State after = state("public");
			run(migrations(), Direction.DOWNGRADE);
			State before = state("public");
			leads("killed", List.of("public"), after, before, Revisions.none(), this::killed);
			tenants(after, before);
		}

		private void tenants(State after, State before) throws Exception {
			List<String> schemas = List.of("ten1", "ten2");
			Revisions revisions = Revisions.none().tenants(new TenantSettings(schemas, null, 2));
			leads("tenants", schemas, after, before, revisions,
					(direction) -> run(revisions.on(this.database), direction));
		}

		private void pooled(State after, State before) throws Exception {
			if (!isInstalled("pgbouncer")) {
				return;
			}
			Revisions revisions = Revisions.none().lock(LockType.SHEDLOCK, Duration.ofMinutes(1));
			Path own = Files.createDirectory(this.folder.resolve("pooled"));
			try (PgBouncer pooler = new PgBouncer(FaultDatabase.of(this.database), "transaction", 20, own)) {
				FaultDatabase through = FaultDatabase.of(this.database).at(pooler.port());
				leads("pooled", List.of("public"), after, before, revisions,
						(direction) -> run(revisions.on(through.dataSource()), direction));
			}
		}

		private void generate(Path revisions, OnlineMode mode) throws IOException {
			Files.writeString(revisions.resolve("a1.sql"),
					"-- revision: a1\n-- migrate:upgrade\n%s\n-- migrate:downgrade\n"
						.formatted(this.diffCase.oldSql()));
			Path model = Files.writeString(this.folder.resolve("model.sql"), this.diffCase.newSql());
			Revisions base = Revisions.none()
				.folder(revisions)
				.autogenerate(AutogenerateSettings.of(ModelFile.of(model.toString())));
			begin(base);
			Matcher renames = RENAMES.matcher(this.diffCase.newSql());
			AutogenerateOptions options = AutogenerateOptions.builder()
				.online(mode)
				.renames(renames.find() ? List.of(renames.group(1).split(" (?=\\S+=)", -1)) : List.of())
				.build();
			GeneratedRevision generated = base.on(this.database)
				.autogenerate(RevisionRequest.builder("change").id("b2").build(), options);
			this.files.clear();
			this.files.add(Objects.requireNonNull(generated.revision()).path());
			generated.following().forEach((revision) -> this.files.add(revision.path()));
		}

		private void begin(Revisions revisions) {
			this.database.jdbc()
				.sql("""
						select format('drop schema %I cascade', nspname) from pg_namespace
						where nspname !~ '^pg_' and nspname not in ('information_schema', 'fault')""")
				.query(String.class)
				.list()
				.forEach((sql) -> this.database.jdbc().sql(sql).update());
			this.database.jdbc().sql("create schema public").update();
			revisions.on(this.database).upgrade("a1");
		}

		private void leads(String way, List<String> schemas, State after, State before, Revisions revisions, Run run)
				throws Exception {
			begin(revisions.folder(this.online));
			run.to(Direction.UPGRADE);
			for (String schema : schemas) {
				assertThat(state(schema)).as("upgrade, " + way).isEqualTo(after);
			}
			run.to(Direction.DOWNGRADE);
			for (String schema : schemas) {
				assertThat(state(schema)).as("downgrade, " + way).isEqualTo(before);
			}
		}

		private static MigrationResult run(DefaultMigrations migrations, Direction direction) {
			return (direction == Direction.UPGRADE) ? migrations.upgrade("heads") : migrations.downgrade("a1");
		}

		private DefaultMigrations migrations() {
			return Revisions.none().folder(this.online).on(this.database.dataSource());
		}

		/** The statements of all revisions, in the order of the direction. */
		private List<SqlStatement> statements(Direction direction) throws IOException {
			List<Path> ordered = new ArrayList<>(this.files);
			if (direction == Direction.DOWNGRADE) {
				Collections.reverse(ordered);
			}
			List<SqlStatement> statements = new ArrayList<>();
			for (Path file : ordered) {
				statements.addAll(Objects
					.requireNonNull(
							RevisionFileReader.read(file.toString(), Files.readAllBytes(file)).section(direction))
					.statements());
			}
			return statements;
		}

		private List<String> definitions(Direction direction) throws IOException {
			return statements(direction).stream()
				.filter((statement) -> List.of("create", "alter", "drop").contains(statement.words().get(0)))
				.map(SqlStatement::text)
				.toList();
		}

		/**
		 * Each definition, and a row of each statement that gives columns their values.
		 */
		private List<String> faults(Direction direction) throws IOException {
			List<String> faults = new ArrayList<>();
			Set<String> filled = new HashSet<>();
			for (SqlStatement statement : statements(direction)) {
				String verb = statement.words().get(0);
				if (List.of("create", "alter", "drop").contains(verb)) {
					faults.add(statement.text());
				}
				else if (this.files.size() > 1 && verb.equals("update") && filled.add(statement.words().get(1))) {
					faults.add(statement.words().get(1) + " " + ROW);
				}
			}
			return faults;
		}

		private void strikeAt(List<String> statements) {
			this.database.jdbc().sql("delete from fault.at").update();
			statements
				.forEach((sql) -> this.database.jdbc().sql("insert into fault.at values (?)").param(sql).update());
		}

		/** At each statement once: an index stays invalid, a constraint not valid. */
		private void killed(Direction direction) throws IOException {
			if (this.files.size() > 1 && direction == Direction.UPGRADE) {
				strings("select format('create trigger fault before update on %s for each row execute function "
						+ "fault.strike_at_row()', oid::regclass) from pg_class where relkind = 'r' "
						+ "and relnamespace = 'public'::regnamespace and relname !~ '^app_migrations'")
					.forEach((sql) -> this.database.jdbc().sql(sql).update());
			}
			for (String statement : faults(direction)) {
				strikeAt(List.of(statement));
				assertThatExceptionOfType(MigrationException.class).as(statement)
					.isThrownBy(() -> run(migrations(), direction))
					.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.CONNECTION_FAILED));
			}
			strikeAt(List.of());
			assertThat(run(migrations(), direction).steps()).hasSize(1);
		}

		/** Who reads in a long transaction ends it when somebody waits for it. */
		private void behindReader(Direction direction) throws Exception {
			AtomicInteger tries = new AtomicInteger();
			try (Connection reader = this.database.dataSource().getConnection();
					Statement statement = reader.createStatement()) {
				reader.setAutoCommit(false);
				List<String> tables = strings("""
						select c.oid::regclass::text from pg_class c where c.relkind in ('r', 'p')
						and c.relnamespace not in (select oid from pg_namespace
						  where nspname ~ '^pg_' or nspname in ('information_schema', 'fault'))
						and c.relname !~ '^app_migrations'""");
				statement.execute("lock table %s in access share mode".formatted(String.join(", ", tables)));
				CompletableFuture<MigrationResult> run = CompletableFuture.supplyAsync(() -> run(Revisions.none()
					.folder(this.online)
					.lockTimeout(Duration.ofMillis(100))
					.lockRetries(100)
					.listener(new MigrationListener() {
						@Override
						public void retrying(Step step, int attempt) {
							tries.incrementAndGet();
						}
					})
					.on(this.database), direction));
				while (tries.get() == 0 && !run.isDone() && strings("""
						select pid::text from pg_stat_activity where datname = current_database()
						and query like 'drop index concurrently%' and wait_event_type = 'Lock'""").isEmpty()) {
					Thread.sleep(10);
				}
				reader.rollback();
				assertThat(run.get(1, TimeUnit.MINUTES).steps()).hasSize(1);
			}
		}

		/** As psql runs it. One that leads there breaks off, and the tool finishes it. */
		private void script(Direction direction) throws Exception {
			boolean isUpgrade = direction == Direction.UPGRADE;
			DefaultMigrations migrations = migrations();
			MigrationResult result = isUpgrade ? migrations.upgrade("a1:heads", Mode.OFFLINE)
					: migrations.downgrade("b2:a1", Mode.OFFLINE);
			List<String> all = definitions(direction);
			strikeAt(isUpgrade ? all.subList(all.size() - 1, all.size()) : List.of());
			int exit = psql(Objects.requireNonNull(result.sql()));
			assertThat(exit == 0).as(Files.readString(this.folder.resolve("psql.txt"))).isEqualTo(!isUpgrade);
			strikeAt(List.of());
			assertThat(run(migrations, direction).steps()).hasSize(isUpgrade ? 1 : 0);
		}

		private int psql(String script) throws IOException, InterruptedException {
			Path file = Files.writeString(this.folder.resolve("script.sql"), script);
			Process process = new ProcessBuilder("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d",
					this.database.libpqUrl(), "-f", file.toString())
				.redirectErrorStream(true)
				.redirectOutput(this.folder.resolve("psql.txt").toFile())
				.start();
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
			return process.exitValue();
		}

		private List<String> strings(String sql) {
			return this.database.jdbc().sql(sql).query(String.class).list();
		}

		/** Of public, or of another schema as if it were that. */
		private State state(String schema) {
			boolean isPublic = schema.equals("public");
			try (MigrationConnection connection = this.database.connect()) {
				connection.executeInternally(List.of("set search_path = pg_catalog"));
				Set<String> catalog = Catalog.lines(connection)
					.stream()
					.filter((line) -> !OTHERS.matcher(line).find())
					.filter((line) -> isPublic || line.contains(schema + "."))
					.map((line) -> line.replace(schema + ".", "public."))
					.collect(Collectors.toCollection(TreeSet::new));
				connection.executeInternally(List.of("reset search_path"));
				return new State(catalog, rows(isPublic ? "in ('public', 'crm')" : "= '%s'".formatted(schema)));
			}
		}

		/** Numbers of a run that was killed are not used again. */
		private List<String> rows(String schemas) {
			return strings("""
					select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
					where relkind = 'r' and nspname %s and relname !~ 'app_migrations' order by 1""".formatted(schemas))
				.stream()
				.map((table) -> table.replaceFirst("^ten\\d\\.", "") + " " + strings(
						"select jsonb_agg(to_jsonb(whole) - 'numbered' order by to_jsonb(whole)::text)::text from %s whole"
							.formatted(table)))
				.toList();
		}

	}

}
