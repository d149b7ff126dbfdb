package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.secret.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a database that revisions were replayed in, as numbers that the server
 * computes: two databases have the same numbers where they have the same rows, in
 * whatever order. Values are compared as the output functions of their types write them.
 */
final class ReplayedRows {

	/** As many rows as are looked through for an example. */
	private static final int SAMPLED = 10_000;

	/** As much as is shown of a row. */
	private static final int SHOWN = 200;

	private static final String TABLE = "table ";

	/** Makes the values of a row those of a statement, in which secrets are found. */
	private static final String ROW = "update t set ";

	private final MigrationConnection connection;

	private final SortedMap<String, Relation> relations;

	private ReplayedRows(MigrationConnection connection, SortedMap<String, Relation> relations) {
		this.connection = connection;
		this.relations = relations;
	}

	/**
	 * Finds tables, materialized views and sequences.
	 * @param connection the database
	 * @param ownTables the tables of the tool itself, which are left out
	 */
	static ReplayedRows in(MigrationConnection connection, Set<String> ownTables) {
		String query = """
				select case c.relkind when 'r' then '%2$s' when 'm' then 'materialized view ' else 'sequence ' end
				       || n.nspname || '.' || c.relname,
				       pg_catalog.format('%%I.%%I', n.nspname, c.relname), c.relforcerowsecurity,
				       array(select pg_catalog.quote_ident(a.attname) from pg_catalog.pg_attribute a
				              where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
				                and (c.relkind <> 'S' or a.attname in ('last_value', 'is_called'))
				              order by a.attnum)
				  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
				 where c.relkind in ('r', 'm', 'S') and c.relispopulated
				   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
				   and n.nspname || '.' || c.relname <> all (%1$s)
				   and not exists (
				       select from pg_catalog.pg_depend d
				         join pg_catalog.pg_class t on t.oid = d.refobjid
				         join pg_catalog.pg_namespace s on s.oid = t.relnamespace
				        where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid
				          and d.refclassid = d.classid and d.deptype in ('a', 'i')
				          and s.nspname || '.' || t.relname = any (%1$s))""".formatted(Names.literals(ownTables),
				TABLE);
		return new ReplayedRows(connection, connection.query(query, (rows) -> {
			SortedMap<String, Relation> found = new TreeMap<>();
			while (rows.next()) {
				found.put(rows.getString(1), new Relation(rows.getString(2), rows.getBoolean(3),
						Arrays.stream((Object[]) rows.getArray(4).getArray()).map(String::valueOf).toList()));
			}
			return found;
		}));
	}

	/**
	 * Tells tables from the rest.
	 * @param name what a relation is called
	 */
	static boolean isTable(String name) {
		return name.startsWith(TABLE);
	}

	/** The numbers of each relation, by what it is called. */
	SortedMap<String, Sums> sums() {
		SortedMap<String, Sums> sums = new TreeMap<>();
		this.relations.forEach(
				(name, relation) -> sums.put(name, relation.reading(this.connection, () -> sums(relation, Set.of()))));
		return sums;
	}

	/**
	 * Looks more closely at relations that were read before, in a database that got the
	 * same: what has changed since differs each time.
	 * @param before the numbers then
	 */
	SortedMap<String, Sample> again(Map<String, Sums> before) {
		return samples(before, Map.of());
	}

	/**
	 * Looks at the same of relations as was looked at elsewhere.
	 * @param before the numbers of a database that got the same as this one
	 * @param there what was looked at elsewhere
	 */
	SortedMap<String, Sample> again(Map<String, Sums> before, Map<String, Sample> there) {
		Map<String, Sums> looked = new TreeMap<>(before);
		looked.keySet().retainAll(there.keySet());
		return samples(looked, there);
	}

	private SortedMap<String, Sample> samples(Map<String, Sums> before, Map<String, Sample> there) {
		SortedMap<String, Sample> samples = new TreeMap<>();
		before.forEach((name, first) -> {
			Relation relation = this.relations.get(name);
			if (relation != null) {
				Sample other = there.get(name);
				samples.put(name, relation.reading(this.connection,
						() -> sample(relation, first, (other != null) ? other.changing() : Set.of())));
			}
		});
		return samples;
	}

	private Sample sample(Relation relation, Sums first, Set<String> leftOut) {
		Sums now = sums(relation, Set.of());
		Set<String> changing = first.differing(now);
		boolean comparable = first.count() == now.count() && (!changing.isEmpty() || first.equals(now));
		changing.addAll(leftOut);
		return comparable ? sample(relation, changing) : new Sample(changing, null, List.of());
	}

	private Sums sums(Relation relation, Set<String> without) {
		List<String> columns = relation.columns(without);
		String sums = Stream
			.concat(Stream.of(relation.hash(columns)), columns.stream().map((column) -> relation.hash(List.of(column))))
			.map("pg_catalog.sum(%s)"::formatted)
			.collect(Collectors.joining(", "));
		return this.connection.query("select pg_catalog.count(*), %s from only %s".formatted(sums, relation.name()),
				(rows) -> {
					rows.next();
					SortedMap<String, String> byColumn = new TreeMap<>();
					for (int i = 0; i < columns.size(); i++) {
						byColumn.put(columns.get(i), String.valueOf(rows.getString(i + 3)));
					}
					return new Sums(rows.getLong(1), String.valueOf(rows.getString(2)), byColumn);
				});
	}

	private Sample sample(Relation relation, Set<String> without) {
		List<String> columns = relation.columns(without);
		String shown = columns.stream()
			.map((column) -> "%s || pg_catalog.quote_nullable(pg_catalog.left(%s::text, 60))"
				.formatted(Names.literal(column + " = "), column))
			.collect(Collectors.joining(", ", "pg_catalog.array_to_string(array[", "]::text[], ', ')"));
		List<Sampled> rows = this.connection.query("select %s, %s from only %s order by 1, 2 limit %s"
			.formatted(relation.hash(columns), shown, relation.name(), SAMPLED), (result) -> {
				List<Sampled> sampled = new ArrayList<>();
				while (result.next()) {
					sampled.add(new Sampled(result.getLong(1), String.valueOf(result.getString(2))));
				}
				return sampled;
			});
		return new Sample(without, sums(relation, without), rows);
	}

	/**
	 * What has rows.
	 *
	 * @param name its name in SQL
	 * @param forced whether policies hide rows from its owner
	 * @param columns its columns in SQL
	 */
	private record Relation(String name, boolean forced, List<String> columns) {

		List<String> columns(Set<String> without) {
			return this.columns.stream().filter((column) -> !without.contains(column)).toList();
		}

		/** Of some columns of a row. */
		String hash(List<String> some) {
			return "pg_catalog.hashtextextended(row(%s)::text collate pg_catalog.\"C\", 0)"
				.formatted(String.join(", ", some));
		}

		<T> T reading(MigrationConnection connection, Supplier<T> reader) {
			if (!this.forced) {
				return reader.get();
			}
			connection.begin();
			try {
				connection
					.executeInternally(List.of("alter table %s no force row level security".formatted(this.name)));
				return reader.get();
			}
			finally {
				connection.rollback();
			}
		}

	}

	/**
	 * The numbers of a relation.
	 *
	 * @param count how many rows there are
	 * @param rows what whole rows add up to
	 * @param columns what the values of each column add up to
	 */
	record Sums(long count, String rows, SortedMap<String, String> columns) {

		/** The columns that have other values. */
		Set<String> differing(Sums other) {
			Set<String> differing = new TreeSet<>(this.columns.keySet());
			differing.removeIf((column) -> Objects.equals(this.columns.get(column), other.columns.get(column)));
			return differing;
		}

		/** What is known of fewer columns. */
		Sums without(Set<String> others) {
			SortedMap<String, String> left = new TreeMap<>(this.columns);
			left.keySet().removeAll(others);
			return new Sums(this.count, "", left);
		}

	}

	/** A row, as a number and for people. */
	record Sampled(long hash, String text) {
	}

	/**
	 * Rows of a relation.
	 *
	 * @param changing the columns that have other values each time, and are left out
	 * @param sums the numbers; {@code null} where these are others each time, although no
	 * column is
	 * @param rows the first rows in the order of their numbers
	 */
	record Sample(Set<String> changing, @Nullable Sums sums, List<Sampled> rows) {

		/**
		 * Says how another database differs.
		 * @param other the same relation there
		 * @return the difference, or {@code null} where there is none
		 */
		@Nullable String difference(Sample other) {
			Sums mine = this.sums;
			Sums theirs = other.sums;
			if (mine == null || theirs == null || mine.equals(theirs)) {
				return null;
			}
			if (!this.changing.equals(other.changing)) {
				// whole rows are not of the same columns
				mine = mine.without(other.changing);
				theirs = theirs.without(this.changing);
				if (mine.equals(theirs)) {
					return null;
				}
			}
			String missing = example(this.rows, other.rows);
			String more = example(other.rows, this.rows);
			if (mine.count() != theirs.count()) {
				String count = "has %s rows instead of %s".formatted(theirs.count(), mine.count());
				return (missing != null) ? "%s, for example none with %s".formatted(count, missing)
						: (more != null) ? "%s, for example one with %s".formatted(count, more) : count;
			}
			Set<String> columns = mine.differing(theirs);
			String where = columns.isEmpty() ? "has other rows" : "has other values in " + String.join(", ", columns);
			return (missing != null && more != null)
					? "%s, for example a row with %s instead of %s".formatted(where, more, missing) : where;
		}

		/** The first row, as people order them, that is in one list only. */
		private static @Nullable String example(List<Sampled> some, List<Sampled> others) {
			// beyond the end of a list that was cut off, nothing is known
			long end = Math.min(end(some), end(others));
			List<Sampled> left = new ArrayList<>(some.stream().filter((row) -> row.hash() <= end).toList());
			Map<Long, Long> there = others.stream()
				.collect(Collectors.groupingBy(Sampled::hash, Collectors.counting()));
			left.removeIf((row) -> there.merge(row.hash(), -1L, Long::sum) >= 0);
			return left.stream()
				.map(Sampled::text)
				.filter((text) -> !text.isEmpty())
				.sorted()
				.findFirst()
				.map(Sample::shown)
				.orElse(null);
		}

		private static long end(List<Sampled> rows) {
			return (rows.size() < SAMPLED) ? Long.MAX_VALUE : rows.get(rows.size() - 1).hash();
		}

		private static String shown(String row) {
			String text = Redaction.redactSql(ROW + row).substring(ROW.length());
			return (text.length() > SHOWN) ? text.substring(0, SHOWN) + " ..." : text;
		}

	}

}
