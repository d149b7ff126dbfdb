package io.appmigrations.internal.family.routine;

import java.util.List;
import java.util.Set;

import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.DefinitionSelect;
import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.family.read.Address;
import io.appmigrations.internal.family.read.SystemCatalog;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Operators, operator families and operator classes.
 */
public final class Operators extends Family {

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
			  null::text, null::text, null::text[], pg_catalog.obj_description(f.oid, 'pg_opfamily'), null::int8, null::int8, 0
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

	private static final String FAMILIES_AND_CLASSES = "(with members as (\n%s)\n%s\nunion all\n%s)"
		.formatted(OPERATOR_MEMBERS, OPERATOR_FAMILIES, OPERATOR_CLASSES);

	@Override
	protected List<DefinitionSelect> definitions(int majorVersion) {
		return List.of(DefinitionSelect.of(OPERATORS, "pg_operator"),
				DefinitionSelect.of(FAMILIES_AND_CLASSES, "pg_opfamily", "pg_opclass"));
	}

	/** Their names are given with what tells them apart. */
	@Override
	protected String plainName(ObjectId id, Names names) {
		String name = names.of(id);
		return name.substring(0, name.lastIndexOf((id.kind() == Kind.OPERATOR) ? " (" : " using "));
	}

	@Override
	public boolean isPart(Kind kind, Address part) {
		return kind != Kind.OPERATOR && (part.isIn(SystemCatalog.PG_AMOP) || part.isIn(SystemCatalog.PG_AMPROC));
	}

	@Override
	protected String reference(ObjectId id, SqlWriter writer) {
		return hidden(id, writer);
	}

	@Override
	protected String name(ObjectId id, Names names) {
		return (id.kind() == Kind.OPERATOR) ? names.inSchema(id.schema(), id.name())
				: Names.quoted(id.schema()) + "." + id.name();
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 2 : 5;
	}

	@Override
	protected @Nullable Alteration alterDefinition(Definition old, Definition definition, Transition transition) {
		if (ShellOperators.isShell(old) && !ShellOperators.isShell(definition)) {
			// the comment is the same, or is written after it
			return Alteration.of(transition.writer()
				.create(new Definition(definition.id(), definition.create(), null, List.of(), null), Set.of()));
		}
		return super.alterDefinition(old, definition, transition);
	}

	@Override
	protected boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return !(below.kind() == Kind.OPERATOR && ShellOperators.isShell(difference.from().get(above)))
				&& super.mustGo(below, above, difference);
	}

	@Override
	protected ObjectId madeWith(ObjectId id, Difference difference) {
		return ShellOperators.isShell(difference.to().get(id)) ? ShellOperators.namedBy(id, difference.to())
			.stream()
			.filter(difference::isCreated)
			.findFirst()
			.orElse(id) : id;
	}

	/** What names an operator is made again where that becomes a shell. */
	@Override
	public void complete(Difference difference) {
		Schema to = difference.to();
		for (Definition shell : to.all(Definition.class)) {
			if (ShellOperators.isShell(shell) && difference.isDropped(shell.id())) {
				ShellOperators.namedBy(shell.id(), to)
					.stream()
					.filter((name) -> difference.from().get(name) != null && to.get(name) != null)
					.forEach(difference::recreate);
			}
		}
	}

}
