package io.appmigrations.internal.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.SessionSettings;
import io.appmigrations.internal.database.version.VersionTable;
import io.appmigrations.internal.sql.HarmlessStatements;
import org.jspecify.annotations.Nullable;

/**
 * What a statement can run beside what is written in it: whether the database has code
 * that is not the server's own, such as a function, an operator or a rule, or calls a
 * function of the server that can touch the session where no statement shows it, such as
 * in a default, a check or a view. Without, the text of most statements tells that they
 * leave the session as it is.
 * <p>
 * Known from one query at the beginning of a run, and from the end of each revision that
 * can have changed it.
 */
final class ReachableCode {

	/**
	 * The server's volatile functions that touch nothing that is restored, or only what
	 * ends with the transaction. Those with the reserved prefix need not be here.
	 */
	private static final List<String> HARMLESS = List.of("nextval", "setval", "currval", "lastval", "random",
			"random_normal", "array_sample", "array_shuffle", "clock_timestamp", "timeofday", "current_query",
			"gen_random_uuid", "uuidv4", "uuidv7", "timezone", "pg_sleep");

	/**
	 * Of the server's functions, those that statements can call: neither triggers nor
	 * what takes or returns what only the server has. Which of them are volatile depends
	 * on its version.
	 */
	private static final String FUNCTIONS = """
			(select pg_catalog.string_agg(distinct p.proname::pg_catalog.text, ' ')
			filter (where p.proname operator(pg_catalog.!~~) 'pg\\_%%'::pg_catalog.text) as names,
			':funcid (?:' operator(pg_catalog.||) pg_catalog.string_agg(p.oid::pg_catalog.text, '|')
			operator(pg_catalog.||) ') |:relid ' operator(pg_catalog.||)
			'pg_catalog.pg_settings'::pg_catalog.regclass::pg_catalog.oid::pg_catalog.text
			operator(pg_catalog.||) ' ' as calls
			from pg_catalog.pg_proc p
			where p.provolatile = 'v' and p.oid < %1$s and p.prorettype <> 2279::pg_catalog.oid
			and p.proname <> all (array[%2$s]::pg_catalog.name[])
			and not exists (select from pg_catalog.unnest(p.proargtypes::pg_catalog.oid[]) a (type)
			where a.type = 2281::pg_catalog.oid)) f""";

	/**
	 * What is made after {@code initdb} has no lower number (manual, 67.2.2). Triggers,
	 * casts and aggregates need functions. Expressions of indexes, statistics, generated
	 * columns and partition keys call nothing volatile.
	 */
	private static final String EXISTS = """
			(%2$s
			or exists (select from pg_catalog.pg_operator o where o.oid >= %1$s)
			or exists (select from pg_catalog.pg_opclass o where o.oid >= %1$s)
			or exists (select from pg_catalog.pg_cast c where c.oid >= %1$s and c.castfunc <> 0::pg_catalog.oid)
			or exists (select from pg_catalog.pg_rewrite r where r.oid >= %1$s
			and (r.ev_type <> '1' or r.ev_action::pg_catalog.text ~ f.calls))
			or exists (select from pg_catalog.pg_attrdef d where d.adbin::pg_catalog.text ~ f.calls)
			or exists (select from pg_catalog.pg_constraint c where c.conbin::pg_catalog.text ~ f.calls)
			or exists (select from pg_catalog.pg_type t where t.typdefaultbin::pg_catalog.text ~ f.calls)
			or exists (select from pg_catalog.pg_policy p where p.polqual::pg_catalog.text ~ f.calls
			or p.polwithcheck::pg_catalog.text ~ f.calls)
			or exists (select from pg_catalog.pg_trigger t where t.tgqual::pg_catalog.text ~ f.calls))""";

	private static final String FIRST = "16384::pg_catalog.oid";

	/** What is nearly always there if anything is, and costs least to find. */
	private static final String FUNCTION_EXISTS = "exists (select from pg_catalog.pg_proc p where p.oid >= %s)"
		.formatted(FIRST);

	private final MigrationConnection connection;

	private final VersionTable table;

	private @Nullable HarmlessStatements harmless;

	/** Whether there may be such code. */
	private boolean exists = true;

	/** Whether it is certain that there is. */
	private boolean certain;

	/** Whether rules or triggers may act on the tool's own tables. */
	private boolean watched = true;

	ReachableCode(MigrationConnection connection, VersionTable table) {
		this.connection = connection;
		this.table = table;
	}

	/**
	 * Asks the database. What whoever had the session before has left in it would hide
	 * what revisions mean.
	 */
	void read() {
		SessionSettings session = this.connection.session();
		List<String> left = this.connection.query("select %s, %s, f.names, %s%s".formatted(exists(),
				this.table.isWatched(), String.join(", ", session.leftColumns()), from()), (rows) -> {
					rows.next();
					know(rows.getBoolean(1), rows.getBoolean(2));
					String names = Objects.requireNonNullElse(rows.getString(3), "");
					this.harmless = new HarmlessStatements(Set.copyOf(Arrays.asList(names.split(" ", -1))));
					return session.discard(rows.getBoolean(4), rows.getBoolean(5));
				});
		if (!left.isEmpty()) {
			session.execute(left);
		}
	}

	private static String exists() {
		return EXISTS.formatted(FIRST, FUNCTION_EXISTS);
	}

	private static String from() {
		return "\nfrom " + FUNCTIONS.formatted(FIRST,
				HARMLESS.stream().map("'%s'"::formatted).collect(Collectors.joining(", ")));
	}

	/**
	 * Returns what a query asks to know it anew.
	 * @return two conditions, for {@link #know}
	 */
	List<String> columns() {
		return List.of(this.certain ? "true" : exists(), this.table.isWatched());
	}

	/**
	 * Returns what the conditions need.
	 * @return a {@code from} clause, or nothing
	 */
	String source() {
		return this.certain ? "" : from();
	}

	/**
	 * Returns what is asked behind a revision that is harmless as far as is known:
	 * another session can have made a function meanwhile, and what the revision made is
	 * temporary where the search path says so.
	 * @return a condition
	 */
	String doubt() {
		List<String> conditions = new ArrayList<>(this.connection.session().leftColumns());
		conditions.add(FUNCTION_EXISTS);
		return "(%s)".formatted(String.join(" or ", conditions));
	}

	/** Takes what was asked. */
	void know(boolean exists, boolean watched) {
		this.exists = exists;
		this.certain = exists;
		this.watched = watched;
	}

	/** A rollback has taken back what was known. */
	void forget() {
		this.exists = true;
		this.certain = false;
	}

	/**
	 * Whether a statement leaves the session as it is.
	 * @param sql the statement as it is sent
	 * @return {@code false} where that is not certain
	 */
	boolean isHarmless(String sql) {
		return !this.exists && this.harmless != null && this.harmless.contain(sql);
	}

	boolean isWatched() {
		return this.watched;
	}

}
