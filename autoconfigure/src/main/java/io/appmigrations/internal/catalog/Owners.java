package io.appmigrations.internal.catalog;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.appmigrations.internal.family.read.Address;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.CatalogQuery;
import io.appmigrations.internal.family.read.Row;
import io.appmigrations.internal.schema.Owner;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/** Who owns what is read. */
final class Owners {

	/**
	 * Who owns what. What PostgreSQL's own roles own is not written down in
	 * {@code pg_shdepend}; the first superuser stands here with no object. A login that
	 * is no superuser may give an object to a role whose member it is and that may create
	 * in the schema.
	 */
	private static final String QUERY = """
			with pinned as materialized (
			  select o.classid, o.objid, o.owner from (
			    select 'pg_catalog.pg_class'::pg_catalog.regclass as classid, oid as objid, relowner as owner, relnamespace as schema
			      from pg_catalog.pg_class
			    union all select 'pg_catalog.pg_type'::pg_catalog.regclass, oid, typowner, typnamespace from pg_catalog.pg_type
			    union all select 'pg_catalog.pg_proc'::pg_catalog.regclass, oid, proowner, pronamespace from pg_catalog.pg_proc
			    union all select 'pg_catalog.pg_operator'::pg_catalog.regclass, oid, oprowner, oprnamespace from pg_catalog.pg_operator
			    union all select 'pg_catalog.pg_opclass'::pg_catalog.regclass, oid, opcowner, opcnamespace from pg_catalog.pg_opclass
			    union all select 'pg_catalog.pg_opfamily'::pg_catalog.regclass, oid, opfowner, opfnamespace from pg_catalog.pg_opfamily
			    union all select 'pg_catalog.pg_collation'::pg_catalog.regclass, oid, collowner, collnamespace from pg_catalog.pg_collation
			    union all select 'pg_catalog.pg_conversion'::pg_catalog.regclass, oid, conowner, connamespace from pg_catalog.pg_conversion
			    union all select 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, oid, dictowner, dictnamespace from pg_catalog.pg_ts_dict
			    union all select 'pg_catalog.pg_ts_config'::pg_catalog.regclass, oid, cfgowner, cfgnamespace from pg_catalog.pg_ts_config
			    union all select 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, oid, stxowner, stxnamespace
			      from pg_catalog.pg_statistic_ext) o
			  where o.owner > 10 and o.owner < 16384 and o.objid >= 16384 and o.schema in (
			    select n.oid from pg_catalog.pg_namespace n where n.nspname = any (:schemas))),
			roles as materialized (
			  select r.oid, r.oid::pg_catalog.regrole::text as role, r.rolname = current_user as own,
			    pg_catalog.pg_has_role(r.oid, :member) and pg_catalog.pg_has_role(r.oid, 'USAGE') as member,
			    array(select n.nspname::text from pg_catalog.pg_namespace n where n.nspname = any (:schemas)
			      and (me.rolsuper or pg_catalog.has_schema_privilege(r.oid, n.oid, 'CREATE'))) as schemas
			  from pg_catalog.pg_roles r cross join (select o.rolsuper from pg_catalog.pg_roles o
			    where o.rolname = current_user) me
			  where r.oid = 10 or r.oid in (select p.owner from pinned p)
			    or exists (select from pg_catalog.pg_shdepend d where d.deptype = 'o' and d.refobjid = r.oid))
			select d.classid::int8, d.objid::int8, r.role, r.own, r.member, r.schemas
			from pg_catalog.pg_shdepend d join roles r on r.oid = d.refobjid
			where d.deptype = 'o' and d.dbid = (select b.oid from pg_catalog.pg_database b
			  where b.datname = pg_catalog.current_database())
			union all
			select p.classid::int8, p.objid::int8, r.role, r.own, r.member, r.schemas
			from pinned p join roles r on r.oid = p.owner
			union all
			select null, null, r.role, r.own, r.member, r.schemas from roles r where r.oid = 10""";

	/** Membership and the right to use it are two things since this version. */
	private static final int SET_OPTION = 16;

	private final Map<Address, Ownership> ownerships = new HashMap<>();

	private @Nullable Ownership firstSuperuser;

	CatalogQuery query(int majorVersion) {
		return new CatalogQuery(QUERY.replace(":member", (majorVersion >= SET_OPTION) ? "'SET'" : "'MEMBER'"),
				(row, contents) -> readOwner(row));
	}

	private void readOwner(Row row) {
		Ownership ownership = new Ownership(row.text("role"), row.flag("own"), row.flag("member"),
				Set.copyOf(row.schemas("schemas")));
		long oid = row.number("objid");
		if (oid == 0) {
			this.firstSuperuser = ownership;
		}
		else {
			this.ownerships.put(new Address(row.number("classid"), oid, 0), ownership);
		}
	}

	/** Returns the owners of what is not the login's own. */
	Map<ObjectId, Owner> of(CatalogContents contents) {
		Map<ObjectId, Owner> owners = new HashMap<>();
		contents.owned().forEach((id, address) -> {
			Ownership written = this.ownerships.get(address);
			Ownership ownership = (written != null) ? written : this.firstSuperuser;
			if (ownership != null && !ownership.own()) {
				boolean creates = id.schema().isEmpty() || ownership.schemas().contains(id.schema());
				owners.put(id, new Owner(ownership.role(), ownership.member() && creates));
			}
		});
		return owners;
	}

	/** A role that owns something, and where it may create. */
	private record Ownership(String role, boolean own, boolean member, Set<String> schemas) {
	}

}
