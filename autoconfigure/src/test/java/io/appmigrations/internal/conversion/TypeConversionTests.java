package io.appmigrations.internal.conversion;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.appmigrations.internal.catalog.CatalogReader;
import io.appmigrations.internal.catalog.SchemaMapping;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.diff.DiffCase;
import io.appmigrations.internal.diff.GeneratedScript;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import io.appmigrations.testing.ChangeText;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Every type to every other one, with values at the edges, in both directions: what does
 * not mean the same afterwards was announced. The session has a time zone of its own,
 * which must not matter.
 */
@DatabaseTest
class TypeConversionTests {

	private static final String INTEGERS = "0; 1; -1; 42; -32768; 32767";

	private static final String STRINGS = "''; 'a'; '  x  '; '007'; '42'; '-1.50'; 'true'; 'Grüße €'; 'ok'; '2026-03-29 02:30:00'; "
			+ "'2026-03-29 02:30:00+05'; '12:30'; '6f1ed002-ab56-4f1f-9bd3-2b1c5a5d4e00'; '{\"a\": 1, \"a\": 2}'; '10.1.2.3'; "
			+ "'08:00:2b:01:02:03'; '101'; '00000101'; '1 day 02:00:00'; '2026-01-01'; '1e3'; '9999999999999999999999'; '[1,5)'";

	private static final String INSTANTS = "'2026-03-29 00:59:59.999999+00'; '2026-03-29 01:30:00+00'; '2026-10-25 00:30:00+00'; "
			+ "'infinity'; '-infinity'; '0044-03-15 12:00:00+00 BC'; '1999-12-31 23:59:59.5+00'";

	/** The types, each with values. */
	private static final Map<String, String> TYPES = new LinkedHashMap<>();

	static {
		TYPES.put("smallint", INTEGERS);
		TYPES.put("integer", INTEGERS + "; 2147483647; -2147483648; 16777217");
		TYPES.put("bigint", INTEGERS + "; 2147483648; 9223372036854775807; -9223372036854775808; 9007199254740993");
		TYPES.put("numeric",
				INTEGERS + "; 0.1; -1.005; 1.5; 2.5; 123456789.123456789; 1e30; 1e400; 'NaN'; 'Infinity'; 100.00");
		TYPES.put("numeric(21,0)", INTEGERS + "; 5000000000; 5000000001; 999999999999999999999; 'NaN'");
		TYPES.put("numeric(8,2)", "0; 1; -1; 0.01; 999999.99; -999999.99; 0.5; 'NaN'");
		TYPES.put("numeric(5,1)", "0; 1; 9999.9; -0.1; 0.5; 1.5; 'NaN'");
		TYPES.put("numeric(38,2)", "0; 1; 0.01; 999999999999999999999999999999999999.99; -0.01");
		TYPES.put("real", "0; 1; -1; 0.1; 1.5; 16777216; 3.4e38; 1e-30; 'NaN'; 'Infinity'; 1.2345679");
		TYPES.put("double precision",
				"0; 1; -1; 0.1; 1.5; 9007199254740992; 1e300; 0.30000000000000004; 'NaN'; '-Infinity'; 2147483648");
		TYPES.put("boolean", "true; false");
		TYPES.put("money", "0; 1; -1; 12.34; 92233720368547758.07; 0.5");
		TYPES.put("text", STRINGS);
		TYPES.put("varchar(255)", STRINGS);
		TYPES.put("varchar(6)", "''; 'a'; '  x  '; '007'; 'ok    '; '€€€€€€'; 'true'");
		TYPES.put("char(1)", "''; 'a'; 'Y'; 'N'; 'T'; '1'; '€'");
		TYPES.put("char(8)", "''; 'a'; '  x'; '007'; '12345678'; 'ok'; '101'");
		TYPES.put("name", "''; 'a'; '007'; 'x '");
		TYPES.put("\"char\"", "'a'; '7'");
		TYPES.put("bytea", "'\\x'; '\\x00'; '\\xff'; '\\x61'; '\\x6f1ed002ab564f1f9bd32b1c5a5d4e00'; '\\xe282ac'");
		TYPES.put("oid",
				"lo_from_bytea(0, '\\x61'); lo_from_bytea(0, '\\x'); lo_from_bytea(0, '\\xff'); lo_from_bytea(0, '\\xe282ac'); 4294967295");
		TYPES.put("uuid", "'6f1ed002-ab56-4f1f-9bd3-2b1c5a5d4e00'; '00000000-0000-0000-0000-000000000000'");
		TYPES.put("date", "'2026-03-29'; 'infinity'; '-infinity'; '0044-03-15 BC'; '2000-02-29'; '1970-01-01'");
		TYPES.put("time", "'00:00'; '12:30:00.123456'; '24:00'; '23:59:59.999999'");
		TYPES.put("time(0)", "'00:00'; '12:30:01'; '24:00'");
		TYPES.put("timetz", "'00:00+00'; '12:30:00.123456+02'; '23:59:59.999999-12'");
		TYPES.put("timestamp", INSTANTS.replace("+00", "") + "; '2026-03-29 02:30:00'");
		TYPES.put("timestamp(0)", "'2026-03-29 02:30:00'; 'infinity'; '1999-12-31 23:59:59'");
		TYPES.put("timestamptz", INSTANTS);
		TYPES.put("timestamptz(3)", "'2026-03-29 02:30:00.123+00'; 'infinity'; '1999-12-31 23:59:59.999+00'");
		TYPES.put("interval",
				"'0'; '100000 years'; '5 s'; '1 mon 2 days 03:04:05.123456'; '-1 day'; '25:00'; '1 year'; '0.000001 s'");
		TYPES.put("interval second(6)", "'0'; '100000 years'; '5 s'; '1 mon'; '-0.5 s'; '26:00'");
		TYPES.put("interval day to second(0)", "'0'; '100000 years'; '5 s'; '1 day'; '1 mon'");
		TYPES.put("interval year to month", "'0'; '100000 years'; '14 mon'");
		TYPES.put("json", "'1'; '\"x\"'; 'null'; '{\"b\": 1.0, \"a\": [1, 2],  \"b\": 2}'; '\"\\u0000\"'; '[]'");
		TYPES.put("jsonb", "'1'; '\"x\"'; 'null'; '{\"b\": 1.0, \"a\": [1, 2]}'; '[]'; 'true'");
		TYPES.put("xml", "'<a/>'; 'x'; '<a>€</a>'");
		TYPES.put("inet", "'10.1.2.3'; '10.1.2.3/8'; '::1'; '10.0.0.0/8'");
		TYPES.put("cidr", "'10.0.0.0/8'; '10.1.2.3/32'; '2001:db8::/32'");
		TYPES.put("macaddr", "'08:00:2b:01:02:03'; '00:00:00:00:00:00'");
		TYPES.put("macaddr8", "'08:00:2b:ff:fe:01:02:03'; '08:00:2b:01:02:03:04:05'");
		TYPES.put("bit(1)", "B'0'; B'1'");
		TYPES.put("bit(8)", "B'00000000'; B'10101010'; B'11111111'; B'00000101'");
		TYPES.put("bit(32)", "B'10000000000000000000000000000001'; B'00000000000000000000000000000101'");
		TYPES.put("bit(64)", "repeat('1', 64)::bit(64); (repeat('0', 63) || '1')::bit(64)");
		TYPES.put("varbit", "B''; B'1'; B'10101010'; B'1111111111'");
		TYPES.put("varbit(8)", "B''; B'1'; B'10101010'");
		TYPES.put("mood", "'ok'; 'sad'");
		TYPES.put("tone", "'ok'; 'shrill'");
		TYPES.put("percent", "0; 1; 100");
		TYPES.put("pair", "row(1, 'x'); row(null, null)");
		TYPES.put("int4range", "'[1,5)'; 'empty'; '(,)'");
		TYPES.put("int8range", "'[1,5)'; 'empty'; '[1,9999999999)'");
		TYPES.put("int4multirange", "'{[1,5)}'; '{}'; '{[1,2),[7,9)}'");
		TYPES.put("numrange", "'[1.5,2]'; 'empty'");
		TYPES.put("tstzrange", "'[2026-01-01 00:00+00,2026-01-02 00:00+00)'");
		TYPES.put("tsrange", "'[2026-01-01 00:00,2026-01-02 00:00)'");
		TYPES.put("point", "'(1,2)'");
		TYPES.put("tsvector", "'a b'");
		TYPES.put("integer[]", "'{}'; '{1,2}'; '{null}'; '{2147483647,-1}'");
		TYPES.put("bigint[]", "'{}'; '{1,2}'; '{9223372036854775807}'; '{{1,2},{3,4}}'");
		TYPES.put("text[]", "'{}'; '{a,\"b c\"}'; '{abcdefgh}'; '{1,2}'; '{null}'; '{\"ab   \"}'");
		TYPES.put("varchar(3)[]", "'{}'; '{abc}'; '{\"a \"}'; '{null}'; '{1}'");
		TYPES.put("numeric(8,2)[]", "'{}'; '{1.25,-0.01}'; '{NaN}'");
		TYPES.put("timestamp[]", "'{}'; '{2026-03-29 02:30:00}'");
		TYPES.put("timestamptz[]", "'{}'; '{2026-03-29 02:30:00+00}'");
		TYPES.put("mood[]", "'{}'; '{ok,sad}'");
		TYPES.put("uuid[]", "'{}'; '{6f1ed002-ab56-4f1f-9bd3-2b1c5a5d4e00}'");
	}

	private static final List<String> PRELUDE = List.of("create type mood as enum ('ok', 'sad')",
			"create type tone as enum ('ok', 'shrill')",
			"create domain percent as integer check (value between 0 and 100)",
			"create type pair as (a integer, b text)");

	private static final Pattern USING = Pattern.compile("(?s)alter table .* alter column \\S+ type .*? using (.*)");

	private static final List<String> NAMES = List.copyOf(TYPES.keySet());

	/**
	 * Tries a conversion there and back, with each value by itself where one of them
	 * fails.
	 */
	private static final String ATTEMPT = """
			create function put(value text, source text, target text) returns void language plpgsql as $$
			declare
				row_id int;
			begin
				execute format('insert into %s select id, %s from %s', target, value, source);
			exception when others then
				for row_id in execute format('select id from %s', source) loop
					begin
						execute format('insert into %s select id, %s from %s where id = $1', target, value, source) using row_id;
					exception when others then
						insert into failed values (target, row_id, sqlerrm);
					end;
				end loop;
			end
			$$""";

	@Test
	void noConversionChangesWhatAValueMeansWithoutSayingSo(TestDatabase database) throws Exception {
		try (MigrationConnection connection = database.connect()) {
			connection.begin();
			connection.execute(PRELUDE);
			connection.execute(List.of("set local time zone 'Asia/Kolkata'", ATTEMPT));
			connection.execute(tables());
			Schema schema = CatalogReader.read(connection, SchemaMapping.identity(Set.of("public"), "public"));
			Trial trial = new Trial(connection, schema, new Transition(schema, schema, false));
			for (int i = 0; i < NAMES.size(); i++) {
				for (int j = 0; j < NAMES.size(); j++) {
					if (i != j) {
						trial.convert(i, j);
					}
				}
				trial.alter(i);
			}
			assertThat(Map.of("changed without a word", trial.silent, "failed without a word", trial.failing,
					"announced for nothing", trial.needless))
				.isEqualTo(Map.of("changed without a word", Set.of(), "failed without a word", Set.of(),
						"announced for nothing", Set.of()));
			connection.rollback();
		}
	}

	/**
	 * What the table of all types does not have.
	 */
	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-",
			textBlock = """
					a duration         | create table t (c numeric(21,0))                                      | 5000000000     | create table t (c interval second(6))                                  | 00:00:05       | 5000000000
					an order of fields | create type p as (a int, b text); create table t (c p)                | row(1, 'x')    | create type p as (b text, a int); create table t (c p)                 | (x,1)          | (1,x)
					a longer field     | create type p as (a int, b text); create table t (c p)                | row(1, null)   | create type p as (a bigint, b text); create table t (c p)              | (1,)           | (1,)
					a field of no text | create type p as (a uuid); create table t (c p)                       | row('6f1ed002-ab56-4f1f-9bd3-2b1c5a5d4e00') | create type p as (a bytea); create table t (c p) | ("\\\\x6f1ed002ab564f1f9bd32b1c5a5d4e00") | (6f1ed002-ab56-4f1f-9bd3-2b1c5a5d4e00)
					fields in arrays   | create type p as (a int); create table t (c p[])                      | array[row(1)::p] | create type p as (a bigint); create table t (c p[])                  | {(1)}          | {(1)}
					a domain's type    | create domain d as uuid; create table t (c d)                         | '6f1ed002-ab56-4f1f-9bd3-2b1c5a5d4e00' | create domain d as bytea; create table t (c d) | \\x6f1ed002ab564f1f9bd32b1c5a5d4e00 | 6f1ed002-ab56-4f1f-9bd3-2b1c5a5d4e00
					numbers in arrays  | create table t (c int[])                                              | array[1, null] | create table t (c bigint[])                                            | {1,NULL}       | {1,NULL}
					an array in JSON   | create table t (c text[])                                             | array['a', null] | create table t (c jsonb)                                             | ["a", null]    | TODO
					a row in JSON      | create type p as (a int, b text); create table t (c p)                | row(1, 'x')    | create type p as (a int, b text); create table t (c jsonb)             | {"a": 1, "b": "x"} | TODO
					an ordinal         | create table t (c smallint)                                           | 1              | create table t (c varchar(9) check (c in ('OFF', 'ON')))               | TODO           | -
					a name             | create table t (c varchar(9) check (c in ('OFF', 'ON')))              | 'ON'           | create table t (c smallint)                                            | TODO           | -
					an ordinal's enum  | create type e as enum ('OFF', 'ON'); create table t (c smallint)      | 1              | create type e as enum ('OFF', 'ON'); create table t (c e)              | TODO           | -
					a time's date      | create table t (c time)                                               | '12:30'        | create table t (c timestamp)                                           | TODO           | -
					a quoted name      | create table t (c uuid, "x Y" uuid)                                   | '6f1ed002-ab56-4f1f-9bd3-2b1c5a5d4e00' | create table t (c bytea, "x Y" bytea) | \\x6f1ed002ab564f1f9bd32b1c5a5d4e00 | 6f1ed002-ab56-4f1f-9bd3-2b1c5a5d4e00
					""")
	void values(String name, String old, String value, String renewed, String expected, @Nullable String back,
			TestDatabase database) throws Exception {
		try (MigrationConnection connection = database.connect()) {
			Schema to = read(connection, renewed);
			connection.begin();
			connection.execute(DiffCase.statements(old));
			Schema from = schema(connection);
			connection.execute(List.of("insert into t (c) values (%s), (null)".formatted(value)));
			if (expected.equals("TODO")) {
				assertStops(connection, from, to);
				connection.rollback();
				return;
			}
			connection.execute(sql(SchemaDiff.between(from, to)));
			assertThat(rows(connection)).containsExactly(expected, null);
			if (Objects.equals(back, "TODO")) {
				assertStops(connection, to, from);
			}
			else {
				connection.execute(sql(SchemaDiff.between(to, from)));
				assertThat(rows(connection)).containsExactly(back, null);
			}
			connection.rollback();
		}
	}

	/** Where a row has a value; where none has, there is nothing to say. */
	private static void assertStops(MigrationConnection connection, Schema from, Schema to) throws PipelineException {
		List<Change> changes = SchemaDiff.between(from, to);
		assertThat(changes.stream().flatMap((change) -> change.remarks().stream()))
			.anyMatch((note) -> note.startsWith("TODO"));
		connection.execute(List.of("savepoint before"));
		assertThatThrownBy(() -> connection.execute(sql(changes))).isInstanceOfSatisfying(PipelineException.class,
				(ex) -> assertThat(ex.getFailure().getMessage())
					.contains("the revision does not say what its values become"));
		connection.execute(List.of("rollback to savepoint before", "update t set c = null"));
		connection.execute(sql(changes));
	}

	private static List<String> sql(List<Change> changes) {
		return GeneratedScript.written(changes).stream().flatMap((change) -> change.sql().stream()).toList();
	}

	private static List<@Nullable String> rows(MigrationConnection connection) {
		return connection.query("select c::text from t order by c is null", (rows) -> {
			List<@Nullable String> values = new ArrayList<>();
			while (rows.next()) {
				values.add(rows.getString(1));
			}
			return values;
		});
	}

	private static Schema read(MigrationConnection connection, String sql) throws PipelineException {
		connection.begin();
		try {
			connection.execute(DiffCase.statements(sql));
			return schema(connection);
		}
		finally {
			connection.rollback();
		}
	}

	private static Schema schema(MigrationConnection connection) {
		return CatalogReader.read(connection, SchemaMapping.identity(Set.of("public"), "public"));
	}

	@Test
	void whatIsGeneratedIsNotLost(TestDatabase database) throws Exception {
		try (MigrationConnection connection = database.connect()) {
			Schema from = read(connection, "create table t (a int, b int generated always as (a * 2) stored)");
			Schema to = read(connection, "create table t (a int)");
			List<Change> changes = SchemaDiff.between(from, to);
			assertThat(changes).hasSize(1);
			assertThat(changes.get(0).losesData()).isFalse();
			assertThat(changes.get(0).notes()).isEmpty();
		}
	}

	@Test
	void aTableIsRewrittenOnce(TestDatabase database) throws Exception {
		try (MigrationConnection connection = database.connect()) {
			Schema from = read(connection,
					"create table t (a int, \"B c\" int, c int, d int not null); create table u (a int)");
			Schema to = read(connection,
					"create table t (a bigint, \"B c\" bigint, c bigint, d bigint); create table u (a bigint)");
			List<Change> changes = SchemaDiff.between(from, to);
			assertThat(changes).hasSize(5);
			assertThat(sql(changes)).containsExactly("""
					alter table t
						alter column "B c" type bigint,
						alter column a type bigint,
						alter column c type bigint,
						alter column d type bigint""", "alter table t alter column d drop not null",
					"alter table u alter column a type bigint");
		}
	}

	@Test
	void whatIsMissingIsAskedForWhereItCanBeSaid(TestDatabase database) throws Exception {
		try (MigrationConnection connection = database.connect()) {
			Schema from = read(connection, "create table t (a int)");
			Schema to = read(connection, "create table t (a int, b int not null)");
			assertThat(ChangeText.of(SchemaDiff.between(from, to))).containsSubsequence(
					"alter table t add column b integer;", "-- TODO t.b becomes required", "do $$",
					"alter table t alter column b set not null;");
		}
	}

	private static List<String> tables() {
		List<String> sql = new ArrayList<>();
		sql.add("create table failed (target text, id int, message text)");
		for (int i = 0; i < NAMES.size(); i++) {
			String type = NAMES.get(i);
			sql.add("create table v%s (id int, c %s)".formatted(i, type));
			sql.add("create table n%s (id int, c %s)".formatted(i, type));
			sql.add("create table b%s (id int, c %s)".formatted(i, type));
			String[] values = Objects.requireNonNull(TYPES.get(type)).split("; ", -1);
			for (int id = 0; id < values.length; id++) {
				sql.add("insert into v%s values (%s, %s)".formatted(i, id, values[id]));
			}
			sql.add("insert into v%s values (%s, null)".formatted(i, values.length));
		}
		return sql;
	}

	/** How a value is read, whatever the time zone is. */
	private static String reading(String type, String column) {
		return switch (type) {
			case "oid" ->
				"case when exists (select from pg_largeobject_metadata m where m.oid = %1$s) then encode(lo_get(%1$s), 'hex') else %1$s::text end"
					.formatted(column);
			case "money" -> column + "::numeric::text";
			case "timestamptz", "timestamptz(3)" -> "(%s at time zone 'UTC')::text".formatted(column);
			default -> column + "::text";
		};
	}

	private static final class Trial {

		private final MigrationConnection connection;

		private final Schema schema;

		private final Transition transition;

		private final Set<String> silent = new TreeSet<>();

		private final Set<String> failing = new TreeSet<>();

		private final Set<String> needless = new TreeSet<>();

		/** The values that each of the targets takes, of the source at hand. */
		private final Map<Integer, Map<Integer, @Nullable String>> taken = new HashMap<>();

		Trial(MigrationConnection connection, Schema schema, Transition transition) {
			this.connection = connection;
			this.schema = schema;
			this.transition = transition;
		}

		private Column column(int type, String table, String name) {
			Column read = Objects.requireNonNull(this.schema
				.get(ObjectId.member(Kind.COLUMN, ObjectId.table("public", "v" + type), "c"), Column.class));
			return new Column(ObjectId.member(Kind.COLUMN, ObjectId.table("public", table), name), 1, read.type(),
					read.baseType(), null, null, null, null, null, null, null, null);
		}

		private Alteration alteration(int source, int target) {
			return alteration(column(source, "t", "c"), column(target, "t", "c"));
		}

		private Alteration alteration(Column before, Column after) {
			return Objects.requireNonNull(Families.of(Kind.COLUMN).alter(before, after, this.transition));
		}

		private static boolean isTodo(Alteration alteration) {
			return alteration.sql().get(0).startsWith("-- TODO");
		}

		private static String expression(Alteration alteration) {
			Matcher using = USING.matcher(alteration.sql().get(alteration.sql().size() - 1));
			return using.matches() ? using.group(1) : "c";
		}

		void convert(int source, int target) throws PipelineException {
			Alteration up = alteration(source, target);
			if (isTodo(up)) {
				return;
			}
			Alteration down = alteration(target, source);
			String from = NAMES.get(source);
			String to = NAMES.get(target);
			String there = "n" + target;
			String here = "b" + source;
			List<String> steps = new ArrayList<>();
			steps.addAll(List.of("delete from failed", "delete from " + there, "delete from " + here));
			steps.add("select put(%s, 'v%s', '%s')".formatted(Names.literal(expression(up)), source, there));
			if (!isTodo(down)) {
				steps.add("select put(%s, '%s', '%s')".formatted(Names.literal(expression(down)), there, here));
			}
			this.connection.execute(steps);
			Map<Integer, List<@Nullable String>> results = this.connection.query("""
					select v.id, coalesce('!' || nf.message, %s), coalesce('!' || bf.message, %s), %s
					from v%s v left join %s n on n.id = v.id left join %s b on b.id = v.id
					left join failed nf on nf.id = v.id and nf.target = '%5$s'
					left join failed bf on bf.id = v.id and bf.target = '%6$s'""".formatted(reading(to, "n.c"),
					reading(from, "b.c"), reading(from, "v.c"), source, there, here), (rows) -> {
						Map<Integer, List<@Nullable String>> found = new HashMap<>();
						while (rows.next()) {
							found.put(rows.getInt(1),
									Arrays.asList(rows.getString(2), rows.getString(3), rows.getString(4)));
						}
						return found;
					});
			boolean fails = false;
			boolean changes = false;
			Map<Integer, @Nullable String> passed = new HashMap<>();
			for (Map.Entry<Integer, List<@Nullable String>> row : results.entrySet()) {
				String after = row.getValue().get(0);
				String back = row.getValue().get(1);
				String before = row.getValue().get(2);
				String pair = "%s to %s".formatted(from, to);
				if (after != null && after.startsWith("!")) {
					fails = true;
					if (up.notes().stream().noneMatch((note) -> note.text().startsWith("Fails, and"))) {
						this.failing.add("%s: %s, %s".formatted(pair, before, after));
					}
					continue;
				}
				passed.put(row.getKey(), after);
				Boolean same = Meaning.isSame(from, before, to, after);
				boolean returns = down.losesData() || isTodo(down) || (back != null && back.startsWith("!"))
						|| !Objects.equals(Meaning.isSame(from, before, from, back), false);
				if (Boolean.FALSE.equals(same) || !returns) {
					changes = true;
					if (!up.losesData()) {
						this.silent.add("%s: %s becomes %s, and %s".formatted(pair, before, after, back));
					}
				}
				else if (same == null && (down.losesData() || isTodo(down))) {
					changes = up.losesData();
				}
			}
			this.taken.put(target, passed);
			if (isSample(from) || isSample(to)) {
				return;
			}
			if (up.losesData() && !changes) {
				this.needless.add("%s to %s changes".formatted(from, to));
			}
			if (!fails && up.notes().stream().anyMatch((note) -> note.text().startsWith("Fails, and"))) {
				this.needless.add("%s to %s fails".formatted(from, to));
			}
		}

		/** Text can say so much that no list of values has it all. */
		private static boolean isSample(String type) {
			return Meaning.type(type).isString() || type.equals("percent");
		}

		/** One table, whose columns get all the other types at once. */
		void alter(int source) throws PipelineException {
			List<String> columns = IntStream.range(0, NAMES.size())
				.mapToObj((target) -> "c%s %s".formatted(target, NAMES.get(source)))
				.toList();
			List<String> sql = new ArrayList<>();
			sql.add("create table real (id int, %s)".formatted(String.join(", ", columns)));
			int values = Objects.requireNonNull(TYPES.get(NAMES.get(source))).split("; ").length;
			for (int id = 0; id < values; id++) {
				int row = id;
				sql.add("insert into real select %s, %s from v%s v where v.id = %1$s"
					.formatted(id, IntStream.range(0, NAMES.size())
						.mapToObj(
								(target) -> this.taken.getOrDefault(target, Map.of()).containsKey(row) ? "v.c" : "null")
						.collect(Collectors.joining(", ")), source));
			}
			List<Change> changes = new ArrayList<>();
			for (int target = 0; target < NAMES.size(); target++) {
				if (target != source) {
					Column column = column(target, "real", "c" + target);
					Alteration alteration = alteration(column(source, "real", "c" + target), column);
					changes.add(new Change(Change.Action.ALTER, column.id(), "real", alteration.sql(), List.of()));
				}
			}
			List<Change> written = GeneratedScript.written(changes);
			assertThat(written).hasSize(1);
			sql.addAll(written.get(0).sql());
			assertThat(sql.stream().filter((statement) -> statement.startsWith("alter"))).hasSize(1);
			this.connection.execute(List.of("savepoint before"));
			try {
				this.connection.execute(sql);
			}
			catch (PipelineException ex) {
				this.failing.add("%s: %s".formatted(NAMES.get(source), ex.getFailure().getMessage()));
				this.connection.execute(List.of("rollback to savepoint before"));
				this.taken.clear();
				return;
			}
			for (Map.Entry<Integer, Map<Integer, @Nullable String>> target : this.taken.entrySet()) {
				this.connection.query(
						"select id, %s from real".formatted(reading(NAMES.get(target.getKey()), "c" + target.getKey())),
						(rows) -> {
							while (rows.next()) {
								if (target.getValue().containsKey(rows.getInt(1))
										&& !NAMES.get(target.getKey()).equals("oid")) {
									assertThat(rows.getString(2))
										.as("%s to %s", NAMES.get(source), NAMES.get(target.getKey()))
										.isEqualTo(target.getValue().get(rows.getInt(1)));
								}
							}
							return true;
						});
			}
			this.connection.execute(List.of("drop table real"));
			this.taken.clear();
		}

	}

	/** What values of two types mean, as far as they can be compared. */
	private static final class Meaning {

		private static final Pattern INSTANT = Pattern.compile("(.*[0-9])( BC)?");

		/** Returns {@code null} where only the way back can say. */
		static @Nullable Boolean isSame(String from, @Nullable String before, String to, @Nullable String after) {
			if (before == null || after == null) {
				return before == null && after == null;
			}
			SqlType one = type(from);
			SqlType other = type(to);
			if (isOpaque(one, other) || isOpaque(other, one)) {
				return null;
			}
			if (isReal(one) && isReal(other)) {
				return Double.compare(real(one, before), real(other, after)) == 0;
			}
			return of(one, other, before).equals(of(other, one, after));
		}

		private static SqlType type(String name) {
			return SqlType.of(switch (name) {
				case "percent" -> "integer";
				case "time" -> "time without time zone";
				case "time(0)" -> "time(0) without time zone";
				case "timetz" -> "time with time zone";
				case "timestamp" -> "timestamp without time zone";
				case "timestamp(0)" -> "timestamp(0) without time zone";
				case "timestamptz" -> "timestamp with time zone";
				case "timestamptz(3)" -> "timestamp(3) with time zone";
				default -> name.replaceFirst("^varchar", "character varying")
					.replaceFirst("^char\\b", "character")
					.replaceFirst("^varbit", "bit varying");
			});
		}

		private static boolean isReal(SqlType type) {
			return type.is("real", "double precision");
		}

		private static double real(SqlType type, String text) {
			return type.is("real") ? Float.parseFloat(text) : Double.parseDouble(text);
		}

		private static boolean isOpaque(SqlType type, SqlType other) {
			return (type.array() && (other.isJson() || !other.array()) && !type.element().equals(other))
					|| (type.is("pair") && other.isJson()) || (type.is("bit", "bit varying") && other.isNumber())
					|| (type.isString() && other.is("boolean")) || (type.is("oid") && other.isNumber());
		}

		private static String of(SqlType type, SqlType other, String text) {
			if (other.array() && type.array()) {
				return text.replaceAll("(\\.[0-9]*?)0+(?=[,}])", "$1").replaceAll("\\.(?=[,}])", "");
			}
			if (other.array() && !type.array()) {
				return of(type, other.element(), text);
			}
			if (type.array() && !other.array()) {
				return of(type.element(), other,
						text.substring(1, text.length() - 1).replaceAll("^\"|\"$", "").replaceAll("\\\\(.)", "$1"));
			}
			String value = text;
			if (type.isJson() && !other.isJson() && !other.isString()) {
				value = value.replace("\"", "");
				return other.isNumber() ? number(value) : value;
			}
			if (other.is("inet", "cidr")) {
				return value.replaceFirst("/(32|128)$", "");
			}
			if (type.is("boolean") && (other.isNumber() || other.is("bit"))) {
				return text.equals("true") ? "1" : "0";
			}
			if (type.isNumber() || type.is("money")) {
				return other.isString() ? text : number(text);
			}
			if (type.is("bytea", "oid") || other.is("bytea", "oid")) {
				return bytes(type, value);
			}
			return switch (type.name()) {
				case "inet", "cidr" -> value.replaceFirst("/(32|128)$", "");
				case "date" ->
					other.isTime() && !other.is("date") ? value.replaceFirst("^([0-9-]+[0-9])", "$1 00:00:00") : value;
				case "time without time zone" -> other.is("time with time zone") ? value + "+00" : value;
				case "timestamp with time zone" ->
					other.isString() ? INSTANT.matcher(value).replaceFirst("$1+00$2") : value;
				case "macaddr8" -> other.is("macaddr") ? value.replaceFirst(":ff:fe:", ":") : value;
				default -> value.equals("empty") && other.name().endsWith("multirange") ? "{}"
						: (type.name().endsWith("range") && !type.name().endsWith("multirange")
								&& other.name().endsWith("multirange")) ? "{" + value + "}" : value;
			};
		}

		private static String number(String text) {
			return text.matches("(?i).*[ny].*") ? text : new BigDecimal(text).stripTrailingZeros().toPlainString();
		}

		private static String bytes(SqlType type, String text) {
			return switch (type.name()) {
				case "bytea" -> text.substring(2);
				case "uuid" -> text.replace("-", "");
				case "oid" -> text;
				default -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
			};
		}

	}

}
