package io.appmigrations.internal.family.table;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.internal.family.DefinitionSelect;
import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Settings;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * The composite types that tables are of.
 */
public final class TableTypes extends Settings {

	private static final String DEFINITIONS = """
			select null, null, 'TABLE_TYPE', n.nspname::text, c.relname::text, 'type',
			  array[pg_catalog.format('alter table %s of %s', c.oid::pg_catalog.regclass, c.reloftype::pg_catalog.regtype)],
			  pg_catalog.format('alter table %s not of', c.oid::pg_catalog.regclass), null, null, null,
			  'pg_catalog.pg_type'::pg_catalog.regclass::int8, c.reloftype::int8, 0
			from pg_catalog.pg_class c
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			where c.reloftype <> 0 and n.nspname = any (:schemas)""";

	@Override
	protected List<DefinitionSelect> definitions(int majorVersion) {
		return List.of(new DefinitionSelect(DEFINITIONS, DefinitionSelect.exists("pg_class", "oid", "reloftype <> 0")));
	}

	/** The type and the table have the same columns. */
	@Override
	public Stream<ObjectId> below(ObjectId id, Set<ObjectId> known) {
		return Stream.concat(super.below(id, known),
				known.stream()
					.filter((other) -> other.kind() == Kind.COLUMN && other.schema().equals(id.schema())
							&& Objects.equals(other.relation(), id.relation())));
	}

	@Override
	protected boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return !difference.isReleased(below, above);
	}

	@Override
	public boolean followsAttributes() {
		return true;
	}

	@Override
	protected ObjectId removedWithPart(ObjectId id, Difference difference) {
		return id;
	}

}
