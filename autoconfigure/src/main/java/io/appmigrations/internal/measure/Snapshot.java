package io.appmigrations.internal.measure;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.appmigrations.internal.database.MigrationConnection;
import org.jspecify.annotations.Nullable;

/**
 * Relations at one moment, as the session sees them, by their object ids.
 *
 * @param entries the relations
 */
record Snapshot(Map<Long, Entry> entries) {

	/** Before anything was read. */
	static final Snapshot NONE = new Snapshot(Map.of());

	/**
	 * Temporary tables are the session's own. The counters are those of the session, from
	 * the last time that it reported them.
	 */
	private static final String RELATIONS = """
			select c.oid::pg_catalog.int8, n.nspname, c.relname, c.relkind::pg_catalog.text, c.relfilenode::pg_catalog.int8,
			  i.indrelid::pg_catalog.int8, t.relname,
			  pg_catalog.pg_stat_get_xact_numscans(c.oid), %s
			from pg_catalog.pg_class c
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			left join pg_catalog.pg_index i on i.indexrelid = c.oid
			left join pg_catalog.pg_class t on t.oid = i.indrelid
			%s
			where c.oid >= 16384 and c.relkind in ('r', 'p', 'm', 'f', 'v', 'S', 'i', 'I')
			  and n.nspname !~ '^pg_'""";

	private static final String ALL = RELATIONS.formatted("null", "");

	/** Only what the transaction has locked: it has done nothing to anything else. */
	private static final String LOCKED = """
			with locked as (
			  select l.relation, pg_catalog.string_agg(l.mode, ',') as modes
			  from pg_catalog.pg_locks l
			  where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and l.granted
			    and l.relation >= 16384 and l.mode <> 'SIReadLock'
			    and l.database = (select d.oid from pg_catalog.pg_database d
			      where d.datname = pg_catalog.current_database())
			  group by l.relation)
			%s
			union all
			select k.relation::pg_catalog.int8, null, null, null, null, null, null, null, k.modes
			from locked k
			where not exists (select from pg_catalog.pg_class c where c.oid = k.relation)"""
		.formatted(RELATIONS.formatted("k.modes", "join locked k on k.relation = c.oid"));

	/** Every relation, without locks. */
	static Snapshot all(MigrationConnection connection) {
		return new Snapshot(connection.query(ALL, Snapshot::read));
	}

	/**
	 * The relations that the transaction has locked. Those that it dropped have no name.
	 */
	static Snapshot locked(MigrationConnection connection) {
		return new Snapshot(connection.query(LOCKED, Snapshot::read));
	}

	private static Map<Long, Entry> read(ResultSet rows) throws SQLException {
		Map<Long, Entry> entries = new LinkedHashMap<>();
		while (rows.next()) {
			String modes = rows.getString(9);
			Set<LockMode> locks = EnumSet.noneOf(LockMode.class);
			for (String name : (modes != null) ? modes.split(",", -1) : new String[0]) {
				locks.add(LockMode.of(name));
			}
			String name = rows.getString(3);
			Relation relation = (name != null)
					? new Relation(rows.getString(2), name, Relation.Kind.of(rows.getString(4)), rows.getString(7))
					: null;
			entries.put(rows.getLong(1), new Entry(relation, rows.getLong(5), rows.getLong(6), rows.getLong(8), locks));
		}
		return entries;
	}

	@Nullable Entry get(long oid) {
		return this.entries.get(oid);
	}

	/** The files of relations; one that is used again was not written again. */
	Set<Long> files() {
		return this.entries.values()
			.stream()
			.map(Entry::file)
			.filter((file) -> file != 0)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * A relation.
	 *
	 * @param relation its name and kind, or {@code null} where it was dropped
	 * @param file the number of its file, zero where it has none
	 * @param table the object id of an index's table, zero for anything else
	 * @param scans how often it was read as a whole
	 * @param modes the locks on it
	 */
	record Entry(@Nullable Relation relation, long file, long table, long scans, Set<LockMode> modes) {

		/**
		 * Copies the modes.
		 */
		Entry {
			modes = Set.copyOf(modes);
		}

		Relation named() {
			return Objects.requireNonNull(this.relation);
		}

	}

}
