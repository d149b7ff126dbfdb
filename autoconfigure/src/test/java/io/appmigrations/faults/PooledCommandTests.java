package io.appmigrations.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Map;
import java.util.function.Function;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.ErrorCode;
import io.appmigrations.HistoryRequest;
import io.appmigrations.LintRequest;
import io.appmigrations.MigrationException;
import io.appmigrations.Mode;
import io.appmigrations.Repair;
import io.appmigrations.RevisionRequest;
import io.appmigrations.SchemaComparison;
import io.appmigrations.StampRequest;
import io.appmigrations.autoconfigure.MigrationsEndpoint;
import io.appmigrations.internal.compare.ModelFile;
import io.appmigrations.internal.engine.DefaultMigrations;
import io.appmigrations.internal.engine.PlanTrace;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.settings.LockType;
import io.appmigrations.settings.TenantSettings;
import io.appmigrations.testing.ChangeText;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Patience;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Every command through a pooler that gives the server's sessions away between
 * transactions or statements.
 */
@DatabaseTest
class PooledCommandTests {

	private static final String EVERY_DATABASE = "* = " + PgBouncer.SERVER;

	/** What a pooler's sessions have, and a session of the tool's own has not. */
	private static final List<String> SETTINGS = List.of("quote_all_identifiers = on", "IntervalStyle = 'sql_standard'",
			"DateStyle = 'German'", "bytea_output = 'escape'", "extra_float_digits = -10",
			"transform_null_equals = on");

	private static final String FIRST = """
			create table acct (id bigint primary key, name varchar(20) not null default 'a', "Q" numeric(5, 2) default 1.50,
			  i interval default '1 day -02:03:04', b bytea default '\\x6162', f float8 default 0.1, d date default '2020-02-03',
			  e citext);
			create index acct_name on acct (lower(name)) where i > '1 day -1 hour';
			create view v as select id, "Q" from acct where name = 'a';
			""";

	private static final String MODEL = FIRST.replace("varchar(20)", "varchar(30)")
			+ """
					create table more (id bigint primary key references acct, e citext default 'x', i interval default '-1 day 2 hours');
					""";

	@BeforeAll
	static void requirePgBouncer() {
		assumeTrue(PgBouncer.isInstalled() || "true".equals(System.getenv("CI")),
				"The package pgbouncer is not installed");
	}

	private static Revisions revisions(Path folder, FaultDatabase through, @Nullable String schema) {
		Revisions revisions = Revisions.none()
			.folder(folder)
			.lock(LockType.SHEDLOCK, Patience.LIMIT)
			.autogenerate(AutogenerateSettings.builder(ModelFile.of(folder.resolveSibling("model.sql").toString()))
				.databases((url) -> new DriverManagerDataSource(url, through.user(), through.password()))
				.build());
		return (schema != null) ? revisions.defaultSchema(schema) : revisions;
	}

	private static Path project(Path folder, String schema) throws IOException {
		Files.writeString(folder.resolve("model.sql"),
				"create extension citext schema %s;\n%s".formatted(schema, MODEL));
		Path revisions = Files.createDirectory(folder.resolve("revisions"));
		Files.writeString(revisions.resolve("a1.sql"), """
				-- revision: a1
				-- migrate:upgrade
				create extension if not exists citext schema %s;
				%s
				-- migrate:downgrade
				drop table acct cascade;
				""".formatted(schema, FIRST));
		return revisions;
	}

	private static void pending(Path folder) {
		write(folder.resolve("b2.sql"), """
				-- revision: b2
				-- down-revision: a1
				-- migrate:upgrade
				alter table acct alter column id type numeric;
				create index acct_d on acct (d);
				-- migrate:downgrade
				drop index acct_d;
				""");
	}

	private static void write(Path file, String text) {
		try {
			Files.writeString(file, text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String differences(SchemaComparison found) {
		return String.join("\n--\n", ChangeText.of(found.upgrade()), ChangeText.of(found.downgrade()),
				found.notInModel().toString(), found.notCompared().toString(), found.unproven().toString(),
				found.rows().toString());
	}

	private static Object generated(DefaultMigrations migrations, AutogenerateOptions options) {
		var generated = migrations.autogenerate(RevisionRequest.builder("n1").id("n1").build(), options);
		Path path = Objects.requireNonNull(generated.revision()).path();
		try {
			String text = Files.readString(path);
			Files.delete(path);
			return differences(generated.comparison()) + text.replaceAll("(?m)^-- created:.*$", "");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Object traced(DefaultMigrations migrations) {
		PlanTrace trace = migrations.trace("heads");
		return List.of(trace.revisions(), trace.tables());
	}

	/** What leaves the database as it is, while nothing is pending. */
	private static Map<String, Function<DefaultMigrations, Object>> comparing() {
		Map<String, Function<DefaultMigrations, Object>> commands = new LinkedHashMap<>();
		commands.put("check", (one) -> differences(one.check(AutogenerateOptions.defaults())));
		commands.put("revision --autogenerate", (one) -> generated(one, AutogenerateOptions.defaults()));
		commands.put("revision --autogenerate --from-revisions",
				(one) -> generated(one, AutogenerateOptions.builder().fromRevisions(true).build()));
		return commands;
	}

	/** What leaves the database as it is, while a revision is pending. */
	private static Map<String, Function<DefaultMigrations, Object>> looking() {
		Map<String, Function<DefaultMigrations, Object>> commands = new LinkedHashMap<>();
		commands.put("lint", (one) -> one.lint(LintRequest.pending()));
		commands.put("upgrade --dry-run --trace", PooledCommandTests::traced);
		commands.put("upgrade --dry-run", (one) -> one.upgrade("heads", Mode.DRY_RUN).steps());
		commands.put("downgrade --dry-run", (one) -> one.downgrade("base", Mode.DRY_RUN).steps());
		commands.put("current", DefaultMigrations::current);
		commands.put("history", (one) -> one.history(HistoryRequest.all().indicateCurrent()));
		commands.put("repair without options", DefaultMigrations::findings);
		commands.put("the endpoint", (one) -> new MigrationsEndpoint(one, true).migrations());
		return commands;
	}

	@ParameterizedTest
	@CsvSource({ "ten1, 20, true", "ten1, 3, false", "public, 20, false" })
	void theAnswersAreThoseOfTheServerItself(String schema, int size, boolean createsDatabases, TestDatabase database,
			@TempDir Path folder, @TempDir Path pooled) throws Exception {
		Path revisions = project(folder, schema);
		String role = "pooled_" + database.name();
		database.jdbc().sql("create schema if not exists " + schema).update();
		SETTINGS.forEach(database::set);
		database.jdbc()
			.sql("create role %s login password 'x' %s".formatted(role, createsDatabases ? "superuser" : ""))
			.update();
		database.jdbc().sql("create extension citext schema " + schema).update();
		database.jdbc().sql("alter schema %s owner to %s".formatted(schema, role)).update();
		database.jdbc().sql("grant create on database %s to %s".formatted(database.name(), role)).update();
		FaultDatabase server = new FaultDatabase(database.url(), role, "x");
		try (PgBouncer pooler = new PgBouncer(server, EVERY_DATABASE, "transaction", size, pooled)) {
			FaultDatabase through = server.at(pooler.port());
			String named = schema.equals("public") ? null : schema;
			DefaultMigrations direct = revisions(revisions, server, named).on(server.dataSource());
			DefaultMigrations shared = revisions(revisions, through, named).on(through.dataSource());
			shared.upgrade("heads");
			comparing().forEach((name, command) -> {
				if (createsDatabases || !name.contains("from-revisions")) {
					assertThat(command.apply(shared)).as(name).isEqualTo(command.apply(direct));
				}
			});
			AutogenerateOptions broken = AutogenerateOptions.builder()
				.model(Files.writeString(folder.resolve("broken.sql"), "create table t (c absent)").toString())
				.build();
			assertThat(catchThrowable(() -> shared.check(broken)))
				.hasMessageContaining("type \"absent\" does not exist")
				.hasMessage(catchThrowable(() -> direct.check(broken)).getMessage());
			pending(revisions);
			looking().forEach((name, command) -> {
				if (createsDatabases || !name.contains("trace")) {
					assertThat(command.apply(shared)).as(name).isEqualTo(command.apply(direct));
				}
			});
			shared.stamp(StampRequest.to("b2"));
			assertThat(direct.current().current()).containsExactly("b2");
			write(revisions.resolve("a1.sql"), Files.readString(revisions.resolve("a1.sql")).replace("1.50", "1.51"));
			assertThat(shared.findings()).isEqualTo(direct.findings()).hasSize(1);
			assertThat(shared.repair(Repair.builder().accept(List.of("a1")).build())).hasSize(1);
			assertThat(direct.findings()).isEmpty();
			assertThat(through.strings("select name from pg_settings where source = 'session' and name in "
					+ "('search_path', 'IntervalStyle', 'quote_all_identifiers', 'statement_timeout')"))
				.isEmpty();
			assertThat(server.strings("select datname from pg_database where datname like 'app_migrations_replay%'"))
				.isEmpty();
		}
		finally {
			database.jdbc().sql("drop owned by %s cascade".formatted(role)).update();
			database.jdbc().sql("drop role " + role).update();
		}
	}

	/**
	 * A pooler has a list of databases, on which the new one is not; or it leads every
	 * name to one database, which must not be taken for the new one.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			%s = SERVER           | cannot be reached
			* = SERVER dbname=%1$s | instead of app_migrations_replay_
			""")
	void aNewDatabaseThatThePoolerDoesNotLeadToIsNotTaken(String databases, String problem, TestDatabase database,
			@TempDir Path folder, @TempDir Path pooled) throws Exception {
		Path revisions = project(folder, "public");
		FaultDatabase server = FaultDatabase.of(database);
		revisions(revisions, server, null).on(server.dataSource()).upgrade("heads");
		try (PgBouncer pooler = new PgBouncer(server, databases.formatted(server.name()), "transaction", 20, pooled)) {
			FaultDatabase through = server.at(pooler.port());
			DefaultMigrations shared = revisions(revisions, through, null).on(through.dataSource());
			assertThatExceptionOfType(MigrationException.class)
				.isThrownBy(() -> shared.check(AutogenerateOptions.builder().fromRevisions(true).build()))
				.withMessageContaining(problem)
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.UNSUPPORTED_DATABASE))
				.satisfies((ex) -> assertThat(ex.getHint()).contains("scratch-url"));
			assertThat(shared.verify()).hasSize(1).allSatisfy((line) -> assertThat(line).contains(problem));
			assertThat(shared.current().current()).containsExactly("a1");
			// what needs no new database
			assertThat(shared.check(AutogenerateOptions.defaults()).isEmpty()).isFalse();
		}
		assertThat(server.strings("select datname from pg_database where datname like 'app_migrations_replay%'"))
			.isEmpty();
	}

	@Test
	void whatReadsOnlyWorksInStatementModeAndTheRestIsRefused(TestDatabase database, @TempDir Path folder,
			@TempDir Path pooled) throws Exception {
		Path revisions = project(folder, "public");
		FaultDatabase server = FaultDatabase.of(database);
		DefaultMigrations direct = revisions(revisions, server, null).on(server.dataSource());
		direct.upgrade("heads");
		Map<String, Function<DefaultMigrations, Object>> refused = new LinkedHashMap<>(comparing());
		refused.put("lint", (one) -> one.lint(LintRequest.all()));
		refused.put("upgrade", (one) -> one.upgrade("heads"));
		refused.put("downgrade", (one) -> one.downgrade("base"));
		refused.put("stamp", (one) -> one.stamp(StampRequest.to("base")));
		refused.put("repair", (one) -> one.repair(Repair.builder().log(true).build()));
		try (PgBouncer pooler = new PgBouncer(server, EVERY_DATABASE, "statement", 20, pooled)) {
			FaultDatabase through = server.at(pooler.port());
			DefaultMigrations shared = revisions(revisions, through, null).on(through.dataSource());
			assertThat(shared.upgrade("heads").steps()).isEmpty();
			refused.forEach((name, command) -> {
				if (!comparing().containsKey(name)) {
					pending(revisions);
				}
				assertRefused(name, () -> command.apply(shared));
			});
			looking().forEach((name, command) -> {
				if (!name.contains("lint") && !name.contains("trace")) {
					assertThat(command.apply(shared)).as(name).isEqualTo(command.apply(direct));
				}
			});
		}
		assertThat(direct.current().current()).containsExactly("a1");
		assertThat(server.strings("select datname from pg_database where datname like 'app_migrations_replay%'"))
			.isEmpty();
	}

	private static void assertRefused(String name, ThrowingCallable command) {
		assertThatExceptionOfType(MigrationException.class).as(name)
			.isThrownBy(command)
			.withMessageContaining("pooler in statement mode")
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.UNSUPPORTED_DATABASE))
			.satisfies((ex) -> assertThat(ex.getHint()).contains("app.migrations.url"));
	}

	@Test
	void tenantsAreMigratedAndShownInTransactionMode(TestDatabase database, @TempDir Path folder, @TempDir Path pooled)
			throws Exception {
		SETTINGS.forEach(database::set);
		database.jdbc().sql("create extension citext schema public").update();
		Path revisions = project(folder, "public");
		FaultDatabase server = FaultDatabase.of(database);
		TenantSettings tenants = new TenantSettings(List.of("t1"), "select 't2'", 2);
		try (PgBouncer pooler = new PgBouncer(server, EVERY_DATABASE, "transaction", 20, pooled)) {
			FaultDatabase through = server.at(pooler.port());
			DefaultMigrations direct = revisions(revisions, server, null).tenants(tenants).on(server.dataSource());
			DefaultMigrations shared = revisions(revisions, through, null).tenants(tenants).on(through.dataSource());
			assertThat(shared.upgrade("heads").steps()).hasSize(2);
			assertThat(server.strings("select to_regclass('t1.acct')::text || to_regclass('t2.acct')"))
				.containsExactly("\"t1\".\"acct\"\"t2\".\"acct\"");
			pending(revisions);
			assertThat(new MigrationsEndpoint(shared, false).migrations())
				.isEqualTo(new MigrationsEndpoint(direct, false).migrations());
			assertThat(shared.stamp(StampRequest.to("b2")).steps()).hasSize(2);
			assertThat(direct.current().pending()).isEmpty();
		}
	}

	@Test
	void aRevisionIsNotMeasuredWithOtherSettingsThanThoseOfARun(TestDatabase database, @TempDir Path folder,
			@TempDir Path pooled) throws Exception {
		Path revisions = project(folder, "public");
		FaultDatabase server = FaultDatabase.of(database);
		try (PgBouncer pooler = new PgBouncer(server, EVERY_DATABASE, "transaction", 20, pooled)) {
			FaultDatabase through = server.at(pooler.port());
			DefaultMigrations shared = revisions(revisions, through, "ten1").on(through.dataSource());
			for (String statement : List.of("create index concurrently on acct (d)", "set work_mem = '8MB'")) {
				write(revisions.resolve("b2.sql"), """
						-- revision: b2
						-- down-revision: a1
						-- migrate:upgrade transaction:off
						%s;
						""".formatted(statement));
				assertThatExceptionOfType(MigrationException.class).as(statement)
					.isThrownBy(() -> shared.lint(LintRequest.of("b2:")))
					.withMessageContaining("a pooler in transaction mode")
					.satisfies((ex) -> assertThat(ex.getHint()).contains("app.migrations.url"));
			}
		}
	}

	@Test
	void everyRevisionOfOneTransactionHasTheSettingsOfTheRun(TestDatabase database, @TempDir Path pooled)
			throws Exception {
		SETTINGS.forEach(database::set);
		database.jdbc().sql("create schema ten1").update();
		String settings = "create table t%s as select current_setting('TimeZone') || current_setting('IntervalStyle') as s";
		try (PgBouncer pooler = new PgBouncer(FaultDatabase.of(database), "transaction", 20, pooled);
				Connection one = FaultDatabase.of(database).at(pooler.port()).dataSource().getConnection()) {
			JdbcClient client = JdbcClient.create(new SingleConnectionDataSource(one, true));
			client.sql("set timezone to 'Asia/Kolkata'").update();
			Revisions.none()
				.sql("a1", "", settings.formatted(1), "")
				.sql("b2", "a1", settings.formatted(2), "")
				.singleTransaction()
				.lock(LockType.NONE, Duration.ZERO)
				.defaultSchema("ten1")
				.on(new SingleConnectionDataSource(one, true))
				.upgrade("heads");
			assertThat(client.sql("select s from ten1.t1 union all select s from ten1.t2").query(String.class).list())
				.containsExactly("UTCpostgres", "UTCpostgres");
			assertThat(client.sql("show timezone").query(String.class).single()).isEqualTo("Asia/Kolkata");
		}
	}

}
