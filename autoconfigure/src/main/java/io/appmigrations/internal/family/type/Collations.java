package io.appmigrations.internal.family.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.DefinitionSelect;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Collations.
 */
public final class Collations extends Family {

	private static final String DEFINITIONS = """
			select 'pg_catalog.pg_collation'::pg_catalog.regclass::int8, c.oid::int8, 'COLLATION', n.nspname::text, null,
			  c.collname::text,
			  array[pg_catalog.format('create collation %s (%s)', pg_catalog.chr(1), pg_catalog.concat_ws(', ',
			    'provider = ' || case c.collprovider when 'i' then 'icu' when 'b' then 'builtin' else 'libc' end,
			    case when c.collprovider = 'c' then pg_catalog.format('lc_collate = %L, lc_ctype = %L', c.collcollate, c.collctype)
			      else pg_catalog.format('locale = %L', coalesce(j ->> 'colllocale', j ->> 'colliculocale', j ->> 'collcollate')) end,
			    case when not c.collisdeterministic then 'deterministic = false' end,
			    pg_catalog.format('rules = %L', j ->> 'collicurules')
			      || case when j ->> 'collicurules' is null then null else '' end))],
			  null, null, null, pg_catalog.obj_description(c.oid, 'pg_collation'), null, null, 0
			from pg_catalog.pg_collation c
			join pg_catalog.pg_namespace n on n.oid = c.collnamespace
			cross join lateral pg_catalog.to_jsonb(c) j
			where n.nspname = any (:schemas)""";

	@Override
	protected List<DefinitionSelect> definitions(int majorVersion) {
		return List.of(DefinitionSelect.of(DEFINITIONS, "pg_collation"));
	}

	/** What follows a type. */
	public static String clause(@Nullable String collation) {
		return (collation != null) ? " collate " + collation : "";
	}

	@Override
	protected String name(ObjectId id, Names names) {
		return withSchema(id);
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 9 : 2;
	}

	/** Puts a new collation in the place of one that columns have. */
	@Override
	protected Alteration alterDefinition(Definition before, Definition definition, Transition transition) {
		ObjectId id = definition.id();
		Names names = transition.names();
		ObjectId old = Types.aside(id);
		List<String> sql = new ArrayList<>();
		sql.add("alter collation %s rename to %s".formatted(names.of(id), Names.quoted(old.name())));
		sql.addAll(transition.writer().create(definition, Set.of()));
		// PostgreSQL leaves the schema out where it can
		List<String> written = List.of(names.qualified(id.schema(), id.name()),
				Names.quoted(id.schema()) + "." + Names.quoted(id.name()));
		transition.to()
			.all(Column.class)
			.stream()
			.filter((column) -> isOneOf(written, column.collation())
					&& transition.from().get(column.id()) instanceof Column present
					&& isOneOf(written, present.collation()) && present.type().equals(column.type()))
			.forEach((column) -> sql.add("alter table %s alter column %s type %s collate %s".formatted(
					names.relationOf(column.id()), Names.quoted(column.id().name()), column.type(), names.of(id))));
		sql.add("drop collation " + names.of(old));
		Alteration alteration = Alteration.of(sql);
		alteration.notes().addAll(transition.writer().ownerNotes(id));
		return alteration.rewriting(false);
	}

	private static boolean isOneOf(List<String> names, @Nullable String name) {
		return name != null && names.contains(name);
	}

	@Override
	public @Nullable ObjectId recordBeside(SchemaObject object) {
		return object.id();
	}

}
