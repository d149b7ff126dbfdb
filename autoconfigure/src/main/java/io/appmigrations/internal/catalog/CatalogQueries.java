package io.appmigrations.internal.catalog;

import java.util.List;

/**
 * The queries that read schemas, one for each kind of object, whatever the number of
 * objects. Names of other objects are printed by PostgreSQL for the search path of the
 * session. The tables are those of PostgreSQL's manual, chapter "System Catalogs", as
 * versions 14 to 18 have them.
 */
final class CatalogQueries {

	/** Stands for the array of schemas. */
	static final String SCHEMAS = ":schemas";

	/**
	 * Also which operators there are shells because of, which PostgreSQL does not note.
	 */
	static final String DEPENDENCIES = """
			select d.classid::int8, d.objid::int8, d.objsubid, d.refclassid::int8, d.refobjid::int8, d.refobjsubid,
			  d.deptype
			from pg_catalog.pg_depend d
			where d.objid >= 16384 and d.deptype <> 'p'
			union all
			select c.oid::int8, shell.oid::int8, 0, c.oid::int8, o.oid::int8, 0, 'n'
			from (select 'pg_catalog.pg_operator'::pg_catalog.regclass as oid) c
			cross join pg_catalog.pg_operator shell
			join pg_catalog.pg_operator o on shell.oid in (o.oprcom, o.oprnegate)
			where shell.oprcode = 0""";

	static final String NAMESPACES = """
			select n.oid::int8, n.nspname, pg_catalog.obj_description(n.oid, 'pg_namespace') as comment
			from pg_catalog.pg_namespace n
			where n.nspname = any (:schemas)""";

	static final String EXTENSIONS = """
			select e.oid::int8, e.extname, n.nspname, e.extrelocatable
			from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace""";

	static final String RELATIONS = """
			select c.oid::int8, n.nspname, c.relname, c.relkind, c.relpersistence,
			  c.reloptions || (select pg_catalog.array_agg('toast.' || o order by o)
			    from pg_catalog.pg_class toast cross join lateral pg_catalog.unnest(toast.reloptions) o
			    where toast.oid = c.reltoastrelid) as reloptions, c.relrowsecurity,
			  c.relforcerowsecurity, am.amname, d.description as comment,
			  case when c.relkind = 'p' then pg_catalog.pg_get_partkeydef(c.oid) end as partition_key,
			  pg_catalog.pg_get_expr(c.relpartbound, c.oid) as bound,
			  (select pg_catalog.array_agg(i.inhparent::pg_catalog.regclass::text order by i.inhseqno)
			    from pg_catalog.pg_inherits i where i.inhrelid = c.oid) as parents,
			  (select pg_catalog.array_agg(i.inhparent::int8 order by i.inhseqno)
			    from pg_catalog.pg_inherits i where i.inhrelid = c.oid) as parent_oids,
			  case when c.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(c.oid, true) end as query,
			  c.relispopulated, pg_catalog.format_type(s.seqtypid, null) as seqtype, s.seqstart, s.seqincrement,
			  s.seqmin, s.seqmax, s.seqcache, s.seqcycle
			from pg_catalog.pg_class c
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			left join pg_catalog.pg_am am on am.oid = c.relam
			left join pg_catalog.pg_sequence s on s.seqrelid = c.oid
			left join pg_catalog.pg_description d on d.objoid = c.oid and d.objsubid = 0
			  and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
			where c.relkind in ('r', 'p', 'v', 'm', 'S', 'c') and n.nspname = any (:schemas)""";

	static final String COLUMNS = """
			select a.attrelid::int8, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
			  pg_catalog.format_type(a.atttypid, null) as base_type, a.attnotnull, a.attidentity, a.attgenerated,
			  case when a.attcollation <> t.typcollation then a.attcollation::pg_catalog.regcollation::text end
			    as collation,
			  def.oid::int8 as default_oid, pg_catalog.pg_get_expr(def.adbin, def.adrelid, true) as expression,
			  case when a.attstorage <> t.typstorage then a.attstorage end as storage, a.attcompression,
			  nullif(a.attstattarget, -1) as statistics, a.attinhcount, d.description as comment,
			  sc.oid::int8 as sequence_oid, sc.relname as sequence, s.seqstart, s.seqincrement, s.seqmin, s.seqmax,
			  s.seqcache, s.seqcycle, nn.conname as not_null_name, nn.convalidated as not_null_valid,
			  nn.connoinherit as not_null_own, nnd.description as not_null_comment
			from pg_catalog.pg_attribute a
			join pg_catalog.pg_class c on c.oid = a.attrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			join pg_catalog.pg_type t on t.oid = a.atttypid
			left join pg_catalog.pg_attrdef def on def.adrelid = a.attrelid and def.adnum = a.attnum
			left join pg_catalog.pg_depend own on a.attidentity <> '' and own.deptype = 'i'
			  and own.refobjid = a.attrelid and own.refobjsubid = a.attnum
			  and own.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
			  and own.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
			left join pg_catalog.pg_class sc on sc.oid = own.objid
			left join pg_catalog.pg_sequence s on s.seqrelid = own.objid
			left join pg_catalog.pg_description d on d.objoid = a.attrelid and d.objsubid = a.attnum
			  and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
			left join pg_catalog.pg_constraint nn on nn.contype = 'n' and nn.conrelid = a.attrelid
			  and nn.conkey[1] = a.attnum
			left join pg_catalog.pg_description nnd on nnd.objoid = nn.oid
			  and nnd.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
			where c.relkind in ('r', 'p', 'v', 'm', 'c') and a.attnum > 0 and not a.attisdropped
			  and n.nspname = any (:schemas)
			order by a.attrelid, a.attnum""";

	static final String TYPES = """
			select t.oid::int8, n.nspname, t.typname, t.typtype, t.typrelid::int8, t.typarray::int8, t.typnotnull,
			  t.typdefault, pg_catalog.format_type(t.typbasetype, t.typtypmod) as base_type,
			  case when t.typcollation <> b.typcollation then t.typcollation::pg_catalog.regcollation::text end
			    as collation,
			  (select pg_catalog.array_agg(e.enumlabel order by e.enumsortorder) from pg_catalog.pg_enum e
			    where e.enumtypid = t.oid) as labels,
			  r.rngsubtype::pg_catalog.regtype::text as subtype, r.rngmultitypid::int8 as multirange_oid,
			  (select mt.typname from pg_catalog.pg_type mt where mt.oid = r.rngmultitypid) as multirange,
			  nullif(r.rngsubdiff, 0)::pg_catalog.regproc::text as subtype_diff,
			  case when not oc.opcdefault then oc.opcname end as opclass,
			  case when r.rngcollation <> st.typcollation then r.rngcollation::pg_catalog.regcollation::text end
			    as subtype_collation, d.description as comment, nn.conname as not_null_name,
			  nnd.description as not_null_comment
			from pg_catalog.pg_type t
			join pg_catalog.pg_namespace n on n.oid = t.typnamespace
			left join pg_catalog.pg_type b on b.oid = t.typbasetype
			left join pg_catalog.pg_range r on r.rngtypid = t.oid
			left join pg_catalog.pg_type st on st.oid = r.rngsubtype
			left join pg_catalog.pg_opclass oc on oc.oid = r.rngsubopc
			left join pg_catalog.pg_description d on d.objoid = t.oid and d.objsubid = 0
			  and d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass
			left join pg_catalog.pg_constraint nn on nn.contype = 'n' and nn.contypid = t.oid
			left join pg_catalog.pg_description nnd on nnd.objoid = nn.oid
			  and nnd.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
			where t.typtype in ('e', 'd', 'r', 'c') and n.nspname = any (:schemas)""";

	static final String CONSTRAINTS = """
			select c.oid::int8, n.nspname, r.oid::int8 as table_oid, r.relname, c.contypid::int8, c.conname, c.contype,
			  pg_catalog.pg_get_constraintdef(c.oid, true) as definition, c.conindid::int8, c.conparentid::int8,
			  c.coninhcount, fn.nspname as referenced_schema, f.relname as referenced, d.description as comment, ic.reloptions as options,
			  coalesce(ii.indisvalid, true) as valid, c.conparentid = 0 and c.contype in ('p', 'u')
			    and exists (select from pg_catalog.pg_inherits inh where inh.inhrelid = c.conindid) as attached,
			  (select pg_catalog.array_agg(a.attname order by k.place)
			    from pg_catalog.unnest(c.conkey) with ordinality as k (attnum, place)
			    join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum) as columns
			from pg_catalog.pg_constraint c
			join pg_catalog.pg_namespace n on n.oid = c.connamespace
			left join pg_catalog.pg_class r on r.oid = c.conrelid
			left join pg_catalog.pg_class f on f.oid = c.confrelid
			left join pg_catalog.pg_class ic on ic.oid = c.conindid and c.contype in ('p', 'u')
			left join pg_catalog.pg_index ii on ii.indexrelid = ic.oid
			left join pg_catalog.pg_namespace fn on fn.oid = f.relnamespace
			left join pg_catalog.pg_description d on d.objoid = c.oid
			  and d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
			where c.contype in ('p', 'u', 'c', 'f', 'x') and n.nspname = any (:schemas)""";

	static final String INDEXES = """
			select i.indexrelid::int8, n.nspname, c.relname, t.relname as table_name, t.oid::int8 as table_oid, i.indisunique, i.indisvalid,
			  (select inh.inhparent::int8 from pg_catalog.pg_inherits inh
			    where inh.inhrelid = i.indexrelid) as parent_oid, pg_catalog.pg_get_indexdef(i.indexrelid, 0, true) as definition,
			  d.description as comment,
			  (select pg_catalog.array_agg(a.attname order by k.place)
			    from pg_catalog.unnest(i.indkey) with ordinality as k (attnum, place)
			    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum) as columns
			from pg_catalog.pg_index i
			join pg_catalog.pg_class c on c.oid = i.indexrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			join pg_catalog.pg_class t on t.oid = i.indrelid
			left join pg_catalog.pg_description d on d.objoid = c.oid and d.objsubid = 0
			  and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
			where n.nspname = any (:schemas) and t.relkind in ('r', 'p', 'm')
			  and not exists (select from pg_catalog.pg_constraint k
			    where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))""";

	static final String ROUTINES = """
			select p.oid::int8, n.nspname, p.prokind, pg_catalog.quote_ident(p.proname) || '('
			    || pg_catalog.oidvectortypes(p.proargtypes) || ')' as signature,
			  case when p.prokind <> 'a' then pg_catalog.pg_get_functiondef(p.oid) end as definition,
			  pg_catalog.pg_get_function_result(p.oid) as result, p.proargnames, p.pronargdefaults,
			  pg_catalog.concat_ws(' ', p.proargmodes::text, (select pg_catalog.string_agg(pg_catalog.format_type(t, null), ', ' order by place)
			    from pg_catalog.unnest(p.proallargtypes) with ordinality a (t, place))) as modes, d.description as comment,
			  pg_catalog.concat_ws(', ', 'sfunc = ' || a.aggtransfn,
			    'stype = ' || pg_catalog.format_type(a.aggtranstype, null), 'sspace = ' || nullif(a.aggtransspace, 0),
			    'finalfunc = ' || nullif(a.aggfinalfn, 0)::pg_catalog.regproc,
			    case when a.aggfinalextra then 'finalfunc_extra' end,
			    case when a.aggfinalmodify <> usual.modify then 'finalfunc_modify = ' || :modify(a.aggfinalmodify) end,
			    'combinefunc = ' || nullif(a.aggcombinefn, 0)::pg_catalog.regproc,
			    'serialfunc = ' || nullif(a.aggserialfn, 0)::pg_catalog.regproc,
			    'deserialfunc = ' || nullif(a.aggdeserialfn, 0)::pg_catalog.regproc,
			    'initcond = ' || pg_catalog.quote_literal(a.agginitval),
			    'msfunc = ' || nullif(a.aggmtransfn, 0)::pg_catalog.regproc,
			    'minvfunc = ' || nullif(a.aggminvtransfn, 0)::pg_catalog.regproc,
			    'mstype = ' || pg_catalog.format_type(nullif(a.aggmtranstype, 0), null),
			    'msspace = ' || nullif(a.aggmtransspace, 0),
			    'mfinalfunc = ' || nullif(a.aggmfinalfn, 0)::pg_catalog.regproc,
			    case when a.aggmfinalextra then 'mfinalfunc_extra' end,
			    case when a.aggmfinalfn <> 0 and a.aggmfinalmodify <> usual.modify
			      then 'mfinalfunc_modify = ' || :modify(a.aggmfinalmodify) end,
			    'minitcond = ' || pg_catalog.quote_literal(a.aggminitval),
			    'sortop = operator(' || nullif(a.aggsortop, 0)::pg_catalog.regoper || ')',
			    'parallel = ' || case p.proparallel when 's' then 'safe' when 'r' then 'restricted' end,
			    case when a.aggkind = 'h' then 'hypothetical' end) as aggregate,
			  pg_catalog.pg_get_function_identity_arguments(p.oid) as arguments,
			  exists (select from pg_catalog.pg_proc s where s.proname = p.proname and s.proargtypes = p.proargtypes
			    and s.pronamespace = 'pg_catalog'::pg_catalog.regnamespace) as hidden
			from pg_catalog.pg_proc p
			join pg_catalog.pg_namespace n on n.oid = p.pronamespace
			left join pg_catalog.pg_aggregate a on a.aggfnoid = p.oid
			left join lateral (select case a.aggkind when 'n' then 'r' else 'w' end as modify) usual on true
			left join pg_catalog.pg_description d on d.objoid = p.oid
			  and d.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass
			where n.nspname = any (:schemas)"""
		.replaceAll(":modify\\(([\\w.]+)\\)",
				"case $1 when 'r' then 'read_only' when 's' then 'shareable' else 'read_write' end");

	static final String TRIGGERS = """
			select t.oid::int8, t.tgparentid::int8, n.nspname, c.relname, c.oid::pg_catalog.regclass::text as relation, t.tgname,
			  pg_catalog.pg_get_triggerdef(t.oid, true) as definition, t.tgenabled, d.description as comment
			from pg_catalog.pg_trigger t
			join pg_catalog.pg_class c on c.oid = t.tgrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			left join pg_catalog.pg_description d on d.objoid = t.oid
			  and d.classoid = 'pg_catalog.pg_trigger'::pg_catalog.regclass
			where (not t.tgisinternal or t.tgparentid <> 0) and n.nspname = any (:schemas)""";

	static final String POLICIES = """
			select p.oid::int8, n.nspname, c.relname, c.oid::pg_catalog.regclass::text as relation, p.polname, p.polcmd,
			  p.polpermissive, pg_catalog.pg_get_expr(p.polqual, p.polrelid, true) as condition,
			  pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid, true) as with_check, d.description as comment,
			  (select pg_catalog.string_agg(case when r = 0 then 'public' else r::pg_catalog.regrole::text end, ', ')
			    from pg_catalog.unnest(p.polroles) r) as roles
			from pg_catalog.pg_policy p
			join pg_catalog.pg_class c on c.oid = p.polrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			left join pg_catalog.pg_description d on d.objoid = p.oid
			  and d.classoid = 'pg_catalog.pg_policy'::pg_catalog.regclass
			where n.nspname = any (:schemas)""";

	static final String RULES = """
			select r.oid::int8, n.nspname, c.relname, c.oid::int8 as relation_oid,
			  c.oid::pg_catalog.regclass::text as relation, r.rulename, r.ev_enabled, d.description as comment,
			  case when r.rulename <> '_RETURN' then pg_catalog.pg_get_ruledef(r.oid, true) end as definition
			from pg_catalog.pg_rewrite r
			join pg_catalog.pg_class c on c.oid = r.ev_class
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			left join pg_catalog.pg_description d on d.objoid = r.oid
			  and d.classoid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
			where n.nspname = any (:schemas)""";

	static final String STATISTICS = """
			select s.oid::int8, n.nspname, s.stxname, pg_catalog.pg_get_statisticsobjdef(s.oid) as definition,
			  s.stxstattarget, d.description as comment,
			  pg_catalog.concat_ws(', ', (select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by a.attname)
			      from pg_catalog.pg_attribute a where a.attrelid = s.stxrelid and a.attnum = any (s.stxkeys)),
			    (select pg_catalog.string_agg(pg_catalog.format('(%s)', e), ', ')
			      from pg_catalog.unnest(pg_catalog.pg_get_statisticsobjdef_expressions(s.oid)) e)) as elements
			from pg_catalog.pg_statistic_ext s
			join pg_catalog.pg_namespace n on n.oid = s.stxnamespace
			left join pg_catalog.pg_description d on d.objoid = s.oid
			  and d.classoid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass
			where n.nspname = any (:schemas)""";

	static final String CASTS = """
			select c.oid::int8, pg_catalog.format_type(c.castsource, null) as source,
			  pg_catalog.format_type(c.casttarget, null) as target, c.castcontext, c.castmethod,
			  nullif(c.castfunc, 0)::pg_catalog.regprocedure::text as function, sn.nspname as source_schema,
			  tn.nspname as target_schema, d.description as comment,
			  case when sn.nspname = 'pg_catalog' and tn.nspname = 'pg_catalog' then 'pg_catalog' else '' end as nspname
			from pg_catalog.pg_cast c
			join pg_catalog.pg_type st on st.oid = c.castsource
			join pg_catalog.pg_namespace sn on sn.oid = st.typnamespace
			join pg_catalog.pg_type tt on tt.oid = c.casttarget
			join pg_catalog.pg_namespace tn on tn.oid = tt.typnamespace
			left join pg_catalog.pg_description d on d.objoid = c.oid
			  and d.classoid = 'pg_catalog.pg_cast'::pg_catalog.regclass
			where c.oid >= 16384 and (sn.nspname = any (:schemas) or tn.nspname = any (:schemas)
			  or sn.nspname = 'pg_catalog' and tn.nspname = 'pg_catalog')""";

	/**
	 * Who owns what. What PostgreSQL's own roles own is not written down in
	 * {@code pg_shdepend}; the first superuser stands here with no object. A login that
	 * is no superuser may give an object to a role whose member it is and that may create
	 * in the schema.
	 */
	static final String OWNERS = """
			with pinned as materialized (
			  select o.classid, o.objid, o.owner from (
			    select 'pg_catalog.pg_class'::pg_catalog.regclass as classid, oid as objid, relowner as owner, relnamespace as schema
			      from pg_catalog.pg_class
			    union all select 'pg_catalog.pg_type'::pg_catalog.regclass, oid, typowner, typnamespace from pg_catalog.pg_type
			    union all select 'pg_catalog.pg_proc'::pg_catalog.regclass, oid, proowner, pronamespace from pg_catalog.pg_proc
			    union all select 'pg_catalog.pg_operator'::pg_catalog.regclass, oid, oprowner, oprnamespace from pg_catalog.pg_operator
			    union all select 'pg_catalog.pg_opclass'::pg_catalog.regclass, oid, opcowner, opcnamespace from pg_catalog.pg_opclass
			    union all select 'pg_catalog.pg_opfamily'::pg_catalog.regclass, oid, opfowner, opfnamespace from pg_catalog.pg_opfamily
			    union all select 'pg_catalog.pg_collation'::pg_catalog.regclass, oid, collowner, collnamespace from pg_catalog.pg_collation
			    union all select 'pg_catalog.pg_conversion'::pg_catalog.regclass, oid, conowner, connamespace from pg_catalog.pg_conversion
			    union all select 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, oid, dictowner, dictnamespace from pg_catalog.pg_ts_dict
			    union all select 'pg_catalog.pg_ts_config'::pg_catalog.regclass, oid, cfgowner, cfgnamespace from pg_catalog.pg_ts_config
			    union all select 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, oid, stxowner, stxnamespace
			      from pg_catalog.pg_statistic_ext) o
			  where o.owner > 10 and o.owner < 16384 and o.objid >= 16384 and o.schema in (
			    select n.oid from pg_catalog.pg_namespace n where n.nspname = any (:schemas))),
			roles as materialized (
			  select r.oid, r.oid::pg_catalog.regrole::text as role, r.rolname = current_user as own,
			    pg_catalog.pg_has_role(r.oid, :member) and pg_catalog.pg_has_role(r.oid, 'USAGE') as member,
			    array(select n.nspname::text from pg_catalog.pg_namespace n where n.nspname = any (:schemas)
			      and (me.rolsuper or pg_catalog.has_schema_privilege(r.oid, n.oid, 'CREATE'))) as schemas
			  from pg_catalog.pg_roles r cross join (select o.rolsuper from pg_catalog.pg_roles o
			    where o.rolname = current_user) me
			  where r.oid = 10 or r.oid in (select p.owner from pinned p)
			    or exists (select from pg_catalog.pg_shdepend d where d.deptype = 'o' and d.refobjid = r.oid))
			select d.classid::int8, d.objid::int8, r.role, r.own, r.member, r.schemas
			from pg_catalog.pg_shdepend d join roles r on r.oid = d.refobjid
			where d.deptype = 'o' and d.dbid = (select b.oid from pg_catalog.pg_database b
			  where b.datname = pg_catalog.current_database())
			union all
			select p.classid::int8, p.objid::int8, r.role, r.own, r.member, r.schemas
			from pinned p join roles r on r.oid = p.owner
			union all
			select null, null, r.role, r.own, r.member, r.schemas from roles r where r.oid = 10""";

	/** Membership and the right to use it are two things since this version. */
	private static final int SET_OPTION = 16;

	/** What is there and no other query reads. */
	static final String UNREAD = """
			select kind, schema, name from (
			  select 'base type' as kind, n.nspname as schema, t.typname::text as name, t.oid as oid
			  from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
			  where t.typtype = 'b' and t.typelem = 0 and n.nspname = any (:schemas)
			  union all select 'language', '', l.lanname, l.oid from pg_catalog.pg_language l
			  union all select 'access method', '', a.amname, a.oid from pg_catalog.pg_am a
			  union all select 'transform', '', pg_catalog.format_type(t.trftype, null) || ' ' || l.lanname, t.oid
			    from pg_catalog.pg_transform t join pg_catalog.pg_language l on l.oid = t.trflang) o
			where o.oid >= 16384
			  and not exists (select from pg_catalog.pg_depend d where d.objid = o.oid and d.deptype = 'e')""";

	/**
	 * Returns the queries.
	 * @param majorVersion the version of PostgreSQL
	 * @return the queries in the order in which {@link CatalogReader} reads their rows
	 */
	static List<String> all(int majorVersion) {
		return List.of(DEPENDENCIES, NAMESPACES, EXTENSIONS, RELATIONS, COLUMNS, TYPES, CONSTRAINTS, INDEXES, ROUTINES,
				TRIGGERS, POLICIES, RULES, STATISTICS, CASTS, DefinitionQueries.forVersion(majorVersion), UNREAD,
				OWNERS.replace(":member", (majorVersion >= SET_OPTION) ? "'SET'" : "'MEMBER'"));
	}

	private CatalogQueries() {
	}

}
