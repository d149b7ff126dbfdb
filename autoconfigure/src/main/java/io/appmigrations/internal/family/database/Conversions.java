package io.appmigrations.internal.family.database;

import java.util.List;

import io.appmigrations.internal.family.DefinitionSelect;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Conversions between encodings.
 */
public final class Conversions extends Family {

	private static final String DEFINITIONS = """
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

	@Override
	protected List<DefinitionSelect> definitions(int majorVersion) {
		return List.of(DefinitionSelect.of(DEFINITIONS, "pg_conversion"));
	}

	@Override
	protected String name(ObjectId id, Names names) {
		return withSchema(id);
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 2 : 5;
	}

	@Override
	public @Nullable ObjectId recordBeside(SchemaObject object) {
		return object.id();
	}

}
