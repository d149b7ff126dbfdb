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

	/** Since version 15, there are privileges of settings. */
	private static final int PARAMETERS = 15;

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

	/**
	 * Returns a query for what a transaction in another database of the server changes. A
	 * grant releases its locks at once, so privileges are compared with what they are.
	 * @param server a connection to the database whose privileges must not change
	 * @return a query that has a row if the transaction has changed something
	 */
	public static String changedSince(MigrationConnection server) {
		String privileges = privileges(server.strings("select pg_catalog.current_database()").iterator().next(),
				server.server().majorVersion());
		String now = server.strings(privileges).iterator().next();
		return "%s union all select 1 where (%s) <> %s".formatted(WRITTEN, privileges, Quoting.literal(now));
	}

	private static String privileges(String database, int serverVersion) {
		String parameters = (serverVersion < PARAMETERS) ? ""
				: """
						union all
						select (p.parname || p.paracl::pg_catalog.text) collate pg_catalog."C" from pg_catalog.pg_parameter_acl p
						""";
		return """
				select coalesce(pg_catalog.md5(pg_catalog.string_agg(a.granted, ',' order by a.granted)), '') from (
				select (d.datname || d.datacl::pg_catalog.text) collate pg_catalog."C" from pg_catalog.pg_database d
				where d.datname = %s
				union all
				select (t.spcname || t.spcacl::pg_catalog.text) collate pg_catalog."C" from pg_catalog.pg_tablespace t
				%s) a (granted)""".formatted(Quoting.literal(database), parameters);
	}

}
