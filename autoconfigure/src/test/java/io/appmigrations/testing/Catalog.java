package io.appmigrations.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.appmigrations.internal.database.MigrationConnection;

/**
 * PostgreSQL's catalog, read with other queries than those under test.
 */
public final class Catalog {

	private static final String OURS = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'";

	/** Types that hold everything that another holds, with the same text. */
	private static final Map<String, Set<String>> WIDER = Map.of("smallint", Set.of("integer", "bigint", "numeric"),
			"integer", Set.of("bigint", "numeric"), "bigint", Set.of("numeric"), "character varying(20)",
			Set.of("character varying(200)", "character varying", "text"), "character varying(200)",
			Set.of("character varying", "text"), "character varying", Set.of("text"), "text",
			Set.of("character varying"), "uuid", Set.of("text"), "date", Set.of("text"));

	private static final String LINES = """
			select concat_ws(' ', 'column', c.oid::regclass, c.relkind, c.relpersistence, c.reloptions, quote_ident(a.attname),
			  format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated, a.attstorage,
			  a.attcompression, nullif(a.attstattarget, -1), case when a.attcollation <> 0 then a.attcollation::regcollation end,
			  a.attislocal, a.attinhcount, pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum))
			from pg_class c join pg_namespace n on n.oid = c.relnamespace
			left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
			left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
			where OURS and c.relkind in ('r', 'p', 'v', 'm', 'c')
			union all select concat_ws(' ', 'constraint', conrelid::regclass, contypid::regtype, quote_ident(conname),
			  pg_get_constraintdef(c.oid), convalidated, connoinherit, obj_description(c.oid, 'pg_constraint'))
			from pg_constraint c join pg_namespace n on n.oid = c.connamespace where OURS and contype <> 'n' and coninhcount = 0
			union all select concat_ws(' ', 'not null', conrelid::regclass, contypid::regtype,
			  case when conname !~ '_not_null\\d*$' then quote_ident(conname) end, pg_get_constraintdef(c.oid), convalidated,
			  connoinherit, obj_description(c.oid, 'pg_constraint'))
			from pg_constraint c join pg_namespace n on n.oid = c.connamespace where OURS and contype = 'n' and coninhcount = 0
			union all select concat_ws(' ', 'index', pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisclustered,
			  i.indisreplident, obj_description(i.indexrelid, 'pg_class'))
			from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace where OURS
			union all select concat_ws(' ', 'relation', c.oid::regclass, c.relkind, c.relreplident, c.relrowsecurity,
			  c.relforcerowsecurity, c.relispopulated, pg_get_expr(c.relpartbound, c.oid), pg_get_partkeydef(c.oid),
			  obj_description(c.oid, 'pg_class'), case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end)
			from pg_class c join pg_namespace n on n.oid = c.relnamespace where OURS and c.relkind in ('r', 'p', 'v', 'm', 'S')
			union all select concat_ws(' ', 'inherits', inhrelid::regclass, inhparent::regclass)
			from pg_inherits join pg_class c on c.oid = inhrelid join pg_namespace n on n.oid = c.relnamespace
			where OURS and c.relkind in ('r', 'p')
			union all select concat_ws(' ', 'sequence', s.seqrelid::regclass, format_type(seqtypid, null), seqstart,
			  seqincrement, seqmin, seqmax, seqcache, seqcycle, (select d.refobjid::regclass || '.' || a.attname
			    from pg_depend d join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
			    where d.objid = s.seqrelid and d.deptype in ('a', 'i') and d.classid = 'pg_class'::regclass))
			from pg_sequence s join pg_class c on c.oid = s.seqrelid join pg_namespace n on n.oid = c.relnamespace where OURS
			union all select concat_ws(' ', 'type', t.oid::regtype, t.typtype, t.typnotnull, t.typdefault,
			  format_type(t.typbasetype, t.typtypmod), (select string_agg(quote_literal(e.enumlabel), ', ' order by enumsortorder)
			    from pg_enum e where e.enumtypid = t.oid), obj_description(t.oid, 'pg_type'),
			  (select r.rngsubtype::regtype from pg_range r where r.rngtypid = t.oid))
			from pg_type t join pg_namespace n on n.oid = t.typnamespace where OURS and t.typtype <> 'b'
			union all select concat_ws(' ', 'routine', pg_get_functiondef(p.oid)) from pg_proc p
			join pg_namespace n on n.oid = p.pronamespace where OURS and p.prokind <> 'a'
			union all select concat_ws(' ', 'trigger', pg_get_triggerdef(t.oid), t.tgenabled, obj_description(t.oid, 'pg_trigger'))
			from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
			where OURS and not t.tgisinternal
			union all select concat_ws(' ', 'policy', p.polrelid::regclass, p.polname, p.polcmd, p.polpermissive,
			  pg_get_expr(p.polqual, p.polrelid)) from pg_policy p join pg_class c on c.oid = p.polrelid
			join pg_namespace n on n.oid = c.relnamespace where OURS
			union all select concat_ws(' ', 'rule', pg_get_ruledef(r.oid)) from pg_rewrite r join pg_class c on c.oid = r.ev_class
			join pg_namespace n on n.oid = c.relnamespace where OURS and c.relkind in ('r', 'p')
			union all select concat_ws(' ', 'statistics', pg_get_statisticsobjdef(s.oid)) from pg_statistic_ext s
			join pg_namespace n on n.oid = s.stxnamespace where OURS
			union all select concat_ws(' ', 'schema', n.nspname, obj_description(n.oid, 'pg_namespace'))
			from pg_namespace n where OURS and n.nspname <> 'public'"""
		.replace("OURS", OURS);

	private Catalog() {
	}

	/**
	 * Makes a model, in a transaction: as much of it as PostgreSQL accepts.
	 * @return a script of that
	 */
	public static String make(MigrationConnection connection, GeneratedModel model) {
		return model.sql()
			.stream()
			.filter((sql) -> Rows.tryTo(connection, sql))
			.map((sql) -> sql + ";\n")
			.collect(Collectors.joining());
	}

	/**
	 * Drops everything.
	 */
	public static void empty(MigrationConnection connection) {
		List<String> drops = strings(connection,
				"select format('drop schema %I cascade', n.nspname) from pg_namespace n where " + OURS);
		connection.executeInternally(List.of("set client_min_messages = error"));
		connection.executeInternally(drops);
		connection.executeInternally(List.of("create schema public", "reset client_min_messages"));
	}

	/**
	 * Describes everything, a line each.
	 */
	public static Set<String> lines(MigrationConnection connection) {
		return new TreeSet<>(strings(connection, LINES));
	}

	private static List<String> strings(MigrationConnection connection, String sql) {
		return connection.query(sql, (rows) -> {
			List<String> strings = new ArrayList<>();
			while (rows.next()) {
				strings.add(rows.getString(1));
			}
			return strings;
		});
	}

	/**
	 * Reads the columns of ordinary tables.
	 */
	public static List<Column> columns(MigrationConnection connection) {
		return connection.query(
				"""
						select format('%I.%I', n.nspname, c.relname), quote_ident(a.attname),
						  format_type(a.atttypid, a.atttypmod), concat_ws(' ', format_type(nullif(t.typbasetype, 0), t.typtypmod),
						    (select string_agg(k.attname || ' ' || format_type(k.atttypid, k.atttypmod), ', ' order by k.attnum)
						      from pg_attribute k where k.attrelid = t.typrelid and not k.attisdropped)),
						  a.attnotnull or t.typnotnull, a.attgenerated <> ''
						from pg_class c join pg_namespace n on n.oid = c.relnamespace
						join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
						join pg_type t on t.oid = a.atttypid
						where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'""",
				(rows) -> {
					List<Column> columns = new ArrayList<>();
					while (rows.next()) {
						columns.add(new Column(rows.getString(1), rows.getString(2), rows.getString(3),
								rows.getString(4), rows.getBoolean(5), rows.getBoolean(6)));
					}
					return columns;
				});
	}

	/**
	 * Whether every value of a column stays the same when it becomes another.
	 */
	public static boolean keeps(Column from, Column to) {
		boolean fits = from.type().equals(to.type()) ? from.structure().equals(to.structure())
				: WIDER.getOrDefault(from.type(), Set.of()).contains(to.type());
		return fits && !from.generated() && !to.generated() && (from.required() || !to.required());
	}

	/**
	 * Finds the columns whose values stay the same between two states, by table.
	 */
	public static Map<String, List<String>> kept(List<Column> from, List<Column> to) {
		Map<String, List<String>> kept = new TreeMap<>();
		for (Column column : from) {
			boolean keeps = to.stream()
				.anyMatch((other) -> other.table().equals(column.table()) && other.name().equals(column.name())
						&& keeps(column, other));
			if (keeps) {
				kept.computeIfAbsent(column.table(), (key) -> new ArrayList<>()).add(column.name());
			}
		}
		return kept;
	}

	/**
	 * A column.
	 *
	 * @param table its table, as SQL names it
	 * @param name its name, as SQL writes it
	 * @param type its type
	 * @param structure what its type is made of
	 * @param required whether null is refused
	 * @param generated whether it is computed
	 */
	public record Column(String table, String name, String type, String structure, boolean required,
			boolean generated) {
	}

}
