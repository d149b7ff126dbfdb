package io.appmigrations.internal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.appmigrations.internal.cli.Cli.Answered;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.OnNewestPostgres;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

@DatabaseTest
@OnNewestPostgres
class SquashCommandTests {

	@TempDir
	private Path folder;

	private void file(String id, String down, String up, String back) throws IOException {
		Files.writeString(this.folder.resolve(id + ".sql"),
				"-- make %s\n-- revision: %s\n-- down-revision: %s\n-- migrate:upgrade\n%s\n-- migrate:downgrade\n%s\n"
					.formatted(id, id, down, up, back));
	}

	@Test
	void rangeIsReplacedOnceItIsProven(TestDatabase database) throws IOException {
		file("a", "", "create table t (id int);", "drop table t;");
		file("b", "a", "insert into t values (1);", "delete from t;");
		file("c", "b", "create index i on t (id);", "drop index i;");
		Cli cli = Cli.of(EmptyApplication.class)
			.locations(this.folder)
			.with("--app.migrations.file-template=%(rev)s")
			.database(database);
		assertThat(cli.run("upgrade", "b").status()).isZero();
		assertThat(cli.run("squash", "--check").err()).contains("There are no squashed revisions.");
		Answered tried = cli.run("squash", "base:head", "-m", "all", "--rev-id", "s", "--dry-run");
		assertThat(tried.status()).as(tried.err()).isZero();
		assertThat(tried.errWithoutProgress()).isEqualTo(
				"""
						replaces: a (make a), b (make b), c (make c)
						proven in new databases: the same schema and the same rows in 1 table after the upgrade, and after the downgrade
						Nothing was written because of --dry-run.
						""");
		assertThat(this.folder.resolve("s.sql")).doesNotExist();
		Answered squashed = cli.run("squash", "base:head", "-m", "all", "--rev-id", "s", "--json");
		assertThat(squashed.<String>json("$.revision")).isEqualTo("s");
		assertThat(squashed.<List<String>>json("$.replaces")).containsExactly("a", "b", "c");
		assertThat(squashed.<Boolean>json("$.written")).isTrue();
		assertThat(squashed.<Boolean>json("$.reversible")).isTrue();
		assertThat(squashed.<String>json("$.path")).endsWith("s.sql");
		assertThat(cli.run("squash", "base:head", "-m", "all", "--rev-id", "t").status()).isEqualTo(1);
		Answered within = cli.run("squash", "--check");
		assertThat(within.status()).isEqualTo(3);
		assertThat(within.out()).isEqualTo(
				"s (all): the database is within what it replaces; upgrade it before the old files are deleted\n");
		assertThat(cli.run("history", "-i").out()).doesNotContain("all");
		assertThat(cli.run("upgrade", "head").out()).contains("upgrade b -> c  make c", "The database is at c.");
		assertThat(cli.run("current", "--check-heads").out()).isEqualTo("s (current) (head) (squashed) all\n");
		Answered after = cli.run("squash", "--check", "--json");
		assertThat(after.status()).isZero();
		assertThat(after.<String>json("$.squashes[0].state")).isEqualTo("after");
		assertThat(after.<List<String>>json("$.squashes[0].files")).hasSize(3);
		for (String old : List.of("a", "b", "c")) {
			Files.delete(this.folder.resolve(old + ".sql"));
		}
		assertThat(cli.run("squash", "--check").out())
			.isEqualTo("s (all): the database is after what it replaces; the old files were deleted\n");
		assertThat(cli.run("history", "-v").out()).contains("Replaces:  a, b, c");
		assertThat(cli.run("show", "c", "--json").<List<String>>json("$.replaces")).containsExactly("a", "b", "c");
		assertThat(cli.run("downgrade", "base").out()).contains("downgrade s -> base  all", "The database is at base.");
	}

	@EnableAutoConfiguration
	static class EmptyApplication {

	}

}
