package io.appmigrations.internal.family.table;

import java.util.List;

import io.appmigrations.internal.family.DefinitionSelect;
import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Settings;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.ObjectId;

/**
 * Defaults of columns of views, and of inherited columns.
 */
public final class OverriddenDefaults extends Settings {

	private static final String DEFINITIONS = """
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
			  and n.nspname = any (:schemas)""";

	@Override
	protected List<DefinitionSelect> definitions(int majorVersion) {
		return List.of(new DefinitionSelect(DEFINITIONS, Parents.ANY + """
				or exists (select from pg_catalog.pg_attrdef d join pg_catalog.pg_class c on c.oid = d.adrelid
				 where c.relkind = 'v')"""));
	}

	@Override
	protected boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return !difference.isReleased(below, above);
	}

	@Override
	public boolean isPrinted(SchemaObject object) {
		return true;
	}

}
