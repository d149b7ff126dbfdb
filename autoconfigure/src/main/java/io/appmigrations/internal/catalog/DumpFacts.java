package io.appmigrations.internal.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.schema.Names;

/**
 * What {@code pg_dump} writes about a database besides the objects that are compared, or
 * in another way: names, owners, privileges and comments of everything, read without
 * regard to kinds. Two databases whose schemas are the same can differ in it.
 *
 * @param facts what is said of which object, by what it is about
 */
public record DumpFacts(Map<String, Map<String, String>> facts) {

	/** How many objects are named of those that differ in the same. */
	private static final int NAMED = 5;

	private static final String QUERY = """
			with spaces as materialized (
			  select n.oid, n.nspname from pg_catalog.pg_namespace n where n.nspname = any (%1$s)),
			tables as materialized (
			  select c.oid from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			  where n.nspname || '.' || c.relname = any (%2$s)),
			own as materialized (
			  select t.oid from tables t
			  union select i.indexrelid from pg_catalog.pg_index i join tables t on t.oid = i.indrelid
			  union select d.objid from pg_catalog.pg_depend d join tables t on t.oid = d.refobjid
			    where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
			      and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.deptype in ('a', 'i')),
			members as materialized (
			  select d.classid, d.objid from pg_catalog.pg_depend d where d.deptype = 'e'),
			relations as materialized (
			  select c.*, pg_catalog.format('%%I.%%I', n.nspname, c.relname) as name
			  from pg_catalog.pg_class c join spaces n on n.oid = c.relnamespace
			  where c.oid not in (select o.oid from own o)
			    and not exists (select from members m where m.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
			      and m.objid = c.oid)),
			objects as materialized (
			  select 'pg_catalog.pg_namespace'::pg_catalog.regclass::pg_catalog.oid as classid, n.oid as objid, n.nspowner as owner,
			    coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner)) as acl
			    from pg_catalog.pg_namespace n join spaces s on s.oid = n.oid
			  union all select 'pg_catalog.pg_class'::pg_catalog.regclass, c.oid, c.relowner,
			    coalesce(c.relacl, pg_catalog.acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))
			    from relations c where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
			  union all select 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, p.proowner,
			    coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))
			    from pg_catalog.pg_proc p join spaces s on s.oid = p.pronamespace
			  union all select 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, t.typowner,
			    coalesce(t.typacl, pg_catalog.acldefault('T', t.typowner))
			    from pg_catalog.pg_type t join spaces s on s.oid = t.typnamespace
			    where t.typtype in ('d', 'e', 'r') or t.typtype = 'b' and t.typelem = 0
			      or t.typtype = 'c' and exists (select from relations c where c.oid = t.typrelid and c.relkind = 'c')
			  union all select 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, f.oid, f.fdwowner,
			    coalesce(f.fdwacl, pg_catalog.acldefault('F', f.fdwowner)) from pg_catalog.pg_foreign_data_wrapper f
			  union all select 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, f.oid, f.srvowner,
			    coalesce(f.srvacl, pg_catalog.acldefault('S', f.srvowner)) from pg_catalog.pg_foreign_server f
			  union all select 'pg_catalog.pg_language'::pg_catalog.regclass, l.oid, l.lanowner,
			    coalesce(l.lanacl, pg_catalog.acldefault('l', l.lanowner)) from pg_catalog.pg_language l
			  union all select 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, s.oid, s.stxowner, null
			    from pg_catalog.pg_statistic_ext s join spaces n on n.oid = s.stxnamespace
			  union all select 'pg_catalog.pg_publication'::pg_catalog.regclass, p.oid, p.pubowner, null
			    from pg_catalog.pg_publication p
			  union all select 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, e.oid, e.evtowner, null
			    from pg_catalog.pg_event_trigger e),
			ours as materialized (
			  select o.*, i.type || ' ' || i.identity as name
			  from objects o cross join lateral pg_catalog.pg_identify_object(o.classid, o.objid, 0) i
			  where not exists (select from members m where m.classid = o.classid and m.objid = o.objid))
			select 'owner', o.name, o.owner::pg_catalog.regrole::text from ours o where o.objid >= 16384
			  or o.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
			union all
			select 'privileges', o.name, (select pg_catalog.string_agg(a::text, ' ' order by a::text)
			  from pg_catalog.unnest(o.acl) a) from ours o where o.acl is not null
			union all
			select 'privileges', pg_catalog.format('column %%s.%%I', c.name, a.attname),
			  (select pg_catalog.string_agg(x::text, ' ' order by x::text) from pg_catalog.unnest(a.attacl) x)
			  from pg_catalog.pg_attribute a join relations c on c.oid = a.attrelid
			  where a.attacl is not null and not a.attisdropped
			union all
			select 'privileges', 'function ' || p.oid::pg_catalog.regprocedure::text,
			  (select pg_catalog.string_agg(x::text, ' ' order by x::text) from pg_catalog.unnest(p.proacl) x)
			  from pg_catalog.pg_proc p
			  where p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace and p.proacl is not null and p.oid < 16384
			union all
			select 'privileges', 'table ' || c.oid::pg_catalog.regclass::text,
			  (select pg_catalog.string_agg(x::text, ' ' order by x::text) from pg_catalog.unnest(c.relacl) x)
			  from pg_catalog.pg_class c
			  where c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace and c.relacl is not null
			union all
			select 'default privileges', pg_catalog.format('role %%s on %%s', d.defaclrole::pg_catalog.regrole,
			    case d.defaclobjtype when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types'
			      when 'n' then 'schemas' when 'L' then 'large objects' else 'tables' end),
			  (select pg_catalog.string_agg(x::text, ' ' order by x::text) from pg_catalog.unnest(d.defaclacl) x)
			  from pg_catalog.pg_default_acl d where d.defaclnamespace = 0
			union all
			select 'comment', i.type || ' ' || i.identity, d.description
			  from pg_catalog.pg_description d
			  cross join lateral pg_catalog.pg_identify_object(d.classoid, d.objoid, d.objsubid) i
			  where i.identity is not null
			    and (d.objoid >= 16384 and (i.schema is null or i.schema in (select s.nspname from spaces s))
			      or d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass and d.objoid in (select s.oid from spaces s))
			    and not (d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objoid in (select o.oid from own o))
			    and not (i.schema is null and i.type in ('table constraint', 'trigger', 'rule', 'policy')
			      and not exists (select from spaces s where pg_catalog.strpos(i.identity, ' on ' || pg_catalog.quote_ident(s.nspname) || '.') > 0))
			    and not exists (select from members m where m.classid = d.classoid and m.objid = d.objoid)
			union all
			select 'security label', l.objtype || ' ' || l.objname, l.provider || ' ' || l.label
			  from pg_catalog.pg_seclabels l where l.objtype not in ('role', 'database', 'tablespace')
			union all
			select '', case c.relkind when 'r' then 'table' when 'p' then 'table' when 'i' then 'index' when 'I' then 'index'
			    when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table'
			    else 'type' end || ' ' || c.name, ''
			  from relations c where c.relkind <> 't'
			union all
			select '', pg_catalog.format('constraint %%I of %%s', k.conname, c.name), ''
			  from pg_catalog.pg_constraint k join relations c on c.oid = k.conrelid
			  where k.contype in ('c', 'f', 'p', 'u', 'x')
			union all
			select '', pg_catalog.format('trigger %%I of %%s', t.tgname, c.name), ''
			  from pg_catalog.pg_trigger t join relations c on c.oid = t.tgrelid where not t.tgisinternal
			union all
			select '', 'subscription ' || pg_catalog.quote_ident(s.subname), '' from pg_catalog.pg_subscription s
			  where s.subdbid = (select b.oid from pg_catalog.pg_database b where b.datname = pg_catalog.current_database())
			union all
			select 'tablespace', case when c.relkind in ('i', 'I') then 'index ' else 'table ' end || c.name, t.spcname
			  from relations c join pg_catalog.pg_tablespace t on t.oid = c.reltablespace
			union all
			select 'access method', 'table ' || c.name, a.amname
			  from relations c join pg_catalog.pg_am a on a.oid = c.relam where c.relkind in ('r', 'm', 'p')
			union all
			select '', 'type ' || pg_catalog.format('%%I.%%I', s.nspname, t.typname), ''
			  from pg_catalog.pg_type t join spaces s on s.oid = t.typnamespace
			  where (t.typtype in ('d', 'e', 'r', 'p') or t.typtype = 'b' and t.typelem = 0)
			    and not exists (select from members m where m.classid = 'pg_catalog.pg_type'::pg_catalog.regclass
			      and m.objid = t.oid)
			union all
			select 'default', pg_catalog.format('column %%s.%%I', c.name, a.attname),
			  pg_catalog.pg_get_expr(d.adbin, d.adrelid)
			  from pg_catalog.pg_attrdef d join relations c on c.oid = d.adrelid
			  join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
			union all
			select 'own definition', pg_catalog.format('column %%s.%%I', c.name, a.attname), ''
			  from pg_catalog.pg_attribute a join relations c on c.oid = a.attrelid
			  where a.attinhcount > 0 and a.attislocal
			union all
			select 'own definition', pg_catalog.format('constraint %%I of %%s', k.conname, c.name), ''
			  from pg_catalog.pg_constraint k join relations c on c.oid = k.conrelid
			  where k.coninhcount > 0 and k.conislocal and k.contype = 'c'
			union all
			select 'order of the columns', 'table ' || c.name,
			  (select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by a.attnum)
			   from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)
			  from relations c where c.relkind in ('r', 'p', 'f', 'c')""";

	/**
	 * Reads them.
	 * @param connection where to read
	 * @param schemas the schemas
	 * @param ownTables the tables of the tool itself, which are left out
	 * @return what is said of what is in the schemas, and of what is in none
	 */
	public static DumpFacts read(MigrationConnection connection, Collection<String> schemas,
			Collection<String> ownTables) {
		return connection.query(QUERY.formatted(Names.literals(schemas), Names.literals(ownTables)), (rows) -> {
			Map<String, Map<String, String>> facts = new TreeMap<>();
			while (rows.next()) {
				facts.computeIfAbsent(rows.getString(1), (key) -> new TreeMap<>())
					.put(rows.getString(2), Objects.requireNonNullElse(rows.getString(3), ""));
			}
			return new DumpFacts(facts);
		});
	}

	/**
	 * Says what is otherwise in another database.
	 * @param other what is said of the other one
	 * @return what the other one lacks, has besides or says otherwise, a line for what is
	 * about the same
	 */
	public List<String> differences(DumpFacts other) {
		List<String> lines = new ArrayList<>();
		Map<String, Map<String, String>> all = new TreeMap<>(other.facts);
		all.putAll(this.facts);
		for (String about : all.keySet()) {
			Map<String, String> here = this.facts.getOrDefault(about, Map.of());
			Map<String, String> there = other.facts.getOrDefault(about, Map.of());
			Map<String, List<String>> differing = new TreeMap<>();
			here.forEach((object, value) -> {
				if (!value.equals(there.get(object))) {
					differing.computeIfAbsent(about.equals("owner") ? " " + value : "", (key) -> new ArrayList<>())
						.add(object);
				}
			});
			there.keySet()
				.stream()
				.filter((object) -> !here.containsKey(object))
				.forEach((object) -> differing.computeIfAbsent("", (key) -> new ArrayList<>())
					.add(object + " (only after the revision)"));
			differing.forEach((value, objects) -> lines.add(line(about + value, objects)));
		}
		return lines;
	}

	private static String line(String about, List<String> objects) {
		String named = String.join(", ", objects.subList(0, Math.min(NAMED, objects.size())));
		String more = (objects.size() > NAMED) ? " and %s more".formatted(objects.size() - NAMED) : "";
		return (about.isEmpty() ? "" : about + " of ") + named + more;
	}

}
