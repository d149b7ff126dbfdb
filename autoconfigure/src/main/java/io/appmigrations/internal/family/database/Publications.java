package io.appmigrations.internal.family.database;

import java.util.List;
import java.util.Optional;

import io.appmigrations.internal.family.DefinitionSelect;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.read.Address;
import io.appmigrations.internal.family.read.SystemCatalog;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Publications.
 */
public final class Publications extends Family {

	/** Publications know filters, columns and schemas since this version. */
	private static final int MEMBERS = 15;

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

	@Override
	protected List<DefinitionSelect> definitions(int majorVersion) {
		boolean members = majorVersion >= MEMBERS;
		return List.of(DefinitionSelect.of(PUBLICATIONS
			.replace(":publication_filter", members ? "pg_catalog.pg_get_expr(r.prqual, r.prrelid)" : "null")
			.replace(":publication_schemas", members ? """
					(select 'tables in schema ' || pg_catalog.string_agg(s.pnnspid::pg_catalog.regnamespace::text, ', '
					    order by s.pnnspid::pg_catalog.regnamespace::text)
					  from pg_catalog.pg_publication_namespace s where s.pnpubid = p.oid)""" : "null"),
				"pg_publication"));
	}

	@Override
	public boolean isPart(Kind kind, Address part) {
		return part.isIn(SystemCatalog.PG_PUBLICATION_REL) || part.isIn(SystemCatalog.PG_PUBLICATION_NAMESPACE);
	}

	@Override
	public Optional<String> makingRoom(Kind kind) {
		return Optional.of(renamingAside(kind, "pg_publication", "pub"));
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 0 : 6;
	}

	@Override
	public @Nullable ObjectId recordBeside(SchemaObject object) {
		return object.id();
	}

}
