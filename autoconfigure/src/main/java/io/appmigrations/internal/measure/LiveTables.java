package io.appmigrations.internal.measure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.PipelineException;
import org.jspecify.annotations.Nullable;

/**
 * What the database that will be migrated says of its tables.
 *
 * @param tables the tables by their names with the schema
 * @param invalidIndexes the names of indexes that a build has left invalid
 * @param defaultSchema the schema of names without one
 * @param partitions the partitions of tables, each known by its schema and its name
 */
public record LiveTables(Map<String, Table> tables, Set<String> invalidIndexes, String defaultSchema,
		Map<List<String>, List<CatalogRelations.Partition>> partitions) {

	/** Where no database was asked. */
	public static final LiveTables NONE = new LiveTables(Map.of(), Set.of(), "public", Map.of());

	/**
	 * A partitioned table is as large as its partitions together. Pages are those of the
	 * last ANALYZE or VACUUM; a table that has seen neither is measured, which a lock of
	 * somebody else would delay, and its rows are as many as its size can hold. Rows that
	 * a session reports after ANALYZE has counted them are in the statistics twice: where
	 * those have many more rows than ANALYZE, the size decides, as it does for the
	 * planner.
	 */
	private static final String TABLES = """
			with recursive part as (
			  select c.oid as root, c.oid from pg_catalog.pg_class c
			  where c.relkind in ('r', 'p', 'm') and c.oid >= 16384
			  union all
			  select p.root, i.inhrelid from part p join pg_catalog.pg_inherits i on i.inhparent = p.oid)
			select n.nspname, r.relname,
			  coalesce(pg_catalog.sum(case when c.relkind = 'p' then 0
			    when c.reltuples >= 0 then c.relpages * pg_catalog.current_setting('block_size')::pg_catalog.int8
			    else coalesce(pg_catalog.pg_relation_size(c.oid), 0) end), 0)::pg_catalog.int8,
			  coalesce(pg_catalog.sum(case when c.relkind = 'p' then 0 else
			    (select coalesce(pg_catalog.sum(x.relpages), 0) * pg_catalog.current_setting('block_size')::pg_catalog.int8
			     from pg_catalog.pg_index i join pg_catalog.pg_class x on x.oid = i.indexrelid
			     where i.indrelid = c.oid) end), 0)::pg_catalog.int8,
			  coalesce(pg_catalog.sum(case when c.relkind = 'p' then 0 else greatest(c.reltuples::pg_catalog.int8,
			    case when c.reltuples < 0 and pg_catalog.pg_stat_get_live_tuples(c.oid) = 0
			        then coalesce(pg_catalog.pg_relation_size(c.oid), 0) / 40
			      when c.relpages > 0 and pg_catalog.pg_stat_get_live_tuples(c.oid) > c.reltuples * 1.1
			        then least(pg_catalog.pg_stat_get_live_tuples(c.oid), (c.reltuples / c.relpages
			          * coalesce(pg_catalog.pg_relation_size(c.oid), 0)
			          / pg_catalog.current_setting('block_size')::pg_catalog.int8)::pg_catalog.int8)
			      else pg_catalog.pg_stat_get_live_tuples(c.oid) end, 0) end), 0)::pg_catalog.int8,
			  (select s.nspname from pg_catalog.pg_class v join pg_catalog.pg_namespace s on s.oid = v.relnamespace
			   where v.relname = 'pg_stat_statements' and v.relkind = 'v' limit 1),
			  pg_catalog.bool_or(false), pg_catalog.current_schema(), null, null, null
			from part p
			join pg_catalog.pg_class r on r.oid = p.root
			join pg_catalog.pg_class c on c.oid = p.oid
			join pg_catalog.pg_namespace n on n.oid = r.relnamespace
			where n.nspname !~ '^pg_'
			group by n.nspname, r.relname
			union all
			select n.nspname, x.relname, 0, 0, 0, null, true, pg_catalog.current_schema(), null, null, null
			from pg_catalog.pg_index i
			join pg_catalog.pg_class x on x.oid = i.indexrelid
			join pg_catalog.pg_namespace n on n.oid = x.relnamespace
			where not i.indisvalid and x.relkind = 'i' and n.nspname !~ '^pg_'
			union all
			select pn.nspname, p.relname, 0, 0, 0, null, false, pg_catalog.current_schema(), n.nspname, c.relname, c.relkind::text
			from pg_catalog.pg_inherits h
			join pg_catalog.pg_class p on p.oid = h.inhparent and p.relkind = 'p'
			join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
			join pg_catalog.pg_class c on c.oid = h.inhrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace""";

	/** The texts of others are hidden from a login that may not see them. */
	private static final String CALLS = """
			select s.query, s.calls / greatest(extract(epoch from pg_catalog.now() - i.stats_reset) / 60, 1)
			from %1$s.pg_stat_statements s, %1$s.pg_stat_statements_info i
			where s.dbid = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
			  and s.query <> '<insufficient privilege>' and s.query !~* '^\\s*(create|alter|drop|copy|vacuum|analyze)\\M'""";

	/**
	 * Copies the collections.
	 */
	public LiveTables {
		tables = Map.copyOf(tables);
		invalidIndexes = Set.copyOf(invalidIndexes);
		partitions = Map.copyOf(partitions);
	}

	/**
	 * Asks a database: one query, and one more where it counts statements.
	 * @param connection the database
	 * @return its tables
	 */
	public static LiveTables read(MigrationConnection connection) {
		Map<String, Table> tables = new HashMap<>();
		Set<String> invalid = new HashSet<>();
		Map<List<String>, List<CatalogRelations.Partition>> partitions = new HashMap<>();
		String[] schemas = { "public", null };
		connection.query(TABLES, (rows) -> {
			while (rows.next()) {
				String name = rows.getString(1) + "." + rows.getString(2);
				schemas[0] = Objects.requireNonNullElse(rows.getString(8), "public");
				String partition = rows.getString(10);
				if (partition != null) {
					partitions
						.computeIfAbsent(List.of(rows.getString(1), rows.getString(2)), (key) -> new ArrayList<>())
						.add(new CatalogRelations.Partition(rows.getString(9), partition, rows.getString(11)));
				}
				else if (rows.getBoolean(7)) {
					invalid.add(name);
				}
				else {
					schemas[1] = rows.getString(6);
					tables.put(name, new Table(rows.getLong(3), rows.getLong(4), rows.getLong(5), null, null));
				}
			}
			return tables;
		});
		if (schemas[1] != null) {
			readCalls(connection, schemas[1], tables);
		}
		return new LiveTables(tables, invalid, schemas[0], partitions);
	}

	private static void readCalls(MigrationConnection connection, String schema, Map<String, Table> tables) {
		Map<String, Double> calls = new HashMap<>();
		String quoted = '"' + schema.replace("\"", "\"\"") + '"';
		try {
			connection.execute(List
				.of("select from %1$s.pg_stat_statements, %1$s.pg_stat_statements_info limit 1".formatted(quoted)));
		}
		catch (PipelineException ex) {
			// the view exists, but its library is not loaded, or the login may not read
			// it: nothing is known of the calls then
			return;
		}
		connection.query(CALLS.formatted(quoted), (rows) -> {
			while (rows.next()) {
				calls.merge(rows.getString(1), rows.getDouble(2), Double::sum);
			}
			return calls;
		});
		tables.replaceAll((name, table) -> {
			Pattern word = Pattern.compile("\\b" + Pattern.quote(name.substring(name.indexOf('.') + 1)) + "\\b");
			double all = calls.entrySet()
				.stream()
				.filter((entry) -> word.matcher(entry.getKey()).find())
				.mapToDouble(Map.Entry::getValue)
				.sum();
			return new Table(table.bytes(), table.indexBytes(), table.rows(), Math.round(all), null);
		});
	}

	/**
	 * Finds a table.
	 * @param relation the table, as the measurement has it
	 * @return what is known of it, or {@code null} where the database does not have it
	 */
	public @Nullable Table of(Relation relation) {
		Table table = this.tables.get(relation.toString());
		return (table != null) ? table : this.tables.get(this.defaultSchema + "." + relation.name());
	}

	/**
	 * Stands for all tenants: each table is as large as the largest of its name.
	 * @param schemas the schemas of the tenants
	 * @param schema the schema of names without one
	 * @return the tables of all schemas in one, and those of other schemas, without the
	 * partitions, of which each schema has its own
	 */
	public LiveTables largestOf(Collection<String> schemas, String schema) {
		Map<String, Table> largest = new HashMap<>(this.tables);
		Set<String> invalid = new HashSet<>(this.invalidIndexes);
		for (String tenant : schemas) {
			String prefix = tenant + ".";
			this.tables.forEach((name, table) -> {
				if (name.startsWith(prefix)) {
					Table known = new Table(table.bytes(), table.indexBytes(), table.rows(), table.callsPerMinute(),
							tenant);
					largest.merge(schema + "." + name.substring(prefix.length()), known,
							(one, other) -> (other.size() > one.size() || one.schema() == null) ? other : one);
				}
			});
			this.invalidIndexes.stream()
				.filter((name) -> name.startsWith(prefix))
				.forEach((name) -> invalid.add(schema + "." + name.substring(prefix.length())));
		}
		return new LiveTables(largest, invalid, schema, Map.of());
	}

	/**
	 * Writes a size for people.
	 * @param bytes the size
	 * @return for example {@code 12 GB}
	 */
	public static String size(long bytes) {
		double mega = bytes / 1024.0 / 1024;
		return (mega < 1) ? "1 MB" : (mega < 1024) ? String.format(Locale.ROOT, "%.0f MB", mega)
				: String.format(Locale.ROOT, (mega < 10 * 1024) ? "%.1f GB" : "%.0f GB", mega / 1024);
	}

	/**
	 * A table.
	 *
	 * @param bytes the size of its rows
	 * @param indexBytes the size of its indexes
	 * @param rows how many rows, as far as the statistics know
	 * @param callsPerMinute how often statements that name it are run, or {@code null}
	 * where nobody counts them
	 * @param schema where it is, if there are smaller ones of the same name in the
	 * schemas of other tenants
	 */
	public record Table(long bytes, long indexBytes, long rows, @Nullable Long callsPerMinute,
			@Nullable String schema) {

		private static final long SMALL_BYTES = 10L * 1024 * 1024;

		private static final long SMALL_ROWS = 10_000;

		/**
		 * Adds up tables.
		 * @param tables the tables
		 * @return all of them as one, of which nobody counts the calls
		 */
		public static Table together(Collection<Table> tables) {
			return new Table(tables.stream().mapToLong(Table::bytes).sum(),
					tables.stream().mapToLong(Table::indexBytes).sum(), tables.stream().mapToLong(Table::rows).sum(),
					null, null);
		}

		private long size() {
			return Math.max(this.bytes + this.indexBytes, this.rows);
		}

		/**
		 * Returns how often statements that name it are run.
		 * @return how often in a minute, zero where nobody counts
		 */
		public long calls() {
			return (this.callsPerMinute != null) ? this.callsPerMinute : 0;
		}

		/**
		 * Whether reading or writing all of it takes no time that anybody notices.
		 * @return {@code true} for less than 10 MB and 10,000 rows
		 */
		public boolean isSmall() {
			return this.bytes < SMALL_BYTES && this.rows < SMALL_ROWS;
		}

	}

}
