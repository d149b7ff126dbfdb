package io.appmigrations.internal.cli;

import java.io.IOException;
import java.nio.file.Files;
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

	/** Nothing answers on port 1. */
	@Test
	void withoutMeasuringNoDatabaseIsAsked() {
		Revisions.none()
			.sql("a1", "", "create table t (id bigint primary key, n int);\ncreate index t_n_idx on t (n);", "")
			.sql("b2", "a1", "create index t_id_idx on t (id, n);\nalter table t alter n type bigint;", "")
			.writeTo(this.folder);
		Cli cli = Cli.of(CommandLineTests.EmptyApplication.class)
			.locations(this.folder)
			.with("-x", "db_url=postgres://nobody:x@localhost:1/none?connectTimeout=1");
		Answered text = cli.run("lint", "--no-measure", "--no-color");
		assertThat(text.out()).isEqualTo("""
				%s:7: error: blocks-writes
				    create index t_id_idx on t (id, n)
				  Nobody can write to t while PostgreSQL builds an index of t (SHARE).
				  Instead:
				    -- migrate:upgrade transaction:off
				    create index concurrently t_id_idx on t (id, n);

				1 error in 2 revisions, 4 statements.
				""".formatted(this.folder.resolve("1.sql")));
		assertThat(text.err()).contains("these rules were left out: statement-fails,", "what the text says: ");
		assertThat(text.status()).isEqualTo(3);
		Answered json = cli.run("lint", "a1:a1", "--no-measure", "--json");
		assertThat(json.<List<Object>>json("$.findings")).isEmpty();
		assertThat(json.<List<String>>json("$.rulesLeftOut")).contains("short-sequence");
		assertThat(json.<List<String>>json("$.rulesInPart")).contains("blocks-reads");
		assertThat(json.status()).isZero();
		assertThat(cli.run("lint", "current:", "--no-measure").err()).contains("'current:' depends on a database");
		assertThat(cli.run("lint", "--no-measure", "--format", "github").out())
			.contains("::notice title=lint::not measured");
	}

	@Test
	void aStatementIsShownOnceAndCodeByItsBeginning() {
		Revisions.none().sql("a1", "", "create table t (id bigint primary key, n int);", "").sql("b2", "a1", """
				alter table t add x int;
				create index t_x_idx on t (x);
				do $$
				begin
				  if current_user = 'somebody' then
				    raise exception 'this is not what such a person should do, whoever it is, and whenever';
				  end if;
				end $$;
				create function f() returns int language sql security definer as $$
				  select 1
				  + 1
				$$;
				-- lint:ignore blocks-writes nobody writes
				create index t_n_idx on t (n);""", "").writeTo(this.folder);
		String file = this.folder.resolve("1.sql").toString();
		Answered text = Cli.of(CommandLineTests.EmptyApplication.class)
			.locations(this.folder)
			.run("lint", "b2:b2", "--no-measure", "--no-color");
		assertThat(text.out())
			.startsWith(
					"""
							%1$s:8: error: blocks-writes
							    create index t_x_idx on t (x)
							  Nobody can write to t while PostgreSQL builds an index of t (SHARE).
							  Instead:
							    -- migrate:upgrade transaction:off
							    create index concurrently t_x_idx on t (x);

							%1$s:8: error: slow-under-lock
							  Meanwhile the transaction holds ACCESS EXCLUSIVE on t, acquired in line 7: nobody can read or write it.

							"""
						.formatted(file))
			.contains("    create function f() returns int language sql security definer as $$ select 1 + 1 $$\n")
			.endsWith(", 1 ignored finding in 1 revision, 5 statements.\n");
		assertThat(text.err().lines()).allSatisfy((line) -> assertThat(line).hasSizeLessThan(121));
	}

	@Test
	void otherToolsAreAnsweredInTheirFormat(TestDatabase database) throws IOException {
		Revisions.none()
			.sql("a1", "", "create table t (id bigint primary key, n int);", "")
			.sql("b2", "a1",
					"-- lint:ignore blocks-writes some rows\ncreate index t_n_idx on t (n);\n"
							+ "alter table t add constraint t_n_check check (n > 0);",
					"")
			.writeTo(this.folder);
		Cli cli = Cli.of(CommandLineTests.EmptyApplication.class).locations(this.folder).database(database);
		Answered sarif = cli.run("lint", "--format", "sarif");
		assertThat(sarif.status()).isEqualTo(3);
		LintFormatTests.assertValid(sarif.out());
		assertThat(sarif.<List<String>>json("$.runs[0].results[*].ruleId")).containsExactly("blocks-reads",
				"blocks-writes");
		assertThat(sarif.<List<String>>json("$..artifactLocation.uri"))
			.containsOnly(this.folder.resolve("1.sql").toUri().toString());
		assertThat(sarif.<List<String>>json("$..justification")).containsExactly("some rows");
		Answered github = cli.run("lint", "--format", "github", "--all");
		assertThat(github.status()).isEqualTo(3);
		assertThat(github.out())
			.startsWith("::error file=%s,line=9,title=blocks-reads::Nobody can read"
				.formatted(this.folder.resolve("1.sql")))
			.hasLineCount(1);
		Answered fixed = cli.run("lint", "--fix", "--json");
		assertThat(fixed.status()).isZero();
		assertThat(fixed.<List<String>>json("$.ignored[*].reason")).containsExactly("some rows");
		assertThat(fixed.<List<Object>>json("$.findings")).isEmpty();
		assertThat(fixed.<List<List<Integer>>>json("$.fixed[*].lines")).containsExactly(List.of(9));
		assertThat(fixed.<List<String>>json("$.fixed[*].diff")).singleElement()
			.satisfies((diff) -> assertThat(diff).contains("+alter table t validate constraint t_n_check;\n"));
		Answered again = cli.run("lint", "--fix", "--no-color");
		assertThat(again.out()).startsWith("Nothing unsafe was found").hasLineCount(1);
		assertThat(again.err()).contains("fixed: 0 statements in 0 files; not fixed: 0");
	}

	@Test
	void whatIsOnSmallTablesIsLeftAndWhatIsNotMeasuredIsNotCounted(TestDatabase database) throws IOException {
		Revisions revisions = Revisions.none()
			.sql("a1", "", "create table t (id bigint primary key, n int);", "")
			.sql("b2", "a1", "create index t_n_idx on t (n);", "");
		revisions.writeTo(this.folder);
		String before = Files.readString(this.folder.resolve("1.sql"));
		Cli cli = Cli.of(CommandLineTests.EmptyApplication.class).locations(this.folder).database(database);
		cli.run("upgrade", "a1");
		Answered fixed = cli.run("lint", "--fix", "--no-color");
		assertThat(fixed.out()).isEqualTo("Nothing unsafe was found in 1 revision, 1 statement.\n");
		assertThat(fixed.err()).contains("not fixed: 1 finding on tables that are small in this database. "
				+ "To fix them anyway, run lint --fix against an empty database, where no table counts as small.",
				"fixed: 0 statements in 0 files; not fixed: 0");
		assertThat(fixed.status()).isZero();
		assertThat(Files.readString(this.folder.resolve("1.sql"))).isEqualTo(before);
		revisions.sql("c3", "b2", "alter table missing add x int;\nselect 1;\nselect 2;", "").writeTo(this.folder);
		Answered text = cli.run("lint", "--no-color");
		assertThat(text.out()).contains(": error: statement-fails").endsWith("1 error in 2 revisions, 2 statements.\n");
		assertThat(text.status()).isEqualTo(3);
	}

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
		assertThat(none.out()).isEqualTo("Nothing unsafe was found in 1 revision, 1 statement.\n");
		assertThat(cli.run("upgrade", "head").status()).isZero();
		assertThat(cli.run("lint").out()).startsWith("No revision is pending, so nothing was checked");
		assertThat(cli.run("lint", "--json").<List<String>>json("$.checked")).isEmpty();
		assertThat(cli.run("lint", "head:head", "--json").<List<String>>json("$.checked")).containsExactly("b2");
		assertThat(cli.run("lint", "a1:b2", "--all").status()).isEqualTo(2);
		Answered ignored = cli.run("lint", "head:head", "--app.migrations.lint.ignore=blocks-reads");
		assertThat(ignored.status()).isZero();
		assertThat(cli.run("lint", "--app.migrations.lint.ignore=blocks").err()).contains("there is no rule 'blocks'");
	}

}
