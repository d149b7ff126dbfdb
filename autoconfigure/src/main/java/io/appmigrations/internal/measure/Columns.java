package io.appmigrations.internal.measure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.measure.ColumnChange.Column;
import io.appmigrations.internal.measure.ColumnChange.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The columns of tables at one moment, by the object ids of their tables.
 */
final class Columns {

	private static final String COLUMNS = """
			select a.attrelid::pg_catalog.int8, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
			  a.attnotnull, a.atthasdef or a.attidentity <> '',
			  exists (select from pg_catalog.pg_index i
			    where i.indrelid = a.attrelid and i.indisprimary and a.attnum = any (i.indkey)),
			  n.nspname || '.' || c.relname, a.attislocal,
			  exists (select from pg_catalog.pg_depend d
			    join pg_catalog.pg_sequence q on q.seqrelid = d.objid
			    where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.deptype in ('a', 'i')
			      and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
			      and d.refobjid = a.attrelid and d.refobjsubid = a.attnum)
			from pg_catalog.pg_attribute a
			join pg_catalog.pg_class c on c.oid = a.attrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			where c.relkind in ('r', 'p') and c.oid >= 16384 and n.nspname !~ '^pg_'
			  and a.attnum > 0 and not a.attisdropped%s""";

	private static final String OF_LOCKED = """

			and c.oid in (select l.relation from pg_catalog.pg_locks l
			  where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation'
			    and l.mode = 'AccessExclusiveLock')""";

	private final Map<Long, Map<Integer, Entry>> tables = new HashMap<>();

	private final Map<Long, String> names = new HashMap<>();

	private Columns() {
	}

	static Columns none() {
		return new Columns();
	}

	static Columns all(MigrationConnection connection) {
		return read(connection, "");
	}

	/** Only a table that the transaction has to itself can have other columns. */
	static Columns changeable(MigrationConnection connection) {
		return read(connection, OF_LOCKED);
	}

	private static Columns read(MigrationConnection connection, String condition) {
		Columns columns = new Columns();
		connection.query(COLUMNS.formatted(condition), (rows) -> {
			while (rows.next()) {
				long table = rows.getLong(1);
				columns.names.put(table, rows.getString(8));
				columns.tables.computeIfAbsent(table, (oid) -> new TreeMap<>())
					.put(rows.getInt(2),
							new Entry(
									new Column(rows.getString(3), rows.getString(4), rows.getBoolean(5),
											rows.getBoolean(6), rows.getBoolean(10), rows.getBoolean(7)),
									rows.getBoolean(9)));
			}
			return columns;
		});
		return columns;
	}

	/**
	 * Takes over what became of some tables.
	 * @param now their columns now
	 * @param before what was there before the revision
	 * @return the differences
	 */
	List<ColumnChange> follow(Columns now, Snapshot before) {
		List<ColumnChange> changes = new ArrayList<>();
		now.tables.forEach((table, columns) -> {
			Map<Integer, Entry> old = this.tables.getOrDefault(table, Map.of());
			String name = now.names.getOrDefault(table, "");
			boolean isNew = before.get(table) == null;
			columns.forEach((number, column) -> add(changes, name, isNew, old.get(number), column));
			old.forEach((number, column) -> {
				if (!columns.containsKey(number)) {
					add(changes, name, isNew, column, null);
				}
			});
			this.tables.put(table, columns);
		});
		return changes;
	}

	private static void add(List<ColumnChange> changes, String table, boolean isNew, @Nullable Entry was,
			@Nullable Entry is) {
		if ((is != null) ? !is.local() : (was != null) && !was.local()) {
			// a partition follows its table
			return;
		}
		Column before = (was != null) ? was.column() : null;
		Column after = (is != null) ? is.column() : null;
		if (before == null || after == null) {
			changes.add(new ColumnChange(table, isNew, (before == null) ? Kind.ADDED : Kind.DROPPED, before, after));
		}
		else if (!before.equals(after)) {
			Kind kind = before.name().equals(after.name()) ? Kind.CHANGED : Kind.RENAMED;
			changes.add(new ColumnChange(table, isNew, kind, before, after));
		}
	}

	/**
	 * A column.
	 *
	 * @param column the column
	 * @param local whether it is the table's own, not that of the table it is a part of
	 */
	private record Entry(Column column, boolean local) {
	}

}
