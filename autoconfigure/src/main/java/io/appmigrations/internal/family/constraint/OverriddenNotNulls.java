package io.appmigrations.internal.family.constraint;

import java.util.List;
import java.util.Map;

import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.ChangeGraph;
import io.appmigrations.internal.family.DefinitionSelect;
import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.RefusedRows;
import io.appmigrations.internal.family.Settings;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.family.table.Parents;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Not null constraints of inherited columns whose parents have none.
 */
public final class OverriddenNotNulls extends Settings {

	private static final String DEFINITIONS = """
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
			    where i.inhrelid = c.oid) end""";

	@Override
	protected List<DefinitionSelect> definitions(int majorVersion) {
		return List.of(new DefinitionSelect(DEFINITIONS, Parents.ANY));
	}

	@Override
	public int phase(Kind kind, Action action) {
		// a primary key keeps its columns required
		return (action == Action.DROP) ? 4 : super.phase(kind, action);
	}

	@Override
	protected @Nullable Alteration alterDefinition(Definition old, Definition definition, Transition transition) {
		return NotNulls.validated(old, definition);
	}

	@Override
	public List<String> remove(SchemaObject object, Difference difference) {
		// it may be a part of the constraint above by then, and goes with that
		return difference.transition().inheritance().isRequiredAbove(object.id().inKind(Kind.COLUMN)) ? List.of()
				: super.remove(object, difference);
	}

	@Override
	public List<Note> refusedByAddition(SchemaObject object, RefusedRows rows) {
		return (rows.hasRows(object.whole()) && NotNulls.isValid((Definition) object)) ? rows.withoutValue(object.id())
				: List.of();
	}

	@Override
	public List<Note> refusedByAlteration(SchemaObject object, RefusedRows rows) {
		return (rows.before(object) instanceof Definition old && !NotNulls.isValid(old)
				&& NotNulls.isValid((Definition) object)) ? rows.withoutValue(object.id()) : List.of();
	}

	@Override
	public void order(ChangeGraph graph) {
		Map<ObjectId, List<ChangeGraph.Node>> droppedKeys = ChangeGraph.keysByTable(graph.drops(), graph.from());
		// a primary key keeps its columns required
		graph.drops().forEach((id, drop) -> {
			ObjectId table = id.table();
			if (table != null && id.kind() == Kind.OVERRIDDEN_NOT_NULL) {
				graph.putAll(droppedKeys.getOrDefault(table, List.of()), List.of(drop));
			}
		});
	}

}
