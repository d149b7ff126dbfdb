package io.appmigrations.internal.catalog;

import java.util.List;

import io.appmigrations.internal.schema.Definition;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * Reads operators with their families and classes, casts, conversions between encodings
 * and collations.
 */
final class OperatorReader implements FamilyReader {

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

	private static final String COLLATIONS = """
			select 'pg_catalog.pg_collation'::pg_catalog.regclass::int8 as catalog, c.oid::int8 as oid,
			  'COLLATION' as kind, n.nspname::text as nspname, null as relname, c.collname::text as name,
			  array[pg_catalog.format('create collation %s (%s)', pg_catalog.chr(1), pg_catalog.concat_ws(', ',
			    'provider = ' || case c.collprovider when 'i' then 'icu' when 'b' then 'builtin' else 'libc' end,
			    case when c.collprovider = 'c' then pg_catalog.format('lc_collate = %L, lc_ctype = %L', c.collcollate, c.collctype)
			      else pg_catalog.format('locale = %L', coalesce(j ->> 'colllocale', j ->> 'colliculocale', j ->> 'collcollate')) end,
			    case when not c.collisdeterministic then 'deterministic = false' end,
			    pg_catalog.format('rules = %L', j ->> 'collicurules')
			      || case when j ->> 'collicurules' is null then null else '' end))] as create,
			  null as drop, null as replace, null::text[] as shape,
			  pg_catalog.obj_description(c.oid, 'pg_collation') as comment,
			  null::int8 as part_of_catalog, null::int8 as part_of_oid, 0 as part_of_column
			from pg_catalog.pg_collation c
			join pg_catalog.pg_namespace n on n.oid = c.collnamespace
			cross join lateral pg_catalog.to_jsonb(c) j
			where n.nspname = any (:schemas)""";

	private static final String CONVERSIONS = """
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

	/**
	 * An operator that another one names as its commutator or negator is there as a
	 * shell, without a function, until somebody makes it, and goes only by a statement of
	 * its own. Nothing makes a shell alone: another operator does that goes again.
	 */
	private static final String OPERATORS = """
			select 'pg_catalog.pg_operator'::pg_catalog.regclass::int8, o.oid::int8, 'OPERATOR', n.nspname::text, null,
			  o.oprname || a.types,
			  case when o.oprcode = 0 then array[
			    pg_catalog.format('create function app_migrations_shell%s returns boolean language sql as %L', a.signature,
			      'select true'),
			    pg_catalog.format('create operator %s~@~ (%s, negator = operator(%s))', pg_catalog.chr(1),
			      pg_catalog.concat_ws(', ', 'function = app_migrations_shell', a.arguments), pg_catalog.chr(1)),
			    pg_catalog.format('drop operator %s~@~%s', pg_catalog.chr(1), a.types),
			    pg_catalog.format('drop function app_migrations_shell%s', a.signature)]
			  else array[pg_catalog.format('create operator %s (%s)', pg_catalog.chr(1), pg_catalog.concat_ws(', ',
			    'function = ' || o.oprcode,
			    a.arguments,
			    'commutator = ' || :operator(o.oprcom),
			    'negator = ' || :operator(o.oprnegate),
			    case when o.oprrest <> 0 then 'restrict = ' || o.oprrest end,
			    case when o.oprjoin <> 0 then 'join = ' || o.oprjoin end,
			    case when o.oprcanhash then 'hashes' end,
			    case when o.oprcanmerge then 'merges' end))] end,
			  case when exists (select from pg_catalog.pg_operator s where s.oprname = o.oprname and s.oprleft = o.oprleft
			    and s.oprright = o.oprright and s.oprnamespace = 'pg_catalog'::pg_catalog.regnamespace)
			    then pg_catalog.format('drop operator %s.%s%s', pg_catalog.chr(2), o.oprname, a.types) end,
			  null, null, pg_catalog.obj_description(o.oid, 'pg_operator'), null, null, 0
			from pg_catalog.pg_operator o
			join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
			cross join lateral (select pg_catalog.format_type(nullif(o.oprleft, 0), null) as "left",
			  pg_catalog.format_type(o.oprright, null) as "right") t
			cross join lateral (select pg_catalog.format(' (%s, %s)', coalesce(t."left", 'none'), t."right") as types,
			  pg_catalog.format('(%s)', pg_catalog.concat_ws(', ', t."left", t."right")) as signature,
			  pg_catalog.concat_ws(', ', 'leftarg = ' || t."left", 'rightarg = ' || t."right") as arguments) a
			where n.nspname = any (:schemas)"""
		.replaceAll(":operator\\(([\\w.]+)\\)",
				"""
						(select case when pg_catalog.pg_operator_is_visible(other.oid) then other.oprname::text
						  else pg_catalog.format('operator(%s.%s)', other.oprnamespace::pg_catalog.regnamespace, other.oprname) end
						  from pg_catalog.pg_operator other where other.oid = $1)""");

	/**
	 * Operators and functions of a family: those that belong to a class depend on it
	 * internally. Those of an extension are the extension's, and can be many.
	 */
	private static final String OPERATOR_MEMBERS = """
			select m.refclassid, m.refobjid, pg_catalog.string_agg(m.text, ', ' order by m.text) as members
			from (
			  select d.refclassid, d.refobjid, pg_catalog.format('operator %s %s (%s, %s)%s',
			    o.amopstrategy, case when pg_catalog.pg_operator_is_visible(op.oid) then op.oprname::text
			      else pg_catalog.format('%s.%s', op.oprnamespace::pg_catalog.regnamespace, op.oprname) end,
			    pg_catalog.format_type(o.amoplefttype, null), pg_catalog.format_type(o.amoprighttype, null),
			    coalesce((select ' for order by ' || :name(opfamily, s.opf)
			      from pg_catalog.pg_opfamily s where s.oid = o.amopsortfamily), '')) as text
			  from pg_catalog.pg_amop o join pg_catalog.pg_operator op on op.oid = o.amopopr
			  join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_amop'::pg_catalog.regclass and d.objid = o.oid
			  where o.oid >= 16384 and :whole
			  union all
			  select d.refclassid, d.refobjid, pg_catalog.format('function %s (%s, %s) %s', p.amprocnum,
			    pg_catalog.format_type(p.amproclefttype, null), pg_catalog.format_type(p.amprocrighttype, null),
			    p.amproc::pg_catalog.regprocedure)
			  from pg_catalog.pg_amproc p
			  join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_amproc'::pg_catalog.regclass and d.objid = p.oid
			  where p.oid >= 16384 and :whole) m
			group by m.refclassid, m.refobjid""".replace(":whole",
			"""
					d.refclassid in ('pg_catalog.pg_opclass'::pg_catalog.regclass, 'pg_catalog.pg_opfamily'::pg_catalog.regclass)
					   and (d.deptype = 'i' or d.deptype = 'a' and not exists (select from pg_catalog.pg_depend i
					     where i.classid = d.classid and i.objid = d.objid and i.deptype = 'i'))
					   and not exists (select from pg_catalog.pg_depend e
					     where e.classid = d.refclassid and e.objid = d.refobjid and e.deptype = 'e')""");

	private static final String OPERATOR_FAMILIES = """
			select 'pg_catalog.pg_opfamily'::pg_catalog.regclass::int8, f.oid::int8, 'OPERATOR_FAMILY', n.nspname::text,
			  null, pg_catalog.format('%I using %s', f.opfname, am.amname),
			  pg_catalog.array_remove(array[pg_catalog.format('create operator family %s using %s', pg_catalog.chr(1), am.amname),
			    (select pg_catalog.format('alter operator family %s using %s add %s', pg_catalog.chr(1), am.amname, m.members)
			     from members m where m.refclassid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass
			       and m.refobjid = f.oid)], null),
			  null, null, null, pg_catalog.obj_description(f.oid, 'pg_opfamily'), null, null, 0
			from pg_catalog.pg_opfamily f
			join pg_catalog.pg_namespace n on n.oid = f.opfnamespace
			join pg_catalog.pg_am am on am.oid = f.opfmethod
			where n.nspname = any (:schemas)""";

	private static final String OPERATOR_CLASSES = """
			select 'pg_catalog.pg_opclass'::pg_catalog.regclass::int8, c.oid::int8, 'OPERATOR_CLASS', n.nspname::text,
			  null, pg_catalog.format('%I using %s', c.opcname, am.amname),
			  array[pg_catalog.format('create operator class %s %sfor type %s using %s family %s as %s', pg_catalog.chr(1),
			    case when c.opcdefault then 'default ' else '' end, pg_catalog.format_type(c.opcintype, null), am.amname,
			    :name(opfamily, f.opf),
			    pg_catalog.concat_ws(', ', m.members, 'storage ' || case when c.opckeytype <> 0
			      then pg_catalog.format_type(c.opckeytype, null)
			      when m.members is null then pg_catalog.format_type(c.opcintype, null) end))],
			  null, null, null, pg_catalog.obj_description(c.oid, 'pg_opclass'), null, null, 0
			from pg_catalog.pg_opclass c
			join pg_catalog.pg_namespace n on n.oid = c.opcnamespace
			join pg_catalog.pg_am am on am.oid = c.opcmethod
			join pg_catalog.pg_opfamily f on f.oid = c.opcfamily
			left join members m on m.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass and m.refobjid = c.oid
			where n.nspname = any (:schemas)""";

	@Override
	public List<CatalogQuery> queries(int majorVersion) {
		return List.of(new CatalogQuery(CASTS, OperatorReader::readCast));
	}

	@Override
	public List<String> definitionTables() {
		return List.of("members as (\n" + OPERATOR_MEMBERS + ")");
	}

	@Override
	public List<String> definitions(int majorVersion) {
		return List.of(COLLATIONS, CONVERSIONS, OPERATORS, OPERATOR_FAMILIES, OPERATOR_CLASSES);
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

}
