package io.appmigrations.internal.database;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What a connection was like when the migration borrowed it, so that it can be given back
 * the same and so that no revision sees the settings of another.
 *
 * @param database the name of the database
 * @param schema the first schema of the search path that exists, or {@code null} where
 * none does
 * @param searchPath the search path
 * @param standby whether the server is a read-only standby
 * @param pid the server's process; what the driver knows is not true behind a pooler
 * @param settings the settings of the session that differ from those of a new one, the
 * role among them
 */
record Session(String database, @Nullable String schema, String searchPath, boolean standby, int pid,
		Map<String, String> settings) {

	/**
	 * What PgBouncer gives each client of a shared session as that client has it, and
	 * takes over when it changes. The driver bears no other style of dates than its own.
	 */
	private static final Set<String> FOLLOWED = Set.of("application_name", "client_encoding", "DateStyle",
			"standard_conforming_strings", "TimeZone");

	private static final String SESSION_AUTHORIZATION = "session_authorization";

	private static final String ROLE = "role";

	/** What a query shows: {@link #LEFT_CURSORS} and {@link #LEFT_OBJECTS}. */
	static final String CLOSE = "close all";

	static final String DISCARD = "discard temp";

	/** Whether cursors are open. The statement that asks is one without a name. */
	static final String LEFT_CURSORS = "exists (select from pg_catalog.pg_cursors c where c.name operator(pg_catalog.<>) ''::pg_catalog.text)";

	/**
	 * Whether the session's temporary schema has objects: what {@code DISCARD TEMP}
	 * drops, which finds them in the same way.
	 */
	static final String LEFT_OBJECTS = """
			exists (select from pg_catalog.pg_depend d
			where d.refclassid operator(pg_catalog.=) 2615::pg_catalog.oid
			and d.refobjid operator(pg_catalog.=) pg_catalog.pg_my_temp_schema())""";

	/**
	 * Manual, 9.27.1 and 52.24. {@code role} is not among the settings that the view
	 * shows.
	 */
	static final String QUERY = """
			select pg_catalog.current_database(), pg_catalog.current_schema(),
			       pg_catalog.current_setting('search_path'), pg_catalog.pg_is_in_recovery(), pg_catalog.pg_backend_pid(),
			       s.name, s.setting
			  from (select 'role' as name, pg_catalog.current_setting('role') as setting
			        union all
			        select 'session_authorization', session_user::pg_catalog.text
			        union all
			        select p.name, p.setting
			          from pg_catalog.pg_settings p
			         where p.source operator(pg_catalog.=) 'session'
			           and p.context operator(pg_catalog.=) any ('{user,superuser}')) s""";

	Session {
		settings = Map.copyOf(settings);
	}

	/**
	 * Returns the statements that undo what a revision can have done to the session and
	 * what no query shows. They may run inside its transaction, unlike
	 * {@code DISCARD ALL}, which would release the migration lock too.
	 * @param own settings on top of those that the session had
	 */
	List<String> restore(Map<String, String> own) {
		Map<String, String> all = new LinkedHashMap<>();
		add(SESSION_AUTHORIZATION, this.settings, all);
		all.putAll(this.settings);
		all.putAll(own);
		// the role can lack what the user may set
		all.remove(ROLE);
		add(ROLE, this.settings, all);
		return List.of("reset all", "unlisten *", set(all));
	}

	private static void add(String name, Map<String, String> from, Map<String, String> to) {
		String value = from.get(name);
		if (value != null) {
			to.put(name, value);
		}
	}

	/**
	 * Returns the statements that undo, inside of a transaction, what a revision can have
	 * done to a session that is shared with other clients.
	 */
	List<String> restoreShared() {
		Map<String, String> followed = new LinkedHashMap<>(this.settings);
		followed.keySet().retainAll(FOLLOWED);
		List<String> statements = new ArrayList<>(List.of("reset session authorization", "reset all", "unlisten *"));
		if (!followed.isEmpty()) {
			statements.add(set(followed));
		}
		return statements;
	}

	/** The second column is the process that has applied them. */
	static String set(Map<String, String> settings) {
		return set(settings, false);
	}

	/** For the current transaction. */
	static String setLocal(Map<String, String> settings) {
		return set(settings, true);
	}

	private static String set(Map<String, String> settings, boolean local) {
		return settings.entrySet()
			.stream()
			.map((setting) -> "(%s, %s)".formatted(Quoting.literal(setting.getKey()),
					Quoting.literal(setting.getValue())))
			.collect(Collectors.joining(", ",
					"select pg_catalog.set_config(s.name, s.setting, %b), pg_catalog.pg_backend_pid() from (values "
						.formatted(local),
					") s (name, setting) where pg_catalog.current_setting(s.name, true) is not null"));
	}

}
