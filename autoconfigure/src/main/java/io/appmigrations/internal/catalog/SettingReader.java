package io.appmigrations.internal.catalog;

import java.util.List;

/** Reads what is set on other objects and is no part of them. */
final class SettingReader implements FamilyReader {

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

	@Override
	public List<String> definitions(int majorVersion) {
		return List.of(COLUMN_SETTINGS, TABLE_SETTINGS);
	}

}
