package io.appmigrations.internal.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.appmigrations.internal.cli.Cli.Answered;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the answer of {@code lint}, and its exit status.
 */
@DatabaseTest
class LintCommandTests {

	@TempDir
	private Path folder;

	@Test
	void anErrorIsShownWithWhatToWriteInstead(TestDatabase database) {
		Revisions.none()
			.sql("a1", "", "create table t (id bigint primary key, n int);", "")
			.sql("b2", "a1", "alter table t add constraint t_n_check check (n > 0);", "")
			.writeTo(this.folder);
		Cli cli = Cli.of(CommandLineTests.EmptyApplication.class).locations(this.folder).database(database);
		Answered text = cli.run("lint", "--no-color");
		assertThat(text.status()).isEqualTo(3);
		assertThat(text.out()).contains("sql:7: error: blocks-reads", """
				    alter table t add constraint t_n_check check (n > 0)
				  Nobody can read or write public.t while PostgreSQL reads all of public.t (ACCESS EXCLUSIVE).
				  Instead:
				    -- migrate:upgrade transaction:off
				    alter table t add constraint t_n_check check (n > 0) not valid;
				    alter table t validate constraint t_n_check;
				""");
		Answered json = cli.run("lint", "--all", "--json");
		assertThat(json.status()).isEqualTo(3);
		assertThat(json.<List<Map<String, Object>>>json("$.findings")).singleElement()
			.satisfies((finding) -> assertThat(finding.keySet()).containsExactly("rule", "level", "revision", "path",
					"line", "message", "suggestion"))
			.satisfies((finding) -> assertThat(finding).containsEntry("rule", "blocks-reads")
				.containsEntry("level", "error")
				.containsEntry("revision", "b2")
				.containsEntry("line", 7));
		Answered none = cli.run("lint", "a1:a1");
		assertThat(none.status()).isZero();
		assertThat(none.out()).isEqualTo("Nothing unsafe was found.\n");
		assertThat(cli.run("lint", "a1:b2", "--all").status()).isEqualTo(2);
		Answered ignored = cli.run("lint", "head:head", "--app.migrations.lint.ignore=blocks-reads");
		assertThat(ignored.status()).isZero();
		assertThat(cli.run("lint", "--app.migrations.lint.ignore=blocks").err()).contains("there is no rule 'blocks'");
	}

}
