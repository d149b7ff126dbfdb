package io.appmigrations.internal.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.schema.DefaultGrant;
import io.appmigrations.internal.schema.DefaultGrants;

/**
 * Reads the login's default privileges that are of no schema; those of schemas are read
 * with the schemas.
 */
public final class DefaultGrantsReader {

	/**
	 * Of what everybody has otherwise, a role public stands here without privileges where
	 * it is withheld.
	 */
	private static final String QUERY = """
			select k.keyword, e.role, pg_catalog.string_agg(e.privilege, ', ' order by e.privilege)
			    filter (where not e.is_grantable), coalesce(pg_catalog.bool_or(e.is_grantable), false)
			from pg_catalog.pg_default_acl d
			cross join lateral (select case d.defaclobjtype when 'S' then 'sequences' when 'f' then 'functions'
			  when 'T' then 'types' else 'tables' end as keyword) k
			cross join lateral (
			  select case when x.grantee = 0 then 'public' else x.grantee::pg_catalog.regrole::text end as role,
			    pg_catalog.lower(x.privilege_type) as privilege, x.is_grantable
			  from pg_catalog.aclexplode(d.defaclacl) x where x.grantee <> d.defaclrole
			  union all select 'public', null, false where d.defaclobjtype in ('f', 'T')) e
			where d.defaclnamespace = 0
			  and d.defaclrole = (select r.oid from pg_catalog.pg_roles r where r.rolname = current_user)
			  and d.defaclobjtype in ('r', 'S', 'f', 'T')
			group by k.keyword, e.role""";

	private DefaultGrantsReader() {
	}

	/**
	 * Reads them.
	 * @param connection where to read
	 * @return what the login gives with everything that it creates
	 */
	public static DefaultGrants read(MigrationConnection connection) {
		return connection.query(QUERY, (rows) -> {
			List<DefaultGrant> given = new ArrayList<>();
			Set<String> withheld = new TreeSet<>();
			while (rows.next()) {
				String kinds = rows.getString(1);
				String role = rows.getString(2);
				String privileges = Objects.requireNonNullElse(rows.getString(3), "");
				boolean usual = role.equals("public") && !kinds.equals("tables") && !kinds.equals("sequences");
				if (!usual) {
					given.add(new DefaultGrant("", kinds, role, rows.getBoolean(4) ? "" : privileges));
				}
				else if (privileges.isEmpty()) {
					withheld.add(kinds);
				}
			}
			return new DefaultGrants(given, withheld);
		});
	}

}
