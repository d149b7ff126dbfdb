package io.appmigrations.internal.database.version;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.appmigrations.Direction;
import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.UnfinishedRevision;
import io.appmigrations.internal.database.Blockers;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.Quoting;
import io.appmigrations.internal.secret.Redaction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what a database says about itself, whatever it finds in place of the version
 * table.
 */
public final class StateReader {

	private static final Logger logger = LoggerFactory.getLogger(StateReader.class);

	private static final String UNDEFINED_TABLE = "42P01";

	/** Also invalid schema name. */
	private static final Set<String> NO_TABLE = Set.of(UNDEFINED_TABLE, "3F000");

	/**
	 * Undefined column or function, datatype mismatch, wrong object type, invalid cast
	 * (manual, appendix A).
	 */
	private static final Set<String> FOREIGN = Set.of("42703", "42883", "42804", "42809", "42846", "22P02");

	/** Lock not available, query cancelled (manual, appendix A). */
	private static final Set<String> LOCKED = Set.of("55P03", "57014");

	/** After which it is looked who keeps the tool from reading the table. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	/** Ordinary and partitioned ones. */
	private static final Set<String> TABLES = Set.of("r", "p");

	/**
	 * The schemas of the search path that have a table of that name, looked up for each
	 * schema of the path: thousands of tenants' schemas can have one.
	 */
	private static final String SCHEMAS_WITH_IT = """
			(select pg_catalog.string_agg(s.name::pg_catalog.text, ', ' order by s.place)
			          from pg_catalog.unnest(pg_catalog.current_schemas(false)) with ordinality s (name, place)
			         where (select pc.oid from pg_catalog.pg_class pc
			                 where pc.relname operator(pg_catalog.=) c.relname
			                   and pc.relnamespace operator(pg_catalog.=)
			                       (select pn.oid from pg_catalog.pg_namespace pn
			                         where pn.nspname operator(pg_catalog.=) s.name)) is not null)""";

	private final @Nullable String schema;

	private final String table;

	/** The names for SQL. */
	private final String rows;

	private final String log;

	private final TableChanges changes;

	/**
	 * Names the table to look for.
	 * @param schema the schema of the version table, or {@code null} for the current one
	 * @param table the name of the version table
	 * @param changes which shapes of the table and its log are known
	 */
	public StateReader(@Nullable String schema, String table, TableChanges changes) {
		VersionTable.requireUsable(table);
		String prefix = (schema != null) ? Quoting.identifier(schema) + "." : "";
		this.schema = schema;
		this.table = table;
		this.changes = changes;
		this.rows = prefix + Quoting.identifier(table);
		this.log = prefix + Quoting.identifier(VersionTable.logName(table));
	}

	/**
	 * Reads what a database says about itself in one query, with no assumption about what
	 * is there. Needs no lock.
	 * @param connection the connection
	 * @return the state, or nothing where there is no version table
	 * @throws MigrationException where something is there that is not the version table
	 * of this application
	 */
	public Optional<VersionState> peek(MigrationConnection connection) {
		return peek(connection, null);
	}

	/**
	 * Reads the same, and of the log only its end if that knows the build: then there is
	 * nothing to run.
	 * @param connection the connection
	 * @param build the fingerprint of the build, or {@code null} to read everything
	 * @return the state, or nothing where there is no version table
	 * @throws MigrationException where something is there that is not the version table
	 * of this application
	 */
	public Optional<VersionState> peek(MigrationConnection connection, @Nullable String build) {
		try {
			return connection.tryQuery(query(build), PATIENCE, this::readState);
		}
		catch (SQLException ex) {
			String state = Objects.toString(ex.getSQLState(), "");
			if (state.equals(UNDEFINED_TABLE)
					&& String.valueOf(ex.getMessage()).contains(VersionTable.logName(this.table))) {
				return Optional.of(withoutLog(connection));
			}
			if (NO_TABLE.contains(state)) {
				if (this.schema == null) {
					requireUsableSchema(connection);
				}
				return Optional.empty();
			}
			if (LOCKED.contains(state)) {
				throw locked(connection, ex);
			}
			if (FOREIGN.contains(state)) {
				requireKnown(comment(connection));
				throw foreign(ex);
			}
			throw connection.server().failure(ex);
		}
	}

	/**
	 * Reads the rows of the version table and nothing else, as often as somebody waits
	 * for them to change.
	 * @param connection the connection
	 * @return the rows, none where there is no table; nothing if that failed, for reasons
	 * that {@link #peek(MigrationConnection)} can tell
	 */
	public Optional<Set<String>> rows(MigrationConnection connection) {
		try {
			return Optional.of(connection.tryQuery("select revision from " + this.rows, PATIENCE, (results) -> {
				Set<String> found = new HashSet<>();
				while (results.next()) {
					found.add(requireNotNull(results.getString(1), this.table));
				}
				return found;
			}));
		}
		catch (SQLException ex) {
			if (NO_TABLE.contains(Objects.toString(ex.getSQLState(), ""))) {
				return Optional.of(Set.of());
			}
			logger.debug("The rows of the version table could not be read alone", ex);
			return Optional.empty();
		}
	}

	private MigrationException locked(MigrationConnection connection, SQLException failure) {
		Optional<Blockers> holders = Blockers.ofReaders(connection, this.rows)
			.or(() -> Blockers.ofReaders(connection, this.log));
		return new MigrationException(ErrorCode.LOCK_TIMEOUT,
				"The version table cannot be read: "
						+ holders.map(Blockers::describe).orElse(Redaction.redact(failure.getMessage())),
				holders
					.map((found) -> "Start again when these sessions have ended, or end them with: %s."
						.formatted(found.remedy()))
					.orElse(null));
	}

	private MigrationException foreign(SQLException failure) {
		return new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				"%s and %s are not the version table and the log of App Migrations: %s".formatted(this.table,
						VersionTable.logName(this.table),
						String.valueOf(failure.getMessage()).lines().findFirst().orElse("")),
				"Rename them if they belong to something else, or choose another name with app.migrations.version-table.");
	}

	/** Without USAGE on a schema, what is in it seems not to exist. */
	private static void requireUsableSchema(MigrationConnection connection) {
		Set<String> denied = connection.strings("""
				select n.nspname from pg_catalog.pg_namespace n
				 where pg_catalog.current_schema() is null
				   and n.nspname::pg_catalog.text operator(pg_catalog.=) any (pg_catalog.string_to_array(
				         pg_catalog.replace(pg_catalog.current_setting('search_path'), ' ', ''), ','))
				   and not pg_catalog.has_schema_privilege(n.oid, 'USAGE')""");
		if (!denied.isEmpty()) {
			throw new MigrationException(ErrorCode.PERMISSION_DENIED,
					"The database login may not use the schema %s, so the version table is not visible: %s"
						.formatted(String.join(", ", denied), connection.server().place()),
					"Grant USAGE on schema %s to this login, or configure a login that has it with app.migrations.username."
						.formatted(String.join(", ", denied)));
		}
	}

	private String comment(MigrationConnection connection) {
		return connection.query(
				"select coalesce(pg_catalog.obj_description(pg_catalog.to_regclass(%s)::pg_catalog.oid, 'pg_class'), '')"
					.formatted(Quoting.literal(this.rows)),
				(results) -> results.next() ? results.getString(1) : "");
	}

	/** A later release may have changed the tables so that this one must stop. */
	private void requireKnown(@Nullable String comment) {
		if (!this.changes.canUse(comment)) {
			throw new MigrationException(ErrorCode.UNSUPPORTED_DATABASE,
					"A later release of App Migrations has changed the version table %s and its log to version %s; this release knows version %s and cannot use them"
						.formatted(this.table, TableChanges.version(comment), this.changes.latest()),
					"Deploy a build with that release or a later one.");
		}
	}

	/**
	 * Somebody made the table, or dropped the log: the rows are the truth nevertheless.
	 */
	private VersionState withoutLog(MigrationConnection connection) {
		requireKnown(comment(connection));
		connection.strings(
				"select relkind from pg_catalog.pg_class where oid operator(pg_catalog.=) pg_catalog.to_regclass(%s)"
					.formatted(Quoting.literal(this.rows)))
			.forEach(StateReader::requireTable);
		return new VersionState(connection.strings("select revision from " + this.rows), Map.of(), Map.of(), false, 1,
				NotedBuilds.NONE);
	}

	private static void requireTable(String kind) {
		if (!TABLES.contains(kind)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The object with the name of the version table is not a table",
					"Rename it (a view?), or choose another name with app.migrations.version-table.");
		}
	}

	/**
	 * The rows and, for the check of the checksums, what the log says was applied last of
	 * each revision. The outer join yields one line even where both are empty, which
	 * tells in which schema the table was found. The operators are named with their
	 * schema: nothing has been set in the session yet, and its search path could hide
	 * them.
	 */
	private String query(@Nullable String build) {
		return """
				with r (revisions) as (%9$s),
				     k (known) as (select %6$s)
				select pg_catalog.current_schema(), n.nspname, s.revision, s.checksum, s.kind,
				       pg_catalog.row_security_active(o.version_table) or pg_catalog.row_security_active(%4$s::pg_catalog.text),
				       c.relkind, %10$s,
				       pg_catalog.obj_description(c.oid, 'pg_class'), s.done, s.batched,
				       k.known, %7$s, %8$s
				  from k cross join (select %1$s::pg_catalog.regclass) o (version_table)
				  join pg_catalog.pg_class c on c.oid operator(pg_catalog.=) o.version_table
				  join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
				  left join (select v.revision, null as checksum, 'row' as kind, 0 as done, 0::pg_catalog.int8 as batched from %2$s v
				             union all
				             select l.revision, l.checksum,
				                    case when l.outcome operator(pg_catalog.=) 'started' then l.direction else 'applied' end,
				                    coalesce((l.progress operator(pg_catalog.->>) 'statement')::pg_catalog.int4 operator(pg_catalog.-)
				                             coalesce((l.progress operator(pg_catalog.->>) 'running')::pg_catalog.bool, false)::pg_catalog.int4, 0),
				                    case when l.outcome operator(pg_catalog.=) 'started' then %5$s::pg_catalog.int8 else 0::pg_catalog.int8 end
				               from (select distinct on (revision) revision, checksum, direction, outcome, progress
				                       from %3$s
				                      where outcome operator(pg_catalog.=) any ('{done,stamped,repaired,started}')
				                        and not (select k.known from k)
				                      order by revision, id desc) l
				              where l.outcome operator(pg_catalog.<>) 'started' and l.direction operator(pg_catalog.=) 'upgrade'
				                 or l.outcome operator(pg_catalog.=) 'started'
				                    and ((l.progress operator(pg_catalog.->>) 'statement')::pg_catalog.int4 operator(pg_catalog.>) 0
				                         or %5$s operator(pg_catalog.>) 0::pg_catalog.numeric)) s
				       on true"""
			.formatted(Quoting.literal(this.rows), this.rows, this.log, Quoting.literal(this.log),
					RunProgress.batchedRows("l.progress"),
					(build != null) ? NotedBuilds.isKnown(this.log, build, "select r.revisions from r") : "false",
					NotedBuilds.last(this.log), NotedBuilds.isWritable(Quoting.literal(this.log)),
					NotedBuilds.rows(this.rows), (this.schema != null) ? "null::pg_catalog.text" : SCHEMAS_WITH_IT);
	}

	private Optional<VersionState> readState(ResultSet results) throws SQLException {
		boolean inCurrentSchema = this.schema == null;
		Set<String> rows = new HashSet<>();
		Map<String, String> checksums = new HashMap<>();
		Map<String, UnfinishedRevision> unfinished = new HashMap<>();
		int tables = 1;
		NotedBuilds builds = NotedBuilds.NONE;
		while (results.next()) {
			requireKnown(results.getString(9));
			tables = TableChanges.version(results.getString(9));
			builds = new NotedBuilds(results.getBoolean(12), results.getLong(13), results.getBoolean(14));
			if (inCurrentSchema) {
				requireOnlyOne(results.getString(8));
			}
			requireTable(results.getString(7));
			if (results.getBoolean(6)) {
				throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
						"Row-level security hides rows of the version table or its log from the database login that migrates",
						"Disable it for %s.%s and its log, or migrate with a login that owns them or has BYPASSRLS."
							.formatted(results.getString(2), this.table));
			}
			if (inCurrentSchema && !Objects.equals(results.getString(1), results.getString(2))) {
				throw elsewhere(results.getString(1), results.getString(2));
			}
			String revision = results.getString(3);
			String kind = Objects.toString(results.getString(5), "");
			switch (kind) {
				case "row" -> rows.add(requireNotNull(revision, results.getString(2) + "." + this.table));
				case "applied" -> checksums.put(revision, Objects.toString(results.getString(4), ""));
				case "" -> {
					// neither a row nor a record: the one line that tells the schema
				}
				default -> unfinished.put(revision, new UnfinishedRevision(revision,
						Direction.valueOf(kind.toUpperCase(Locale.ROOT)), results.getInt(10), results.getLong(11)));
			}
		}
		return Optional.of(new VersionState(rows, checksums, unfinished, true, tables, builds));
	}

	private static String requireNotNull(@Nullable String revision, String table) {
		if (revision == null) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The version table %s has a row without a revision".formatted(table),
					"Its primary key was dropped. Run: delete from %s where revision is null".formatted(table));
		}
		return revision;
	}

	/**
	 * The first of several need not be the application's: somebody may have put it before
	 * the true one, as a table or as anything else that has rows.
	 */
	private void requireOnlyOne(@Nullable String schemas) {
		if (schemas != null && schemas.contains(", ")) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"Several schemas of the search path have a version table %s: %s".formatted(this.table, schemas),
					"Select this application's with app.migrations.version-table-schema (and default-schema, for what "
							+ "revisions create), and find out where the others come from.");
		}
	}

	/**
	 * To take it for empty would run everything once more, to take it for ours could be
	 * another application's.
	 */
	private static MigrationException elsewhere(@Nullable String current, String found) {
		return new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				"The version table was found in schema %s, but the current schema of the connection is %s"
					.formatted(found, current),
				"Select the schema with app.migrations.version-table-schema (and default-schema, for what revisions create).");
	}

}
