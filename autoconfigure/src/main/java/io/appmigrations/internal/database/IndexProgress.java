package io.appmigrations.internal.database;

import java.util.Optional;

/**
 * How far the server is with building an index (manual, 27.4.4).
 */
public final class IndexProgress {

	private IndexProgress() {
	}

	/**
	 * Asks the server.
	 * @param connection a connection that is not the one that builds
	 * @param applicationName what the session that builds is called
	 * @return for example {@code index orders_idx: building index: scanning table 45 %},
	 * or nothing where no index is built. An index that is created in a transaction is
	 * not visible yet: then its table is named
	 */
	public static Optional<String> read(MigrationConnection connection, String applicationName) {
		return connection
			.query("""
					select coalesce('index ' || i.relname, 'an index of ' || t.relname, 'an index'), p.phase,
					       case when p.blocks_total > 0::pg_catalog.int8 then 100::pg_catalog.int8 * p.blocks_done / p.blocks_total
					            when p.tuples_total > 0::pg_catalog.int8 then 100::pg_catalog.int8 * p.tuples_done / p.tuples_total
					            when p.lockers_total > 0::pg_catalog.int8 then 100::pg_catalog.int8 * p.lockers_done / p.lockers_total end,
					       nullif(p.current_locker_pid, 0::pg_catalog.int8)
					  from pg_catalog.pg_stat_progress_create_index p
					  join pg_catalog.pg_stat_activity a on a.pid = p.pid
					  left join pg_catalog.pg_class i on i.oid = p.index_relid
					  left join pg_catalog.pg_class t on t.oid = p.relid
					 where a.datname = pg_catalog.current_database() and a.application_name = %s
					 limit 1"""
				.formatted(Quoting.literal(applicationName)), (rows) -> {
					if (!rows.next()) {
						return Optional.<String>empty();
					}
					String percent = (rows.getString(3) != null) ? " " + rows.getString(3) + " %" : "";
					String waits = (rows.getString(4) != null) ? ", waits for pid " + rows.getString(4) : "";
					return Optional.of("%s: %s%s%s".formatted(rows.getString(1), rows.getString(2), percent, waits));
				});
	}

}
