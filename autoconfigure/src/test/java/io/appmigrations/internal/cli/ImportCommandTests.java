package io.appmigrations.internal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.appmigrations.internal.cli.Cli.Answered;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.FlywayDatabase;
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
		assertThat(cli.run("upgrade", "heads").out()).contains("Nothing to do. The database is at flyway_repeatable.");
		Files.writeString(this.folder.resolve("flyway/V3__more.sql"), "create table c (id int);");
		Answered more = cli.run("import", "--from", "flyway", "--json");
		assertThat(more.status()).isEqualTo(1);
		assertThat(more.<String>json("$.error.message")).contains("imported before", "V3");
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
		assertThat(cli.run("import", "--from", "liquibase").status()).isEqualTo(2);
		Answered nowhere = cli.run("import", "--from", "flyway", "--location", "filesystem:" + this.folder + "/nowhere",
				"--location", "s3:x");
		assertThat(nowhere.err()).contains("There is no folder for the location");
	}

	@EnableAutoConfiguration
	static class EmptyApplication {

	}

}
