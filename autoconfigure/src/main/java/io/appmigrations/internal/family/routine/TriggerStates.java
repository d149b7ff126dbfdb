package io.appmigrations.internal.family.routine;

import java.util.List;

import io.appmigrations.internal.family.DefinitionSelect;
import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Settings;
import io.appmigrations.model.ObjectId;

/**
 * Firing modes of partitions' triggers that differ from their parents'.
 */
public final class TriggerStates extends Settings {

	private static final String DEFINITIONS = """
			select null, null, 'TRIGGER_STATE', n.nspname::text, c.relname::text, t.tgname::text,
			  array[pg_catalog.format('alter table %s %s trigger %I', c.oid::pg_catalog.regclass, :firing(t.tgenabled), t.tgname)],
			  pg_catalog.format('alter table %s %s trigger %I', c.oid::pg_catalog.regclass, :firing(p.tgenabled), t.tgname),
			  null, null, null, 'pg_catalog.pg_trigger'::pg_catalog.regclass::int8, t.oid::int8, 0
			from pg_catalog.pg_trigger t
			join pg_catalog.pg_trigger p on p.oid = t.tgparentid
			join pg_catalog.pg_class c on c.oid = t.tgrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			where not p.tgisinternal and t.tgenabled <> p.tgenabled and n.nspname = any (:schemas)""";

	@Override
	protected List<DefinitionSelect> definitions(int majorVersion) {
		return List
			.of(new DefinitionSelect(DEFINITIONS, DefinitionSelect.exists("pg_trigger", "oid", "tgparentid <> 0")));
	}

	/** What says when a trigger fires comes after the trigger. */
	@Override
	public boolean actsOnRows() {
		return true;
	}

	@Override
	protected boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return !difference.isReleased(below, above);
	}

}
