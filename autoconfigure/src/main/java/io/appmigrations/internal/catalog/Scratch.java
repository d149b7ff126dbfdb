package io.appmigrations.internal.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.family.DefinitionQuery;
import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Owner;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * Empty schemas with the names of real ones, inside of a transaction that is always
 * rolled back: what DDL does can be tried and looked at, and leaves no trace. Other
 * sessions see the real schemas all the time, and none of their tables is locked.
 * <p>
 * A login that owns the schemas moves them aside ({@code ALTER SCHEMA ... RENAME}), so
 * that every name in the DDL means the scratch schema. Otherwise another schema stands
 * for the default one, by the search path: a new one, or the session's temporary one
 * where the login may not create schemas.
 */
public final class Scratch implements AutoCloseable {

	static final String ASIDE = DefinitionQuery.ASIDE;

	private static final String STAND_IN = "app_migrations_scratch";

	private final MigrationConnection connection;

	private final SchemaMapping mapping;

	private final List<String> searchPath;

	private final ExtensionNames extensionNames;

	/** The tables whose rows are read too. */
	private Set<ObjectId> tables = Set.of();

	private Scratch(MigrationConnection connection, SchemaMapping mapping, List<String> searchPath,
			ExtensionNames extensionNames) {
		this.connection = connection;
		this.mapping = mapping;
		this.searchPath = searchPath;
		this.extensionNames = extensionNames;
	}

	/**
	 * Opens scratch schemas and begins the transaction.
	 * @param connection where to do it, outside of a transaction
	 * @param defaultSchema the default schema
	 * @param schemas the schemas to have, the default one among them
	 * @param globals the kinds of objects that belong to the whole database, such as
	 * publications, and are not to be there either
	 * @return the scratch schemas, all empty
	 * @throws MigrationException with {@code permission_denied} where the login has no
	 * way
	 */
	public static Scratch open(MigrationConnection connection, String defaultSchema, Set<String> schemas,
			Set<Kind> globals) {
		Rights rights = rights(connection, schemas);
		connection.begin();
		try {
			if (!globals.isEmpty()) {
				connection.executeInternally(List.copyOf(connection.strings(makingRoom(globals))));
			}
			Scratch scratch = open(connection, defaultSchema, schemas, rights);
			scratch.resetSearchPath();
			return scratch;
		}
		catch (RuntimeException ex) {
			connection.rollback();
			throw ex;
		}
	}

	/** What belongs to the whole database makes room in it. */
	private static String makingRoom(Set<Kind> globals) {
		return globals.stream()
			.sorted(Comparator.comparing(Kind::keyword))
			.flatMap((kind) -> Families.of(kind).makingRoom(kind).stream())
			.collect(Collectors.joining(")\nunion all\n(", "(", ")"));
	}

	private static Scratch open(MigrationConnection connection, String defaultSchema, Set<String> schemas,
			Rights rights) {
		List<String> sql = new ArrayList<>();
		Map<String, String> names = new LinkedHashMap<>();
		Map<String, String> aside = new LinkedHashMap<>();
		List<String> path = new ArrayList<>();
		boolean defaultIsOwned = rights.owns(defaultSchema);
		for (String schema : schemas) {
			if (rights.extensionsOnly().contains(schema) && !schema.equals(defaultSchema)) {
				names.put(schema, schema);
				continue;
			}
			if (!rights.mayCreateSchema() || (!rights.owns(schema) && !schema.equals(defaultSchema))) {
				continue;
			}
			if (rights.owns(schema) && rights.owned().containsKey(schema)) {
				sql.add("alter schema %s rename to %s".formatted(Names.quoted(schema), Names.quoted(ASIDE + schema)));
				aside.put(ASIDE + schema, schema);
			}
			String scratch = (!defaultIsOwned && schema.equals(defaultSchema)) ? STAND_IN : schema;
			sql.add("create schema " + Names.quoted(scratch));
			names.put(scratch, schema);
		}
		String standIn = names.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().equals(defaultSchema))
			.map(Map.Entry::getKey)
			.findFirst()
			.orElse(null);
		connection.executeInternally(sql);
		if (standIn == null) {
			standIn = temporarySchema(connection, rights);
			names.put(standIn, defaultSchema);
		}
		Set<String> missing = schemas.stream()
			.filter((schema) -> !names.containsValue(schema))
			.collect(Collectors.toSet());
		if (!missing.isEmpty()) {
			throw deniedSchemas(rights, missing);
		}
		path.add(standIn);
		for (String schema : rights.visibleExtensionSchemas()) {
			if (names.containsKey(schema) && !schema.equals(standIn)) {
				path.add(schema);
			}
			path.add(aside.containsKey(ASIDE + schema) ? ASIDE + schema : schema);
		}
		List<String> moved = rights.extensionSchemas()
			.stream()
			.map((schema) -> ASIDE + schema)
			.filter(aside::containsKey)
			.toList();
		return new Scratch(connection, new SchemaMapping(names, aside, defaultSchema),
				path.stream().distinct().toList(), ExtensionNames.read(connection, moved));
	}

	/** PostgreSQL makes the temporary schema with the first temporary object. */
	private static String temporarySchema(MigrationConnection connection, Rights rights) {
		if (!rights.mayCreateTemporary()) {
			throw denied(rights);
		}
		connection.executeInternally(
				List.of("create temporary table app_migrations_first ()", "drop table pg_temp.app_migrations_first"));
		return connection.query("""
				select n.nspname from pg_catalog.pg_namespace n where n.oid = pg_catalog.pg_my_temp_schema()""",
				(rows) -> {
					rows.next();
					return rows.getString(1);
				});
	}

	/**
	 * Reads schemas as they are, with names written as they are in scratch schemas.
	 * @param connection where to read, outside of a transaction
	 * @param defaultSchema the default schema
	 * @param schemas the schemas to read
	 * @return what is in them
	 */
	public static Schema readReal(MigrationConnection connection, String defaultSchema, Set<String> schemas) {
		return readReal(connection, defaultSchema, schemas, Set.of());
	}

	/**
	 * Reads schemas as they are, with the rows of some tables.
	 * @param connection where to read, outside of a transaction
	 * @param defaultSchema the default schema
	 * @param schemas the schemas to read
	 * @param tables the tables whose rows are read, as far as they are there
	 * @return what is in them
	 */
	public static Schema readReal(MigrationConnection connection, String defaultSchema, Set<String> schemas,
			Set<ObjectId> tables) {
		List<String> path = new ArrayList<>(List.of(defaultSchema));
		rights(connection, schemas).visibleExtensionSchemas()
			.stream()
			.filter((schema) -> !schema.equals(defaultSchema))
			.forEach(path::add);
		connection.begin();
		try {
			connection.executeInternally(List.of(searchPath(path)));
			SchemaMapping mapping = SchemaMapping.identity(schemas, defaultSchema);
			return RowsReader.added(connection, mapping, CatalogReader.read(connection, mapping), tables);
		}
		finally {
			connection.rollback();
		}
	}

	/**
	 * Reads every schema of the database but PostgreSQL's own.
	 * @param connection where to read, outside of a transaction
	 * @return what is in them
	 */
	public static Schema readAll(MigrationConnection connection) {
		Set<String> schemas = connection.strings("""
				select n.nspname from pg_catalog.pg_namespace n
				where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
				order by n.nspname""");
		return readReal(connection, connection.session().schemaOfNames(), schemas);
	}

	private static final String ELSEWHERE = "Or compare in a separate database: --from-revisions, with a login that may create databases.";

	private static MigrationException denied(Rights rights) {
		String database = Names.quoted(rights.database());
		String login = Names.quoted(rights.login());
		return new MigrationException(ErrorCode.PERMISSION_DENIED,
				"%s has neither TEMPORARY nor CREATE on database %s, one of which is needed to test the model's DDL (it would be rolled back)"
					.formatted(rights.login(), rights.database()),
				"grant temporary on database %s to %s; is enough for a model of one schema, grant create on database %s to %s; for several. %s"
					.formatted(database, login, database, login, ELSEWHERE));
	}

	private static MigrationException deniedSchemas(Rights rights, Set<String> schemas) {
		String login = Names.quoted(rights.login());
		List<String> grants = new ArrayList<>();
		if (!rights.mayCreateSchema()) {
			grants.add("grant create on database %s to %s;".formatted(Names.quoted(rights.database()), login));
		}
		schemas.stream()
			.filter((schema) -> !rights.owns(schema))
			.forEach((schema) -> grants.add("alter schema %s owner to %s;".formatted(Names.quoted(schema), login)));
		return new MigrationException(ErrorCode.PERMISSION_DENIED,
				"%s may not create the schema %s in database %s to test the model's DDL (it would be rolled back)"
					.formatted(rights.login(), String.join(", ", schemas), rights.database()),
				"%s %s".formatted(String.join(" ", grants), ELSEWHERE));
	}

	private static Rights rights(MigrationConnection connection, Set<String> schemas) {
		return connection.query("""
				select current_user, pg_catalog.current_database(),
				  pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'),
				  pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMP'),
				  n.nspname, pg_catalog.pg_has_role(n.nspowner, 'USAGE'),
				  exists (select from pg_catalog.pg_extension e where e.extnamespace = n.oid
				    and n.nspname <> 'pg_catalog'),
				  not exists (select from pg_catalog.pg_depend o
				    where o.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass and o.refobjid = n.oid
				      and o.classid not in ('pg_catalog.pg_extension'::pg_catalog.regclass,
				        'pg_catalog.pg_default_acl'::pg_catalog.regclass)
				      and not exists (select from pg_catalog.pg_depend d where d.classid = o.classid
				        and d.objid = o.objid and d.deptype = 'e')),
				  n.nspname = any (pg_catalog.current_schemas(false))
				from (values (1)) one
				left join pg_catalog.pg_namespace n on n.nspname = any (%s)
				  or exists (select from pg_catalog.pg_extension e where e.extnamespace = n.oid
				    and n.nspname <> 'pg_catalog')
				order by pg_catalog.array_position(pg_catalog.current_schemas(false), n.nspname), n.nspname"""
			.formatted(Names.literals(schemas)), (rows) -> {
				Rights rights = null;
				Map<String, Boolean> owned = new TreeMap<>();
				List<String> extensionSchemas = new ArrayList<>();
				List<String> visible = new ArrayList<>();
				Set<String> extensionsOnly = new TreeSet<>();
				while (rows.next()) {
					rights = new Rights(rows.getString(1), rows.getString(2), rows.getBoolean(3), rows.getBoolean(4),
							owned, extensionSchemas, visible, extensionsOnly);
					String schema = rows.getString(5);
					if (schema != null) {
						owned.put(schema, rows.getBoolean(6));
						if (rows.getBoolean(7)) {
							extensionSchemas.add(schema);
							if (rows.getBoolean(9)) {
								visible.add(schema);
							}
							if (rows.getBoolean(8)) {
								extensionsOnly.add(schema);
							}
						}
					}
				}
				if (rights == null) {
					throw new IllegalStateException("The query gives a row at least");
				}
				return rights;
			});
	}

	/**
	 * Executes statements in the scratch schemas.
	 * @param statements statements that can run in a transaction
	 * @throws PipelineException where one failed; nothing can be executed after that
	 */
	public void run(List<String> statements) throws PipelineException {
		this.connection.execute(statements.stream().map(this.extensionNames::aside).map(this::intoStandIn).toList());
		resetSearchPath();
	}

	/** The one place where the default schema is named. */
	private String intoStandIn(String statement) {
		String standIn = this.searchPath.get(0);
		String into = " set schema " + Names.quoted(this.mapping.defaultSchema());
		return (statement.startsWith("alter ") && statement.endsWith(into))
				? statement.substring(0, statement.length() - into.length()) + " set schema " + Names.quoted(standIn)
				: statement;
	}

	/**
	 * Returns the schema that stands for the default one.
	 * @return its name in the catalog
	 */
	public String schema() {
		return this.searchPath.get(0);
	}

	/**
	 * Copies what is there, with the roles that own it.
	 * @param statements what makes it
	 * @param owners who owns it
	 * @throws PipelineException where a statement failed
	 */
	public void copy(List<String> statements, Collection<Owner> owners) throws PipelineException {
		Set<String> roles = owners.stream().filter(Owner::assignable).map(Owner::role).collect(Collectors.toSet());
		if (!roles.isEmpty() && !isSuperuser()) {
			// whoever is given an object must be allowed to make one
			this.connection.executeInternally(this.mapping.schemas()
				.stream()
				.filter((schema) -> !schema.startsWith("pg_"))
				.flatMap((schema) -> roles.stream()
					.map((role) -> "grant create on schema %s to %s".formatted(Names.quoted(schema), role)))
				.toList());
		}
		// what is there need not be right: a body may name what got another name
		List<String> unchecked = new ArrayList<>(List.of("set local check_function_bodies = off"));
		unchecked.addAll(statements);
		unchecked.add("set local check_function_bodies to default");
		run(unchecked);
	}

	private boolean isSuperuser() {
		return this.connection.query("select r.rolsuper from pg_catalog.pg_roles r where r.rolname = current_user",
				(rows) -> rows.next() && rows.getBoolean(1));
	}

	/**
	 * Reads rows of the scratch schemas.
	 * @param <T> what is read
	 * @param sql a query of the tool itself
	 * @param reader reads them
	 * @return what the reader returned
	 */
	public <T> T query(String sql, MigrationConnection.RowReader<T> reader) {
		return this.connection.query(sql, reader);
	}

	/**
	 * Returns what makes names without a schema mean the scratch schemas again, after
	 * something has set another search path.
	 * @return a statement
	 */
	public String searchPathReset() {
		return searchPath(this.searchPath);
	}

	private void resetSearchPath() {
		this.connection.executeInternally(List.of(searchPathReset()));
	}

	private static String searchPath(List<String> schemas) {
		return "set local search_path = " + schemas.stream().map(Names::quoted).collect(Collectors.joining(", "));
	}

	/**
	 * Has rows read too.
	 * @param others the tables whose rows are to be read, as far as they are there
	 * @return this
	 */
	public Scratch withRows(Set<ObjectId> others) {
		this.tables = Set.copyOf(others);
		return this;
	}

	/**
	 * Reads the scratch schemas, under the names that they stand for.
	 * @return what is in them
	 */
	public Schema read() {
		return withRows(CatalogReader.read(this.connection, this.mapping));
	}

	/**
	 * Adds the rows of tables to what was read.
	 * @param read what is in the scratch schemas
	 * @return the same with the rows that are there now
	 */
	public Schema withRows(Schema read) {
		return RowsReader.added(this.connection, this.mapping, read, this.tables);
	}

	/**
	 * Rolls everything back.
	 */
	@Override
	public void close() {
		this.connection.rollback();
	}

	private record Rights(String login, String database, boolean mayCreateSchema, boolean mayCreateTemporary,
			Map<String, Boolean> owned, List<String> extensionSchemas, List<String> visibleExtensionSchemas,
			Set<String> extensionsOnly) {

		/** A schema that does not exist yet is the login's who makes it. */
		boolean owns(String schema) {
			return this.owned.getOrDefault(schema, true);
		}

	}

}
