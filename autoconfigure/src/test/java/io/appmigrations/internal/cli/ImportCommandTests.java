package io.appmigrations.internal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.appmigrations.internal.cli.Cli.Answered;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.FlywayDatabase;
import io.appmigrations.testing.LiquibaseDatabase;
import io.appmigrations.testing.OnNewestPostgres;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

@DatabaseTest
@OnNewestPostgres
class ImportCommandTests {

	private final FlywayDatabase flyway = new FlywayDatabase().script("1", "create table a (id int)")
		.script("1.2", "create table b (id int)")
		.script("2", "create index concurrently i on a (id)")
		.script("", "create or replace view v as select id from a");

	@TempDir
	private Path folder;

	private Cli project() throws IOException {
		Path scripts = Files.createDirectories(this.folder.resolve("flyway"));
		for (Map.Entry<String, String> script : this.flyway.scripts().entrySet()) {
			Files.writeString(scripts.resolve(script.getKey()), script.getValue());
		}
		return Cli.of(EmptyApplication.class)
			.locations(Files.createDirectories(this.folder.resolve("revisions")))
			.with("--spring.flyway.locations=filesystem:" + scripts);
	}

	private List<String> written() throws IOException {
		try (Stream<Path> files = Files.list(this.folder.resolve("revisions"))) {
			return files.map((file) -> file.getFileName().toString()).sorted().toList();
		}
	}

	@Test
	void historyIsImportedAndTakenOver(TestDatabase database) throws IOException {
		this.flyway.migrate(database, "1", "1.2", "2", "");
		Cli cli = project().database(database);
		Answered tried = cli.run("import", "--from", "flyway", "--dry-run");
		assertThat(tried.err()).contains("The database is at flyway_repeatable. A new database gets the same schema");
		assertThat(tried.status()).isZero();
		assertThat(tried.out()).contains("would write  ", "V1.2__script_1.2.sql\n");
		assertThat(written()).isEmpty();
		Answered imported = cli.run("import", "--from", "flyway", "--json");
		assertThat(imported.status()).isZero();
		assertThat(imported.<List<String>>json("$.revisions[*].revision")).containsExactly("V1", "V1.2", "V2",
				"flyway_repeatable");
		assertThat(imported.<List<Boolean>>json("$.revisions[*].written")).containsOnly(true);
		assertThat(imported.<List<String>>json("$.differences")).isEmpty();
		assertThat(written()).containsExactly("V1.2__script_1.2.sql", "V1__script_1.sql", "V2__script_2.sql",
				"flyway_repeatable.sql");
		Answered again = cli.run("import", "--from", "flyway");
		assertThat(again.status()).isZero();
		assertThat(again.out()).contains("kept   ").doesNotContain("wrote");
		assertThat(again.err()).contains("The database is at flyway_repeatable.");
		assertThat(cli.run("upgrade", "heads").out()).contains("Nothing to do. The database is at flyway_repeatable.");
		assertThat(cli.run("stamp", "base").status()).isZero();
		assertThat(cli.run("import", "--from", "flyway").err()).doesNotContain("The database is at");
		Files.writeString(this.folder.resolve("flyway/V3__more.sql"), "create table c (id int);");
		Answered more = cli.run("import", "--from", "flyway", "--json");
		assertThat(more.status()).isEqualTo(1);
		assertThat(more.<String>json("$.error.message")).contains("imported before", "V3");
	}

	@Test
	void downgradesAreTriedAndWhatDoesNotLeadBackIsNoted(TestDatabase database) throws IOException {
		this.flyway.migrate(database, "1", "1.2", "2", "");
		Cli cli = project().database(database);
		for (Map.Entry<String, String> undo : Map
			.of("1", "drop table a", "1.2", "select 1", "2", "drop index concurrently nowhere")
			.entrySet()) {
			Files.writeString(this.folder.resolve("flyway/U%1$s__script_%1$s.sql".formatted(undo.getKey())),
					undo.getValue());
		}
		Answered imported = cli.run("import", "--from", "flyway");
		assertThat(imported.status()).isZero();
		assertThat(imported.err()).contains(
				"note: The downgrade of V1.2 does not lead back: it changes column public.b.id, table public.b",
				"note: V1.2 cannot be upgraded again after its downgrade: ",
				"note: The downgrade of V2 fails: Revision V2 (script 2) failed in downgrade, statement 1 of 1: ERROR: index \"nowhere\" does not exist (SQLSTATE 42704)\n",
				"A new database gets the same schema from the revisions.")
			.doesNotContain("downgrade of V1 ", "rolled back");
		assertThat(written()).hasSize(4);
	}

	@Test
	void whatTheDatabaseHasMustBeWhatTheScriptsSay(TestDatabase database) throws IOException {
		this.flyway.migrate(database, "1", "1.2");
		database.jdbc().sql("create table by_hand (id int)").update();
		Cli cli = project().database(database);
		Answered differs = cli.run("import", "--from", "flyway", "--dry-run");
		assertThat(differs.status()).isEqualTo(3);
		assertThat(differs.err()).contains("The database is at V1.2.", "differs: table public.by_hand");
		database.jdbc().sql("update flyway_schema_history set checksum = 5 where version = '1.2'").update();
		Answered changed = cli.run("import", "--from", "flyway", "--json");
		assertThat(changed.status()).isEqualTo(1);
		assertThat(changed.<String>json("$.error.code")).isEqualTo("checksum_mismatch");
		assertThat(changed.<String>json("$.error.message")).contains("1.2 (V1.2__script_1.2.sql) was changed");
		assertThat(written()).isEmpty();
	}

	@Test
	void databaseIsNotNeeded() throws IOException {
		Cli cli = project().with("--spring.datasource.url=jdbc:postgresql://localhost:1/none");
		Path inTheWay = this.folder.resolve("revisions/V2__script_2.sql");
		Files.writeString(inTheWay, "-- revision: x\n-- migrate:upgrade\n");
		Answered refused = cli.run("import", "--from", "flyway");
		assertThat(refused.status()).isEqualTo(1);
		assertThat(refused.err()).contains("The project has revisions already");
		Files.delete(inTheWay);
		Answered written = cli.run("import", "--from", "flyway");
		assertThat(written.status()).isZero();
		assertThat(written.err()).contains("The database was not compared, because it cannot be reached");
		Answered nowhere = cli.run("import", "--from", "flyway", "--location", "filesystem:" + this.folder + "/nowhere",
				"--location", "s3:x");
		assertThat(nowhere.err()).contains("There is no folder for the location");
	}

	@Test
	void flywaysLocationsAreFoldersWithAnyPrefixOrNone() throws IOException {
		Cli cli = project().with("--spring.datasource.url=jdbc:postgresql://localhost:1/none");
		Path scripts = this.folder.resolve("flyway");
		Path here = Path.of("").toAbsolutePath();
		for (String location : List.of("filesystem:" + scripts, "file:" + scripts, "file://" + scripts, "" + scripts,
				"filesystem:" + here.relativize(scripts), "file:" + here.relativize(scripts),
				"" + here.relativize(scripts))) {
			Answered found = cli.run("import", "--from", "flyway", "--dry-run", "--location", location);
			assertThat(found.out()).as(location + found.err()).contains("would write  ", "V1__script_1.sql");
		}
		for (String location : List.of("filesystem:no/where", "file:no/where", "classpath:no/where", "no/where",
				"classpath:" + scripts)) {
			Answered nowhere = cli.run("import", "--from", "flyway", "--dry-run", "--location", location);
			assertThat(nowhere.err()).contains("There is no folder for the location " + location + " of Flyway",
					"classpath:FOLDER is looked for in src/main/resources", "filesystem:FOLDER starts at " + here);
		}
		for (String location : List.of("s3:bucket/sql", "gcs:bucket/sql")) {
			assertThat(cli.run("import", "--from", "flyway", "--dry-run", "--location", location).err())
				.contains(location + " is not a location that can be imported");
		}
	}

	private Cli liquibase(String changeLog) throws IOException {
		return Cli.of(EmptyApplication.class)
			.locations(Files.createDirectories(this.folder.resolve("revisions")))
			.with("--spring.liquibase.change-log=classpath:io/appmigrations/internal/liquibase/" + changeLog,
					"--spring.liquibase.parameters.country=de", "--spring.liquibase.database-change-log-table=MY_LOG",
					"--spring.liquibase.liquibase-schema=history",
					"--spring.liquibase.database-change-log-lock-table=my_loglock");
	}

	@Test
	void changeLogIsImportedAndTakenOver(TestDatabase database, TestDatabase behind) throws IOException {
		LiquibaseDatabase liquibase = new LiquibaseDatabase("classpath:io/appmigrations/internal/liquibase/master.xml")
			.parameter("country", "de")
			.table("my_log")
			.schema("history");
		database.jdbc().sql("create schema history").update();
		behind.jdbc().sql("create schema history").update();
		liquibase.migrate(database, 100, "prod");
		liquibase.migrate(behind, 4, "prod");
		Cli cli = liquibase("master.xml");
		String[] command = { "import", "--from", "liquibase", "--contexts", "prod", "-x",
				"db_url=" + database.libpqUrl() };
		Answered tried = cli.run(and(command, "--dry-run"));
		assertThat(tried.err()).contains(
				"note: without a downgrade section, because Liquibase has no rollback for them: each_start, load",
				"note: left out, because of their contexts (chosen: prod): io/appmigrations/internal/liquibase/master.xml::test-data::bob",
				"note: the precondition is not met in a new database, so the revision does nothing: old/legacy.xml::legacy::bob",
				"note: failed in a new database and may (failOnError=false)",
				"note: the revisions have the values that these parameters have here: country",
				"The database is at release. A new database gets the same schema from the revisions.");
		assertThat(tried.status()).isZero();
		assertThat(written()).isEmpty();
		Answered imported = cli.run(and(command, "--json"));
		assertThat(imported.<List<String>>json("$.revisions[*].revision")).containsExactly("tables.1", "2", "indexes.1",
				"may_fail", "greet", "concurrently", "each_start", "load", "script", "legacy", "maybe", "release");
		assertThat(imported.<List<String>>json("$.differences")).isEmpty();
		assertThat(Files.readString(this.folder.resolve("revisions/0005_greet.sql"))).contains("-- Greets\n",
				"-- migrate:downgrade\ndrop function greet(text);");
		assertThat(cli.run(command).out()).contains("kept   ").doesNotContain("wrote");
		assertThat(cli.run("upgrade", "heads", "-x", "db_url=" + behind.libpqUrl()).status()).isZero();
		assertThat(behind.rows()).containsExactly("release");
		assertThat(rows(behind)).isEqualTo(rows(database));
		Path model = Files.writeString(this.folder.resolve("model.sql"),
				"""
						create table customers (id bigint generated by default as identity primary key, name varchar(80) not null,
						  country char(2) default 'de');
						create index customers_name on customers (name);
						create index customers_country on customers (country);
						""");
		assertThat(cli.run("check", "--model", model.toString(), "-x", "db_url=" + behind.libpqUrl()).out())
			.doesNotContain("my_log");
		assertThat(cli.run("downgrade", "each_start", "-x", "db_url=" + behind.libpqUrl()).err()).contains("load");
	}

	private static List<String> rows(TestDatabase database) {
		return database.jdbc().sql("select c::text from customers c order by id").query(String.class).list();
	}

	@Test
	void changeLogIsWrittenWithoutADatabaseAndPerFile() throws IOException {
		Cli cli = liquibase("master.xml").with("--spring.datasource.url=jdbc:postgresql://localhost:1/none");
		Answered written = cli.run("import", "--from", "liquibase", "--per-file", "--labels", "!slow");
		assertThat(written.status()).isZero();
		assertThat(written.err()).contains("note: Liquibase could not run the change log in a new database: ",
				"note: preconditions were not checked, but taken for met: ",
				"note: no context was chosen, so the change sets of all contexts are imported: test");
		assertThat(written()).containsExactly("0001_tables.sql", "0002_indexes.sql", "0003_routines.sql",
				"0004_a_load.sql", "0005_legacy.sql", "0006_master.sql");
		assertThat(Path.of("databasechangelog.csv")).doesNotExist();
		assertThat(Files.readString(this.folder.resolve("revisions/0003_routines.sql")))
			.contains("-- migrate:upgrade transaction:off", "begin;\n", "my_log")
			.doesNotContainIgnoringCase("search_path");
	}

	@Test
	void contextsAndLabelsThatAreNoExpressionAreRefused() throws IOException {
		Cli cli = liquibase("master.xml").with("--spring.datasource.url=jdbc:postgresql://localhost:1/none");
		Answered contexts = cli.run("import", "--from", "liquibase", "--contexts", "a and (b");
		assertThat(contexts.status()).isEqualTo(1);
		assertThat(contexts.err())
			.contains("Liquibase cannot choose the contexts 'a and (b': '(' is never closed", "separated by commas")
			.doesNotContain("\tat ");
		Answered labels = cli.run("import", "--from", "liquibase", "--labels", "!", "--json");
		assertThat(labels.<String>json("$.error.code")).isEqualTo("invalid_configuration");
		assertThat(written()).isEmpty();
	}

	@Test
	void optionsOfAnotherToolAreRefused() {
		Map<String, List<String>> wrong = Map.of("flyway",
				List.of("--command=x", "--contexts=x", "--labels=x", "--per-file"), "liquibase", List.of("--command=x"),
				"alembic", List.of("--contexts=x", "--labels=x", "--per-file"), "dbmate", List.of("--dry-run"));
		wrong.forEach((tool, options) -> options.forEach((option) -> {
			Answered refused = Cli.of(EmptyApplication.class).run("import", "--from", tool, option);
			assertThat(refused.status()).isEqualTo(2);
			assertThat(refused.err()).contains(tool.equals("dbmate") ? "use flyway, liquibase or alembic"
					: "%s is for --from ".formatted(option.replaceFirst("=.*", "")));
		}));
	}

	/**
	 * The command is a script with what Alembic printed, see {@code alembic.sh}. The
	 * database is as Alembic leaves it after {@code alembic upgrade c2}.
	 */
	@Test
	void historyOfAlembicIsImportedCompletedAndTakenOver(TestDatabase database) throws Exception {
		Path recorded = Path
			.of(Objects.requireNonNull(getClass().getResource("../alembic/recorded/alembic.sh")).toURI());
		Path revisions = Files.createDirectories(this.folder.resolve("revisions"));
		for (String file : List.of("upgrade_heads_--sql.txt", "upgrade_b3-heads_--sql.txt")) {
			String sql = Files.readString(recorded.resolveSibling(file))
				.replace("-- all of them;", ";")
				.replaceAll(" RETURNING \\S+;", ";");
			int from = sql.indexOf(file.contains("b3") ? "-- Running upgrade  -> c1" : "CREATE TABLE alembic_version");
			database.jdbc().sql(sql.substring(from, sql.indexOf("-- Running upgrade a2 ->"))).update();
		}
		database.jdbc().sql("delete from alembic_version where version_num = 'a2'").update();
		Cli cli = Cli.of(EmptyApplication.class).locations(revisions).database(database);
		String[] command = { "import", "--from", "alembic", "--location", this.folder.toString(), "--command",
				"sh '" + recorded + "'" };
		Answered tried = cli.run(and(command, "--dry-run"));
		assertThat(tried.out()).contains("would write  ", "shop/a3_index.sql\n");
		assertThat(tried.err()).contains("note: shop/b3_online.sql must be completed",
				"The database is at c2. A new database gets the same schema from the revisions.");
		assertThat(tried.status()).isZero();
		assertThat(revisions).isEmptyDirectory();
		Answered imported = cli.run(and(command, "--json"));
		assertThat(imported.status()).isZero();
		assertThat(imported.<List<String>>json("$.revisions[?(@.complete == false)].revision")).containsExactly("b3");
		Answered stopped = cli.run("upgrade", "heads");
		assertThat(stopped.err()).contains("Revision b3 is not written yet");
		Path online = revisions.resolve("shop/b3_online.sql");
		Files.writeString(online, Files.readString(online)
			.replaceFirst("do \\$\\$ .*;", "create table statuses as select status::text as name from customers;"));
		assertThat(cli.run("upgrade", "heads").status()).isZero();
		assertThat(database.rows()).containsExactlyInAnyOrder("c2", "m5");
		assertThat(database.jdbc().sql("select version_num from alembic_version").query(String.class).list())
			.containsExactly("c2");
		Answered again = cli.run(command);
		assertThat(again.err()).contains("The revisions of Alembic were imported before.");
		assertThat(again.out()).contains("kept   ").doesNotContain("wrote");
		assertThat(cli.run("downgrade", "b4").status()).isZero();
	}

	/**
	 * A merge of two revisions that have other children, a merge of two heads, and a head
	 * on a branch, as Alembic printed them. Each way back leads back.
	 */
	@Test
	void downgradeOfAMergeLeavesTheOtherChildrenOfItsParents(TestDatabase database) throws Exception {
		Path recorded = Path
			.of(Objects.requireNonNull(getClass().getResource("../alembic/recorded/merges/alembic.sh")).toURI());
		Path revisions = Files.createDirectories(this.folder.resolve("revisions"));
		Cli cli = Cli.of(EmptyApplication.class).locations(revisions).database(database);
		String[] command = { "import", "--from", "alembic", "--location", this.folder.toString(), "--command",
				"sh '" + recorded + "'" };
		assertThat(cli.run(command).status()).isZero();
		assertThat(cli.run("upgrade", "heads").status()).isZero();
		assertThat(database.rows()).containsExactly("4d000002", "5e000001", "6f000001");
		database.jdbc().sql("""
				create table alembic_version (version_num varchar(32) not null,
				  constraint alembic_version_pkc primary key (version_num));
				insert into alembic_version values ('4d000002'), ('5e000001'), ('6f000001');
				drop table app_migrations, app_migrations_log""").update();
		for (String file : written()) {
			Files.delete(revisions.resolve(file));
		}
		Answered imported = cli.run(command);
		assertThat(imported.status()).isZero();
		assertThat(imported.err())
			.contains("The database is at 4d000002, 5e000001, 6f000001. A new database gets the same schema")
			.doesNotContain("note: ");
		assertThat(cli.run("upgrade", "heads").out()).contains("Nothing to do.");
		assertThat(cli.run("downgrade", "4d000001@3c000002").status()).isZero();
		assertThat(database.rows()).containsExactly("2b000002", "3c000002", "5e000001", "6f000001");
	}

	private static String[] and(String[] command, String option) {
		return Stream.concat(Stream.of(command), Stream.of(option)).toArray(String[]::new);
	}

	@Test
	void alembicIsRunWhereItIsSaid() throws IOException {
		Cli cli = Cli.of(EmptyApplication.class).locations(Files.createDirectories(this.folder.resolve("revisions")));
		Answered missing = cli.run("import", "--from", "alembic", "--command", "no-such-command");
		assertThat(missing.status()).isEqualTo(1);
		assertThat(missing.err()).contains("'alembic history --verbose' failed: ", "no-such-command",
				"--command 'poetry run alembic");
		assertThat(cli.run("import", "--from", "alembic", "--location", this.folder + "/nowhere").err())
			.contains("is not a folder");
		assertThat(cli.run("import", "--from", "alembic", "--location", ".", "--location", "..").status()).isEqualTo(2);
	}

	@EnableAutoConfiguration
	static class EmptyApplication {

	}

}
