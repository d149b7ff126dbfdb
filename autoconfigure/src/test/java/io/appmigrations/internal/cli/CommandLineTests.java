package io.appmigrations.internal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.appmigrations.internal.cli.Cli.Answered;
import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import jakarta.persistence.EntityManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the commands: what they answer, where, and with which exit status.
 */
@DatabaseTest
class CommandLineTests {

	private static final String NOBODY_LISTENS = "--spring.datasource.url=jdbc:postgresql://localhost:1/none";

	@TempDir
	private Path folder;

	private Cli fork() {
		Revisions.none()
			.sql("a1", "", "create table a (id int);", "drop table a;")
			.sql("b2", "a1", "create table b (id int);", "drop table b;")
			.sql("c3", "a1", "create table c (id int);", "drop table c;")
			.sql("d4", "b2, c3", "create index on a (id);", "")
			.writeTo(this.folder);
		return Cli.of(EmptyApplication.class).locations(this.folder);
	}

	@Test
	void upgradeAndDowngradeAnswerWithTheirSteps(TestDatabase database) {
		Cli cli = fork().database(database);
		Answered up = cli.run("upgrade", "b2", "--json");
		assertThat(up.status()).isZero();
		assertThat(up.errWithoutProgress()).isEmpty();
		assertThat(up.<List<String>>json("$.steps[*].revision")).containsExactly("a1", "b2");
		assertThat(up.<List<String>>json("$.steps[1].from")).containsExactly("a1");
		assertThat(up.<List<String>>json("$.current")).containsExactly("b2");
		assertThat(cli.run("upgrade", "heads").out()).contains("upgrade a1 -> c3", "upgrade b2, c3 -> d4")
			.endsWith("The database is at d4.\n");
		assertThat(cli.run("upgrade", "heads").out()).isEqualTo("Nothing to do. The database is at d4.\n");
		Answered down = cli.run("downgrade", "b2", "--json");
		assertThat(down.<List<String>>json("$.steps[*].direction")).containsOnly("downgrade");
		assertThat(down.<List<String>>json("$.current")).containsExactly("b2", "c3");
		assertThat(cli.run("downgrade", "base", "-q").out()).isEmpty();
	}

	@Test
	void whatIsDoneInPartIsShownAndNotLeftBehind(TestDatabase database) {
		Revisions.none().sql("a1", "", "create table a (id int);", "drop table a;").file("""
				-- revision: b2
				-- down-revision: a1
				-- migrate:upgrade transaction:off
				create table b (id int);
				insert into b values (1);
				insert into nowhere values (1);
				-- migrate:downgrade
				drop table b;
				""").sql("c1", "", "create table c (id int);", "drop table c;").writeTo(this.folder);
		Cli cli = Cli.of(EmptyApplication.class).locations(this.folder).database(database);
		assertThat(cli.run("upgrade", "c1").status()).isZero();
		assertThat(cli.run("upgrade", "heads").status()).isEqualTo(1);
		assertThat(cli.run("current").out()).contains("b2: upgrade unfinished, statements done: 2");
		assertThat(cli.run("current", "-v").out()).contains("b2: upgrade unfinished, statements done: 2");
		assertThat(cli.run("history", "-i").out()).contains("b2 (upgrade unfinished) (head)");
		Answered current = cli.run("current", "--json");
		assertThat(current.<String>json("$.unfinished[0].revision")).isEqualTo("b2");
		assertThat(current.<Integer>json("$.unfinished[0].statements")).isEqualTo(2);
		Answered refused = cli.run("downgrade", "base", "--json");
		assertThat(refused.<String>json("$.error.code")).isEqualTo("interrupted_revision");
		assertThat(refused.<String>json("$.error.hint")).contains("upgrade b2", "repair --forget b2");
		assertThat(cli.run("downgrade", "base", "--dry-run").status()).isEqualTo(1);
		assertThat(cli.run("downgrade", "c1@base").status()).isZero();
		assertThat(database.hasTable("a")).isTrue();
		database.jdbc().sql("drop table b").update();
		assertThat(cli.run("repair", "--forget", "b2").status()).isZero();
		assertThat(cli.run("current", "--json").out()).doesNotContain("unfinished");
		assertThat(cli.run("downgrade", "base").status()).isZero();
		assertThat(database.hasTable("a")).isFalse();
	}

	@Test
	void currentSaysWhereTheDatabaseIs(TestDatabase database) {
		Cli cli = fork().database(database);
		assertThat(cli.run("current").out()).isEqualTo("base (nothing is applied)\n");
		assertThat(database.jdbc().sql("select to_regclass('app_migrations') is null").query(Boolean.class).single())
			.isTrue();
		cli.run("upgrade", "c3");
		Answered current = cli.run("current", "--json");
		assertThat(current.<List<String>>json("$.current")).containsExactly("c3");
		assertThat(current.<List<String>>json("$.heads")).containsExactly("d4");
		assertThat(current.<List<String>>json("$.pending")).containsExactly("b2", "d4");
		assertThat(cli.run("current", "-v").out()).contains("Database:", "Applied:", "Pending:   b2, d4")
			.doesNotContain(database.libpqUrl());
		assertThat(cli.run("current", "--check-heads", "--json").status()).isEqualTo(3);
		cli.run("upgrade", "head");
		assertThat(cli.run("current", "--check-heads").status()).isZero();
	}

	static Stream<List<String>> commandsWithoutDatabase() {
		return Stream.of(List.of("history"), List.of("history", "-r", "b2:"), List.of("history", "--format", "dot"),
				List.of("heads"), List.of("branches", "-v"), List.of("show", "head"),
				List.of("revision", "-m", "x", "--head", "base"), List.of("upgrade", "head", "--sql"),
				List.of("downgrade", "d4:b2", "--sql", "--json"), List.of("stamp", "head", "--sql"),
				List.of("ensure-version", "--sql"), List.of("completion", "bash"));
	}

	@ParameterizedTest
	@MethodSource("commandsWithoutDatabase")
	void commandsThatNeedNoDatabaseOpenNoConnection(List<String> command) {
		assertThat(fork().run(command.toArray(String[]::new)).status()).as("no database configured").isZero();
		Answered answered = Cli.of(EmptyApplication.class)
			.locations(this.folder)
			.with(NOBODY_LISTENS)
			.run(command.toArray(String[]::new));
		assertThat(answered.errWithoutProgress()).isEmpty();
		assertThat(answered.status()).isZero();
		assertThat(answered.out()).isNotEmpty();
	}

	@Test
	void missingDatabaseIsOneClearError() {
		Answered answered = fork().run("current", "--json");
		assertThat(answered.status()).isEqualTo(1);
		assertThat(answered.<String>json("$.error.code")).isEqualTo("invalid_configuration");
		assertThat(answered.<String>json("$.error.hint")).contains("DATABASE_URL");
		assertThat(fork().with(NOBODY_LISTENS).run("current").err()).startsWith("error: No connection to the database")
			.contains("(connection_failed)")
			.doesNotContain("\tat ");
	}

	@ParameterizedTest
	@CsvSource({ "upgrade zz, unknown_revision", "upgrade a1+1, ambiguous_revision", "upgrade +1zz, invalid_target",
			"upgrade a1:b2, invalid_target", "downgrade b2, not_an_ancestor", "downgrade head:base, invalid_target",
			"stamp a1 b2, invalid_target", "show base, invalid_target", "history -r a1, invalid_target",
			"merge d4 -m x, invalid_target", "merge a1 b2 -m x, invalid_target", "revision --head a1, invalid_target",
			"revision --rev-id a1, duplicate_revision", "revision --rev-id a-1, invalid_script",
			"revision --branch-label a1, duplicate_branch_label", "revision --depends-on zz, unknown_revision",
			"revision --version-path /etc, invalid_configuration" })
	void errorsHaveACodeAMessageAndAHint(String command, String code, TestDatabase database) throws IOException {
		Cli cli = fork().database(database);
		try (Stream<Path> before = Files.list(this.folder)) {
			assertThat(before).hasSize(4);
		}
		Answered answered = cli.with("--json").run(command.split(" "));
		assertThat(answered.status()).isEqualTo(1);
		assertThat(answered.<String>json("$.error.code")).isEqualTo(code);
		assertThat(answered.<String>json("$.error.message")).isNotBlank();
		assertThat(answered.<String>json("$.error.hint")).isNotBlank();
		try (Stream<Path> after = Files.list(this.folder)) {
			assertThat(after).as("nothing was written").hasSize(4);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "nonsense", "upgrade", "upgrade head base", "upgrade head --nonsense",
			"history --format pdf", "show", "heads -x --json", "upgrade head --sql --dry-run", "upgrade",
			"completion fish" })
	void wrongUsageIsStatusTwo(String command) {
		Answered answered = fork().run(command.isEmpty() ? new String[0] : command.split(" "));
		assertThat(answered.status()).isEqualTo(2);
		assertThat(answered.out()).isEmpty();
		assertThat(answered.err()).contains("Usage: migrations");
	}

	@Test
	void helpOfEveryCommandHasAnExample() {
		CommandLineTool
			.commandLine(new RootCommand(new org.springframework.boot.SpringApplication(),
					new Answer(System.out, System.err), List.of()), false, "")
			.getSubcommands()
			.forEach((name, command) -> {
				Answered help = Cli.of(EmptyApplication.class).run(name, "--help");
				assertThat(help.status()).isZero();
				assertThat(help.out()).contains("Usage: migrations " + command.getCommandName(), "Example");
			});
	}

	@Test
	void dryRunChangesNothing(TestDatabase database) {
		Cli cli = fork().database(database);
		Answered dry = cli.run("upgrade", "head", "--dry-run", "--json");
		assertThat(dry.<List<String>>json("$.steps[*].revision")).containsExactly("a1", "b2", "c3", "d4");
		assertThat(dry.<List<String>>json("$.current")).containsExactly("d4");
		assertThat(cli.run("stamp", "head", "--dry-run").out()).contains("insert into \"app_migrations\"");
		assertThat(database.jdbc()
			.sql("select count(*) from pg_class where relnamespace = 'public'::regnamespace")
			.query(Integer.class)
			.single()).isZero();
		cli.run("upgrade", "b2");
		assertThat(cli.run("downgrade", "-1", "--dry-run").out()).contains("drop table b;");
		assertThat(cli.run("current").out()).contains("b2");
	}

	@Test
	void stampSetsRowsAndLogOnly(TestDatabase database) {
		Cli cli = fork().database(database);
		Answered stamped = cli.run("stamp", "b2", "--json");
		assertThat(stamped.<List<Map<String, Object>>>json("$.steps")).hasSize(1);
		assertThat(stamped.<List<String>>json("$.current")).containsExactly("b2");
		assertThat(cli.run("history", "-i", "--json").<List<String>>json("$[?(@.applied == true)].revision"))
			.containsExactlyInAnyOrder("a1", "b2");
		assertThat(database.jdbc().sql("select to_regclass('a') is null").query(Boolean.class).single()).isTrue();
		assertThat(cli.run("stamp", "base").out()).contains("stamp b2 -> base");
		database.jdbc().sql("insert into app_migrations values ('unknown')").update();
		assertThat(cli.run("stamp", "b2").status()).isEqualTo(1);
		assertThat(cli.run("stamp", "--purge", "b2", "--json").<List<String>>json("$.current")).containsExactly("b2");
		assertThat(database.jdbc().sql("select revision from app_migrations").query(String.class).list())
			.containsExactly("b2");
	}

	@Test
	void versionTableMadeByHandIsBelieved(TestDatabase database) {
		database.jdbc().sql("create table app_migrations (revision text primary key)").update();
		database.jdbc().sql("insert into app_migrations values ('b2')").update();
		Cli cli = fork().database(database);
		assertThat(cli.run("current", "--json").<List<String>>json("$.current")).containsExactly("b2");
		assertThat(cli.run("history", "-i", "--json").<List<String>>json("$[?(@.applied == true)].revision"))
			.containsExactly("b2", "a1");
		database.jdbc().sql("create table a (id int)").update();
		assertThat(cli.run("upgrade", "head", "--json").<List<String>>json("$.current")).containsExactly("d4");
	}

	@Test
	void unknownRevisionsAreUndoneFromTheLog(TestDatabase database, @TempDir Path newer) {
		Revisions.none()
			.sql("a1", "", "create table a (id int);", "drop table a;")
			.sql("b2", "a1", "create table b (id int);", "drop table b;")
			.sql("e5", "b2", "create table e (id int);", "drop table e;")
			.sql("f6", "e5", "create index on e (id);", "drop index e_id_idx;")
			.writeTo(newer);
		Cli.of(EmptyApplication.class).locations(newer).database(database).run("upgrade", "head");
		Revisions.none()
			.sql("a1", "", "create table a (id int);", "drop table a;")
			.sql("b2", "a1", "create table b (id int);", "drop table b;")
			.writeTo(this.folder);
		Cli older = Cli.of(EmptyApplication.class).locations(this.folder).database(database);
		assertThat(older.run("upgrade", "head", "--json").<List<String>>json("$.current")).containsExactly("f6");
		assertThat(older.run("upgrade", "head").err()).contains("the database is ahead of this build",
				"If the file of a revision was deleted instead, restore it");
		assertThat(older.run("history", "-i", "--json").<List<String>>json("$[?(@.applied == true)].revision"))
			.containsExactly("b2", "a1");
		Answered refused = older.run("downgrade", "b2");
		assertThat(refused.status()).isEqualTo(1);
		assertThat(refused.err()).contains("unknown_revision", "--stored");
		assertThat(older.run("downgrade", "b2", "--stored", "--dry-run").out()).contains("drop table e;");
		Answered undone = older.run("downgrade", "b2", "--stored", "--yes", "--json");
		assertThat(undone.<List<String>>json("$.steps[*].revision")).containsExactly("f6", "e5");
		assertThat(database.jdbc().sql("select to_regclass('e') is null").query(Boolean.class).single()).isTrue();
		assertThat(older.run("current", "--check-heads").status()).isZero();
	}

	@Test
	void storedWayDownIsNotRunUnlessConfirmed(TestDatabase database, @TempDir Path newer) {
		Revisions.none().sql("a1", "", "create table a (id int);", "drop table a;").writeTo(newer);
		Cli.of(EmptyApplication.class).locations(newer).database(database).run("upgrade", "head");
		Answered refused = Cli.of(EmptyApplication.class)
			.locations(this.folder)
			.database(database)
			.run("downgrade", "base", "--stored");
		assertThat(refused.status()).isEqualTo(1);
		assertThat(refused.err()).contains("drop table a;", "unsafe_operation");
		assertThat(database.jdbc().sql("select to_regclass('a') is not null").query(Boolean.class).single()).isTrue();
	}

	@Test
	void historyDrawsAndFilters(TestDatabase database) {
		Cli cli = fork().database(database);
		cli.run("upgrade", "b2");
		assertThat(cli.run("history", "-i").out()).contains("b2 (current)", "d4 (head) (mergepoint)",
				"a1 (branchpoint)");
		assertThat(cli.run("history", "-r", "-1:current", "--json").<List<String>>json("$[*].revision"))
			.containsExactly("b2", "a1");
		assertThat(cli.run("history", "-r-1:", "--json").status()).isEqualTo(1);
		assertThat(cli.run("history", "--format", "mermaid").out()).startsWith("flowchart TD\n").contains(" --> ");
		assertThat(cli.run("history", "--format", "DOT").out()).startsWith("digraph history {\n").contains(" -> ");
		assertThat(cli.run("history", "-r", "a1:b2", "--format", "html").out()).startsWith("<!doctype html>")
			.endsWith("</html>\n")
			.contains("\"current\":[\"b2\"]", "create table b", "\"login\":")
			.doesNotContain("\"revision\":\"d4\"", "\r");
	}

	@Test
	void pageOfTheHistoryIsOfUseWithoutADatabase() {
		Cli cli = fork().with(NOBODY_LISTENS);
		Answered page = cli.run("history", "--format", "html");
		assertThat(page.status()).isZero();
		assertThat(page.out()).contains("\"error\":\"connection_failed\"", "\"revision\":\"d4\"");
		assertThat(page.err()).contains("The page does not say what is applied: ");
		Answered refused = cli.run("history", "-i", "--format", "html");
		assertThat(refused.status()).isEqualTo(1);
		assertThat(refused.out()).isEmpty();
	}

	@Test
	void showTellsAllAboutARevision(TestDatabase database) {
		Cli cli = fork().database(database);
		Answered shown = cli.run("show", "d4", "--json");
		assertThat(shown.<List<String>>json("$.downRevisions")).containsExactly("b2", "c3");
		assertThat(shown.<Boolean>json("$.head")).isTrue();
		assertThat(shown.<Boolean>json("$.mergePoint")).isTrue();
		assertThat(shown.<Object>json("$.applied")).isNull();
		cli.run("upgrade", "b2");
		assertThat(cli.run("show", "current", "--json").<Boolean>json("$.applied")).isTrue();
		assertThat(cli.run("show", "a").out()).contains("Revision:  a1 (branchpoint)", "Children:  b2, c3");
	}

	@Test
	void newRevisionsBuildOnTheHead() throws IOException {
		Cli cli = Cli.of(EmptyApplication.class).locations(this.folder);
		Answered first = cli.run("revision", "-m", "create users", "--rev-id", "aaa", "--json");
		Path file = Path.of(first.<String>json("$.path"));
		assertThat(file.getFileName().toString()).matches("\\d{12}_aaa_create_users\\.sql");
		assertThat(Files.readString(file))
			.startsWith("-- create users\n--\n-- revision: aaa\n-- down-revision:\n-- created: ");
		assertThat(first.<List<Object>>json("$.changes")).isEmpty();
		String path = cli.run("revision", "-m", "second").out().strip();
		assertThat(Files.readString(Path.of(path))).contains("-- down-revision: aaa\n");
		assertThat(cli.run("revision", "-m", "third", "--head", "aaa", "--splice", "--rev-id", "ccc").status())
			.isZero();
		Answered several = cli.run("revision", "-m", "fourth");
		assertThat(several.status()).isEqualTo(1);
		assertThat(several.err()).contains("multiple_heads", "--head", "merge heads");
		Answered merged = cli.run("merge", "heads", "-m", "join", "--json");
		assertThat(merged.status()).isZero();
		assertThat(cli.run("heads", "--json").<List<String>>json("$[*].revision"))
			.containsExactly(merged.<String>json("$.revision"));
		assertThat(cli
			.run("revision", "-m", "other", "--head", "base", "--branch-label", "billing", "--depends-on", "aaa",
					"--json")
			.status()).isZero();
		assertThat(cli.run("show", "billing@head", "--json").<List<String>>json("$.dependsOn")).containsExactly("aaa");
	}

	@Test
	void hostileMessagesStayMessages() throws IOException {
		Cli cli = Cli.of(EmptyApplication.class).locations(this.folder);
		List<String> messages = List.of("it's \"quoted\" $(touch x) `y` */ ; drop table z; --", "../../../etc/passwd",
				"first\nrevision: evil\n-- migrate:upgrade\ndrop table x;", "migrate:downgrade", "down-revision: zz",
				"\\back", "tab\tand\u001b[31mred\u0007", "x".repeat(10_000), "naïve 日本語 😀", "%(rev)s ${revision} %s",
				"@file", "-m");
		for (String message : messages) {
			Answered made = cli.run("revision", "--message=" + message, "--json");
			assertThat(made.status()).as(message).isZero();
			Path file = Path.of(made.<String>json("$.path"));
			assertThat(file.toAbsolutePath().normalize().getParent()).isEqualTo(this.folder);
			Answered shown = cli.run("show", made.json("$.revision"), "--json");
			assertThat(shown.<String>json("$.message"))
				.isEqualTo(message.replaceAll("[\\p{Cntrl}&&[^\\n]]", " ").strip());
			assertThat(cli.run("show", made.<String>json("$.revision")).out()).doesNotContain("\u001b");
		}
		assertThat(cli.run("heads", "--json").<List<Object>>json("$")).hasSize(1);
		assertThat(cli.run("upgrade", "head", "--sql").out().lines().filter((line) -> line.contains("drop table x")))
			.allMatch((line) -> line.startsWith("--") || line.startsWith("insert into") || line.contains("'"));
	}

	@Test
	void filesAreNamedAsConfigured() {
		Cli cli = Cli.of(EmptyApplication.class)
			.locations(this.folder)
			.with("--app.migrations.file-template=%(year)d/%(rev)s_%(slug)s",
					"--app.migrations.truncate-slug-length=10", "--app.migrations.timezone=Europe/Berlin");
		Answered made = cli.run("revision", "-m", "a message that is long", "--rev-id", "r1", "--json");
		assertThat(made.<String>json("$.path")).matches(".*/\\d{4}/r1_a_message_\\.sql");
		Cli outside = Cli.of(EmptyApplication.class)
			.locations(this.folder)
			.with("--app.migrations.file-template=../%(rev)s");
		assertThat(outside.run("revision").err()).contains("invalid_configuration", "file-template");
	}

	@Test
	void usersTemplateIsUsed() throws IOException {
		Files.writeString(this.folder.resolve("revision.sql.template"), """
				-- ${message}
				-- owned by the data team
				--
				-- revision: ${revision}
				-- down-revision: ${down-revision}

				-- migrate:upgrade lock-timeout:2s
				${upgrade}
				-- migrate:downgrade
				${downgrade}
				""");
		Cli cli = Cli.of(EmptyApplication.class).locations(this.folder);
		String path = cli.run("revision", "-m", "own").out().strip();
		assertThat(Files.readString(Path.of(path))).contains("owned by the data team", "lock-timeout:2s");
		Files.writeString(this.folder.resolve("revision.sql.template"), "-- ${message}\n-- revision: fixed\n");
		Answered broken = cli.run("revision", "-m", "own");
		assertThat(broken.err()).contains("invalid_configuration", "template");
		try (Stream<Path> files = Files.list(this.folder)) {
			assertThat(files).hasSize(2);
		}
	}

	@Test
	void symbolicLinksOutOfTheLocationAreNotFollowed(@TempDir Path outside) throws IOException {
		Files.createSymbolicLink(this.folder.resolve("link"), outside);
		Answered refused = Cli.of(EmptyApplication.class)
			.locations(this.folder)
			.run("revision", "-m", "x", "--version-path", this.folder + "/link");
		assertThat(refused.err()).contains("invalid_script", "link is a link to a place outside its location");
		assertThat(outside).isEmptyDirectory();
	}

	@Test
	void currentSaysOfEachTenantWhereItIs(TestDatabase database) {
		Revisions.none()
			.sql("a1", "", "create table t (id int);", "drop table t;")
			.sql("b2", "a1", "", "")
			.writeTo(this.folder);
		tenants(database, "t1").run("upgrade", "head");
		tenants(database, "t2").run("upgrade", "a1");
		Cli tenants = tenants(database, "t1,t2,t3");
		Answered text = tenants.run("current", "--check-heads");
		assertThat(text.status()).isEqualTo(3);
		assertThat(text.out()).isEqualTo("t1: b2\nt2: a1  1 pending\nt3: base  2 pending\n");
		assertThat(text.err()).contains("2 of 3 tenants are not at the heads b2: t2, t3");
		Answered json = tenants.run("current", "--check-heads", "--json");
		assertThat(json.status()).isEqualTo(3);
		assertThat(json.out()).contains("\"t2\":{\"current\":[\"a1\"],\"heads\":[\"b2\"],\"pending\":[\"b2\"]");
		assertThat(tenants.run("history", "-i").err()).contains("app.migrations.tenants configures several");
	}

	@Test
	void tenantsThatFailDoNotHideTheOthers(TestDatabase database) {
		Revisions.none()
			.sql("a1", "", "create table t (id int);", "drop table t;")
			.sql("b2", "a1", "create table u (id int);", "drop table u;")
			.writeTo(this.folder);
		database.jdbc()
			.sql("create schema t2; create table t2.u (id int); create schema t3; "
					+ "create view t3.app_migrations as select 1 as one")
			.update();
		Cli tenants = tenants(database, "t1,t2,t3,t4");
		Answered upgrade = tenants.run("upgrade", "head", "--json");
		assertThat(upgrade.status()).isEqualTo(1);
		assertThat(upgrade.out().replaceAll("\"millis\":\\d+", "\"millis\":1"))
			.startsWith("{\"error\":{\"code\":\"statement_failed\",\"message\":\"2 of 4 tenants failed")
			.contains("],\"current\":[\"b2\"],\"tenants\":{\"t1\":{\"steps\":[{",
					"\"t2\":{\"error\":{\"code\":\"statement_failed\",\"message\":\"Revision b2 (make b2) failed",
					"run 'stamp b2'; otherwise drop or rename the existing object, or remove what the revision creates twice.\"},"
							+ "\"steps\":[{\"direction\":\"upgrade\",\"revision\":\"a1\",\"from\":[],\"to\":[\"a1\"],\"millis\":1}]},"
							+ "\"t3\":{\"error\":{\"code\":\"invalid_configuration\",",
					"app.migrations.version-table.\"},\"steps\":[]},\"t4\":{\"steps\":[{");
		assertThat(tenants.run("upgrade", "head").err()).contains("error: 2 of 4 tenants failed, the others are done",
				"t2 (statement_failed): Revision b2", "t3 (invalid_configuration): app_migrations and",
				"column v.revision does not exist\nt2: It may have been created", "\nt3: Rename them if",
				"\nThe next start continues with the tenants that failed; what is done is not repeated.");
		Answered current = tenants.run("current", "-v", "--check-heads");
		assertThat(current.status()).isEqualTo(1);
		assertThat(current.out()).startsWith("Database:  ")
			.contains("""

					t1: b2
					t2: a1  pending: b2
					t3: error: app_migrations and app_migrations_log are not the version table""",
					"does not exist (invalid_configuration)\nt4: b2\n");
		assertThat(current.err()).contains(
				"error: The state of 1 of 4 tenants cannot be read\n\nt3: app_migrations and", "\nRename them if");
		Answered json = tenants.run("current", "--check-heads", "--json");
		assertThat(json.status()).isEqualTo(1);
		assertThat(json.out()).startsWith("{\"error\":{\"code\":\"invalid_configuration\",\"message\":\"The state of")
			.contains(
					"},\"current\":[\"b2\",\"a1\"],\"heads\":[\"b2\"],\"pending\":[\"b2\"],\"unknown\":[],\"tenants\":{\"t1\":",
					"\"t3\":{\"error\":{\"code\":\"invalid_configuration\",");
	}

	private Cli tenants(TestDatabase database, String schemas) {
		return Cli.of(EmptyApplication.class)
			.locations(this.folder)
			.database(database)
			.with("--app.migrations.tenants.schemas=" + schemas);
	}

	@Test
	void placeholdersAndPropertiesAreOptions(TestDatabase database) {
		Revisions.none().sql("a1", "", "create table ${name} (id int);", "drop table ${name};").writeTo(this.folder);
		Answered run = Cli.of(EmptyApplication.class)
			.locations(this.folder)
			.database(database)
			.with("--app.migrations.placeholder-replacement=true", "-x", "name=first", "-x", "name=from_option",
					"--app.migrations.version-table=versions")
			.run("upgrade", "head");
		assertThat(run.status()).isZero();
		assertThat(database.jdbc()
			.sql("select to_regclass('from_option') is not null and to_regclass('versions') is not null")
			.query(Boolean.class)
			.single()).isTrue();
	}

	@Test
	void disabledAtStartupDoesNotDisableCommands(TestDatabase database) {
		assertThat(fork().database(database)
			.with("--spring.config.location=optional:file:" + this.folder + "/none.properties",
					"--spring.profiles.active=x")
			.run("upgrade", "b2")
			.status()).isZero();
	}

	@Test
	void nothingOfTheApplicationStarts(TestDatabase database) {
		BusyApplication.STARTED.set(false);
		fork();
		Answered upgraded = Cli.of(BusyApplication.class)
			.locations(this.folder)
			.database(database)
			.run("upgrade", "head");
		assertThat(upgraded.errWithoutProgress()).isEmpty();
		assertThat(upgraded.status()).isZero();
		assertThat(BusyApplication.STARTED).isFalse();
	}

	@Test
	void progressIsShownOnceARevisionTakesLong(TestDatabase database) {
		Revisions.none().sql("a1", "", "select pg_sleep(2.2);", "").writeTo(this.folder);
		Cli cli = Cli.of(EmptyApplication.class).locations(this.folder).database(database);
		Answered run = cli.run("upgrade", "head", "--json");
		assertThat(run.err()).containsPattern("\\[1/1] upgrade a1 \\(make a1\\)  [12] s");
		assertThat(run.<List<String>>json("$.current")).containsExactly("a1");
	}

	@Test
	void optionsOfAllCommandsMayStandInFront() {
		fork();
		Answered heads = Cli.of(EmptyApplication.class)
			.run("--app.migrations.locations=file:" + this.folder, "-x", "a=b", "--json", "--spring.profiles.active=x",
					"heads");
		assertThat(heads.<List<String>>json("$[*].revision")).containsExactly("d4");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"--app.migrations.transaction=bogus | invalid_configuration | app.migrations.transaction | per-revision, all",
			"--app.migrations.lock-timeout=xx | invalid_configuration | app.migrations.lock-timeout | Correct it",
			"--app.migrations.url=jdbc:h2:mem:x | unsupported_database | PostgreSQL | jdbc:postgresql",
			"--app.migrations.url=jdbc:mysql://h/x?password=secret | unsupported_database | PostgreSQL | jdbc:postgresql",
			"--DATABASE_URL.x=y | invalid_configuration | DataSource | DATABASE_URL" })
	void badConfigurationIsNamed(String property, String code, String message, String hint) {
		Answered answered = fork().run("current", "--json", property);
		assertThat(answered.status()).isEqualTo(1);
		assertThat(answered.<String>json("$.error.code")).isEqualTo(code);
		assertThat(answered.<String>json("$.error.message")).contains(message).doesNotContain("secret");
		assertThat(answered.<String>json("$.error.hint")).contains(hint);
	}

	@ParameterizedTest
	@ValueSource(strings = { "heads", "current", "history", "upgrade heads" })
	void noRevisionsAreSaidOnce(String command, TestDatabase database) {
		Answered answered = Cli.of(EmptyApplication.class)
			.with("--app.migrations.locations=classpath:fixtures/none")
			.database(database)
			.run(command.split(" "));
		assertThat(answered.err()).containsOnlyOnce("There are no revisions in classpath:fixtures/none");
	}

	@Test
	void namesOfFilesStayOnTheirLines(TestDatabase database) throws IOException {
		String name = "a\n\u001b[31mb\u009b\u202e.sql";
		String shown = "a\\u000a\\u001b[31mb\\u009b\\u202e.sql";
		Path file = Files.writeString(this.folder.resolve(name),
				"-- revision: a1\n-- migrate:upgrade\nselect 1 / 0;\n");
		Cli cli = Cli.of(EmptyApplication.class).locations(this.folder).database(database);
		assertThat(cli.run("show", "a1").out()).contains(shown + "\n");
		assertThat(cli.run("upgrade", "head").err()).contains(shown + ":3\n").doesNotContain("\u001b", "\u009b");
		assertThat(cli.run("upgrade", "head", "--sql").out()).contains(shown).doesNotContain("\u001b");
		assertThat(cli.run("merge", "a1", "zz", "-m", "x").err()).doesNotContain("\u001b");
		Files.writeString(file, "-- revision: a1\n-- migrate:sideways\n");
		assertThat(cli.run("heads").err()).contains(shown + ":2: ").doesNotContain("\u001b");
		Files.delete(file);
		Files.createSymbolicLink(file, Path.of("nowhere"));
		assertThat(cli.run("heads").err()).contains(shown + " is a link to a file that does not exist")
			.doesNotContain("\u001b");
	}

	@Test
	void badDatabaseOfTheCommandLineIsNamedAsSuch() {
		assertThat(fork().run("current", "-x", "db_url=garbage").err()).contains("-x db_url")
			.doesNotContain("DATABASE_URL");
	}

	@Test
	void completionKnowsTheCommands() {
		assertThat(Cli.of(EmptyApplication.class).run("completion", "zsh").out()).contains("ensure-version",
				"--dry-run", "complete -F");
	}

	@EnableAutoConfiguration
	static class EmptyApplication {

	}

	@EnableAutoConfiguration
	static class BusyApplication {

		static final AtomicBoolean STARTED = new AtomicBoolean();

		@Bean
		ApplicationRunner runner() {
			STARTED.set(true);
			return (arguments) -> STARTED.set(true);
		}

		@Bean
		Object usesJpa(EntityManagerFactory factory) {
			STARTED.set(true);
			return factory;
		}

		@Bean
		SmartLifecycle lifecycle() {
			STARTED.set(true);
			throw new IllegalStateException("not to be made");
		}

	}

}
