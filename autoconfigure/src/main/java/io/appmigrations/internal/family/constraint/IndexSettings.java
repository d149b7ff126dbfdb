package io.appmigrations.internal.family.constraint;

import java.util.List;

import io.appmigrations.internal.family.DefinitionSelect;
import io.appmigrations.internal.family.Settings;

/**
 * What is set on indexes: statistics targets, and the comments on those that are created
 * along with something else.
 */
public final class IndexSettings extends Settings {

	private static final String STATISTICS = """
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

	private static final String COMMENTS = """
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
			    where k.conindid = c.oid and k.contype in ('p', 'u', 'x')))""";

	@Override
	protected List<DefinitionSelect> definitions(int majorVersion) {
		return List.of(
				new DefinitionSelect(STATISTICS,
						DefinitionSelect.exists("pg_attribute", "attrelid", "attnum > 0 and attstattarget >= 0")),
				new DefinitionSelect(COMMENTS, """
						exists (select from pg_catalog.pg_description d join pg_catalog.pg_class c on c.oid = d.objoid
						  where d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objsubid = 0
						  and c.relkind in ('i', 'I'))"""));
	}

}
