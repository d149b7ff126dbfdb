package io.appmigrations.internal.database;

/**
 * The catalogs that all databases of a server share: roles, databases, tablespaces.
 */
public final class SharedCatalogs {

	/**
	 * Has a row if the transaction has written to one of them. Those that a statement
	 * about objects of one database writes to as well do not count: owners, comments and
	 * labels; but for a comment or a label, its object is locked.
	 */
	public static final String WRITTEN = """
			select 1 from pg_catalog.pg_locks l
			where l.pid = pg_catalog.pg_backend_pid() and l.database = 0 and (
			  l.locktype = 'relation' and l.mode = 'RowExclusiveLock'
			  and l.relation not in ('pg_catalog.pg_shdepend'::pg_catalog.regclass,
			    'pg_catalog.pg_shdescription'::pg_catalog.regclass, 'pg_catalog.pg_shseclabel'::pg_catalog.regclass)
			  or l.locktype = 'object' and l.mode = 'ShareUpdateExclusiveLock')""";

	/**
	 * Each role and database, with what can be said of it; those of replays are left out.
	 */
	public static final String STATES = """
			select 'role ' || r.rolname || ' ' || pg_catalog.md5(pg_catalog.concat_ws(' ', r.rolsuper, r.rolinherit,
			  r.rolcreaterole, r.rolcreatedb, r.rolcanlogin, r.rolreplication, r.rolbypassrls, r.rolconnlimit,
			  r.rolvaliduntil, r.rolconfig, pg_catalog.shobj_description(r.oid, 'pg_authid'),
			  (select pg_catalog.string_agg(m.roleid || ' ' || m.admin_option, ',' order by m.roleid)
			   from pg_catalog.pg_auth_members m where m.member = r.oid)))
			from pg_catalog.pg_roles r
			where coalesce(pg_catalog.shobj_description(r.oid, 'pg_authid'), '') !~ '^app_migrations_replay_'
			union all
			select 'database ' || d.datname || ' ' || pg_catalog.md5(pg_catalog.concat_ws(' ', d.datdba, d.datconnlimit,
			  d.datallowconn, d.datacl, pg_catalog.shobj_description(d.oid, 'pg_database'),
			  (select pg_catalog.string_agg(s.setrole || ' ' || s.setconfig::pg_catalog.text, ',' order by s.setrole)
			   from pg_catalog.pg_db_role_setting s where s.setdatabase = d.oid)))
			from pg_catalog.pg_database d where d.datname !~ '^app_migrations_replay_'""";

	private SharedCatalogs() {
	}

}
