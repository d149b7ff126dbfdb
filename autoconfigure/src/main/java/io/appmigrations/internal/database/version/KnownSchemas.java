package io.appmigrations.internal.database.version;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.appmigrations.MigrationException;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.Quoting;

/**
 * In which of many schemas a build has nothing to run: two queries for all, where
 * {@link StateReader} needs one for each. Says nothing of schemas about which there is
 * more to say, and nothing of what is wrong with them.
 */
public final class KnownSchemas {

	/** A query holds a lock for each relation that it reads, and the server has few. */
	public static final int AT_ONCE = 50;

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final String table;

	private final TableChanges changes;

	/**
	 * Asks nothing yet.
	 * @param table the name of the version table
	 * @param changes which shapes of the table and its log are known
	 */
	public KnownSchemas(String table, TableChanges changes) {
		this.table = table;
		this.changes = changes;
	}

	/**
	 * Finds the schemas whose log knows a build.
	 * @param connection the connection
	 * @param schemas at most {@value #AT_ONCE} names
	 * @param build the fingerprint of the build
	 * @return the rows of their version tables, by schema
	 * @throws MigrationException if one of the tables could not be read
	 */
	public Map<String, Set<String>> find(MigrationConnection connection, Collection<String> schemas, String build) {
		try {
			Set<String> readable = connection.tryQuery(readableQuery(schemas), PATIENCE, this::readable);
			readable.retainAll(schemas);
			return readable.isEmpty() ? Map.of()
					: connection.tryQuery(knownQuery(readable, build), PATIENCE, KnownSchemas::known);
		}
		catch (SQLException ex) {
			throw connection.server().failure(ex);
		}
	}

	/** A table that does not exist would be an error of the whole query. */
	private String readableQuery(Collection<String> schemas) {
		return """
				select n.nspname, pg_catalog.obj_description(v.oid, 'pg_class')
				  from pg_catalog.pg_namespace n
				  join pg_catalog.pg_class v on v.relnamespace operator(pg_catalog.=) n.oid
				  join pg_catalog.pg_class l on l.relnamespace operator(pg_catalog.=) n.oid
				 where n.nspname operator(pg_catalog.=) any (array[%s]::pg_catalog.name[])
				   and v.relname operator(pg_catalog.=) %s::pg_catalog.name
				   and l.relname operator(pg_catalog.=) %s::pg_catalog.name
				   and v.relkind operator(pg_catalog.=) 'r' and l.relkind operator(pg_catalog.=) 'r'
				   and pg_catalog.has_schema_privilege(n.oid, 'USAGE')
				   and pg_catalog.has_table_privilege(v.oid, 'SELECT')
				   and pg_catalog.has_table_privilege(l.oid, 'SELECT')
				   and not pg_catalog.row_security_active(v.oid)
				   and not pg_catalog.row_security_active(l.oid)""".formatted(
				schemas.stream().map(Quoting::literal).collect(Collectors.joining(", ")), Quoting.literal(this.table),
				Quoting.literal(VersionTable.logName(this.table)));
	}

	private Set<String> readable(ResultSet results) throws SQLException {
		Set<String> readable = new LinkedHashSet<>();
		while (results.next()) {
			if (this.changes.canUse(results.getString(2))) {
				readable.add(results.getString(1));
			}
		}
		return readable;
	}

	private String knownQuery(Collection<String> schemas, String build) {
		return schemas.stream().map((schema) -> {
			String prefix = Quoting.identifier(schema) + ".";
			String rows = prefix + Quoting.identifier(this.table);
			String log = prefix + Quoting.identifier(VersionTable.logName(this.table));
			return "select %s::pg_catalog.text, %s, array(select v.revision::pg_catalog.text from %s v)"
				.formatted(Quoting.literal(schema), NotedBuilds.isKnown(log, build, NotedBuilds.rows(rows)), rows);
		}).collect(Collectors.joining("\nunion all\n"));
	}

	private static Map<String, Set<String>> known(ResultSet results) throws SQLException {
		Map<String, Set<String>> known = new HashMap<>();
		while (results.next()) {
			if (results.getBoolean(2)) {
				known.put(results.getString(1), new HashSet<>(List.of((String[]) results.getArray(3).getArray())));
			}
		}
		return known;
	}

}
