package io.appmigrations.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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
		return connection
			.query("""
					select (select w.mode || case when w.relation is not null then ' on ' || w.relation::pg_catalog.regclass::text
					                              when w.locktype in ('virtualxid', 'transactionid') then ' of its transaction'
					                              else ' on ' || w.locktype end
					          from pg_catalog.pg_locks w where w.pid = %1$d and not w.granted limit 1),
					       b.pid, a.usename, a.application_name, a.state,
					       extract(epoch from pg_catalog.clock_timestamp() - coalesce(a.xact_start, a.query_start))::bigint,
					       (select q.line from pg_catalog.regexp_split_to_table(a.query, '[\\r\\n]+') q (line)
					         where q.line ~ '[^[:space:]]' limit 1)
					  from unnest(pg_catalog.pg_blocking_pids(%1$d)) b (pid)
					  left join pg_catalog.pg_stat_activity a on a.pid = b.pid
					 order by a.xact_start, b.pid"""
				.formatted(pid), (rows) -> {
					List<Session> sessions = new ArrayList<>();
					String lock = null;
					while (rows.next()) {
						lock = (rows.getString(1) != null) ? rows.getString(1) : "a lock";
						sessions.add(new Session(rows.getInt(2), rows.getString(3), rows.getString(4),
								rows.getString(5), rows.getObject(6, Long.class), rows.getString(7)));
					}
					return (lock != null) ? Optional.of(new Blockers(lock, sessions)) : Optional.empty();
				});
	}

	/**
	 * Describes them for people.
	 * @return a line for the lock and one for each session, without a line end
	 */
	public String describe() {
		String more = (this.sessions.size() > NAMED) ? "\n  and %d more".formatted(this.sessions.size() - NAMED) : "";
		return this.sessions.stream()
			.limit(NAMED)
			.map((session) -> "\n  " + session.describe())
			.collect(Collectors.joining("", "%s is held or waited for by".formatted(this.lock), more));
	}

	/**
	 * A session that blocks.
	 *
	 * @param pid its process
	 * @param user its login, {@code null} where hidden
	 * @param application what it calls itself
	 * @param state such as {@code idle in transaction}
	 * @param seconds for how long its transaction, or its query, has been running
	 * @param query the first line of what it runs, or ran last
	 */
	public record Session(int pid, @Nullable String user, @Nullable String application, @Nullable String state,
			@Nullable Long seconds, @Nullable String query) {

		private static final int MAX_QUERY = 120;

		private String describe() {
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
			if (this.query != null) {
				String line = Redaction.redact(this.query).strip();
				text.append(": ").append((line.length() > MAX_QUERY) ? line.substring(0, MAX_QUERY) + " ..." : line);
			}
			return text.toString();
		}

	}

}
