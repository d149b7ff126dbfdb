package io.appmigrations.internal.imported;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.appmigrations.Revision;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.ui.LoggerUIService;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An imported script has the transactions that PostgreSQL has while Liquibase runs it.
 * Flyway 12.4.0 gives the same answers, except that it refuses an isolation level at the
 * beginning of a script.
 */
@DatabaseTest
class ScriptTransactionsTests {

	private static final Pattern STEP = Pattern.compile("\\b([a-d])(?=;)");

	@TempDir
	private Path folder;

	/** A letter is a statement that notes in which transaction it is. */
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					a; b;                                                             | [a b]
					a; commit; b; c;                                                  | [a] [b c]
					a; commit; lock table seen; b;                                    | [a] [b]
					a; commit; set local work_mem = '7MB'; b; commit; c;              | [a] [b:7MB] [c]
					a; commit; savepoint p; b; rollback to savepoint p; c;            | [a] [c]
					a; commit; declare p cursor for select 1; close p; b;             | [a] [b]
					commit; a; b;                                                     | [a b]
					begin; a; b; commit;                                              | [a b]
					begin; a; commit; b; c;                                           | [a] [b c]
					begin isolation level serializable; a; commit; b; c;              | [a:serializable] [b c]
					a; start transaction isolation level read committed; b; c;        | [a b c]
					a; commit; start transaction isolation level repeatable read; b; commit; c; | [a] [b:repeatable read] [c]
					set transaction isolation level serializable; a; b;               | [a:serializable b:serializable]
					a; commit; set transaction isolation level serializable; b;       | [a] [b:serializable]
					a; commit and chain; b; c;                                        | [a] [b c]
					begin isolation level serializable; a; commit and chain; b; commit; c; | [a:serializable] [b:serializable] [c]
					set transaction isolation level serializable; a; commit and chain; b; | [a:serializable] [b:serializable]
					a; commit; commit and chain; b; c;                                | [a] [b c]
					begin isolation level serializable; commit and chain; b; c;       | [b:serializable c:serializable]
					a; rollback; b; c;                                                | [b c]
					a; commit; rollback; b; c;                                        | [a] [b c]
					begin isolation level serializable; a; rollback and chain; b; c;  | [b:serializable c:serializable]
					a; end work; b; abort; c;                                         | [a] [c]
					a; commit and no chain; b;                                        | [a] [b]
					""")
	void transactionsAreThoseOfTheOtherTool(String script, String expected, TestDatabase there, TestDatabase here)
			throws Exception {
		String sql = STEP.matcher(script.replace("; ", ";\n"))
			.replaceAll(
					"insert into seen select '$1', pg_current_xact_id(), current_setting('transaction_isolation'), current_setting('work_mem')")
				+ "\n";
		runsAs(sql, true, expected, there, here);
	}

	/** Several statements that the driver gets at once. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			a; commit; vacuum seen; b; c;                                | [a] [b c]
			a; commit; do $$ begin commit; end $$; b;                    | [a] [b]
			a; commit; create index concurrently i on seen (step); b; c; | [a] [b c]
			a; commit; alter table p detach partition q concurrently; b; | [a] [b]
			""")
	void whatCannotRunInATransactionStaysOutside(String script, String expected, TestDatabase there, TestDatabase here)
			throws Exception {
		String sql = STEP.matcher(script)
			.replaceAll(
					"insert into seen select '$1', pg_current_xact_id(), current_setting('transaction_isolation'), current_setting('work_mem')");
		runsAs(sql, false, expected, there, here);
	}

	private void runsAs(String sql, boolean split, String expected, TestDatabase there, TestDatabase here)
			throws Exception {
		for (TestDatabase database : List.of(there, here)) {
			database.jdbc().sql("""
					create table seen (step text, transaction xid8, isolation text, work_mem text);
					create table p (i int) partition by range (i);
					create table q partition of p for values from (0) to (10)""").update();
		}
		liquibase(there, sql, split);
		assertThat(seen(there)).isEqualTo(expected);
		RevisionWriter writer = new RevisionWriter();
		RevisionWriter.Way way = writer.way("a.sql", sql, true);
		Revision revision = new Revision("a1", List.of(), List.of(), List.of(), "a script", null, "");
		String text = RevisionWriter.header(revision, "test") + "-- migrate:upgrade" + way.options() + "\n"
				+ way.text();
		Revisions.none().file(text).on(here).upgrade("heads");
		assertThat(seen(here)).as(text).isEqualTo(expected);
	}

	private void liquibase(TestDatabase database, String sql, boolean split) throws Exception {
		Files.writeString(this.folder.resolve("log.sql"),
				"--liquibase formatted sql\n--changeset ann:1 splitStatements:%s\n%s".formatted(split, sql));
		Map<String, Object> scope = new HashMap<>();
		scope.put("liquibase.analytics.enabled", false);
		scope.put(Scope.Attr.ui.name(), new LoggerUIService());
		try (Connection connection = database.dataSource().getConnection()) {
			Scope.child(scope, () -> {
				Database to = DatabaseFactory.getInstance()
					.findCorrectDatabaseImplementation(new JdbcConnection(connection));
				new Liquibase("log.sql", new DirectoryResourceAccessor(this.folder), to).update("");
			});
		}
	}

	private static String seen(TestDatabase database) {
		return database.jdbc()
			.sql("""
					select string_agg(steps, ' ' order by transaction)
					from (select transaction, '[' || string_agg(step || case isolation when 'read committed' then '' else ':' || isolation end
					        || case work_mem when '4MB' then '' else ':' || work_mem end, ' ' order by step) || ']' as steps
					      from seen group by transaction) as transactions""")
			.query(String.class)
			.single();
	}

}
