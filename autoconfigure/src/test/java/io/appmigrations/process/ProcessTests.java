package io.appmigrations.process;

import java.io.File;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.FlywayDatabase;
import io.appmigrations.testing.Patience;
import io.appmigrations.testing.TestDatabase;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How processes end: with 0 only where what was asked for is done, whatever the main
 * method catches and whoever else is there; and at once.
 */
@DatabaseTest
@DisabledOnOs(OS.WINDOWS)
class ProcessTests {

	/** As many as two processors stand. */
	private static final int AT_ONCE = 4;

	private static final String ONLY = "--migrate-only";

	@TempDir
	private Path folder;

	/**
	 * One process.
	 *
	 * @param main what is started
	 * @param revisions the folder with its revisions
	 * @param devTools whether DevTools is on the class path
	 * @param options options of Java
	 * @param arguments the application's arguments
	 * @param status the expected exit status
	 * @param said what it must say
	 */
	private record Case(Class<?> main, String revisions, boolean devTools, List<String> options, List<String> arguments,
			int status, String said) {

		static Case of(Class<?> main, String revisions, int status, String said, String... arguments) {
			return new Case(main, revisions, false, List.of(), List.of(arguments), status, said);
		}

		Case withDevTools() {
			return new Case(this.main, this.revisions, true, this.options, this.arguments, this.status, this.said);
		}

		Case with(String option) {
			return new Case(this.main, this.revisions, this.devTools, List.of(option), this.arguments, this.status,
					this.said);
		}

	}

	private static final String CURRENT = "\"pending\":[\"shop1\",\"shop2\"]";

	private static List<Case> cases() {
		return List.of(Case.of(Applications.Catching.class, "shop", 0, "Done: 2 revisions run", ONLY),
				Case.of(Applications.Catching.class, "failing", 1, "(statement_failed)", ONLY),
				Case.of(Applications.Catching.class, "shop", 1, "app.migrations.enabled", ONLY,
						"--app.migrations.enabled=maybe"),
				Case.of(Applications.Catching.class, "shop", 1, "App Migrations is not active in this application",
						ONLY)
					.with("-Dexcluding=true"),
				Case.of(Applications.WithJavaRevision.class, "shop", 1,
						"java.lang.AssertionError: prices must not be negative", ONLY),
				Case.of(Applications.WithJavaRevision.class, "shop", 1,
						"something called System.exit before it finished", ONLY)
					.with("-Dexiting=true"),
				Case.of(Applications.WithStrategy.class, "shop", 1, "the MigrationStrategy of this application did not",
						ONLY),
				Case.of(PlainApplication.class, "shop", 0, "Done: 2 revisions run", ONLY).withDevTools(),
				Case.of(Applications.Catching.class, "failing", 1, "(statement_failed)", ONLY).withDevTools(),
				Case.of(PlainApplication.class, "shop", 0, CURRENT, "migrations", "current", "--json").withDevTools(),
				Case.of(Applications.Child.class, "shop", 0, "Done: 2 revisions run", ONLY),
				Case.of(Applications.Child.class, "shop", 0, CURRENT, "migrations", "current", "--json"),
				Case.of(Applications.ChildByHand.class, "shop", 0, "Done: 2 revisions run", ONLY),
				Case.of(Applications.ChildByHand.class, "failing", 1, "\"code\":\"statement_failed\"", "migrations",
						"upgrade", "head", "--json"),
				Case.of(Applications.Parent.class, "shop", 0, "Done: 2 revisions run", ONLY),
				Case.of(Applications.Bootstrapped.class, "shop", 0, "Done: 2 revisions run", ONLY),
				Case.of(Applications.Bootstrapped.class, "failing", 1, "(statement_failed)", ONLY),
				Case.of(Applications.Bootstrapped.class, "shop", 0, CURRENT, "migrations", "current", "--json"), Case
					.of(Applications.Catching.class, "shop", 1, "App Migrations is not configured in this application",
							"migrations", "current")
					.with("-Dexcluding=true"));
	}

	@Test
	void statusSaysWhatWasDone(TestDatabase database) throws Exception {
		// each in a schema of its own
		List<Case> cases = cases();
		Map<Integer, StartedProcess> running = new LinkedHashMap<>();
		SoftAssertions assertions = new SoftAssertions();
		for (int i = 0; i < cases.size() || !running.isEmpty();) {
			if (i < cases.size() && running.size() < AT_ONCE) {
				running.put(i, start(database, cases.get(i), "s" + i));
				i++;
				continue;
			}
			int first = running.keySet().iterator().next();
			assertEnd(assertions, database, cases.get(first), running.remove(first), "s" + first);
		}
		assertions.assertAll();
	}

	private StartedProcess start(TestDatabase database, Case one, String schema) throws Exception {
		List<String> arguments = new ArrayList<>(one.arguments());
		for (String property : database.properties()) {
			arguments.add("--" + property);
		}
		arguments.addAll(List.of("--app.migrations.locations=classpath:fixtures/" + one.revisions(),
				"--app.migrations.default-schema=" + schema));
		return StartedProcess.start(this.folder, one.devTools() ? devTools() + File.pathSeparator : "", null,
				one.main(), one.options(), arguments);
	}

	/** DevTools on the class path of all tests would change them. */
	private static Path devTools() throws Exception {
		try (Stream<Path> jars = Files.list(Path.of("target", "devtools"))) {
			return jars.findFirst().orElseThrow().toAbsolutePath();
		}
	}

	private static void assertEnd(SoftAssertions assertions, TestDatabase database, Case one, StartedProcess process,
			String schema) throws Exception {
		assertions.assertThat(process.status()).as("%s%n%s", one, process.output()).isEqualTo(one.status());
		assertions.assertThat(process.output()).as(one.toString()).contains(one.said()).doesNotContain("RUNNER");
		if (one.arguments().contains("--json")) {
			assertions.assertThat(process.out().strip()).as("%s%n%s", one, process.err()).startsWith("{").endsWith("}");
		}
		boolean upgraded = one.status() == 0 && one.arguments().contains(ONLY);
		assertions.assertThat(database.hasTable(schema + ".product"))
			.as("%s is migrated%n%s", one, process.output())
			.isEqualTo(upgraded || one.main() == Applications.WithJavaRevision.class);
	}

	@Test
	void instancesThatAreEnabledAreMigrated(TestDatabase database) throws Exception {
		List<String> instances = new ArrayList<>(List.of(ONLY,
				"--app.migrations.instances.on.locations=classpath:fixtures/shop",
				"--app.migrations.instances.off.locations=classpath:fixtures/failing",
				"--app.migrations.instances.off.version-table=of_off", "--app.migrations.instances.off.enabled=false"));
		for (String property : database.properties()) {
			instances.add("--" + property);
		}
		StartedProcess one = StartedProcess.start(this.folder, "", null, PlainApplication.class, List.of(), instances);
		assertThat(one.status()).as(one::output).isZero();
		assertThat(one.output()).contains("Done: 2 revisions run, the database of instance on is at shop2");
		assertThat(database.hasTable("product")).isTrue();
		instances.add("--app.migrations.instances.on.enabled=false");
		StartedProcess none = StartedProcess.start(this.folder, "", null, PlainApplication.class, List.of(), instances);
		assertThat(none.status()).as(none::output).isEqualTo(1);
		assertThat(none.output()).contains("every one of app.migrations.instances has enabled=false");
	}

	@Test
	void restartOfDevToolsMigrates(TestDatabase database) throws Exception {
		Path classes = Files.createDirectories(this.folder.resolve("classes"));
		Path revisions = Files.createDirectories(classes.resolve("restarted"));
		List<String> arguments = with(database, "--spring.main.keep-alive=true",
				"--spring.devtools.livereload.enabled=false", "--raise=5");
		arguments.add("--app.migrations.locations=classpath:fixtures/javarevisions,classpath:restarted");
		StartedProcess process = StartedProcess.start(this.folder,
				devTools() + File.pathSeparator + classes + File.pathSeparator, null, Applications.Restarting.class,
				List.of(), arguments);
		process.await(() -> process.out().contains("RUNNER"));
		assertThat(database.rows()).containsExactly("shop3");
		Files.writeString(revisions.resolve("new.sql"), """
				-- revision: shop4
				-- down-revision: shop3

				-- migrate:upgrade
				create table restarted ();
				""");
		process.await(() -> database.hasTable("restarted"));
		assertThat(database.rows()).containsExactly("shop4");
		process.terminate();
		assertThat(process.status()).isEqualTo(143);
	}

	@Test
	void failureOfJavaIsLoggedWithTheRevision(TestDatabase database) throws Exception {
		StartedProcess process = start(database,
				Case.of(Applications.WithJavaRevision.class, "shop", 1, "", "migrations", "upgrade", "head", "--json"),
				"public");
		assertThat(process.status()).isEqualTo(1);
		assertThat(JsonPath.<String>read(process.out(), "$.error.code")).isEqualTo("statement_failed");
		assertThat(JsonPath.<String>read(process.out(), "$.error.message")).contains("Revision shop3 (assert)",
				"AssertionError: prices must not be negative");
		assertThat(database.log()).containsExactly("upgrade shop1 done", "upgrade shop2 done", "upgrade shop3 failed");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void answerThatCannotBeWrittenIsAFailure(TestDatabase database) throws Exception {
		List<StartedProcess> processes = new ArrayList<>();
		for (String[] arguments : new String[][] { { "migrations", "upgrade", "heads", "--sql" },
				{ "migrations", "heads", "--json" } }) {
			processes.add(StartedProcess.start(this.folder, "", ProcessBuilder.Redirect.to(new File("/dev/full")),
					PlainApplication.class, List.of(), with(database, arguments)));
		}
		StartedProcess closed = StartedProcess.start(this.folder, "", ProcessBuilder.Redirect.PIPE,
				PlainApplication.class, List.of(), with(database, "migrations", "history"));
		closed.process().getInputStream().close();
		processes.add(closed);
		for (StartedProcess process : processes) {
			assertThat(process.status()).as(process.err()).isEqualTo(1);
			assertThat(process.err()).contains("the answer cannot be written to standard output");
		}
	}

	private static List<String> with(TestDatabase database, String... arguments) {
		List<String> all = new ArrayList<>(List.of(arguments));
		for (String property : database.properties()) {
			all.add("--" + property);
		}
		all.add("--app.migrations.locations=classpath:fixtures/shop");
		return all;
	}

	/** Upgrades to the revisions in the folder. */
	private StartedProcess upgrade(TestDatabase database, String... more) throws Exception {
		return upgrade(database.url(), database, "file:" + this.folder.resolve("revisions"), more);
	}

	private StartedProcess upgrade(String url, TestDatabase database, String locations, String... more)
			throws Exception {
		List<String> arguments = new ArrayList<>(List.of("migrations", "upgrade", "heads", "--json",
				"--spring.datasource.url=" + url, "--spring.datasource.username=" + database.username(),
				"--spring.datasource.password=" + database.password(), "--app.migrations.locations=" + locations));
		arguments.addAll(List.of(more));
		return StartedProcess.start(this.folder, "", null, Applications.Catching.class, List.of(), arguments);
	}

	private static void assertInterrupted(StartedProcess process) throws Exception {
		assertThat(process.status()).as(process.output()).isEqualTo(1);
		assertThat(JsonPath.<Map<String, ?>>read(process.out(), "$")).as(process.output()).containsOnlyKeys("error");
		assertThat(process.out().strip()).doesNotContain("\n");
	}

	private static boolean sleeps(TestDatabase database) {
		return database.jdbc()
			.sql("select exists (select from pg_stat_activity where datname = ? and wait_event = 'PgSleep')")
			.param(database.name())
			.query(Boolean.class)
			.single();
	}

	@Test
	void toldToEndWhileItConnects(TestDatabase database) throws Exception {
		// it accepts, and says nothing
		try (ServerSocket silent = new ServerSocket(0)) {
			silent.setSoTimeout((int) Patience.LIMIT.toMillis());
			StartedProcess process = upgrade("jdbc:postgresql://localhost:" + silent.getLocalPort() + "/x", database,
					"classpath:fixtures/shop");
			silent.accept();
			process.terminate();
			assertInterrupted(process);
			assertThat(JsonPath.<String>read(process.out(), "$.error.code")).isEqualTo("interrupted_revision");
		}
	}

	@Test
	void toldToEndInAStatementAndWhileAnotherWaitsForTheLock(TestDatabase database) throws Exception {
		Path revisions = Files.createDirectories(this.folder.resolve("revisions"));
		Files.writeString(revisions.resolve("a.sql"), """
				-- revision: a1
				-- down-revision:

				-- migrate:upgrade
				create table half ();
				select pg_sleep(600);
				""");
		StartedProcess sleeping = upgrade(database);
		sleeping.await(() -> sleeps(database));
		StartedProcess waiting = upgrade(database, "--logging.level.io.appmigrations=info");
		waiting.await(() -> waiting.err().contains("Waiting for the migration lock"));
		waiting.terminate();
		assertInterrupted(waiting);
		sleeping.interrupt();
		assertInterrupted(sleeping);
		assertThat(sleeping.out()).contains("a1");
		assertThat(database.hasTable("half")).isFalse();
		assertThat(database.rows()).isEmpty();
	}

	/** An import that did not end well would write what it could not compare. */
	@Test
	void replayThatIsToldToEndLeavesNothingBehind(TestDatabase database) throws Exception {
		Path scripts = Files.createDirectories(this.folder.resolve("flyway"));
		Path revisions = Files.createDirectories(this.folder.resolve("revisions"));
		String role = "role_of_" + database.name();
		FlywayDatabase flyway = new FlywayDatabase().script("1", """
				do $$ begin if current_database() <> '%s' then create role %s; end if; end $$;
				create table slept as select pg_sleep(600)::text where current_database() <> '%s';
				""".formatted(database.name(), role, database.name()));
		for (Map.Entry<String, String> script : flyway.scripts().entrySet()) {
			Files.writeString(scripts.resolve(script.getKey()), script.getValue());
		}
		flyway.migrate(database, "1");
		List<String> arguments = new ArrayList<>(List.of("migrations", "import", "--from", "flyway", "--json",
				"--spring.flyway.locations=filesystem:" + scripts, "--app.migrations.locations=file:" + revisions));
		for (String property : database.properties()) {
			arguments.add("--" + property);
		}
		StartedProcess process = StartedProcess.start(this.folder, "", null, PlainApplication.class, List.of(),
				arguments);
		AtomicReference<String> replay = new AtomicReference<>("");
		process.await(() -> {
			strings(database, "select datname from pg_stat_activity where wait_event = 'PgSleep' and query like ?",
					"%" + database.name() + "%")
				.forEach(replay::set);
			return !replay.get().isEmpty();
		});
		assertThat(strings(database, "select rolname from pg_roles where rolname = ?", role)).hasSize(1);
		process.interrupt();
		assertInterrupted(process);
		assertThat(JsonPath.<String>read(process.out(), "$.error.code")).as(process.output())
			.isEqualTo("interrupted_revision");
		assertThat(revisions).isEmptyDirectory();
		assertThat(replay.get()).startsWith("app_migrations_replay_");
		assertThat(strings(database, "select datname from pg_database where datname = ?", replay.get())).isEmpty();
		assertThat(strings(database, "select rolname from pg_roles where rolname = ?", role)).isEmpty();
	}

	private static List<String> strings(TestDatabase database, String query, String parameter) {
		return database.jdbc().sql(query).param(parameter).query(String.class).list();
	}

	@Test
	void toldToEndBetweenTwoTries(TestDatabase database) throws Exception {
		Path revisions = Files.createDirectories(this.folder.resolve("revisions"));
		Files.writeString(revisions.resolve("a.sql"), """
				-- revision: a1
				-- down-revision:

				-- migrate:upgrade
				alter table held add column a int;
				""");
		database.jdbc().sql("create table held ()").update();
		try (Connection holder = database.dataSource().getConnection()) {
			holder.setAutoCommit(false);
			holder.createStatement().execute("lock table held");
			StartedProcess process = upgrade(database, "--app.migrations.lock-timeout=50ms",
					"--app.migrations.lock-retries=100");
			process.await(() -> process.err().contains("attempt 3 of 101"));
			process.interrupt();
			assertInterrupted(process);
			holder.rollback();
		}
		assertThat(database.rows()).isEmpty();
	}

	@Test
	void toldToEndWhileNobodyReadsTheAnswer(TestDatabase database) throws Exception {
		Path revisions = Files.createDirectories(this.folder.resolve("revisions"));
		Files.writeString(revisions.resolve("a.sql"), """
				-- revision: a1
				-- down-revision:

				-- migrate:upgrade
				create table t (a text);
				insert into t values ('%s');
				""".formatted("x".repeat(500_000)));
		List<String> arguments = List.of("migrations", "upgrade", "heads", "--sql", "--json",
				"--app.migrations.locations=file:" + revisions, "--" + database.properties()[0]);
		StartedProcess process = StartedProcess.start(this.folder, "", ProcessBuilder.Redirect.PIPE,
				PlainApplication.class, List.of(), arguments);
		process.await(() -> available(process));
		process.interrupt();
		assertThat(process.process().waitFor(Patience.MINUTES, TimeUnit.MINUTES)).isTrue();
		assertThat(process.process().exitValue()).isEqualTo(1);
	}

	private static boolean available(StartedProcess process) {
		try {
			return process.process().getInputStream().available() > 0;
		}
		catch (java.io.IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

}
