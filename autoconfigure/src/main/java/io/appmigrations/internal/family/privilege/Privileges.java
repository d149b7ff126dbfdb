package io.appmigrations.internal.family.privilege;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.internal.family.DefinitionSelect;
import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.Scope;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.DefaultGrant;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Privileges, also those on what is created later.
 */
public final class Privileges extends Family {

	/**
	 * What others than the owner may do, as far as it differs from what they may do
	 * anyway ({@code acldefault}). What PostgreSQL gives everybody in the schema
	 * {@code public} belongs to the database; the owner of a schema is another while it
	 * is tried, and the login is the owner then.
	 */
	private static final String PRIVILEGES = """
			select null::int8, null::int8, 'PRIVILEGES', g.schema, g.object, g.role || g.detail,
			  pg_catalog.array_remove(array[g.granted || g.on_to, g.grantable || g.on_to || ' with grant option',
			    g.revoked || g.on_from], null),
			  coalesce('revoke ' || nullif(pg_catalog.concat_ws(', ', pg_catalog.substr(g.granted, 7), pg_catalog.substr(g.grantable, 7)), '') || g.on_from,
			    'grant ' || pg_catalog.substr(g.revoked, 8) || g.on_to),
			  null, null::text[], null, g.catalog, g.oid, g.part
			from (
			  select p.catalog, p.oid, p.part, p.schema, p.object, p.role, p.detail,
			    'grant ' || pg_catalog.string_agg(p.privilege, ', ' order by p.privilege)
			      filter (where p.granted and not p.grantable) as granted,
			    'grant ' || pg_catalog.string_agg(p.privilege, ', ' order by p.privilege)
			      filter (where p.granted and p.grantable) as grantable,
			    'revoke ' || pg_catalog.string_agg(p.privilege, ', ' order by p.privilege) filter (where not p.granted) as revoked,
			    pg_catalog.format(' on %s %s to %s', p.keyword, p.printed, p.role) as on_to,
			    pg_catalog.format(' on %s %s from %s', p.keyword, p.printed, p.role) as on_from
			  from (
			  select o.catalog, o.oid, o.part, o.schema, o.object, o.keyword, o.printed, o.detail,
			    case when e.grantee = 0 then 'public' else e.grantee::pg_catalog.regrole::text end as role,
			    pg_catalog.lower(e.privilege_type) || o.columns as privilege, e.granted, e.is_grantable as grantable
			  from (
			    select 'pg_catalog.pg_class'::pg_catalog.regclass::int8 as catalog, c.oid::int8 as oid, 0 as part,
			      n.nspname::text as schema, c.relname::text as object,
			      case c.relkind when 'S' then 'sequence' else 'table' end as keyword,
			      c.oid::pg_catalog.regclass::text as printed, '' as detail, '' as columns, c.relowner as owner,
			      c.relacl as acl, pg_catalog.acldefault(case c.relkind when 'S' then 's' else 'r' end::"char",
			        c.relowner) as usual
			    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			    where c.relacl is not null and n.nspname = any (:schemas)
			    union all
			    select 'pg_catalog.pg_class'::pg_catalog.regclass::int8, c.oid::int8, a.attnum, n.nspname::text,
			      c.relname::text, 'table', c.oid::pg_catalog.regclass::text, pg_catalog.format(' (%I)', a.attname),
			      pg_catalog.format(' (%I)', a.attname), c.relowner, a.attacl, null
			    from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
			    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			    where a.attacl is not null and not a.attisdropped and n.nspname = any (:schemas)
			    union all
			    select 'pg_catalog.pg_proc'::pg_catalog.regclass::int8, p.oid::int8, 0, n.nspname::text,
			      pg_catalog.quote_ident(p.proname) || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')',
			      case p.prokind when 'p' then 'procedure' else 'function' end,
			      p.oid::pg_catalog.regprocedure::text, '', '', p.proowner, p.proacl,
			      pg_catalog.acldefault('f', p.proowner)
			    from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
			    where p.proacl is not null and n.nspname = any (:schemas)
			    union all
			    select 'pg_catalog.pg_type'::pg_catalog.regclass::int8, t.oid::int8, 0, n.nspname::text, t.typname::text,
			      'type', t.oid::pg_catalog.regtype::text, '', '', t.typowner, t.typacl,
			      pg_catalog.acldefault('T', t.typowner)
			    from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
			    where t.typacl is not null and n.nspname = any (:schemas)
			    union all
			    select 'pg_catalog.pg_namespace'::pg_catalog.regclass::int8, n.oid::int8, 0, n.nspname::text, null,
			      'schema', pg_catalog.chr(2), '', '', n.nspowner, n.nspacl, pg_catalog.acldefault('n', n.nspowner)
			    from pg_catalog.pg_namespace n
			    where n.nspacl is not null and n.nspname = any (:schemas)) o
			  cross join lateral (
			    select coalesce(a.grantee, u.grantee) as grantee, coalesce(a.privilege_type, u.privilege_type)
			        as privilege_type, coalesce(a.is_grantable, false) as is_grantable, a.grantee is not null as granted,
			      a is not distinct from u as same
			    from (select x.grantee, x.privilege_type, pg_catalog.bool_or(x.is_grantable) as is_grantable
			      from pg_catalog.aclexplode(nullif(o.acl, '{}')) x group by 1, 2) a
			    full join (select x.grantee, x.privilege_type, pg_catalog.bool_or(x.is_grantable) as is_grantable
			      from pg_catalog.aclexplode(o.usual) x group by 1, 2) u using (grantee, privilege_type)) e
			  where e.grantee <> o.owner and not e.same and not (o.keyword = 'schema' and (e.grantee = 0 and o.schema = 'public'
			    or e.grantee = (select r.oid from pg_catalog.pg_roles r where r.rolname = current_user)
			    or exists (select from pg_catalog.pg_namespace aside where aside.nspowner = e.grantee
			      and aside.nspname = 'app_migrations_aside_' || o.schema)))) p
			  group by p.catalog, p.oid, p.part, p.schema, p.object, p.keyword, p.printed, p.role, p.detail) g""";

	/** Each schema has privileges of its owner's, and {@code public} of everybody's. */
	private static final String ANY = Stream
		.of(DefinitionSelect.exists("pg_class", "oid", "relacl is not null"),
				DefinitionSelect.exists("pg_attribute", "attrelid", "attacl is not null"),
				DefinitionSelect.exists("pg_proc", "oid", "proacl is not null"),
				DefinitionSelect.exists("pg_type", "oid", "typacl is not null"), """
						exists (select from pg_catalog.pg_namespace n
						  cross join lateral pg_catalog.aclexplode(n.nspacl) e where n.nspname = any (:schemas)
						  and e.grantee <> n.nspowner and not (e.grantee = 0 and n.nspname = 'public'))""")
		.collect(Collectors.joining(" or "));

	private static final String DEFAULT_PRIVILEGES = """
			select 'pg_catalog.pg_default_acl'::pg_catalog.regclass::int8, d.oid::int8, 'DEFAULT_PRIVILEGES',
			  n.nspname::text, null, pg_catalog.format('%s for %s of %s', k.keyword, e.role, owner.name),
			  pg_catalog.array_remove(array[
			    pg_catalog.format('alter default privileges %sin schema %s grant ', owner.clause, pg_catalog.chr(2))
			      || pg_catalog.string_agg(e.privilege, ', ' order by e.privilege) filter (where not e.is_grantable)
			      || pg_catalog.format(' on %s to %s', k.keyword, e.role),
			    pg_catalog.format('alter default privileges %sin schema %s grant ', owner.clause, pg_catalog.chr(2))
			      || pg_catalog.string_agg(e.privilege, ', ' order by e.privilege) filter (where e.is_grantable)
			      || pg_catalog.format(' on %s to %s with grant option', k.keyword, e.role)], null),
			  pg_catalog.format('alter default privileges %sin schema %s revoke all on %s from %s', owner.clause, pg_catalog.chr(2),
			    k.keyword, e.role),
			  null, array[k.keyword, e.role,
			    coalesce(pg_catalog.string_agg(e.privilege, ', ' order by e.privilege) filter (where not e.is_grantable), '')],
			  null, null, null, 0
			from pg_catalog.pg_default_acl d
			join pg_catalog.pg_namespace n on n.oid = d.defaclnamespace
			cross join lateral (select case d.defaclobjtype when 'S' then 'sequences' when 'f' then 'functions'
			  when 'T' then 'types' else 'tables' end as keyword) k
			cross join lateral (select d.defaclrole::pg_catalog.regrole::text as name,
			  case when d.defaclrole::pg_catalog.regrole::text = pg_catalog.quote_ident(current_user) then ''
			    else pg_catalog.format('for role %s ', d.defaclrole::pg_catalog.regrole) end as clause) owner
			cross join lateral (select case when x.grantee = 0 then 'public' else x.grantee::pg_catalog.regrole::text end
			    as role, pg_catalog.lower(x.privilege_type) as privilege, x.is_grantable
			  from pg_catalog.aclexplode(d.defaclacl) x) e
			where n.nspname = any (:schemas)
			group by d.oid, n.nspname, k.keyword, e.role, owner.name, owner.clause""";

	@Override
	protected List<DefinitionSelect> definitions(int majorVersion) {
		return List.of(new DefinitionSelect(PRIVILEGES, ANY),
				DefinitionSelect.of(DEFAULT_PRIVILEGES, "pg_default_acl"));
	}

	@Override
	public List<String> declarations(Kind kind) {
		return (kind == Kind.DEFAULT_PRIVILEGES) ? List.of("alter default privileges")
				: List.of("grant", "revoke", "alter default privileges");
	}

	@Override
	public int phase(Kind kind, Action action) {
		boolean drop = action == Action.DROP;
		return (kind == Kind.DEFAULT_PRIVILEGES) ? (drop ? -1 : 8) : (drop ? 0 : 7);
	}

	@Override
	protected boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return above.kind() == Kind.PRIVILEGES && (difference.isDropped(below) || below.kind().isType());
	}

	@Override
	protected ObjectId removedWithPart(ObjectId id, Difference difference) {
		return (id.kind() == Kind.PRIVILEGES) ? difference.removal().setOn(id, difference, (below) -> true) : id;
	}

	/** Takes back privileges that default privileges give and that are not desired. */
	@Override
	public List<String> afterAddition(SchemaObject object, Set<ObjectId> parts, Difference difference) {
		return difference.from()
			.ofKind(Kind.DEFAULT_PRIVILEGES)
			.stream()
			.filter((one) -> !difference.isDropped(one.id()))
			.map(Definition.class::cast)
			.flatMap((defaults) -> DefaultGrantSql.grant(defaults).stream())
			.flatMap((given) -> takenBack(given, object, parts, difference.to()).stream())
			.toList();
	}

	private static List<String> takenBack(DefaultGrant given, SchemaObject object, Set<ObjectId> parts, Schema after) {
		List<String> sql = new ArrayList<>();
		DefaultGrantSql.revoke(given, object.id(), after).ifPresent(sql::add);
		Stream.concat(Stream.of(object), parts.stream().map(after::get))
			.filter((part) -> part instanceof Column column && column.identity() != null)
			.map((part) -> ObjectId.of(Kind.SEQUENCE, given.schema(),
					Objects.requireNonNull(((Column) part).identity()).sequence()))
			.forEach((sequence) -> DefaultGrantSql.revoke(given, sequence, after).ifPresent(sql::add));
		return sql;
	}

	/**
	 * New tables get default privileges, also where the model does not say it. A schema
	 * is never recreated, so that its privileges stay where the model is not about them.
	 */
	@Override
	public boolean isCompared(SchemaObject object, Scope scope) {
		ObjectId id = object.id();
		if (id.kind() == Kind.DEFAULT_PRIVILEGES) {
			return scope.isAbout(id.kind()) || scope.isAbout(Kind.PRIVILEGES);
		}
		return (id.relation() != null) ? super.isCompared(object, scope) : scope.isAbout(id.kind());
	}

	@Override
	public boolean isWorthNaming(ObjectId id) {
		return true;
	}

	@Override
	public boolean isEverywhere(ObjectId id) {
		return id.kind() == Kind.DEFAULT_PRIVILEGES || id.relation() == null;
	}

	/**
	 * Those on columns are recorded as those on their table, and a routine by its name.
	 */
	@Override
	public ObjectId recordedId(ObjectId id) {
		String relation = id.relation();
		if (relation == null || id.kind() != Kind.PRIVILEGES) {
			return id;
		}
		int columns = id.name().endsWith(")") ? id.name().lastIndexOf(" (") : -1;
		String role = (columns < 0) ? id.name() : id.name().substring(0, columns);
		return new ObjectId(id.kind(), id.schema(), ObjectId.of(Kind.FUNCTION, id.schema(), relation).bareName(),
				(role.startsWith("\"") && role.endsWith("\""))
						? role.substring(1, role.length() - 1).replace("\"\"", "\"") : role);
	}

	@Override
	public @Nullable ObjectId recordBeside(SchemaObject object) {
		return (object.id().relation() != null) ? recordedId(object.id()) : null;
	}

}
