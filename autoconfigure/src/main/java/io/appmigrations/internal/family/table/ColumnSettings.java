package io.appmigrations.internal.family.table;

import java.util.List;

import io.appmigrations.internal.family.DefinitionSelect;
import io.appmigrations.internal.family.Settings;

/**
 * What is set on columns: comments on those that are inherited or not a table's, and
 * options.
 */
public final class ColumnSettings extends Settings {

	private static final String COMMENTS = """
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
			  and (c.relkind in ('v', 'm', 'f', 'c') or a.attinhcount > 0) and n.nspname = any (:schemas)""";

	private static final String OPTIONS = """
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
			  and n.nspname = any (:schemas) and statement.make <> '{}'""";

	@Override
	protected List<DefinitionSelect> definitions(int majorVersion) {
		return List.of(
				new DefinitionSelect(COMMENTS,
						DefinitionSelect.exists("pg_description", "objoid",
								"classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and objsubid > 0")),
				new DefinitionSelect(OPTIONS, DefinitionSelect.exists("pg_attribute", "attrelid", """
						attnum > 0 and (attoptions is not null or attfdwoptions is not null or attstattarget >= 0
						  or attinhcount > 0)""") + " or "
						+ DefinitionSelect.exists("pg_class", "oid", "relkind in ('m', 'f')")));
	}

}
