package io.appmigrations.internal.database.version;

import java.util.Collection;
import java.util.stream.Collectors;

import io.appmigrations.internal.database.Quoting;

/**
 * The builds that found nothing to run in a database: a note in the last record of the
 * log, in the column {@code progress}, about each of the last few of them and the rows
 * that it saw. Whatever is recorded later, by any release, puts an end to it, since only
 * the last record is asked; rows that were changed by hand do not fit it.
 *
 * @param known whether the build that asks is one of them, for the rows as they are
 * @param last the last record, zero if there is none
 * @param writable whether this login may write the note, on this server
 */
public record NotedBuilds(boolean known, long last, boolean writable) {

	/** There is no log. */
	static final NotedBuilds NONE = new NotedBuilds(false, 0, false);

	private static final String KEY = "builds";

	/** How many builds alternate in a database; more forget each other. */
	static final int KEPT = 8;

	/**
	 * A query for the rows as a note has them. It comes first in the query of the state:
	 * of several tables that do not exist, PostgreSQL names the first.
	 * @param rows the version table, for SQL
	 */
	static String rows(String rows) {
		return select("from %s v".formatted(rows));
	}

	/**
	 * An expression: whether the last record knows a build.
	 * @param log the log, for SQL
	 * @param rows an expression for the rows as they are
	 */
	static String isKnown(String log, String build, String rows) {
		return """
				coalesce((select pg_catalog.jsonb_exists(progress operator(pg_catalog.->) '%s'::pg_catalog.text, %s)
				            from %s order by id desc limit 1), false)""".formatted(KEY, note(build, rows), log);
	}

	/** The id of the last record. */
	static String last(String log) {
		return "coalesce((select pg_catalog.max(id) from %s), 0)".formatted(log);
	}

	/** An expression: whether the session may write, and may write to the log. */
	static String isWritable(String logLiteral) {
		return """
				not pg_catalog.pg_is_in_recovery()
				       and pg_catalog.current_setting('transaction_read_only') operator(pg_catalog.=) 'off'
				       and pg_catalog.has_table_privilege(%s::pg_catalog.text, 'UPDATE')""".formatted(logLiteral);
	}

	private static String select(String from) {
		return "select pg_catalog.jsonb_agg(v.revision order by v.revision::pg_catalog.text collate pg_catalog.\"C\")::pg_catalog.text "
				+ from;
	}

	private static String note(String build, String rows) {
		return "%s::pg_catalog.text operator(pg_catalog.||) (%s)".formatted(Quoting.literal(build), rows);
	}

	/**
	 * Returns the statement that notes a build. It does nothing if the last record is
	 * another one by now, if somebody else is writing to it, and if a revision is
	 * unfinished whose record may still change.
	 * @param last the last record when the build found nothing to run, or zero if nobody
	 * else can have written since
	 */
	static String statement(String log, String build, Collection<String> rows, long last) {
		String values = rows.stream()
			.map(Quoting::literal)
			.collect(Collectors.joining(", ", "from pg_catalog.unnest(array[", "]::pg_catalog.text[]) v (revision)"));
		return """
				update %1$s l
				   set progress = coalesce(l.progress, '{}') operator(pg_catalog.||) pg_catalog.jsonb_build_object('%2$s',
				       (select pg_catalog.jsonb_agg(b.note order by b.place)
				          from (select %3$s as note, 0::pg_catalog.int8 as place
				                union all
				                (select o.note, o.place
				                   from pg_catalog.jsonb_array_elements_text(coalesce(l.progress operator(pg_catalog.->) '%2$s'::pg_catalog.text, '[]'))
				                        with ordinality o (note, place)
				                  where o.note operator(pg_catalog.<>) (%3$s)
				                  order by o.place limit %4$s)) b))
				 where l.id operator(pg_catalog.=)
				       (select m.id from %1$s m
				         where m.id operator(pg_catalog.=) (select pg_catalog.max(n.id) from %1$s n)
				           and (%5$s::pg_catalog.int8 operator(pg_catalog.=) 0::pg_catalog.int8 or m.id operator(pg_catalog.=) %5$s::pg_catalog.int8)
				           and not exists (select from %1$s s
				                            where s.outcome operator(pg_catalog.=) 'started'
				                              and not exists (select from %1$s d
				                                               where d.revision operator(pg_catalog.=) s.revision
				                                                 and d.id operator(pg_catalog.>) s.id
				                                                 and d.outcome operator(pg_catalog.=) any ('{done,stamped,repaired}')))
				         for update skip locked)"""
			.formatted(log, KEY, note(build, select(values)), KEPT - 1, last);
	}

}
