package io.appmigrations.internal.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.appmigrations.MigrationException;
import io.appmigrations.internal.secret.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * Who keeps a session waiting for a lock.
 *
 * @param lock what it waits for, such as {@code AccessExclusiveLock on public.orders}
 * @param sessions those that hold the lock, or wait for it longer; never empty
 */
public record Blockers(String lock, List<Session> sessions) {

	/** How many are named. */
	private static final int NAMED = 5;

	/**
	 * Copies the sessions.
	 */
	public Blockers {
		sessions = List.copyOf(sessions);
	}

	/**
	 * Asks the server (manual, 9.27.1, {@code pg_blocking_pids}).
	 * @param connection a connection that is not the one that waits
	 * @param pid the process that waits
	 * @return the blockers, or nothing where it does not wait for a lock
	 */
	public static Optional<Blockers> read(MigrationConnection connection, int pid) {
		return read(connection, """
				(select w.mode || case when w.relation is not null then ' on ' || w.relation::pg_catalog.regclass::text
				                    when w.locktype in ('virtualxid', 'transactionid') then ' on a transaction'
				                    else ' on ' || w.locktype end
				   from pg_catalog.pg_locks w where w.pid = %s and not w.granted limit 1)""".formatted(pid), """
				(select u.pid, (select h.virtualtransaction
				                  from pg_catalog.pg_locks h
				                  join pg_catalog.pg_locks w
				                    on row(h.locktype, h.database, h.relation, h.page, h.tuple, h.transactionid,
				                           h.classid, h.objid, h.objsubid) is not distinct from
				                       row(w.locktype, w.database, w.relation, w.page, w.tuple, w.transactionid,
				                           w.classid, w.objid, w.objsubid)
				                 where w.pid = %1$s and not w.granted and w.locktype <> 'virtualxid'
				                   and h.pid = u.pid and h.granted limit 1)
				   from pg_catalog.unnest(pg_catalog.pg_blocking_pids(%1$s)) u (pid)) b (pid, holding)"""
			.formatted(pid));
	}

	/**
	 * Finds who keeps a table from being read.
	 * @param connection where to ask
	 * @param table the table as SQL names it
	 * @return the sessions, nothing where there are none
	 */
	public static Optional<Blockers> ofReaders(MigrationConnection connection, String table) {
		return read(connection, "'AccessExclusiveLock on ' || %s".formatted(Quoting.literal(table)), """
				(select l.pid, l.virtualtransaction from pg_catalog.pg_locks l
				  where l.relation = pg_catalog.to_regclass(%s)::pg_catalog.oid and l.granted
				    and l.mode = 'AccessExclusiveLock') b (pid, holding)""".formatted(Quoting.literal(table)));
	}

	private static Optional<Blockers> read(MigrationConnection connection, String lockExpression, String sessions) {
		return connection.query("""
				select %s,
				       coalesce(b.pid, 0), a.usename, a.application_name, a.state,
				       pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()
				                                     - coalesce(a.xact_start, a.query_start))::pg_catalog.int8,
				       (select q.line from pg_catalog.regexp_split_to_table(a.query, '[\\r\\n]+') q (line)
				         where q.line ~ '[^[:space:]]' limit 1),
				       (select pg_catalog.string_agg(pg_catalog.quote_literal(p.gid), ', ')
				          from pg_catalog.pg_prepared_xacts p
				         where p.database = pg_catalog.current_database() and coalesce(b.pid, 0) = 0),
				       case when a.usename is not null and coalesce(a.backend_type, '%s') = '%2$s'
				             and a.application_name not like '%%%s' then b.holding end
				  from %s
				  left join pg_catalog.pg_stat_activity a on a.pid = b.pid
				 where b.pid is distinct from pg_catalog.pg_backend_pid()
				 order by a.xact_start, b.pid""".formatted(lockExpression, "client backend", SessionName.SUFFIX,
				sessions), (rows) -> {
					List<Session> read = new ArrayList<>();
					String lock = null;
					while (rows.next()) {
						lock = (rows.getString(1) != null) ? rows.getString(1) : "a lock";
						read.add(new Session(rows.getInt(2), rows.getString(3), rows.getString(4), rows.getString(5),
								rows.getObject(6, Long.class), rows.getString(7), rows.getString(8),
								rows.getString(9)));
					}
					return (lock != null) ? Optional.of(new Blockers(lock, read)) : Optional.empty();
				});
	}

	/**
	 * Describes them for people.
	 * @return a line for the lock and one for each session, without a line end
	 */
	public String describe() {
		String more = (this.sessions.size() > NAMED) ? "\n  and %s more".formatted(this.sessions.size() - NAMED) : "";
		return this.sessions.stream()
			.limit(NAMED)
			.map((session) -> "\n  " + session.describe())
			.collect(Collectors.joining("", "%s is held or waited for by".formatted(this.lock), more));
	}

	/**
	 * Says how to end the first of them.
	 * @return a statement
	 */
	public String remedy() {
		Session first = this.sessions.get(0);
		return (first.prepared() != null) ? "rollback prepared " + first.prepared()
				: "select pg_terminate_backend(%s)".formatted(first.pid());
	}

	/**
	 * A session that blocks.
	 *
	 * @param pid its process, zero for a transaction that was prepared
	 * @param user its login, {@code null} where hidden
	 * @param application what it calls itself
	 * @param state such as {@code idle in transaction}
	 * @param seconds for how long its transaction, or its query, has been running
	 * @param query the first line of what it runs, or ran last
	 * @param prepared the names of the prepared transactions of the database, one of
	 * which blocks, or {@code null} where a session does
	 * @param transaction the virtual transaction that holds the lock, or {@code null}
	 * where the session must not be ended: it only waits before the one that asks, is
	 * none of a client, or migrates itself
	 */
	public record Session(int pid, @Nullable String user, @Nullable String application, @Nullable String state,
			@Nullable Long seconds, @Nullable String query, @Nullable String prepared, @Nullable String transaction) {

		private static final int MAX_QUERY = 120;

		/**
		 * Ends the session, unless its transaction has ended meanwhile.
		 * @param connection another connection to the same database
		 * @return whether the server ended it
		 * @throws MigrationException where this login may not
		 */
		public boolean terminate(MigrationConnection connection) {
			return this.transaction != null && connection.query("""
					select pg_catalog.pg_terminate_backend(h.pid)
					  from (select distinct l.pid from pg_catalog.pg_locks l
					         where l.pid = %s and l.virtualtransaction = %s) h""".formatted(this.pid,
					Quoting.literal(this.transaction)), (rows) -> rows.next() && rows.getBoolean(1));
		}

		private boolean isMigration() {
			return this.application != null && this.application.endsWith(SessionName.SUFFIX);
		}

		/**
		 * Describes it for people.
		 * @return one line
		 */
		public String describe() {
			if (this.prepared != null) {
				return "a prepared transaction: " + this.prepared;
			}
			StringBuilder text = new StringBuilder("pid ").append(this.pid);
			if (this.user != null) {
				text.append(", user ").append(this.user);
			}
			if (this.application != null && !this.application.isBlank()) {
				text.append(", application '").append(this.application).append('\'');
			}
			if (this.state != null) {
				text.append(", ").append(this.state);
			}
			if (this.seconds != null) {
				text.append(", for ").append(this.seconds).append(" s");
			}
			// what another migration runs may be a revision with 'log: no'
			if (this.query != null && !isMigration()) {
				String line = Redaction.redact(this.query).strip();
				text.append(": ").append((line.length() > MAX_QUERY) ? line.substring(0, MAX_QUERY) + " ..." : line);
			}
			return text.toString();
		}

	}

}
