package io.appmigrations.internal.family.routine;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.read.Address;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.CatalogPlace;
import io.appmigrations.internal.family.read.CatalogQuery;
import io.appmigrations.internal.family.read.PrintedSql;
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
 * Functions, procedures and aggregates.
 */
public final class Routines extends Family {

	private static final String ROUTINES = """
			select p.oid::int8, n.nspname, p.prokind, pg_catalog.quote_ident(p.proname) || '('
			    || pg_catalog.oidvectortypes(p.proargtypes) || ')' as signature,
			  case when p.prokind <> 'a' then pg_catalog.pg_get_functiondef(p.oid) end as definition,
			  pg_catalog.pg_get_function_result(p.oid) as result, p.proargnames, p.pronargdefaults,
			  pg_catalog.concat_ws(' ', p.proargmodes::text, (select pg_catalog.string_agg(pg_catalog.format_type(t, null), ', ' order by place)
			    from pg_catalog.unnest(p.proallargtypes) with ordinality a (t, place))) as modes, d.description as comment,
			  pg_catalog.concat_ws(', ', 'sfunc = ' || a.aggtransfn,
			    'stype = ' || pg_catalog.format_type(a.aggtranstype, null), 'sspace = ' || nullif(a.aggtransspace, 0),
			    'finalfunc = ' || nullif(a.aggfinalfn, 0)::pg_catalog.regproc,
			    case when a.aggfinalextra then 'finalfunc_extra' end,
			    case when a.aggfinalmodify <> usual.modify then 'finalfunc_modify = ' || :modify(a.aggfinalmodify) end,
			    'combinefunc = ' || nullif(a.aggcombinefn, 0)::pg_catalog.regproc,
			    'serialfunc = ' || nullif(a.aggserialfn, 0)::pg_catalog.regproc,
			    'deserialfunc = ' || nullif(a.aggdeserialfn, 0)::pg_catalog.regproc,
			    'initcond = ' || pg_catalog.quote_literal(a.agginitval),
			    'msfunc = ' || nullif(a.aggmtransfn, 0)::pg_catalog.regproc,
			    'minvfunc = ' || nullif(a.aggminvtransfn, 0)::pg_catalog.regproc,
			    'mstype = ' || pg_catalog.format_type(nullif(a.aggmtranstype, 0), null),
			    'msspace = ' || nullif(a.aggmtransspace, 0),
			    'mfinalfunc = ' || nullif(a.aggmfinalfn, 0)::pg_catalog.regproc,
			    case when a.aggmfinalextra then 'mfinalfunc_extra' end,
			    case when a.aggmfinalfn <> 0 and a.aggmfinalmodify <> usual.modify
			      then 'mfinalfunc_modify = ' || :modify(a.aggmfinalmodify) end,
			    'minitcond = ' || pg_catalog.quote_literal(a.aggminitval),
			    'sortop = operator(' || nullif(a.aggsortop, 0)::pg_catalog.regoper || ')',
			    'parallel = ' || case p.proparallel when 's' then 'safe' when 'r' then 'restricted' end,
			    case when a.aggkind = 'h' then 'hypothetical' end) as aggregate,
			  pg_catalog.pg_get_function_identity_arguments(p.oid) as arguments,
			  exists (select from pg_catalog.pg_proc s where s.proname = p.proname and s.proargtypes = p.proargtypes
			    and s.pronamespace = 'pg_catalog'::pg_catalog.regnamespace) as hidden
			from pg_catalog.pg_proc p
			join pg_catalog.pg_namespace n on n.oid = p.pronamespace
			left join pg_catalog.pg_aggregate a on a.aggfnoid = p.oid
			left join lateral (select case a.aggkind when 'n' then 'r' else 'w' end as modify) usual on true
			left join pg_catalog.pg_description d on d.objoid = p.oid
			  and d.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass
			where n.nspname = any (:schemas)"""
		.replaceAll(":modify\\(([\\w.]+)\\)",
				"case $1 when 'r' then 'read_only' when 's' then 'shareable' else 'read_write' end");

	@Override
	protected List<CatalogQuery> queries(int majorVersion) {
		return List.of(new CatalogQuery(ROUTINES, Routines::readRoutine));
	}

	private static void readRoutine(Row row, CatalogContents contents) {
		String code = row.text("prokind");
		Kind kind = switch (code) {
			case "p" -> Kind.PROCEDURE;
			case "a" -> Kind.AGGREGATE;
			default -> Kind.FUNCTION;
		};
		ObjectId id = ObjectId.of(kind, row.schema(), row.text("signature"));
		contents.add(new Address(SystemCatalog.PG_PROC, row.number("oid")),
				(kind == Kind.AGGREGATE) ? aggregate(id, row, contents) : routine(id, code, row, contents));
	}

	private static Definition routine(ObjectId id, String code, Row row, CatalogContents contents) {
		String create = contents.unqualified(row, row.text("definition").strip());
		if (!create.endsWith("$")) {
			// no string, but a body that PostgreSQL prints
			create = PrintedSql.restored(create);
		}
		List<String> shape = new ArrayList<>(
				List.of(code, row.text("result"), row.text("modes"), String.valueOf(row.integer("pronargdefaults"))));
		shape.addAll(row.strings("proargnames"));
		return new Definition(id, List.of(create.replaceFirst("^CREATE OR REPLACE ", "CREATE ")), dropIfHidden(id, row),
				create, shape, row.string("comment"));
	}

	private static Definition aggregate(ObjectId id, Row row, CatalogContents contents) {
		String name = id.name().substring(0, id.name().lastIndexOf('('));
		String arguments = row.string("arguments");
		String create = "create aggregate %s(%s) (%s)".formatted(
				contents.names().of(ObjectId.of(Kind.AGGREGATE, id.schema(), name)),
				(arguments == null || arguments.isEmpty()) ? "*" : arguments, row.string("aggregate"));
		return new Definition(id, List.of(create), dropIfHidden(id, row), null, List.of(), row.string("comment"));
	}

	/** By its name alone, a routine that the server has too would be the server's. */
	private static @Nullable String dropIfHidden(ObjectId id, Row row) {
		return row.flag("hidden")
				? "drop %s %s.%s".formatted(id.kind().keyword(), Names.quoted(id.schema()), signature(id)) : null;
	}

	/** A range type brings some. */
	@Override
	public boolean isCreatedWithOther() {
		return true;
	}

	@Override
	public CatalogPlace place(ObjectId id, Names names) {
		return new CatalogPlace("pg_proc", """
				(select p.oid from pg_catalog.pg_proc p
				  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
				  where n.nspname = %s and pg_catalog.quote_ident(p.proname) || '('
				    || pg_catalog.oidvectortypes(p.proargtypes) || ')' = %s)""".formatted(Names.literal(id.schema()),
				Names.literal(id.name())));
	}

	@Override
	protected String reference(ObjectId id, SqlWriter writer) {
		return hidden(id, writer);
	}

	@Override
	protected String name(ObjectId id, Names names) {
		return names.inSchema(id.schema(), signature(id));
	}

	private static String signature(ObjectId id) {
		return (id.kind() == Kind.AGGREGATE) ? id.name().replaceFirst("\\(\\)$", "(*)") : id.name();
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 2 : 5;
	}

	@Override
	public String grantedOn(Kind kind) {
		return (kind == Kind.PROCEDURE) ? "procedure" : "function";
	}

	@Override
	public boolean isPrinted(SchemaObject object) {
		return object.id().kind() != Kind.AGGREGATE;
	}

	/** A statement need not write the types of the arguments as the catalog does. */
	@Override
	public ObjectId recordedId(ObjectId id) {
		return id.renamed(id.bareName());
	}

	@Override
	public @Nullable ObjectId recordBeside(SchemaObject object) {
		return recordedId(object.id());
	}

}
