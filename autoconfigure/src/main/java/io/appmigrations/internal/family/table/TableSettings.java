package io.appmigrations.internal.family.table;

import java.util.List;

import io.appmigrations.internal.family.DefinitionSelect;
import io.appmigrations.internal.family.Settings;

/**
 * What is set on tables: the cluster index and the replica identity.
 */
public final class TableSettings extends Settings {

	private static final String CLUSTERING = """
			select null, null, 'CLUSTERING', n.nspname::text, t.relname::text, 'index', array[statement.sql],
			  pg_catalog.format('alter table %s set without cluster', t.oid::pg_catalog.regclass), statement.sql, null, null,
			  'pg_catalog.pg_class'::pg_catalog.regclass::int8, c.oid::int8, 0
			from pg_catalog.pg_index i
			join pg_catalog.pg_class c on c.oid = i.indexrelid
			join pg_catalog.pg_class t on t.oid = i.indrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			cross join lateral (select pg_catalog.format('alter table %s cluster on %I', t.oid::pg_catalog.regclass, c.relname)
			  as sql) statement
			where i.indisclustered and n.nspname = any (:schemas)""";

	private static final String REPLICA_IDENTITY = """
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
	protected List<DefinitionSelect> definitions(int majorVersion) {
		return List.of(
				new DefinitionSelect(CLUSTERING, DefinitionSelect.exists("pg_index", "indexrelid", "indisclustered")),
				new DefinitionSelect(REPLICA_IDENTITY,
						DefinitionSelect.exists("pg_class", "oid", "relkind in ('r', 'p') and relreplident <> 'd'")));
	}

}
