package io.appmigrations.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.PipelineException;

/**
 * Rows in tables that know nothing of each other: as many as their constraints take.
 */
public final class Rows {

	private static final Map<String, List<String>> EDGES = Map.ofEntries(
			Map.entry("smallint", List.of("-32768", "32767", "0", "1")),
			Map.entry("integer", List.of("-2147483648", "2147483647", "0", "1")),
			Map.entry("bigint", List.of("-9223372036854775808", "9223372036854775807", "0", "1")),
			Map.entry("numeric", List.of("-99999999.99", "99999999.99", "0.01", "1")),
			Map.entry("double precision", List.of("'-Infinity'", "'NaN'", "1e-300", "1")),
			Map.entry("text", List.of("''", "repeat('x', 3000)", "E'it''s \\\\ \\n\"quoted\" ü'", "'ok'")),
			Map.entry("character varying", List.of("''", "'ok'", "E'a\\tü'", "'12345678901234567890'")),
			Map.entry("character", List.of("''", "'a'", "'12345'", "'ok'")),
			Map.entry("boolean", List.of("true", "false")),
			Map.entry("timestamp with time zone",
					List.of("'infinity'", "'-infinity'", "'2024-02-29 23:59:59.999999+00'", "'4713-01-01 BC'")),
			Map.entry("timestamp without time zone",
					List.of("'infinity'", "'-infinity'", "'2024-02-29 23:59:59.999'", "'294276-12-31'")),
			Map.entry("date", List.of("'infinity'", "'-infinity'", "'2024-02-29'", "'0001-01-01'")),
			Map.entry("time without time zone", List.of("'24:00'", "'00:00'")),
			Map.entry("interval", List.of("'-178000000 years'", "'1 mon -1 day 00:00:01'", "'0'")),
			Map.entry("uuid", List.of("'00000000-0000-0000-0000-000000000000'", "gen_random_uuid()")),
			Map.entry("jsonb", List.of("'null'", "'{\"a\": [1, \"ü\"]}'", "'[]'")),
			Map.entry("int4range", List.of("'empty'", "'(,)'", "'[1,2)'")),
			Map.entry("bytea", List.of("''", "'\\x00ff'")), Map.entry("bit", List.of("b'000'", "b'101'")),
			Map.entry("inet", List.of("'::1'", "'10.0.0.0/8'")),
			Map.entry("integer[]", List.of("'{}'", "'{1,null}'", "'{{1,2},{3,4}}'")),
			Map.entry("text[]", List.of("'{}'", "'{null,\"\",a b}'")));

	private Rows() {
	}

	/**
	 * Which rows there are.
	 */
	public enum Kind {

		/** The ends of what a type can hold, and nulls. */
		EDGES,

		/** One row in each table, the same value everywhere. */
		ORDINARY,

		/** No rows. */
		NONE

	}

	/**
	 * Inserts rows into every table, in a transaction; several times over, since some
	 * refer to others.
	 */
	public static void insert(MigrationConnection connection, Kind kind) {
		int rows = switch (kind) {
			case EDGES -> 5;
			case ORDINARY -> 1;
			case NONE -> 0;
		};
		Map<String, Map<String, List<String>>> tables = (rows > 0) ? tables(connection) : Map.of();
		for (int pass = 0; pass < 2; pass++) {
			for (int row = 0; row < rows; row++) {
				int number = row;
				tables.forEach((table, columns) -> tryTo(connection, insert(table, columns, kind, number)));
			}
		}
	}

	/** Runs a statement, or leaves everything as it is. */
	static boolean tryTo(MigrationConnection connection, String sql) {
		try {
			connection.execute(List.of("savepoint attempt", sql, "set constraints all immediate",
					"set constraints all deferred", "release attempt"));
			return true;
		}
		catch (PipelineException ex) {
			connection.executeInternally(List.of("rollback to attempt"));
			return false;
		}
	}

	private static String insert(String table, Map<String, List<String>> columns, Kind kind, int row) {
		if (columns.isEmpty()) {
			return "insert into %s default values".formatted(table);
		}
		List<String> values = new ArrayList<>();
		int place = row;
		for (List<String> choices : columns.values()) {
			values.add((kind == Kind.ORDINARY) ? choices.get(choices.size() - 1)
					: (place % (choices.size() + 1) == choices.size()) ? "null"
							: choices.get(place % (choices.size() + 1)));
			place += (row == 0) ? 0 : 1;
		}
		return "insert into %s (%s) overriding system value values (%s)".formatted(table,
				String.join(", ", columns.keySet()), String.join(", ", values));
	}

	/** The values that each column may take. */
	private static Map<String, Map<String, List<String>>> tables(MigrationConnection connection) {
		return connection.query(
				"""
						select format('%I.%I', n.nspname, c.relname), quote_ident(a.attname), format_type(coalesce(b.oid, t.oid), null),
						  (select string_agg(quote_literal(e.enumlabel), ',' order by enumsortorder) from pg_enum e
						    where e.enumtypid = t.oid)
						from pg_class c join pg_namespace n on n.oid = c.relnamespace
						left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
						  and a.attgenerated = ''
						left join pg_type t on t.oid = a.atttypid left join pg_type b on b.oid = nullif(t.typbasetype, 0)
						where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
						order by 1, 2""",
				(rows) -> {
					Map<String, Map<String, List<String>>> tables = new TreeMap<>();
					while (rows.next()) {
						Map<String, List<String>> columns = tables.computeIfAbsent(rows.getString(1),
								(key) -> new LinkedHashMap<>());
						String labels = rows.getString(4);
						if (rows.getString(2) != null) {
							columns.put(rows.getString(2), (labels != null) ? List.of(labels.split(","))
									: EDGES.getOrDefault(rows.getString(3), List.of("null")));
						}
					}
					return tables;
				});
	}

	/**
	 * Reads the rows of tables, each as text.
	 * @param columns the columns to read by table
	 */
	public static Map<String, List<String>> read(MigrationConnection connection, Map<String, List<String>> columns) {
		Map<String, List<String>> found = new TreeMap<>();
		columns
			.forEach((table, names) -> found.put(table,
					connection.query("select row(%s)::text from only %s order by 1".formatted(
							names.stream().map((name) -> name + "::text").collect(Collectors.joining(", ")), table),
							(rows) -> {
								List<String> texts = new ArrayList<>();
								while (rows.next()) {
									texts.add(rows.getString(1));
								}
								return texts;
							})));
		return found;
	}

}
