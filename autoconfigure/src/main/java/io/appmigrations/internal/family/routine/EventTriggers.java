package io.appmigrations.internal.family.routine;

import java.util.List;
import java.util.Optional;

import io.appmigrations.internal.family.DefinitionQuery;
import io.appmigrations.internal.family.DefinitionSelect;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Event triggers. They fire for the changes themselves.
 */
public final class EventTriggers extends Family {

	private static final String DEFINITIONS = """
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

	/** They are silenced first. */
	private static final String MAKING_ROOM = """
			select pg_catalog.format('alter event trigger %%I %%s', t.evtname, a.action)
			from pg_catalog.pg_event_trigger t
			cross join lateral pg_catalog.unnest(array['disable', pg_catalog.format('rename to %%I', '%s' || t.evtname)]) a (action)
			where pg_catalog.pg_has_role(t.evtowner, 'USAGE')
			  and not exists (select from pg_catalog.pg_depend d where d.objid = t.oid and d.deptype = 'e')
			order by t.evtname, a.action"""
		.formatted(DefinitionQuery.ASIDE);

	@Override
	public Optional<String> makingRoom(Kind kind) {
		return Optional.of(MAKING_ROOM);
	}

	@Override
	protected List<DefinitionSelect> definitions(int majorVersion) {
		return List.of(DefinitionSelect.of(DEFINITIONS, "pg_event_trigger"));
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? -1 : 8;
	}

	@Override
	public @Nullable ObjectId recordBeside(SchemaObject object) {
		return object.id();
	}

}
