package io.appmigrations.internal.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.Quoting;

/**
 * What the catalog says by the end of a section about the keys in it.
 *
 * @param unindexed foreign keys whose columns no index of their table serves any more,
 * because they are new or their index was dropped
 * @param shortSequences sequences of type {@code integer} that fill a {@code bigint}
 * column: their names, by column with its table and schema
 * @param closed tables with row security and no policy
 * @param duplicates indexes that another, older one makes needless, with the name of that
 * @param behind columns whose sequence gives a value next that a row has already, and did
 * not when the section began
 * @param openViews views that show all rows of tables with row security
 */
public record KeyFacts(List<ForeignKey> unindexed, Map<String, String> shortSequences, Set<String> closed,
		Map<String, String> duplicates, List<SequenceBehind> behind, List<OpenView> openViews) {

	/** Nothing to say. */
	public static final KeyFacts NONE = new KeyFacts(List.of(), Map.of(), Set.of(), Map.of(), List.of(), List.of());

	private static final String UNINDEXED = """
			select c.oid::pg_catalog.int8, n.nspname || '.' || t.relname, c.conname,
			  (select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by k.place)
			    from pg_catalog.unnest(c.conkey) with ordinality k (number, place)
			    join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number)
			from pg_catalog.pg_constraint c
			join pg_catalog.pg_class t on t.oid = c.conrelid
			join pg_catalog.pg_namespace n on n.oid = t.relnamespace
			where c.contype = 'f' and c.conparentid = 0 and n.nspname !~ '^pg_'
			  and not exists (select from pg_catalog.pg_index i
			    where i.indrelid = c.conrelid and (i.indpred is null
			      or pg_catalog.pg_get_expr(i.indpred, i.indrelid) in (
			        select '(' || pg_catalog.quote_ident(a.attname) || ' IS NOT NULL)' from pg_catalog.pg_attribute a
			        where a.attrelid = c.conrelid and a.attnum = any (c.conkey)
			        union all
			        select '(' || pg_catalog.string_agg('(' || pg_catalog.quote_ident(a.attname) || ' IS NOT NULL)', ' AND '
			          order by k.place) || ')'
			        from pg_catalog.unnest(c.conkey) with ordinality k (number, place)
			        join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number))
			      and ((i.indkey::pg_catalog.int2[])[0:pg_catalog.cardinality(c.conkey) - 1]
			          operator(pg_catalog.@>) c.conkey
			        or (i.indisunique and (i.indkey::pg_catalog.int2[])[0:i.indnkeyatts - 1]
			          operator(pg_catalog.<@) c.conkey)))""";

	private static final String SHORT_SEQUENCES = """
			select n.nspname || '.' || t.relname || '.' || a.attname, q.seqrelid::pg_catalog.regclass::pg_catalog.text
			from pg_catalog.pg_sequence q
			join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
			  and d.objid = q.seqrelid and d.deptype in ('a', 'i')
			join pg_catalog.pg_class t on t.oid = d.refobjid
			join pg_catalog.pg_namespace n on n.oid = t.relnamespace
			join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
			where q.seqtypid = 'pg_catalog.int4'::pg_catalog.regtype and a.atttypid = 'pg_catalog.int8'::pg_catalog.regtype
			union all
			select n.nspname || '.' || t.relname || '.' || a.attname, q.seqrelid::pg_catalog.regclass::pg_catalog.text
			from pg_catalog.pg_sequence q
			join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
			  and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = q.seqrelid
			join pg_catalog.pg_attrdef f on f.oid = d.objid
			join pg_catalog.pg_class t on t.oid = f.adrelid
			join pg_catalog.pg_namespace n on n.oid = t.relnamespace
			join pg_catalog.pg_attribute a on a.attrelid = f.adrelid and a.attnum = f.adnum
			where q.seqtypid = 'pg_catalog.int4'::pg_catalog.regtype and a.atttypid = 'pg_catalog.int8'::pg_catalog.regtype""";

	private static final String CLOSED = """
			select n.nspname || '.' || c.relname
			from pg_catalog.pg_class c
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			where c.relrowsecurity and c.oid >= 16384
			  and not exists (select from pg_catalog.pg_policy p where p.polrelid = c.oid)""";

	/**
	 * Whose owner is the table's, which has to obey its policies only where it is told
	 * to.
	 */
	private static final String OPEN_VIEWS = """
			select distinct vn.nspname || '.' || v.relname, tn.nspname || '.' || t.relname, v.relkind = 'm'
			from pg_catalog.pg_rewrite r
			join pg_catalog.pg_class v on v.oid = r.ev_class and v.relkind in ('v', 'm')
			join pg_catalog.pg_namespace vn on vn.oid = v.relnamespace
			join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = r.oid
			  and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
			join pg_catalog.pg_class t on t.oid = d.refobjid and t.relowner = v.relowner and t.relrowsecurity
			  and (v.relkind = 'm' or not t.relforcerowsecurity)
			join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
			where v.oid >= 16384 and not exists (select from pg_catalog.pg_options_to_table(v.reloptions) o
			  where o.option_name = 'security_invoker' and o.option_value::pg_catalog.bool)
			order by 1, 2""";

	private static final String DUPLICATES = """
			select x.relname, o.relname
			from pg_catalog.pg_index i
			join pg_catalog.pg_class x on x.oid = i.indexrelid
			join pg_catalog.pg_index j on j.indrelid = i.indrelid and j.indexrelid < i.indexrelid
			join pg_catalog.pg_class o on o.oid = j.indexrelid and o.relam = x.relam
			where i.indexrelid >= 16384 and (j.indisunique or not i.indisunique) and j.indisvalid
			  and i.indkey::pg_catalog.text = j.indkey::pg_catalog.text and i.indnkeyatts = j.indnkeyatts
			  and i.indclass::pg_catalog.text = j.indclass::pg_catalog.text
			  and i.indcollation::pg_catalog.text = j.indcollation::pg_catalog.text
			  and i.indoption::pg_catalog.text = j.indoption::pg_catalog.text
			  and pg_catalog.pg_get_expr(i.indexprs, i.indrelid) is not distinct from
			    pg_catalog.pg_get_expr(j.indexprs, j.indrelid)
			  and pg_catalog.pg_get_expr(i.indpred, i.indrelid) is not distinct from
			    pg_catalog.pg_get_expr(j.indpred, j.indrelid)""";

	/** A query for each sequence of a unique column. */
	private static final String FILLED = """
			select pg_catalog.format('select %%L, %%L, (%%3$s)::pg_catalog.text, %%4$L from %%5$s s where exists (select from %%6$s t '
			    'where t.%%7$I::pg_catalog.int8 operator(pg_catalog.=) (%%3$s))',
			  n.nspname || '.' || t.relname, a.attname,
			  pg_catalog.format('case when s.is_called then s.last_value operator(pg_catalog.+) %%s::pg_catalog.int8 else s.last_value end',
			    q.seqincrement),
			  pg_catalog.format('select setval(%%L, (select max(%%I) from %%s));', q.seqrelid::pg_catalog.regclass,
			    a.attname, t.oid::pg_catalog.regclass),
			  q.seqrelid::pg_catalog.regclass, t.oid::pg_catalog.regclass, a.attname)
			from pg_catalog.pg_sequence q
			join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
			  and d.objid = q.seqrelid and d.deptype in ('a', 'i')
			  and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
			join pg_catalog.pg_class t on t.oid = d.refobjid
			join pg_catalog.pg_namespace n on n.oid = t.relnamespace
			join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
			  and (a.atthasdef or a.attidentity <> '') and a.atttypid in ('pg_catalog.int2'::pg_catalog.regtype,
			    'pg_catalog.int4'::pg_catalog.regtype, 'pg_catalog.int8'::pg_catalog.regtype)
			where t.relname in (%s) and n.nspname !~ '^pg_' and exists (select from pg_catalog.pg_index i
			  where i.indrelid = t.oid and i.indisunique and i.indnkeyatts = 1 and i.indkey[0] = a.attnum)
			  and pg_catalog.has_column_privilege(t.oid, a.attnum, 'select')
			  and pg_catalog.has_sequence_privilege(q.seqrelid, 'select')""";

	/**
	 * Copies the collections.
	 */
	public KeyFacts {
		unindexed = List.copyOf(unindexed);
		shortSequences = Map.copyOf(shortSequences);
		closed = Set.copyOf(closed);
		duplicates = Map.copyOf(duplicates);
		behind = List.copyOf(behind);
		openViews = List.copyOf(openViews);
	}

	static Map<Long, ForeignKey> unindexed(MigrationConnection connection, int number) {
		return connection.query(UNINDEXED, (rows) -> {
			Map<Long, ForeignKey> keys = new LinkedHashMap<>();
			while (rows.next()) {
				keys.put(rows.getLong(1),
						new ForeignKey(rows.getString(2), rows.getString(3), rows.getString(4), number));
			}
			return keys;
		});
	}

	static Set<String> closed(MigrationConnection connection) {
		return connection.strings(CLOSED);
	}

	static List<OpenView> openViews(MigrationConnection connection) {
		return connection.query(OPEN_VIEWS, (rows) -> {
			List<OpenView> views = new ArrayList<>();
			while (rows.next()) {
				views.add(new OpenView(rows.getString(1), rows.getString(2), rows.getBoolean(3)));
			}
			return views;
		});
	}

	static Map<String, String> duplicates(MigrationConnection connection) {
		return map(connection, DUPLICATES);
	}

	static Map<String, String> shortSequences(MigrationConnection connection) {
		return map(connection, SHORT_SEQUENCES);
	}

	/**
	 * Asks the sequences of tables.
	 * @param connection the connection
	 * @param tables the names of the tables that rows were added to, with the number of
	 * the last statement that did
	 * @return the columns that have the next value of their sequence already
	 */
	static List<SequenceBehind> behind(MigrationConnection connection, Map<String, Integer> tables) {
		if (tables.isEmpty()) {
			return List.of();
		}
		Set<String> queries = connection.strings(FILLED
			.formatted(tables.keySet().stream().map(Quoting::literal).sorted().collect(Collectors.joining(", "))));
		if (queries.isEmpty()) {
			return List.of();
		}
		return connection.query(String.join(" union all ", queries), (rows) -> {
			List<SequenceBehind> behind = new ArrayList<>();
			while (rows.next()) {
				String table = rows.getString(1);
				int number = tables.getOrDefault(table.substring(table.indexOf('.') + 1), 0);
				behind.add(new SequenceBehind(table, rows.getString(2), rows.getString(3), rows.getString(4), number));
			}
			return behind;
		});
	}

	private static Map<String, String> map(MigrationConnection connection, String sql) {
		return connection.query(sql, (rows) -> {
			Map<String, String> sequences = new LinkedHashMap<>();
			while (rows.next()) {
				sequences.put(rows.getString(1), rows.getString(2));
			}
			return sequences;
		});
	}

	/**
	 * A foreign key.
	 *
	 * @param table its table, with the schema
	 * @param name its name
	 * @param columns its columns as SQL has them
	 * @param statement the number of the statement that created it
	 */
	public record ForeignKey(String table, String name, String columns, int statement) {
	}

	/**
	 * A column whose sequence gives a value next that a row has already.
	 *
	 * @param table its table, with the schema
	 * @param column its name
	 * @param next the value
	 * @param remedy the statement that moves the sequence behind the rows
	 * @param statement the number of the last statement that added rows
	 */
	public record SequenceBehind(String table, String column, String next, String remedy, int statement) {
	}

	/**
	 * A view that shows all rows of a table with row security.
	 *
	 * @param view its name, with the schema
	 * @param table the table, with its schema
	 * @param materialized whether the rows are its own
	 */
	public record OpenView(String view, String table, boolean materialized) {
	}

}
