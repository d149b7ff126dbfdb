package io.appmigrations.internal.measure;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.appmigrations.internal.database.ConnectionFailure;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.Quoting;

/**
 * What the statistics of a database say of some columns. They are those of the last
 * ANALYZE.
 *
 * @param columns the columns, by their schema, their table and their name
 */
public record ColumnStatistics(Map<List<String>, Column> columns) {

	/** Where no database was asked, or none says anything. */
	public static final ColumnStatistics NONE = new ColumnStatistics(Map.of());

	private static final String INSUFFICIENT_PRIVILEGE = "42501";

	/**
	 * Of a partitioned table they are those of its partitions together. The view has the
	 * columns that the login may read; the conditions are ones that it lets through to
	 * the index of {@code pg_class}.
	 */
	private static final String QUERY = """
			select s.schemaname, s.tablename, s.attname, s.null_frac, s.n_distinct,
			  coalesce(s.most_common_freqs[1], 0), c.reltuples
			from pg_catalog.pg_stats s
			join pg_catalog.pg_namespace n on n.nspname = s.schemaname
			join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = s.tablename
			where s.schemaname in (%s) and s.tablename in (%s) and s.attname in (%s)
			  and s.inherited = (c.relkind = 'p')""";

	/**
	 * Copies the columns.
	 */
	public ColumnStatistics {
		columns = Map.copyOf(columns);
	}

	/**
	 * Asks a database: one query, or none where there is nothing to ask.
	 * @param connection the database, outside of a transaction
	 * @param columns the columns, each with its schema and its table
	 * @return what it says of them, nothing where the login may not read it
	 */
	public static ColumnStatistics read(MigrationConnection connection, Collection<List<String>> columns) {
		if (columns.isEmpty()) {
			return NONE;
		}
		Map<List<String>, Column> found = new HashMap<>();
		try {
			connection.tryQuery(QUERY.formatted(list(columns, 0), list(columns, 1), list(columns, 2)), Duration.ZERO,
					(rows) -> {
						while (rows.next()) {
							List<String> name = List.of(rows.getString(1), rows.getString(2), rows.getString(3));
							if (columns.contains(name)) {
								found.put(name, new Column(rows.getDouble(4), rows.getDouble(5), rows.getDouble(6),
										Math.round(rows.getDouble(7))));
							}
						}
						return found;
					});
		}
		catch (SQLException ex) {
			if (INSUFFICIENT_PRIVILEGE.equals(ex.getSQLState())) {
				// somebody has revoked the right to read the view
				return NONE;
			}
			throw ConnectionFailure.ofStatement(ex);
		}
		return new ColumnStatistics(found);
	}

	private static String list(Collection<List<String>> columns, int part) {
		return columns.stream()
			.map((column) -> column.get(part))
			.collect(Collectors.toCollection(TreeSet::new))
			.stream()
			.map(Quoting::literal)
			.collect(Collectors.joining(", "));
	}

	/**
	 * Finds columns of a table.
	 * @param schema the schema
	 * @param table the table
	 * @param names the names of the columns
	 * @return the columns in order, none where nothing is known of one of them
	 */
	public List<Column> of(String schema, String table, List<String> names) {
		List<Column> found = new ArrayList<>();
		for (String name : names) {
			Column column = this.columns.get(List.of(schema, table, name));
			if (column == null) {
				return List.of();
			}
			found.add(column);
		}
		return found;
	}

	/**
	 * A column.
	 *
	 * @param nulls the fraction of the rows in which it is null
	 * @param distinct how many different values it has, or minus their fraction of the
	 * rows, 0 where that is not known
	 * @param mostCommon the fraction of the rows that have its most frequent value, 0
	 * where no value was found twice
	 * @param rows how many rows the table has, -1 where that is not known
	 */
	public record Column(double nulls, double distinct, double mostCommon, long rows) {

		/** A fraction is kept as a number of four bytes. */
		private static final double PRECISION = 1e-6;

		/**
		 * Whether a value was found more than once. Where none was, ANALYZE takes all of
		 * them for different.
		 * @return {@code false} where that is not known either
		 */
		public boolean hasDuplicates() {
			boolean isFraction = this.distinct < 0;
			return (isFraction && -this.distinct < 1 - this.nulls - PRECISION)
					|| (this.distinct > 0 && this.rows > 0 && values() < this.rows * (1 - this.nulls) - 1);
		}

		/**
		 * Returns how many different values there are.
		 * @return an estimate
		 */
		public long values() {
			return Math.round((this.distinct < 0) ? -this.distinct * Math.max(0, this.rows) : this.distinct);
		}

	}

}
