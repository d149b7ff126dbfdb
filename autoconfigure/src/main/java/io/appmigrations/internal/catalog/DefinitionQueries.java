package io.appmigrations.internal.catalog;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The query that reads whatever is compared by the statements that make it, and that
 * PostgreSQL has no function to print: it writes the statements itself. One
 * {@code select} for each kind, all with the same columns:
 * <ol>
 * <li>the catalog and the object id of the object
 * <li>its {@link io.appmigrations.model.Kind}, schema, relation (or null) and name
 * <li>the statements that make it, the one that drops it where that is not {@code DROP},
 * and the one that puts it in the place of another of the same shape
 * <li>the shape
 * <li>the comment
 * <li>the object that it is a part of, by catalog, object id and column
 * </ol>
 * In the statements {@link #SELF} and {@link #SCHEMA} stand for names. What only newer
 * versions have is taken from the row as JSON, where an older one has nothing.
 */
final class DefinitionQueries {

	/** Stands for the object's own name in the statements. */
	static final String SELF = "\u0001";

	/** Stands for the name of the object's schema. */
	static final String SCHEMA = "\u0002";

	private static final String COLLATIONS = """
			select 'pg_catalog.pg_collation'::pg_catalog.regclass::int8 as catalog, c.oid::int8 as oid,
			  'COLLATION' as kind, n.nspname::text as nspname, null as relname, c.collname::text as name,
			  array[pg_catalog.format('create collation %s (%s)', pg_catalog.chr(1), pg_catalog.concat_ws(', ',
			    'provider = ' || case c.collprovider when 'i' then 'icu' when 'b' then 'builtin' else 'libc' end,
			    case when c.collprovider = 'c' then pg_catalog.format('lc_collate = %L, lc_ctype = %L', c.collcollate, c.collctype)
			      else pg_catalog.format('locale = %L', coalesce(j ->> 'colllocale', j ->> 'colliculocale', j ->> 'collcollate')) end,
			    case when not c.collisdeterministic then 'deterministic = false' end,
			    pg_catalog.format('rules = %L', j ->> 'collicurules')
			      || case when j ->> 'collicurules' is null then null else '' end))] as create,
			  null as drop, null as replace, null::text[] as shape,
			  pg_catalog.obj_description(c.oid, 'pg_collation') as comment,
			  null::int8 as part_of_catalog, null::int8 as part_of_oid, 0 as part_of_column
			from pg_catalog.pg_collation c
			join pg_catalog.pg_namespace n on n.oid = c.collnamespace
			cross join lateral pg_catalog.to_jsonb(c) j
			where n.nspname = any (:schemas)""";

	private static final String CONVERSIONS = """
			select 'pg_catalog.pg_conversion'::pg_catalog.regclass::int8, c.oid::int8, 'CONVERSION', n.nspname::text,
			  null, c.conname::text,
			  array[pg_catalog.format('create %sconversion %s for %L to %L from %s',
			    case when c.condefault then 'default ' else '' end, pg_catalog.chr(1),
			    pg_catalog.pg_encoding_to_char(c.conforencoding), pg_catalog.pg_encoding_to_char(c.contoencoding),
			    c.conproc)],
			  null, null, null, pg_catalog.obj_description(c.oid, 'pg_conversion'), null, null, 0
			from pg_catalog.pg_conversion c
			join pg_catalog.pg_namespace n on n.oid = c.connamespace
			where n.nspname = any (:schemas)""";

	/**
	 * An operator that another one names as its commutator or negator is there as a
	 * shell, without a function, until somebody makes it, and goes only by a statement of
	 * its own. Nothing makes a shell alone: another operator does that goes again.
	 */
	private static final String OPERATORS = """
			select 'pg_catalog.pg_operator'::pg_catalog.regclass::int8, o.oid::int8, 'OPERATOR', n.nspname::text, null,
			  o.oprname || a.types,
			  case when o.oprcode = 0 then array[
			    pg_catalog.format('create function app_migrations_shell%s returns boolean language sql as %L', a.signature,
			      'select true'),
			    pg_catalog.format('create operator %s~@~ (%s, negator = operator(%s))', pg_catalog.chr(1),
			      pg_catalog.concat_ws(', ', 'function = app_migrations_shell', a.arguments), pg_catalog.chr(1)),
			    pg_catalog.format('drop operator %s~@~%s', pg_catalog.chr(1), a.types),
			    pg_catalog.format('drop function app_migrations_shell%s', a.signature)]
			  else array[pg_catalog.format('create operator %s (%s)', pg_catalog.chr(1), pg_catalog.concat_ws(', ',
			    'function = ' || o.oprcode,
			    a.arguments,
			    'commutator = ' || :operator(o.oprcom),
			    'negator = ' || :operator(o.oprnegate),
			    case when o.oprrest <> 0 then 'restrict = ' || o.oprrest end,
			    case when o.oprjoin <> 0 then 'join = ' || o.oprjoin end,
			    case when o.oprcanhash then 'hashes' end,
			    case when o.oprcanmerge then 'merges' end))] end,
			  case when exists (select from pg_catalog.pg_operator s where s.oprname = o.oprname and s.oprleft = o.oprleft
			    and s.oprright = o.oprright and s.oprnamespace = 'pg_catalog'::pg_catalog.regnamespace)
			    then pg_catalog.format('drop operator %s.%s%s', pg_catalog.chr(2), o.oprname, a.types) end,
			  null, null, pg_catalog.obj_description(o.oid, 'pg_operator'), null, null, 0
			from pg_catalog.pg_operator o
			join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
			cross join lateral (select pg_catalog.format_type(nullif(o.oprleft, 0), null) as "left",
			  pg_catalog.format_type(o.oprright, null) as "right") t
			cross join lateral (select pg_catalog.format(' (%s, %s)', coalesce(t."left", 'none'), t."right") as types,
			  pg_catalog.format('(%s)', pg_catalog.concat_ws(', ', t."left", t."right")) as signature,
			  pg_catalog.concat_ws(', ', 'leftarg = ' || t."left", 'rightarg = ' || t."right") as arguments) a
			where n.nspname = any (:schemas)""";

	/**
	 * Operators and functions of a family: those that belong to a class depend on it
	 * internally. Those of an extension are the extension's, and can be many.
	 */
	private static final String OPERATOR_MEMBERS = """
			select m.refclassid, m.refobjid, pg_catalog.string_agg(m.text, ', ' order by m.text) as members
			from (
			  select d.refclassid, d.refobjid, pg_catalog.format('operator %s %s (%s, %s)%s',
			    o.amopstrategy, case when pg_catalog.pg_operator_is_visible(op.oid) then op.oprname::text
			      else pg_catalog.format('%s.%s', op.oprnamespace::pg_catalog.regnamespace, op.oprname) end,
			    pg_catalog.format_type(o.amoplefttype, null), pg_catalog.format_type(o.amoprighttype, null),
			    coalesce((select ' for order by ' || :name(opfamily, s.opf)
			      from pg_catalog.pg_opfamily s where s.oid = o.amopsortfamily), '')) as text
			  from pg_catalog.pg_amop o join pg_catalog.pg_operator op on op.oid = o.amopopr
			  join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_amop'::pg_catalog.regclass and d.objid = o.oid
			  where o.oid >= 16384 and :whole
			  union all
			  select d.refclassid, d.refobjid, pg_catalog.format('function %s (%s, %s) %s', p.amprocnum,
			    pg_catalog.format_type(p.amproclefttype, null), pg_catalog.format_type(p.amprocrighttype, null),
			    p.amproc::pg_catalog.regprocedure)
			  from pg_catalog.pg_amproc p
			  join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_amproc'::pg_catalog.regclass and d.objid = p.oid
			  where p.oid >= 16384 and :whole) m
			group by m.refclassid, m.refobjid""".replace(":whole",
			"""
					d.refclassid in ('pg_catalog.pg_opclass'::pg_catalog.regclass, 'pg_catalog.pg_opfamily'::pg_catalog.regclass)
					   and (d.deptype = 'i' or d.deptype = 'a' and not exists (select from pg_catalog.pg_depend i
					     where i.classid = d.classid and i.objid = d.objid and i.deptype = 'i'))
					   and not exists (select from pg_catalog.pg_depend e
					     where e.classid = d.refclassid and e.objid = d.refobjid and e.deptype = 'e')""");

	private static final String OPERATOR_FAMILIES = """
			select 'pg_catalog.pg_opfamily'::pg_catalog.regclass::int8, f.oid::int8, 'OPERATOR_FAMILY', n.nspname::text,
			  null, pg_catalog.format('%I using %s', f.opfname, am.amname),
			  pg_catalog.array_remove(array[pg_catalog.format('create operator family %s using %s', pg_catalog.chr(1), am.amname),
			    (select pg_catalog.format('alter operator family %s using %s add %s', pg_catalog.chr(1), am.amname, m.members)
			     from members m where m.refclassid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass
			       and m.refobjid = f.oid)], null),
			  null, null, null, pg_catalog.obj_description(f.oid, 'pg_opfamily'), null, null, 0
			from pg_catalog.pg_opfamily f
			join pg_catalog.pg_namespace n on n.oid = f.opfnamespace
			join pg_catalog.pg_am am on am.oid = f.opfmethod
			where n.nspname = any (:schemas)""";

	private static final String OPERATOR_CLASSES = """
			select 'pg_catalog.pg_opclass'::pg_catalog.regclass::int8, c.oid::int8, 'OPERATOR_CLASS', n.nspname::text,
			  null, pg_catalog.format('%I using %s', c.opcname, am.amname),
			  array[pg_catalog.format('create operator class %s %sfor type %s using %s family %s as %s', pg_catalog.chr(1),
			    case when c.opcdefault then 'default ' else '' end, pg_catalog.format_type(c.opcintype, null), am.amname,
			    :name(opfamily, f.opf),
			    pg_catalog.concat_ws(', ', m.members, 'storage ' || case when c.opckeytype <> 0
			      then pg_catalog.format_type(c.opckeytype, null)
			      when m.members is null then pg_catalog.format_type(c.opcintype, null) end))],
			  null, null, null, pg_catalog.obj_description(c.oid, 'pg_opclass'), null, null, 0
			from pg_catalog.pg_opclass c
			join pg_catalog.pg_namespace n on n.oid = c.opcnamespace
			join pg_catalog.pg_am am on am.oid = c.opcmethod
			join pg_catalog.pg_opfamily f on f.oid = c.opcfamily
			left join members m on m.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass and m.refobjid = c.oid
			where n.nspname = any (:schemas)""";

	private static final String TEXT_SEARCH = """
			select 'pg_catalog.pg_ts_parser'::pg_catalog.regclass::int8, p.oid::int8, 'TEXT_SEARCH_PARSER',
			  n.nspname::text, null, p.prsname::text,
			  array[pg_catalog.format('create text search parser %s (start = %s, gettoken = %s, end = %s, lextypes = %s%s)', pg_catalog.chr(1),
			    p.prsstart, p.prstoken, p.prsend, p.prslextype,
			    case when p.prsheadline <> 0 then ', headline = ' || p.prsheadline else '' end)],
			  null, null, null::text[], pg_catalog.obj_description(p.oid, 'pg_ts_parser'), null, null, 0
			from pg_catalog.pg_ts_parser p
			join pg_catalog.pg_namespace n on n.oid = p.prsnamespace
			where n.nspname = any (:schemas)
			union all
			select 'pg_catalog.pg_ts_template'::pg_catalog.regclass::int8, t.oid::int8, 'TEXT_SEARCH_TEMPLATE',
			  n.nspname::text, null, t.tmplname::text,
			  array[pg_catalog.format('create text search template %s (%slexize = %s)', pg_catalog.chr(1),
			    case when t.tmplinit <> 0 then 'init = ' || t.tmplinit || ', ' else '' end, t.tmpllexize)],
			  null, null, null, pg_catalog.obj_description(t.oid, 'pg_ts_template'), null, null, 0
			from pg_catalog.pg_ts_template t
			join pg_catalog.pg_namespace n on n.oid = t.tmplnamespace
			where n.nspname = any (:schemas)
			union all
			select 'pg_catalog.pg_ts_dict'::pg_catalog.regclass::int8, d.oid::int8, 'TEXT_SEARCH_DICTIONARY',
			  n.nspname::text, null, d.dictname::text,
			  array[pg_catalog.format('create text search dictionary %s (%s)', pg_catalog.chr(1), pg_catalog.concat_ws(', ',
			    'template = ' || :name(ts_template, t.tmpl),
			    d.dictinitoption))],
			  null, null, null, pg_catalog.obj_description(d.oid, 'pg_ts_dict'), null, null, 0
			from pg_catalog.pg_ts_dict d
			join pg_catalog.pg_namespace n on n.oid = d.dictnamespace
			join pg_catalog.pg_ts_template t on t.oid = d.dicttemplate
			where n.nspname = any (:schemas)
			union all
			select 'pg_catalog.pg_ts_config'::pg_catalog.regclass::int8, c.oid::int8, 'TEXT_SEARCH_CONFIGURATION',
			  n.nspname::text, null, c.cfgname::text,
			  pg_catalog.format('create text search configuration %s (parser = %s)', pg_catalog.chr(1),
			      :name(ts_parser, p.prs))
			    || array(select pg_catalog.format('alter text search configuration %s add mapping for %s with %s', pg_catalog.chr(1),
			          pg_catalog.string_agg(tokens.alias, ', ' order by tokens.alias), tokens.dictionaries)
			        from (select t.alias, pg_catalog.string_agg(m.mapdict::pg_catalog.regdictionary::text, ', '
			              order by m.mapseqno) as dictionaries
			          from pg_catalog.pg_ts_config_map m
			          join pg_catalog.ts_token_type(c.cfgparser) t on t.tokid = m.maptokentype
			          where m.mapcfg = c.oid group by t.alias) tokens
			        group by tokens.dictionaries order by pg_catalog.min(tokens.alias)),
			  null, null, null, pg_catalog.obj_description(c.oid, 'pg_ts_config'), null, null, 0
			from pg_catalog.pg_ts_config c
			join pg_catalog.pg_namespace n on n.oid = c.cfgnamespace
			join pg_catalog.pg_ts_parser p on p.oid = c.cfgparser
			where n.nspname = any (:schemas)""";

	/** Those of an extension are the extension's; what may be a secret is not read. */
	private static final String FOREIGN_SERVERS = """
			select 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass::int8, w.oid::int8, 'FOREIGN_DATA_WRAPPER',
			  '', null, w.fdwname::text,
			  array[pg_catalog.concat_ws(' ', pg_catalog.format('create foreign data wrapper %s', pg_catalog.chr(1)),
			    case when w.fdwhandler <> 0 then pg_catalog.format('handler %s', w.fdwhandler::pg_catalog.regproc) end,
			    case when w.fdwvalidator <> 0 then pg_catalog.format('validator %s', w.fdwvalidator::pg_catalog.regproc) end,
			    :options(w.fdwoptions))],
			  null, null, null::text[], pg_catalog.obj_description(w.oid, 'pg_foreign_data_wrapper'), null, null, 0
			from pg_catalog.pg_foreign_data_wrapper w
			union all
			select 'pg_catalog.pg_foreign_server'::pg_catalog.regclass::int8, s.oid::int8, 'SERVER', '', null,
			  s.srvname::text,
			  array[pg_catalog.concat_ws(' ', pg_catalog.format('create server %s', pg_catalog.chr(1)),
			    case when s.srvtype is not null then pg_catalog.format('type %L', s.srvtype) end,
			    case when s.srvversion is not null then pg_catalog.format('version %L', s.srvversion) end,
			    pg_catalog.format('foreign data wrapper %I', w.fdwname),
			    :options(s.srvoptions))],
			  null, null, null, pg_catalog.obj_description(s.oid, 'pg_foreign_server'), null, null, 0
			from pg_catalog.pg_foreign_server s
			join pg_catalog.pg_foreign_data_wrapper w on w.oid = s.srvfdw
			union all
			select 'pg_catalog.pg_user_mapping'::pg_catalog.regclass::int8, u.umid::int8, 'USER_MAPPING', '', null, u.name,
			  array[pg_catalog.concat_ws(' ', 'create user mapping', u.name, (
			    select pg_catalog.format('options (%s)', pg_catalog.string_agg(
			      pg_catalog.format('%I %L', o.option_name, o.option_value), ', ' order by o.option_name))
			    from pg_catalog.pg_options_to_table(u.umoptions) o
			    where o.option_name !~* 'pass|secret|token|key' having pg_catalog.count(*) > 0))],
			  'drop user mapping ' || u.name, null, null, null, null, null, 0
			from (select m.umid, m.umoptions, pg_catalog.format('for %s server %I',
			    case when m.umuser = 0 then 'public' else pg_catalog.quote_ident(m.usename) end, m.srvname) as name
			  from pg_catalog.pg_user_mappings m where m.srvname not like 'app\\_migrations\\_aside\\_%') u""";

	private static final String FOREIGN_TABLES = """
			select 'pg_catalog.pg_class'::pg_catalog.regclass::int8, c.oid::int8, 'FOREIGN_TABLE', n.nspname::text, null,
			  c.relname::text,
			  array[pg_catalog.concat_ws(' ', pg_catalog.format('create foreign table %s', pg_catalog.chr(1)),
			    case when c.relispartition then pg_catalog.format('partition of %s', parents.names) end,
			    case when elements.list is not null then pg_catalog.format(E'(\\n\\t%s\\n)', elements.list)
			      when not c.relispartition then '()' end,
			    case when c.relispartition then pg_catalog.pg_get_expr(c.relpartbound, c.oid)
			      when parents.names is not null then pg_catalog.format('inherits (%s)', parents.names) end,
			    pg_catalog.format('server %I', s.srvname),
			    :options(f.ftoptions))] || array(
			      select statement.sql from pg_catalog.pg_constraint nn
			      join pg_catalog.pg_attribute a on a.attrelid = nn.conrelid and a.attnum = nn.conkey[1]
			      cross join lateral (
			        select 1, pg_catalog.format('alter foreign table %s add constraint %I not null %I%s not valid', pg_catalog.chr(1),
			          nn.conname, a.attname, case when nn.connoinherit then ' no inherit' end) where not nn.convalidated
			        union all
			        select 2, pg_catalog.format('comment on constraint %I on %s is ', nn.conname, pg_catalog.chr(1))
			          || pg_catalog.quote_literal(pg_catalog.obj_description(nn.oid, 'pg_constraint'))) statement (place, sql)
			      where nn.contype = 'n' and nn.conrelid = c.oid and nn.coninhcount = 0 and statement.sql is not null
			      order by nn.conname, statement.place),
			  null, null, null::text[], pg_catalog.obj_description(c.oid, 'pg_class'), null, null, 0
			from pg_catalog.pg_foreign_table f
			join pg_catalog.pg_class c on c.oid = f.ftrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			join pg_catalog.pg_foreign_server s on s.oid = f.ftserver
			cross join lateral (select pg_catalog.string_agg(i.inhparent::pg_catalog.regclass::text, ', ' order by i.inhseqno) as names
			  from pg_catalog.pg_inherits i where i.inhrelid = c.oid) parents
			cross join lateral (select pg_catalog.string_agg(e.text, E',\\n\\t' order by e.place, e.text) as list from (
			  select a.attnum as place, pg_catalog.concat_ws(' ', pg_catalog.format('%I', a.attname),
			    pg_catalog.format_type(a.atttypid, a.atttypmod),
			    :options(a.attfdwoptions),
			    case when a.attcollation <> t.typcollation
			      then pg_catalog.format('collate %s', a.attcollation::pg_catalog.regcollation) end,
			    case when def.oid is not null then pg_catalog.format(
			      case a.attgenerated when '' then 'default %s' else 'generated always as (%s) stored' end,
			      pg_catalog.pg_get_expr(def.adbin, def.adrelid, true)) end,
			    case when nn.oid is null or (not :named(nn) and nn.convalidated)
			        then case when a.attnotnull then 'not null' end
			      when nn.convalidated then pg_catalog.format('constraint %I not null%s', nn.conname,
			        case when nn.connoinherit then ' no inherit' end) end) as text
			  from pg_catalog.pg_attribute a
			  left join pg_catalog.pg_constraint nn on nn.contype = 'n' and nn.conrelid = a.attrelid and nn.conkey[1] = a.attnum
			  join pg_catalog.pg_type t on t.oid = a.atttypid
			  left join pg_catalog.pg_attrdef def on def.adrelid = a.attrelid and def.adnum = a.attnum
			  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attinhcount = 0
			  union all
			  select 32767, pg_catalog.format('constraint %I %s', k.conname, pg_catalog.pg_get_constraintdef(k.oid, true))
			  from pg_catalog.pg_constraint k
			  where k.conrelid = c.oid and k.contype = 'c' and k.coninhcount = 0) e) elements
			where n.nspname = any (:schemas)""";

	private static final String PUBLICATIONS = """
			select 'pg_catalog.pg_publication'::pg_catalog.regclass::int8, p.oid::int8, 'PUBLICATION', '', null,
			  p.pubname::text,
			  array[pg_catalog.concat_ws(' ', pg_catalog.format('create publication %s', pg_catalog.chr(1)),
			    case when p.puballtables then 'for all tables' else 'for ' || members.list end, options.text)],
			  null, case when members.list is not null then pg_catalog.format('alter publication %s set %s', pg_catalog.chr(1), members.list) end,
			  array[p.puballtables::text, options.text], pg_catalog.obj_description(p.oid, 'pg_publication'), null, null, 0
			from pg_catalog.pg_publication p
			cross join lateral (select pg_catalog.concat_ws(', ',
			    (select 'table ' || pg_catalog.string_agg(r.prrelid::pg_catalog.regclass::text
			        || coalesce((select pg_catalog.format(' (%s)', pg_catalog.string_agg(pg_catalog.format('%I', a.attname), ', ' order by a.attnum))
			          from pg_catalog.pg_attribute a where a.attrelid = r.prrelid
			            and pg_catalog.to_jsonb(r) -> 'prattrs' @> pg_catalog.to_jsonb(a.attnum)
			          having pg_catalog.count(*) > 0), '')
			        || coalesce(' where ' || :publication_filter, ''), ', '
			        order by r.prrelid::pg_catalog.regclass::text)
			      from pg_catalog.pg_publication_rel r where r.prpubid = p.oid),
			    :publication_schemas) as list) names
			cross join lateral (select nullif(names.list, '') as list) members
			cross join lateral (select pg_catalog.format('with (publish = %L%s)', pg_catalog.concat_ws(', ',
			    case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
			    case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end),
			    case when p.pubviaroot then ', publish_via_partition_root = true' else '' end) as text) options""";

	private static final String EVENT_TRIGGERS = """
			select 'pg_catalog.pg_event_trigger'::pg_catalog.regclass::int8, t.oid::int8, 'EVENT_TRIGGER', '', null,
			  t.evtname::text,
			  pg_catalog.array_remove(array[
			    pg_catalog.concat_ws(' ', pg_catalog.format('create event trigger %s on %s', pg_catalog.chr(1), t.evtevent),
			      'when tag in (' || (select pg_catalog.string_agg(pg_catalog.format('%L', tag), ', ')
			        from pg_catalog.unnest(t.evttags) tag) || ')',
			      pg_catalog.format('execute function %s()', t.evtfoid::pg_catalog.regproc)),
			    pg_catalog.format('alter event trigger %s ', pg_catalog.chr(1)) || case t.evtenabled when 'D' then 'disable'
			      when 'A' then 'enable always' when 'R' then 'enable replica' end], null),
			  null, null, null::text[], pg_catalog.obj_description(t.oid, 'pg_event_trigger'), null, null, 0
			from pg_catalog.pg_event_trigger t""";

	/** Whether a not null constraint has more than its being there to tell. */
	private static final String NAMED = """
			(nn.connoinherit or nn.conname !~ '_not_null[0-9]*$'
			  or pg_catalog.obj_description(nn.oid, 'pg_constraint') is not null)""";

	/** What can be set on a column that is not the relation's own. */
	private static final String COLUMN_SETTINGS = """
			select null::int8, null::int8, 'COLUMN_COMMENT', n.nspname::text, c.relname::text, a.attname::text,
			  array[statement.sql], pg_catalog.format('comment on column %s.%I is null', c.oid::pg_catalog.regclass, a.attname),
			  statement.sql,
			  null::text[], null, 'pg_catalog.pg_class'::pg_catalog.regclass::int8, c.oid::int8, a.attnum
			from pg_catalog.pg_description d
			join pg_catalog.pg_class c on c.oid = d.objoid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid
			cross join lateral (select pg_catalog.format('comment on column %s.%I is %s', c.oid::pg_catalog.regclass, a.attname,
			  pg_catalog.quote_literal(d.description)) as sql) statement
			where d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid > 0
			  and (c.relkind in ('v', 'm', 'f', 'c') or a.attinhcount > 0) and n.nspname = any (:schemas)
			union all
			select 'pg_catalog.pg_attrdef'::pg_catalog.regclass::int8, def.oid::int8, 'OVERRIDDEN_DEFAULT', n.nspname::text, c.relname::text, a.attname::text,
			  array[statement.sql], pg_catalog.format('alter table %s alter column %I ', c.oid::pg_catalog.regclass, a.attname)
			    || coalesce('set default ' || inherited.expression, 'drop default'), statement.sql,
			  null, null, 'pg_catalog.pg_class'::pg_catalog.regclass::int8, c.oid::int8, a.attnum
			from pg_catalog.pg_attrdef def
			join pg_catalog.pg_class c on c.oid = def.adrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = def.adnum
			cross join lateral (select pg_catalog.min(pg_catalog.pg_get_expr(p.adbin, p.adrelid, true)) as expression
			  from pg_catalog.pg_inherits i
			  join pg_catalog.pg_attribute pa on pa.attrelid = i.inhparent and pa.attname = a.attname
			  join pg_catalog.pg_attrdef p on p.adrelid = i.inhparent and p.adnum = pa.attnum
			  where i.inhrelid = c.oid) inherited
			cross join lateral (select pg_catalog.pg_get_expr(def.adbin, def.adrelid, true) as expression) own
			cross join lateral (select pg_catalog.format('alter table %s alter column %I set default %s',
			  c.oid::pg_catalog.regclass, a.attname, own.expression) as sql) statement
			where (c.relkind = 'v' or (c.relkind in ('r', 'p', 'f') and a.attinhcount > 0 and a.attgenerated = ''
			    and own.expression is distinct from inherited.expression))
			  and n.nspname = any (:schemas)
			union all
			select null, null, 'OVERRIDDEN_NOT_NULL', n.nspname::text, c.relname::text, a.attname::text,
			  pg_catalog.array_remove(array[case when nn.oid is null or (not :named(nn) and nn.convalidated)
			      then pg_catalog.format('alter table %s alter column %I set not null', c.oid::pg_catalog.regclass, a.attname)
			      else pg_catalog.format('alter table %s add constraint %I not null %I%s%s', c.oid::pg_catalog.regclass,
			        nn.conname, a.attname, case when nn.connoinherit then ' no inherit' end,
			        case when not nn.convalidated then ' not valid' end) end,
			    case when nn.oid is not null then pg_catalog.format('comment on constraint %I on %s is ', nn.conname,
			      c.oid::pg_catalog.regclass) end || pg_catalog.quote_literal(pg_catalog.obj_description(nn.oid, 'pg_constraint'))],
			    null),
			  pg_catalog.format('alter table %s alter column %I drop not null', c.oid::pg_catalog.regclass, a.attname),
			  null, null, null, 'pg_catalog.pg_class'::pg_catalog.regclass::int8, c.oid::int8, a.attnum
			from pg_catalog.pg_attribute a
			left join pg_catalog.pg_constraint nn on nn.contype = 'n' and nn.conrelid = a.attrelid and nn.conkey[1] = a.attnum
			join pg_catalog.pg_class c on c.oid = a.attrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			where a.attnotnull and a.attinhcount > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'f')
			  and n.nspname = any (:schemas)
			  and case when nn.oid is not null then nn.coninhcount = 0 else not exists (select from pg_catalog.pg_inherits i
			    join pg_catalog.pg_attribute p on p.attrelid = i.inhparent and p.attname = a.attname and p.attnotnull
			    where i.inhrelid = c.oid) end
			union all
			select null, null, 'INDEX_STATISTICS', n.nspname::text, t.relname::text,
			  pg_catalog.format('%s %s', c.relname, a.attnum),
			  array[statement.prefix || a.attstattarget], statement.prefix || '-1', statement.prefix || a.attstattarget,
			  null, null, 'pg_catalog.pg_class'::pg_catalog.regclass::int8, c.oid::int8, 0
			from pg_catalog.pg_attribute a
			join pg_catalog.pg_class c on c.oid = a.attrelid and c.relkind = 'i'
			join pg_catalog.pg_index i on i.indexrelid = c.oid
			join pg_catalog.pg_class t on t.oid = i.indrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			cross join lateral (select pg_catalog.format('alter index %s alter column %s set statistics ',
			  c.oid::pg_catalog.regclass, a.attnum) as prefix) statement
			where a.attstattarget >= 0 and n.nspname = any (:schemas)""";

	/** What can be set on a table, its columns and what is made along with it. */
	private static final String TABLE_SETTINGS = """
			select null::int8, null::int8, 'INDEX_COMMENT', n.nspname::text, t.relname::text, c.relname::text,
			  array[statement.sql], pg_catalog.format('comment on index %s is null', c.oid::pg_catalog.regclass), statement.sql,
			  null::text[], null, 'pg_catalog.pg_class'::pg_catalog.regclass::int8, c.oid::int8, 0
			from pg_catalog.pg_description d
			join pg_catalog.pg_class c on c.oid = d.objoid and c.relkind in ('i', 'I')
			join pg_catalog.pg_index i on i.indexrelid = c.oid
			join pg_catalog.pg_class t on t.oid = i.indrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			cross join lateral (select pg_catalog.format('comment on index %s is %s', c.oid::pg_catalog.regclass,
			  pg_catalog.quote_literal(d.description)) as sql) statement
			where d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid = 0 and n.nspname = any (:schemas)
			  and (c.relispartition or exists (select from pg_catalog.pg_constraint k
			    where k.conindid = c.oid and k.contype in ('p', 'u', 'x')))
			union all
			select null, null, 'COLUMN_OPTIONS', n.nspname::text, c.relname::text, a.attname::text,
			  statement.make, statement.undo, null, null, null,
			  'pg_catalog.pg_class'::pg_catalog.regclass::int8, c.oid::int8, a.attnum
			from pg_catalog.pg_attribute a
			join pg_catalog.pg_class c on c.oid = a.attrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			join pg_catalog.pg_type t on t.oid = a.atttypid
			left join lateral (select p.attstorage, p.attcompression, p.attstattarget from pg_catalog.pg_inherits i
			  join pg_catalog.pg_attribute p on p.attrelid = i.inhparent and p.attname = a.attname
			  where i.inhrelid = c.oid order by i.inhseqno limit 1) parent on a.attinhcount > 0
			cross join lateral (select a.attinhcount > 0 or c.relkind in ('m', 'f') as inherited,
			  pg_catalog.format('alter table %s alter column %I ', c.oid::pg_catalog.regclass, a.attname) as prefix,
			  coalesce(parent.attstorage, t.typstorage) as storage, coalesce(parent.attcompression, '') as compression) own
			cross join lateral (select (select pg_catalog.string_agg(pg_catalog.split_part(o, '=', 1), ', ')
			  from pg_catalog.unnest(a.attoptions) o) as names) option
			cross join lateral (select pg_catalog.array_remove(array[
			    own.prefix || 'set (' || pg_catalog.array_to_string(a.attoptions, ', ') || ')',
			    case when own.inherited and a.attstattarget >= 0 then own.prefix || 'set statistics ' || a.attstattarget end,
			    case when own.inherited and a.attstorage <> own.storage
			      then own.prefix || 'set storage ' || :storage(a.attstorage) end,
			    case when own.inherited and a.attcompression <> own.compression
			      then own.prefix || 'set compression ' || :compression(a.attcompression) end,
			    case when a.attinhcount > 0 then own.prefix || :options(a.attfdwoptions) end], null) as make,
			  pg_catalog.format('alter table %s ', c.oid::pg_catalog.regclass) || pg_catalog.concat_ws(', ',
			    pg_catalog.format('alter column %I reset (', a.attname) || option.names || ')',
			    case when own.inherited and a.attstattarget >= 0
			      then pg_catalog.format('alter column %I set statistics -1', a.attname) end,
			    case when own.inherited and a.attstorage <> own.storage
			      then pg_catalog.format('alter column %I set storage ', a.attname) || :storage(own.storage) end,
			    case when own.inherited and a.attcompression <> own.compression
			      then pg_catalog.format('alter column %I set compression ', a.attname) || :compression(own.compression) end,
			    case when a.attinhcount > 0 then pg_catalog.format('alter column %I options (', a.attname) || (
			      select pg_catalog.string_agg(pg_catalog.format('drop %I', o.option_name), ', ')
			      from pg_catalog.pg_options_to_table(a.attfdwoptions) o) || ')' end)
			    as undo) statement
			where c.relkind in ('r', 'p', 'm', 'f') and a.attnum > 0 and not a.attisdropped
			  and n.nspname = any (:schemas) and statement.make <> '{}'
			union all
			select null, null, 'TRIGGER_STATE', n.nspname::text, c.relname::text, t.tgname::text,
			  array[pg_catalog.format('alter table %s %s trigger %I', c.oid::pg_catalog.regclass, :firing(t.tgenabled), t.tgname)],
			  pg_catalog.format('alter table %s %s trigger %I', c.oid::pg_catalog.regclass, :firing(p.tgenabled), t.tgname),
			  null, null, null, 'pg_catalog.pg_trigger'::pg_catalog.regclass::int8, t.oid::int8, 0
			from pg_catalog.pg_trigger t
			join pg_catalog.pg_trigger p on p.oid = t.tgparentid
			join pg_catalog.pg_class c on c.oid = t.tgrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			where not p.tgisinternal and t.tgenabled <> p.tgenabled and n.nspname = any (:schemas)
			union all
			select null, null, 'PARENT', n.nspname::text, c.relname::text, 'parent',
			  array[case when c.relispartition then pg_catalog.format('alter table %s attach partition %s %s', p.name,
			      c.oid::pg_catalog.regclass, pg_catalog.pg_get_expr(c.relpartbound, c.oid))
			    else pg_catalog.format('alter table %s %s', c.oid::pg_catalog.regclass, p.made) end],
			  case when c.relispartition then pg_catalog.format('alter table %s detach partition %s', p.name,
			      c.oid::pg_catalog.regclass)
			    else pg_catalog.format('alter table %s %s', c.oid::pg_catalog.regclass, p.undone) end,
			  null, null, null, null, null, 0
			from pg_catalog.pg_class c
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			cross join lateral (select pg_catalog.min(i.inhparent::pg_catalog.regclass::text) as name,
			  pg_catalog.string_agg('inherit ' || i.inhparent::pg_catalog.regclass, ', ' order by i.inhseqno) as made,
			  pg_catalog.string_agg('no inherit ' || i.inhparent::pg_catalog.regclass, ', ' order by i.inhseqno) as undone
			  from pg_catalog.pg_inherits i where i.inhrelid = c.oid) p
			where c.relkind in ('r', 'p') and p.name is not null and n.nspname = any (:schemas)
			union all
			select null, null, 'TABLE_TYPE', n.nspname::text, c.relname::text, 'type',
			  array[pg_catalog.format('alter table %s of %s', c.oid::pg_catalog.regclass, c.reloftype::pg_catalog.regtype)],
			  pg_catalog.format('alter table %s not of', c.oid::pg_catalog.regclass), null, null, null,
			  'pg_catalog.pg_type'::pg_catalog.regclass::int8, c.reloftype::int8, 0
			from pg_catalog.pg_class c
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			where c.reloftype <> 0 and n.nspname = any (:schemas)
			union all
			select null, null, 'CLUSTERING', n.nspname::text, t.relname::text, 'index', array[statement.sql],
			  pg_catalog.format('alter table %s set without cluster', t.oid::pg_catalog.regclass), statement.sql, null, null,
			  'pg_catalog.pg_class'::pg_catalog.regclass::int8, c.oid::int8, 0
			from pg_catalog.pg_index i
			join pg_catalog.pg_class c on c.oid = i.indexrelid
			join pg_catalog.pg_class t on t.oid = i.indrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			cross join lateral (select pg_catalog.format('alter table %s cluster on %I', t.oid::pg_catalog.regclass, c.relname)
			  as sql) statement
			where i.indisclustered and n.nspname = any (:schemas)
			union all
			select null, null, 'REPLICA_IDENTITY', n.nspname::text, c.relname::text, 'identity', array[statement.sql],
			  pg_catalog.format('alter table %s replica identity default', c.oid::pg_catalog.regclass), statement.sql, null, null,
			  'pg_catalog.pg_class'::pg_catalog.regclass::int8, coalesce(i.oid, c.oid)::int8, 0
			from pg_catalog.pg_class c
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			left join lateral (select ic.oid, ic.relname from pg_catalog.pg_index x
			  join pg_catalog.pg_class ic on ic.oid = x.indexrelid
			  where x.indrelid = c.oid and x.indisreplident) i on c.relreplident = 'i'
			cross join lateral (select pg_catalog.format('alter table %s replica identity %s', c.oid::pg_catalog.regclass,
			  case c.relreplident when 'f' then 'full' when 'n' then 'nothing'
			    else coalesce('using index ' || pg_catalog.quote_ident(i.relname), 'nothing') end) as sql) statement
			where c.relkind in ('r', 'p') and c.relreplident in ('f', 'n', 'i')
			  and n.nspname = any (:schemas)""";

	/**
	 * What others than the owner may do, as far as it differs from what they may do
	 * anyway ({@code acldefault}). What PostgreSQL gives everybody in the schema
	 * {@code public} belongs to the database; the owner of a schema is another while it
	 * is tried, and the login is the owner then.
	 */
	private static final String PRIVILEGES = """
			select null::int8, null::int8, 'PRIVILEGES', g.schema, g.object, g.role || g.detail,
			  pg_catalog.array_remove(array[g.granted || g.on_to, g.grantable || g.on_to || ' with grant option',
			    g.revoked || g.on_from], null),
			  coalesce('revoke ' || nullif(pg_catalog.concat_ws(', ', pg_catalog.substr(g.granted, 7), pg_catalog.substr(g.grantable, 7)), '') || g.on_from,
			    'grant ' || pg_catalog.substr(g.revoked, 8) || g.on_to),
			  null, null::text[], null, g.catalog, g.oid, g.part
			from (
			  select p.catalog, p.oid, p.part, p.schema, p.object, p.role, p.detail,
			    'grant ' || pg_catalog.string_agg(p.privilege, ', ' order by p.privilege)
			      filter (where p.granted and not p.grantable) as granted,
			    'grant ' || pg_catalog.string_agg(p.privilege, ', ' order by p.privilege)
			      filter (where p.granted and p.grantable) as grantable,
			    'revoke ' || pg_catalog.string_agg(p.privilege, ', ' order by p.privilege) filter (where not p.granted) as revoked,
			    pg_catalog.format(' on %s %s to %s', p.keyword, p.printed, p.role) as on_to,
			    pg_catalog.format(' on %s %s from %s', p.keyword, p.printed, p.role) as on_from
			  from (
			  select o.catalog, o.oid, o.part, o.schema, o.object, o.keyword, o.printed, o.detail,
			    case when e.grantee = 0 then 'public' else e.grantee::pg_catalog.regrole::text end as role,
			    pg_catalog.lower(e.privilege_type) || o.columns as privilege, e.granted, e.is_grantable as grantable
			  from (
			    select 'pg_catalog.pg_class'::pg_catalog.regclass::int8 as catalog, c.oid::int8 as oid, 0 as part,
			      n.nspname::text as schema, c.relname::text as object,
			      case c.relkind when 'S' then 'sequence' else 'table' end as keyword,
			      c.oid::pg_catalog.regclass::text as printed, '' as detail, '' as columns, c.relowner as owner,
			      c.relacl as acl, pg_catalog.acldefault(case c.relkind when 'S' then 's' else 'r' end::"char",
			        c.relowner) as usual
			    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			    where c.relacl is not null and n.nspname = any (:schemas)
			    union all
			    select 'pg_catalog.pg_class'::pg_catalog.regclass::int8, c.oid::int8, a.attnum, n.nspname::text,
			      c.relname::text, 'table', c.oid::pg_catalog.regclass::text, pg_catalog.format(' (%I)', a.attname),
			      pg_catalog.format(' (%I)', a.attname), c.relowner, a.attacl, null
			    from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
			    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			    where a.attacl is not null and not a.attisdropped and n.nspname = any (:schemas)
			    union all
			    select 'pg_catalog.pg_proc'::pg_catalog.regclass::int8, p.oid::int8, 0, n.nspname::text,
			      pg_catalog.quote_ident(p.proname) || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')',
			      case p.prokind when 'p' then 'procedure' else 'function' end,
			      p.oid::pg_catalog.regprocedure::text, '', '', p.proowner, p.proacl,
			      pg_catalog.acldefault('f', p.proowner)
			    from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
			    where p.proacl is not null and n.nspname = any (:schemas)
			    union all
			    select 'pg_catalog.pg_type'::pg_catalog.regclass::int8, t.oid::int8, 0, n.nspname::text, t.typname::text,
			      'type', t.oid::pg_catalog.regtype::text, '', '', t.typowner, t.typacl,
			      pg_catalog.acldefault('T', t.typowner)
			    from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
			    where t.typacl is not null and n.nspname = any (:schemas)
			    union all
			    select 'pg_catalog.pg_namespace'::pg_catalog.regclass::int8, n.oid::int8, 0, n.nspname::text, null,
			      'schema', pg_catalog.chr(2), '', '', n.nspowner, n.nspacl, pg_catalog.acldefault('n', n.nspowner)
			    from pg_catalog.pg_namespace n
			    where n.nspacl is not null and n.nspname = any (:schemas)) o
			  cross join lateral (
			    select coalesce(a.grantee, u.grantee) as grantee, coalesce(a.privilege_type, u.privilege_type)
			        as privilege_type, coalesce(a.is_grantable, false) as is_grantable, a.grantee is not null as granted,
			      a is not distinct from u as same
			    from (select x.grantee, x.privilege_type, pg_catalog.bool_or(x.is_grantable) as is_grantable
			      from pg_catalog.aclexplode(nullif(o.acl, '{}')) x group by 1, 2) a
			    full join (select x.grantee, x.privilege_type, pg_catalog.bool_or(x.is_grantable) as is_grantable
			      from pg_catalog.aclexplode(o.usual) x group by 1, 2) u using (grantee, privilege_type)) e
			  where e.grantee <> o.owner and not e.same and not (o.keyword = 'schema' and (e.grantee = 0 and o.schema = 'public'
			    or e.grantee = (select r.oid from pg_catalog.pg_roles r where r.rolname = current_user)
			    or exists (select from pg_catalog.pg_namespace aside where aside.nspowner = e.grantee
			      and aside.nspname = 'app_migrations_aside_' || o.schema)))) p
			  group by p.catalog, p.oid, p.part, p.schema, p.object, p.keyword, p.printed, p.role, p.detail) g""";

	private static final String DEFAULT_PRIVILEGES = """
			select 'pg_catalog.pg_default_acl'::pg_catalog.regclass::int8, d.oid::int8, 'DEFAULT_PRIVILEGES',
			  n.nspname::text, null, pg_catalog.format('%s for %s of %s', k.keyword, e.role, owner.name),
			  pg_catalog.array_remove(array[
			    pg_catalog.format('alter default privileges %sin schema %s grant ', owner.clause, pg_catalog.chr(2))
			      || pg_catalog.string_agg(e.privilege, ', ' order by e.privilege) filter (where not e.is_grantable)
			      || pg_catalog.format(' on %s to %s', k.keyword, e.role),
			    pg_catalog.format('alter default privileges %sin schema %s grant ', owner.clause, pg_catalog.chr(2))
			      || pg_catalog.string_agg(e.privilege, ', ' order by e.privilege) filter (where e.is_grantable)
			      || pg_catalog.format(' on %s to %s with grant option', k.keyword, e.role)], null),
			  pg_catalog.format('alter default privileges %sin schema %s revoke all on %s from %s', owner.clause, pg_catalog.chr(2),
			    k.keyword, e.role),
			  null, array[k.keyword, e.role,
			    coalesce(pg_catalog.string_agg(e.privilege, ', ' order by e.privilege) filter (where not e.is_grantable), '')],
			  null, null, null, 0
			from pg_catalog.pg_default_acl d
			join pg_catalog.pg_namespace n on n.oid = d.defaclnamespace
			cross join lateral (select case d.defaclobjtype when 'S' then 'sequences' when 'f' then 'functions'
			  when 'T' then 'types' else 'tables' end as keyword) k
			cross join lateral (select d.defaclrole::pg_catalog.regrole::text as name,
			  case when d.defaclrole::pg_catalog.regrole::text = pg_catalog.quote_ident(current_user) then ''
			    else pg_catalog.format('for role %s ', d.defaclrole::pg_catalog.regrole) end as clause) owner
			cross join lateral (select case when x.grantee = 0 then 'public' else x.grantee::pg_catalog.regrole::text end
			    as role, pg_catalog.lower(x.privilege_type) as privilege, x.is_grantable
			  from pg_catalog.aclexplode(d.defaclacl) x) e
			where n.nspname = any (:schemas)
			group by d.oid, n.nspname, k.keyword, e.role, owner.name, owner.clause""";

	/** Stands for the options of something foreign, from its array of options. */
	private static final Pattern OPTIONS = Pattern.compile(":options\\((?<options>[\\w.]+)\\)");

	/**
	 * Stands for a name that PostgreSQL has no type to print: kind, and row with the
	 * prefix of its columns.
	 */
	private static final Pattern NAME = Pattern.compile(":name\\((?<kind>\\w+), (?<row>\\w+)\\.(?<prefix>\\w+)\\)");

	/** Stands for the name of an operator in the definition of another one. */
	private static final Pattern OPERATOR = Pattern.compile(":operator\\((?<oid>[\\w.]+)\\)");

	/** Stands for the key words of a code in the catalog. */
	private static final Pattern CODE = Pattern.compile(":(?<kind>storage|compression|firing)\\((?<code>[\\w.]+)\\)");

	/** Publications know filters, columns and schemas since this version. */
	private static final int PUBLICATION_MEMBERS = 15;

	private static final List<String> KINDS = List.of(COLLATIONS, CONVERSIONS, OPERATORS, OPERATOR_FAMILIES,
			OPERATOR_CLASSES, TEXT_SEARCH, FOREIGN_SERVERS, FOREIGN_TABLES, PUBLICATIONS, EVENT_TRIGGERS,
			COLUMN_SETTINGS, TABLE_SETTINGS, PRIVILEGES, DEFAULT_PRIVILEGES);

	private DefinitionQueries() {
	}

	/**
	 * Writes the query.
	 * @param majorVersion the version of PostgreSQL
	 * @return the query, with {@link CatalogQueries#SCHEMAS} in it
	 */
	static String forVersion(int majorVersion) {
		boolean members = majorVersion >= PUBLICATION_MEMBERS;
		return withPrints("with members as (\n" + OPERATOR_MEMBERS + ")\n" + String.join("\nunion all\n", KINDS))
			.replace(":named(nn)", NAMED)
			.replace(":publication_filter", members ? "pg_catalog.pg_get_expr(r.prqual, r.prrelid)" : "null")
			.replace(":publication_schemas", members ? """
					(select 'tables in schema ' || pg_catalog.string_agg(s.pnnspid::pg_catalog.regnamespace::text, ', '
					    order by s.pnnspid::pg_catalog.regnamespace::text)
					  from pg_catalog.pg_publication_namespace s where s.pnpubid = p.oid)""" : "null");
	}

	/** What several kinds print the same way. */
	private static String withPrints(String sql) {
		String options = OPTIONS.matcher(sql)
			.replaceAll(
					"""
							(select pg_catalog.format('options (%s)', pg_catalog.string_agg(pg_catalog.format('%I %L', o.option_name, o.option_value), ', '))
							  from pg_catalog.pg_options_to_table(${options}) o having pg_catalog.count(*) > 0)""");
		String names = NAME.matcher(options)
			.replaceAll(
					"""
							case when pg_catalog.pg_${kind}_is_visible(${row}.oid) then pg_catalog.quote_ident(${row}.${prefix}name)
							  else pg_catalog.format('%s.%I', ${row}.${prefix}namespace::pg_catalog.regnamespace, ${row}.${prefix}name) end""");
		String codes = CODE.matcher(names)
			.replaceAll((code) -> "case %s %s end".formatted(code.group(2), switch (code.group(1)) {
				case "storage" -> "when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended'";
				case "compression" -> "when 'p' then 'pglz' when 'l' then 'lz4' else 'default'";
				default ->
					"when 'D' then 'disable' when 'A' then 'enable always' when 'R' then 'enable replica' else 'enable'";
			}));
		return OPERATOR.matcher(codes)
			.replaceAll(
					"""
							(select case when pg_catalog.pg_operator_is_visible(other.oid) then other.oprname::text
							  else pg_catalog.format('operator(%s.%s)', other.oprnamespace::pg_catalog.regnamespace, other.oprname) end
							  from pg_catalog.pg_operator other where other.oid = ${oid})""");
	}

}
