package io.appmigrations.internal.script;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.SqlCommand;
import org.postgresql.jdbc.PgConnection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Statements end where PostgreSQL ends them, in the scripts of the extensions that the
 * server ships, or in the folder that the system property {@code scripts} names: the
 * server parses each statement by itself, and refuses half of one as well as two at once.
 */
@DatabaseTest
class ExtensionScriptTests {

	/** What psql and CREATE EXTENSION take out or replace before the server sees it. */
	private static final Pattern NOT_SQL = Pattern.compile("(?m)^\\\\.*$");

	/** Syntax error, and "cannot insert multiple commands into a prepared statement". */
	private static final String SYNTAX_ERROR = "42601";

	@Test
	void statementsEndWherePostgresqlEndsThem(TestDatabase database) throws Exception {
		Map<String, String> scripts = scripts(database);
		assertThat(scripts).hasSizeGreaterThan(10);
		List<String> wrong = new ArrayList<>();
		int statements = 0;
		try (Connection connection = database.dataSource().getConnection()) {
			assertThat(parse(connection.unwrap(PgConnection.class), "select 1; select 2"))
				.contains("cannot insert multiple commands");
			assertThat(parse(connection.unwrap(PgConnection.class), "create table t (")).contains("syntax error");
			for (Map.Entry<String, String> script : scripts.entrySet()) {
				for (SqlStatement statement : ModelFileReader.read(script.getKey(),
						script.getValue().getBytes(StandardCharsets.UTF_8))) {
					statements++;
					String problem = parse(connection.unwrap(PgConnection.class), statement.text());
					if (problem != null) {
						wrong.add("%s:%s: %s".formatted(script.getKey(), statement.line(), problem));
					}
				}
			}
		}
		assertThat(wrong).isEmpty();
		assertThat(statements).isGreaterThan(100);
	}

	private static Map<String, String> scripts(TestDatabase database) throws IOException {
		Map<String, String> scripts = new LinkedHashMap<>();
		String folder = System.getProperty("scripts");
		if (folder != null) {
			try (Stream<Path> files = Files.walk(Path.of(folder))) {
				for (Path file : files.filter((path) -> path.toString().endsWith(".sql")).sorted().toList()) {
					scripts.put(file.toString(), prepared(Files.readString(file)));
				}
			}
			return scripts;
		}
		database.jdbc().sql("""
				select f.name, pg_read_file(d.folder || '/' || f.name) as text
				  from (select setting || '/extension' as folder from pg_config where name = 'SHAREDIR') d,
				       pg_ls_dir(d.folder) f (name)
				 where f.name like '%.sql' order by 1""").query((row) -> {
			scripts.put(row.getString("name"), prepared(row.getString("text")));
		});
		return scripts;
	}

	private static String prepared(String script) {
		return NOT_SQL.matcher(script)
			.replaceAll("")
			.replaceAll("@extschema(:\\w+)?@", "public")
			.replace("@extowner@", "public");
	}

	/** Parses without executing. */
	private static @Nullable String parse(PgConnection connection, String sql) throws SQLException {
		QueryExecutor executor = connection.getQueryExecutor();
		Query query = executor.wrap(List.of(new NativeQuery(sql, new int[0], false, SqlCommand.BLANK)));
		ResultHandlerBase handler = new ResultHandlerBase() {

			@Override
			public void handleWarning(SQLWarning warning) {
				// only errors count
			}

		};
		try {
			executor.execute(query, null, handler, 0, 0, QueryExecutor.QUERY_ONESHOT | QueryExecutor.QUERY_DESCRIBE_ONLY
					| QueryExecutor.QUERY_SUPPRESS_BEGIN);
			return null;
		}
		catch (SQLException ex) {
			return SYNTAX_ERROR.equals(ex.getSQLState()) ? Objects.toString(ex.getMessage(), "") : null;
		}
	}

}
