package io.appmigrations.internal.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.MigrationException;
import io.appmigrations.SchemaComparison;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.diff.MadeObjects;
import io.appmigrations.model.Change;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Reference data of every type, with values at the edges: declared, changed, and changed
 * back, in sessions with other settings.
 */
@DatabaseTest
class ReferenceDataTests {

	private static final String TYPES = """
			create type mood as enum ('sad', 'it''s', 'a,b', '');
			create type pair as (a int, b text);
			create domain short as varchar(5) check (value <> 'no');
			create domain whole as numeric(30, 2);
			create type spans as range (subtype = int);
			""";

	/** Values as SQL, by type. */
	private static final Map<String, List<String>> VALUES = Map.ofEntries(
			Map.entry("smallint", List.of("-32768", "32767", "0", "null")),
			Map.entry("bigint", List.of("-9223372036854775808", "9223372036854775807", "null")),
			Map.entry("numeric", List.of("'NaN'", "1.50", "1.500", "-0.0000000000000000000001", "1e40", "'Infinity'")),
			Map.entry("numeric(8,3)", List.of("1", "-12345.678", "null")),
			Map.entry("real", List.of("'NaN'", "'-Infinity'", "1e-40", "0.1", "16777217", "'-0'")),
			Map.entry("double precision",
					List.of("'Infinity'", "0.1", "1e308", "4.9e-324", "null", "0.30000000000000004")),
			Map.entry("money", List.of("'-1234.56'", "0", "null", "9.99")),
			Map.entry("boolean", List.of("true", "false", "null")),
			Map.entry("text",
					List.of("''", "'it''s'", "'a\\b'", "E'a\\r\\nb\\tc'", "E'line\\nline'", "'null'", "null", "'ä€😀'",
							"' x '", "';--'", "'$$'", "E'\\x01\\x7f'", "'${x}'", "repeat('long ''\\ ', 20000)",
							"E'\\n-- migrate:down\\n'", "'/*'", "'{a,b}'", "U&'\\00A0'")),
			Map.entry("varchar(10)", List.of("'x'", "''", "null")), Map.entry("char(5)", List.of("'ab'", "''", "null")),
			Map.entry("name", List.of("'pg_x'", "null")), Map.entry("\"char\"", List.of("'c'", "null")),
			Map.entry("bytea", List.of("'\\x'", "'\\x00ff27'", "'abc'", "null")),
			Map.entry("date", List.of("'infinity'", "'-infinity'", "'2024-02-29'", "'0044-03-15 BC'", "'99999-12-31'")),
			Map.entry("time", List.of("'00:00'", "'24:00'", "'23:59:59.999999'")),
			Map.entry("timetz", List.of("'12:00+05:30'", "'00:00-12'", "null")),
			Map.entry("timestamp",
					List.of("'infinity'", "'2024-03-31 02:30'", "'0001-01-01 BC'", "null",
							"timestamp with time zone '2024-01-01 01:00+01' at time zone 'UTC'")),
			Map.entry("timestamptz",
					List.of("'-infinity'", "'2024-03-31 02:30'", "'2024-10-27 02:30:00.000001+02'", "'epoch'", "null")),
			Map.entry("interval",
					List.of("'1 year -2 months 3 days -04:05:06.789'", "'-1 day +02:00'", "'0'", "'1 mon'", "null")),
			Map.entry("uuid", List.of("'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "null")),
			Map.entry("json", List.of("'{\"a\" :1, \"a\":2}'", "'null'", "null", "'\"\\u00e4\\\\\"'")),
			Map.entry("jsonb", List.of("'{\"b\":1,\"a\":[1.50,null]}'", "'null'", "null", "'\"\\\\n''\"'")),
			Map.entry("xml", List.of("'<a b=\"c\">it''s</a>'", "null")),
			Map.entry("int[]", List.of("'{}'", "'{1,NULL,3}'", "'[0:1]={1,2}'", "'{{1,2},{3,4}}'", "null")),
			Map.entry("text[]", List.of("array['a,b', '{', '\"', '\\', null, '', 'NULL', 'it''s']", "'{}'", "null")),
			Map.entry("timestamptz[]", List.of("array['2024-01-01 00:00']::timestamptz[]", "null")),
			Map.entry("mood", List.of("'sad'", "'it''s'", "'a,b'", "''", "null")),
			Map.entry("mood[]", List.of("'{sad,\"a,b\",\"\"}'", "null")),
			Map.entry("pair", List.of("row(1, 'it''s \"')", "row(null, null)", "null", "row(2, '')")),
			Map.entry("pair[]", List.of("array[row(1, 'a,b')::pair, null]", "null")),
			Map.entry("short", List.of("'a'", "null")), Map.entry("whole", List.of("1.5", "-3", "null")),
			Map.entry("int4range", List.of("'[1,5]'", "'empty'", "'(,)'", "null")),
			Map.entry("tstzrange", List.of("'[2024-01-01,infinity)'", "null")),
			Map.entry("spans", List.of("'[1,2)'", "null")),
			Map.entry("int4multirange", List.of("'{[1,3),[5,7)}'", "'{}'", "null")),
			Map.entry("inet", List.of("'192.168.1.1/24'", "'::1'", "null")),
			Map.entry("cidr", List.of("'10/8'", "null")), Map.entry("macaddr", List.of("'08002b:010203'", "null")),
			Map.entry("bit(4)", List.of("B'1010'", "null")), Map.entry("bit varying", List.of("B'1'", "B''", "null")),
			Map.entry("point", List.of("'(1.5,-0)'", "'(1e300,0.1)'", "null")),
			Map.entry("polygon", List.of("'((0,0),(1,1),(1,0))'", "null")),
			Map.entry("tsvector", List.of("'a:1A ''it''''s'':2'", "''", "null")),
			Map.entry("tsquery", List.of("'a & !b'", "null")),
			Map.entry("jsonpath", List.of("'$.a[*] ? (@ > 1)'", "null")),
			Map.entry("pg_lsn", List.of("'16/B374D848'", "null")), Map.entry("regtype", List.of("'int4'", "null")));

	private static final List<String> SETTINGS = List.of("set timezone = 'Asia/Kolkata'", "set datestyle = 'ISO, DMY'",
			"set intervalstyle = 'sql_standard'", "set bytea_output = 'escape'", "set extra_float_digits = -10",
			"set standard_conforming_strings = on");

	private static final Set<String> OWN_TABLES = Set.of("public.app_migrations", "public.app_migrations_log");

	@Test
	void valuesOfEveryTypeComeAndGo(TestDatabase database, @TempDir Path folder) throws IOException {
		List<String> types = VALUES.keySet().stream().sorted().toList();
		String table = TYPES + "create table t (k int primary key, "
				+ IntStream.range(0, types.size())
					.mapToObj((i) -> "c%s %s".formatted(String.valueOf(i), types.get(i)))
					.collect(Collectors.joining(", "))
				+ ");\n";
		try (MigrationConnection connection = database.connect()) {
			run(connection, statements(table), "");
			SchemaComparison first = changed(connection, folder, table, 0);
			assertThat(first.upgrade()).extracting(Change::kind).containsExactly("add_rows");
			String rows = rows(connection);
			for (int turn = 1; turn < 4; turn++) {
				SchemaComparison next = changed(connection, folder, table, turn);
				String later = rows(connection);
				assertThat(later).isNotEqualTo(rows);
				run(connection, sql(next.downgrade()), String.join(";", SETTINGS));
				assertThat(rows(connection)).isEqualTo(rows);
				run(connection, sql(next.upgrade()), "");
				assertThat(rows(connection)).isEqualTo(later);
				rows = later;
			}
			run(connection, sql(first.downgrade()), "");
			assertThat(rows(connection)).isEqualTo("null");
		}
	}

	/**
	 * Goes to the next values; the session has other settings when the statements run.
	 */
	private static SchemaComparison changed(MigrationConnection connection, Path folder, String table, int turn)
			throws IOException {
		List<String> types = VALUES.keySet().stream().sorted().toList();
		StringBuilder model = new StringBuilder(table).append("-- model:data\ninsert into t values\n");
		for (int row = 0; row < 18; row++) {
			int place = row + turn;
			model.append((row > 0) ? ",\n" : "")
				.append("(%s, ".formatted(String.valueOf(row)))
				.append(types.stream()
					.map((type) -> Objects.requireNonNull(VALUES.get(type)))
					.map((values) -> values.get(place % values.size()))
					.collect(Collectors.joining(", ")))
				.append(")");
		}
		Path file = Files.writeString(folder.resolve("model.sql"), model.append(";\n").toString());
		SchemaComparison comparison = compare(connection, file);
		assertThat(comparison.unproven()).isEmpty();
		run(connection, sql(comparison.upgrade()), String.join(";", SETTINGS));
		assertThat(sql(compare(connection, file).upgrade())).isEmpty();
		return comparison;
	}

	private static List<String> statements(String script) {
		return Stream.of(script.split(";\n", -1)).filter((sql) -> !sql.isBlank()).toList();
	}

	private static String rows(MigrationConnection connection) {
		return connection.query("select string_agg(t::text, E'\\n' order by k) from t", (rows) -> {
			rows.next();
			return String.valueOf(rows.getString(1));
		});
	}

	@Test
	void aLargeTableIsWrittenInFewStatements(TestDatabase database, @TempDir Path folder) throws IOException {
		String table = "create table t (k int primary key, v text);\n";
		try (MigrationConnection connection = database.connect()) {
			run(connection, List.of(table), "");
			SchemaComparison first = compare(connection, model(folder, table, 5000, "v"));
			assertThat(first.unproven()).isEmpty();
			assertThat(sql(first.upgrade())).hasSize(10);
			assertThat(sql(first.downgrade())).hasSize(10);
			run(connection, sql(first.upgrade()), "");
			SchemaComparison second = compare(connection, model(folder, table, 4000, "w"));
			assertThat(second.unproven()).isEmpty();
			assertThat(sql(second.upgrade())).hasSize(10);
			assertThat(second.upgrade().get(1).notes().get(0).text()).startsWith("Drops 1000 rows of t: 4999, 4998,")
				.endsWith("and 990 more. The opposite direction inserts them again.");
			run(connection, sql(second.upgrade()), "");
			assertThat(compare(connection, model(folder, table, 4000, "w")).isEmpty()).isTrue();
		}
	}

	private static Path model(Path folder, String table, int rows, String value) throws IOException {
		return Files.writeString(folder.resolve("model.sql"),
				table + "-- model:data\ninsert into t values "
						+ IntStream.range(0, rows)
							.mapToObj((i) -> "(%s, '%s%1$s')".formatted(String.valueOf(i), value))
							.collect(Collectors.joining(", "))
						+ ";\n");
	}

	/** Rows that a policy hides would be inserted once more. */
	@Test
	void rowsThatThePoliciesOfTheOwnerHideAreNoReferenceData(TestDatabase database, @TempDir Path folder)
			throws IOException {
		String table = "create table t (k int primary key);\nalter table t enable row level security;\n";
		try (MigrationConnection connection = database.connect()) {
			run(connection, statements(table), "");
			run(connection,
					List.of("create policy none on t using (false)", "insert into t values (1)",
							"create role rows_reader_%s".formatted(database.name()),
							"grant select on t to rows_reader_%s".formatted(database.name()),
							"grant create on database %s to rows_reader_%1$s".formatted(database.name()),
							"alter schema public owner to rows_reader_%s".formatted(database.name())),
					"");
			Path file = model(folder, table, 1, "");
			run(connection, List.of("set role rows_reader_%s".formatted(database.name())), "");
			assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> compare(connection, file))
				.withMessageContaining("row-level security");
			run(connection, List.of("reset role", "drop owned by rows_reader_%s cascade".formatted(database.name()),
					"drop role rows_reader_%s".formatted(database.name())), "");
		}
	}

	private static SchemaComparison compare(MigrationConnection connection, Path model) {
		return new ModelComparer(connection, AutogenerateSettings.of(ModelFile.of(model.toString())), OWN_TABLES)
			.prove(AutogenerateOptions.defaults(), MadeObjects.none())
			.comparison();
	}

	private static List<String> sql(List<Change> changes) {
		return changes.stream().flatMap((change) -> change.sql().stream()).toList();
	}

	private static void run(MigrationConnection connection, List<String> statements, String settings) {
		List<String> all = new ArrayList<>(settings.isEmpty() ? List.of() : List.of(settings.split(";", -1)));
		all.addAll(statements);
		try {
			connection.begin();
			connection.execute(all.stream().map((sql) -> sql.replaceFirst("^set (?!role)", "set local ")).toList());
			connection.commit();
		}
		catch (PipelineException | SQLException ex) {
			connection.rollback();
			throw new AssertionError(ex.getMessage(), ex);
		}
	}

}
