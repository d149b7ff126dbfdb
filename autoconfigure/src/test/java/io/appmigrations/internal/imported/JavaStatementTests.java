package io.appmigrations.internal.imported;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import javax.tools.ToolProvider;

import io.appmigrations.Revision;
import io.appmigrations.javarevision.JavaRevision;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.OnNewestPostgres;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Java revisions that an import writes run the statements as they are.
 */
@DatabaseTest
@OnNewestPostgres
class JavaStatementTests {

	private static final List<String> STATEMENTS = List.of("create table t (n int, v text)",
			"insert into t select 1, 'a?' where '{\"a\": 1}'::jsonb ? 'a' and '{\"b\": 1}'::jsonb ?| array['a', 'b']",
			"insert into t select 2, $$?:x$$ /* ? */ where '[\"a\"]'::jsonb ?& array['a'] and not '{}'::jsonb?'x' -- ?",
			"insert into t values (3, ':x \\ \"\"\" \\u0041 {d ''x''}') returning n", "select setval('s', 4)",
			"with v as (select 4 as n) insert into t select n, 'with' from v", "with v as (select 1) select * from v",
			"  insert into t values (5, '  a \n  b\t\n\r\n  c')", "values (1), (2)",
			"do $$ begin perform '{}'::jsonb ? 'a'; end $$", "update t set v = v || n::text where n = 4");

	@Test
	void statementIsRunAsItIs(TestDatabase database, @TempDir Path folder) throws Exception {
		database.jdbc().sql("create sequence s").update();
		Revision revision = new Revision("j1", List.of(), List.of(), List.of(), "statements", null, "");
		String source = RevisionWriter.javaText(revision, "test", "written", "J1",
				STATEMENTS.stream().map(RevisionWriter::javaStatement).collect(Collectors.joining()));
		Path file = Files.writeString(Files.createDirectories(folder.resolve("written")).resolve("J1.java"), source);
		assertThat(ToolProvider.getSystemJavaCompiler()
			.run(null, null, null, "-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path"),
					file.toString()))
			.as(source)
			.isZero();
		try (URLClassLoader loader = new URLClassLoader(new URL[] { folder.toUri().toURL() },
				getClass().getClassLoader())) {
			JavaRevision written = (JavaRevision) loader.loadClass("written.J1").getDeclaredConstructor().newInstance();
			Revisions.none().java(written).on(database).upgrade("heads");
		}
		assertThat(database.jdbc().sql("select v from t order by n").query(String.class).list()).containsExactly("a?",
				"?:x", ":x \\ \"\"\" \\u0041 {d 'x'}", "with4", "  a \n  b\t\n\r\n  c");
		assertThat(database.jdbc().sql("select last_value from s").query(Integer.class).single()).isEqualTo(4);
	}

}
