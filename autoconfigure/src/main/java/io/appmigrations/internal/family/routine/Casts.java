package io.appmigrations.internal.family.routine;

import java.util.List;
import java.util.Optional;

import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.Scope;
import io.appmigrations.internal.family.Undeclared;
import io.appmigrations.internal.family.read.Address;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.CatalogQuery;
import io.appmigrations.internal.family.read.Row;
import io.appmigrations.internal.family.read.SystemCatalog;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Casts.
 */
public final class Casts extends Family {

	private static final String CASTS = """
			select c.oid::int8, pg_catalog.format_type(c.castsource, null) as source,
			  pg_catalog.format_type(c.casttarget, null) as target, c.castcontext, c.castmethod,
			  nullif(c.castfunc, 0)::pg_catalog.regprocedure::text as function, sn.nspname as source_schema,
			  tn.nspname as target_schema, d.description as comment,
			  case when sn.nspname = 'pg_catalog' and tn.nspname = 'pg_catalog' then 'pg_catalog' else '' end as nspname
			from pg_catalog.pg_cast c
			join pg_catalog.pg_type st on st.oid = c.castsource
			join pg_catalog.pg_namespace sn on sn.oid = st.typnamespace
			join pg_catalog.pg_type tt on tt.oid = c.casttarget
			join pg_catalog.pg_namespace tn on tn.oid = tt.typnamespace
			left join pg_catalog.pg_description d on d.objoid = c.oid
			  and d.classoid = 'pg_catalog.pg_cast'::pg_catalog.regclass
			where c.oid >= 16384 and (sn.nspname = any (:schemas) or tn.nspname = any (:schemas)
			  or sn.nspname = 'pg_catalog' and tn.nspname = 'pg_catalog')""";

	/** Casts between types of the server: the others go with their types. */
	private static final String MAKING_ROOM = """
			select pg_catalog.format('drop cast (%s as %s)', pg_catalog.format_type(c.castsource, null),
			  pg_catalog.format_type(c.casttarget, null))
			from pg_catalog.pg_cast c
			join pg_catalog.pg_type s on s.oid = c.castsource
			join pg_catalog.pg_type t on t.oid = c.casttarget
			where c.oid >= 16384
			  and s.typnamespace = 'pg_catalog'::pg_catalog.regnamespace
			  and t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace
			  and (pg_catalog.pg_has_role(s.typowner, 'USAGE') or pg_catalog.pg_has_role(t.typowner, 'USAGE'))
			  and not exists (select from pg_catalog.pg_depend d where d.objid = c.oid and d.deptype = 'e')""";

	@Override
	public Optional<String> makingRoom(Kind kind) {
		return Optional.of(MAKING_ROOM);
	}

	@Override
	protected List<CatalogQuery> queries(int majorVersion) {
		return List.of(new CatalogQuery(CASTS, Casts::readCast));
	}

	private static void readCast(Row row, CatalogContents contents) {
		String signature = "(%s as %s)".formatted(row.string("source"), row.string("target"));
		String how = switch (row.text("castmethod")) {
			case "i" -> "with inout";
			case "b" -> "without function";
			default -> "with function " + row.string("function");
		};
		String context = switch (row.text("castcontext")) {
			case "i" -> " as implicit";
			case "a" -> " as assignment";
			default -> "";
		};
		contents.add(new Address(SystemCatalog.PG_CAST, row.number("oid")),
				new Definition(ObjectId.of(Kind.CAST, row.schema(), signature),
						List.of("create cast %s %s%s".formatted(signature, how, context)), null, List.of(),
						row.string("comment")));
	}

	/** A range type brings some. */
	@Override
	public boolean isCreatedWithOther() {
		return true;
	}

	@Override
	protected String name(ObjectId id, Names names) {
		return id.name();
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 2 : 5;
	}

	/** Those between types of the server belong to no schema that is compared. */
	@Override
	public boolean isCompared(SchemaObject object, Scope scope) {
		return object.id().schema().equals("pg_catalog") ? scope.isAboutDatabase(object.id().kind())
				: super.isCompared(object, scope);
	}

	@Override
	public boolean isOfDatabase(Kind kind) {
		return true;
	}

	@Override
	public boolean mayGo(SchemaObject object, Undeclared undeclared) {
		return undeclared.isMade(object);
	}

	@Override
	public @Nullable ObjectId record(SchemaObject object) {
		return object.id();
	}

}
