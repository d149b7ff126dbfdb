package io.appmigrations.internal.database;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Step;
import org.jspecify.annotations.Nullable;

/**
 * The table that says which revisions a database is at: one row for each current
 * revision, their ancestors implied, as in Alembic. Always addressed with its schema, so
 * that no search path can hide it or put another in its place.
 */
public final class VersionTable {

	private static final String UNDEFINED_TABLE = "42P01";

	private static final String INVALID_SCHEMA_NAME = "3F000";

	/**
	 * PostgreSQL cuts names at 63 bytes (manual, 4.1.1); ours must stay different from
	 * each other.
	 */
	private static final int MAX_NAME_BYTES = 63 - "_log_revision_id_idx".length();

	private final @Nullable String schema;

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

	private final String table;

	private final TableChanges changes;

	/**
	 * Names the table.
	 * @param schema its schema; {@code null} only for a script, whose reader alone will
	 * know the current schema
	 * @param table its name
	 */
	public VersionTable(@Nullable String schema, String table) {
		this(schema, table, TableChanges.OF_THIS_RELEASE);
	}

	VersionTable(@Nullable String schema, String table, TableChanges changes) {
		requireUsable(table);
		this.schema = schema;
		this.table = table;
		this.changes = changes;
	}

	private static void requireUsable(String table) {
		if (table.isBlank() || table.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"app.migrations.version-table: '%s' is not a usable name".formatted(table),
					"Use 1 to %s bytes; the log and its index have names that begin with it."
						.formatted(MAX_NAME_BYTES));
		}
	}

	/**
	 * Names the tables that are the tool's own.
	 * @return the version table and the log, each as {@code schema.table}
	 */
	public Set<String> ownTables() {
		return Set.of(this.schema + "." + this.table, this.schema + "." + logName(this.table));
	}

	/**
	 * Reads what a database says about itself in one query, with no assumption about what
	 * is there. Needs no lock.
	 * @param connection the connection
	 * @param schema the schema of the version table, or {@code null} for the current one
	 * @param table the name of the version table
	 * @return the state, or {@code null} where there is no version table or another
	 * schema of the search path holds it
	 */
	public static Optional<VersionState> peek(MigrationConnection connection, @Nullable String schema, String table) {
		requireUsable(table);
		String prefix = (schema != null) ? Quoting.identifier(schema) + "." : "";
		String sql = query(prefix + Quoting.identifier(table), prefix + Quoting.identifier(logName(table)));
		try {
			return connection.tryQuery(sql, PATIENCE, (rows) -> readState(rows, schema == null, table));
		}
		catch (SQLException ex) {
			String state = Objects.toString(ex.getSQLState(), "");
			if (state.equals(UNDEFINED_TABLE) && String.valueOf(ex.getMessage()).contains(logName(table))) {
				return Optional.of(withoutLog(connection, prefix + Quoting.identifier(table)));
			}
			if (Set.of(UNDEFINED_TABLE, INVALID_SCHEMA_NAME).contains(state)) {
				if (schema == null) {
					requireUsableSchema(connection);
				}
				return Optional.empty();
			}
			if (LOCKED.contains(state)) {
				Optional<Blockers> holders = Blockers.ofReaders(connection, prefix + Quoting.identifier(table))
					.or(() -> Blockers.ofReaders(connection, prefix + Quoting.identifier(logName(table))));
				throw new MigrationException(ErrorCode.LOCK_TIMEOUT,
						"The version table cannot be read: "
								+ holders.map(Blockers::describe).orElse(Redaction.redact(ex.getMessage())),
						holders
							.map((found) -> "Start again when they have ended, or end them with: %s."
								.formatted(found.remedy()))
							.orElse(null));
			}
			if (FOREIGN.contains(state)) {
				throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
						"%s and %s are not the version table and the log of App Migrations: %s".formatted(table,
								logName(table), String.valueOf(ex.getMessage()).lines().findFirst().orElse("")),
						"Rename them if they are something else's, or choose another name with app.migrations.version-table.");
			}
			throw ConnectionFailure.ofStatement(ex);
		}
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
					"The login has no right to use the schema %s, so that the version table cannot be seen"
						.formatted(String.join(", ", denied)),
					"Run: grant usage on schema %s to the login, or let it migrate with app.migrations.username."
						.formatted(String.join(", ", denied)));
		}
	}

	/**
	 * Somebody made the table, or dropped the log: the rows are the truth all the same.
	 */
	private static VersionState withoutLog(MigrationConnection connection, String name) {
		connection.strings(
				"select relkind from pg_catalog.pg_class where oid operator(pg_catalog.=) pg_catalog.to_regclass(%s)"
					.formatted(Quoting.literal(name)))
			.forEach(VersionTable::requireTable);
		return new VersionState(connection.strings("select revision from " + name), Map.of(), Map.of(), false, 1);
	}

	private static void requireTable(String kind) {
		if (!TABLES.contains(kind)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"What has the name of the version table is not a table",
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
	private static String query(String rows, String log) {
		return """
				select pg_catalog.current_schema(), n.nspname, s.revision, s.checksum, s.kind,
				       pg_catalog.row_security_active(o.version_table) or pg_catalog.row_security_active(%4$s::pg_catalog.text),
				       c.relkind,
				       (select pg_catalog.string_agg(pn.nspname::pg_catalog.text, ', '
				                 order by pg_catalog.array_position(pg_catalog.current_schemas(false), pn.nspname))
				          from pg_catalog.pg_class pc
				          join pg_catalog.pg_namespace pn on pn.oid operator(pg_catalog.=) pc.relnamespace
				         where pc.relname operator(pg_catalog.=) c.relname
				           and pn.nspname operator(pg_catalog.=) any (pg_catalog.current_schemas(false))),
				       pg_catalog.obj_description(c.oid, 'pg_class')
				  from (select %1$s::pg_catalog.regclass) o (version_table)
				  join pg_catalog.pg_class c on c.oid operator(pg_catalog.=) o.version_table
				  join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
				  left join (select v.revision, null as checksum, 'row' as kind from %2$s v
				             union all
				             select l.revision, l.checksum,
				                    case when l.outcome operator(pg_catalog.=) 'started' then l.direction else 'applied' end
				               from (select distinct on (revision) revision, checksum, direction, outcome, progress
				                       from %3$s
				                      where outcome operator(pg_catalog.=) any ('{done,stamped,repaired,started}')
				                      order by revision, id desc) l
				              where l.outcome operator(pg_catalog.<>) 'started' and l.direction operator(pg_catalog.=) 'upgrade'
				                 or l.outcome operator(pg_catalog.=) 'started'
				                    and (l.progress operator(pg_catalog.->>) 'statement')::pg_catalog.int4 operator(pg_catalog.>) 0) s
				       on true"""
			.formatted(Quoting.literal(rows), rows, log, Quoting.literal(log));
	}

	private static Optional<VersionState> readState(ResultSet results, boolean inCurrentSchema, String table)
			throws SQLException {
		Set<String> rows = new HashSet<>();
		Map<String, String> checksums = new HashMap<>();
		Map<String, String> unfinished = new HashMap<>();
		int tables = 1;
		while (results.next()) {
			tables = TableChanges.version(results.getString(9));
			if (inCurrentSchema) {
				requireOnlyOne(table, results.getString(8));
			}
			requireTable(results.getString(7));
			if (results.getBoolean(6)) {
				throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
						"Row-level security hides rows of the version table or of its log from the login that migrates",
						"Disable it for %s.%s and its log, or migrate with a login that owns them or has BYPASSRLS."
							.formatted(results.getString(2), table));
			}
			if (inCurrentSchema && !Objects.equals(results.getString(1), results.getString(2))) {
				throw elsewhere(results.getString(1), results.getString(2));
			}
			String revision = results.getString(3);
			String kind = Objects.toString(results.getString(5), "");
			switch (kind) {
				case "row" -> rows.add(requireNotNull(revision, results.getString(2) + "." + table));
				case "applied" -> checksums.put(revision, Objects.toString(results.getString(4), ""));
				case "" -> {
					// neither a row nor a record: the one line that tells the schema
				}
				default -> unfinished.put(revision, kind);
			}
		}
		return Optional.of(new VersionState(rows, checksums, unfinished, true, tables));
	}

	private static String requireNotNull(@Nullable String revision, String table) {
		if (revision == null) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The version table %s has a row without a revision".formatted(table),
					"Somebody has dropped its primary key. Run: delete from %s where revision is null"
						.formatted(table));
		}
		return revision;
	}

	/**
	 * The first of several need not be the application's: somebody may have put it before
	 * the true one, as a table or as anything else that has rows.
	 */
	private static void requireOnlyOne(String table, @Nullable String schemas) {
		if (schemas != null && schemas.contains(", ")) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"Several schemas of the search path have a version table %s: %s".formatted(table, schemas),
					"Say which one is this application's with app.migrations.version-table-schema (and default-schema, for what revisions create), "
							+ "and look where the others come from.");
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
				"Say which one is meant with app.migrations.version-table-schema (and default-schema, for what revisions create).");
	}

	/**
	 * Reads what the database says about itself, after creating the table and the log
	 * where they do not exist.
	 * @param connection the connection, in autocommit mode
	 * @return the state
	 * @throws MigrationException where the tables can be neither read nor created
	 */
	public VersionState readOrCreate(MigrationConnection connection) {
		Optional<VersionState> state = peek(connection, this.schema, this.table);
		if (state.isEmpty() || !state.get().logged()) {
			create(connection);
			state = peek(connection, this.schema, this.table);
		}
		List<String> changes = this.changes.since(state.map(VersionState::tables).orElse(1), this);
		if (state.isPresent() && !changes.isEmpty()) {
			connection.createUnlessAnotherDoes(changes);
			state = peek(connection, this.schema, this.table);
		}
		return state.orElseThrow(() -> new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				"The version table %s could neither be read nor created".formatted(name()),
				"Look for an object of another kind with the name of the table or of its log."));
	}

	private void create(MigrationConnection connection) {
		createSchema(connection, schema());
		connection.createUnlessAnotherDoes(createStatements());
	}

	/**
	 * Returns the statements that create the table and the log where they do not exist.
	 * @return statements without parameters
	 */
	public List<String> createStatements() {
		List<String> statements = new ArrayList<>();
		statements.add("""
				create table if not exists %s (
				    revision text not null,
				    constraint %s primary key (revision)
				)""".formatted(name(), Quoting.identifier(this.table + "_pkey")));
		statements.addAll(log().createStatements());
		this.changes.changes().forEach((change) -> statements.addAll(change.apply(this)));
		statements.add(this.changes.comment(this));
		return statements;
	}

	/**
	 * Returns the statement that creates the table's schema.
	 * @return nothing where it is the current schema
	 */
	public Optional<String> schemaStatement() {
		return Optional.ofNullable(this.schema)
			.map((name) -> "create schema if not exists " + Quoting.identifier(name));
	}

	/**
	 * Returns what the migration lock is called unless it is configured.
	 * @return a SQL expression of type {@code text}
	 */
	public String lockNameExpression() {
		return "pg_catalog.concat_ws('.', pg_catalog.current_database(), %s, %s)".formatted(
				(this.schema != null) ? Quoting.literal(this.schema) : "pg_catalog.current_schema()",
				Quoting.literal(this.table));
	}

	/**
	 * Creates a schema where it does not exist.
	 * @param connection the connection, in autocommit mode
	 * @param name the name of the schema
	 */
	public void createSchema(MigrationConnection connection, String name) {
		boolean exists = connection.query("select exists (select from pg_catalog.pg_namespace where nspname = %s)"
			.formatted(Quoting.literal(name)), (rows) -> rows.next() && rows.getBoolean(1));
		if (!exists) {
			connection.createUnlessAnotherDoes(List.of("create schema if not exists " + Quoting.identifier(name)));
		}
	}

	/**
	 * Returns the schema.
	 * @return its name
	 */
	public String schema() {
		if (this.schema == null) {
			throw new IllegalStateException("The schema is not known");
		}
		return this.schema;
	}

	/**
	 * Returns the name of the table without its schema.
	 * @return its name
	 */
	public String table() {
		return this.table;
	}

	/**
	 * Returns the statements that change the rows as a step says. Of their counts,
	 * {@link #verify} must be told.
	 * @param step the step
	 * @return at most two statements
	 */
	public List<String> changeStatements(Step step) {
		List<String> statements = new ArrayList<>();
		if (!step.from().isEmpty()) {
			statements.add("delete from %s where revision in (%s)".formatted(name(),
					step.from().stream().map(Quoting::literal).collect(Collectors.joining(", "))));
		}
		if (!step.to().isEmpty()) {
			statements.add("insert into %s (revision) values %s".formatted(name(),
					step.to().stream().map((id) -> "(" + Quoting.literal(id) + ")").collect(Collectors.joining(", "))));
		}
		return statements;
	}

	/**
	 * Returns the statement that deletes a row.
	 * @param id the revision
	 * @return a delete of one row
	 */
	public String delete(String id) {
		return "delete from %s where revision = %s".formatted(name(), Quoting.literal(id));
	}

	/**
	 * Returns the statement that adds a row.
	 * @param id the revision
	 * @return an insert of one row
	 */
	public String insert(String id) {
		return "insert into %s (revision) values (%s)".formatted(name(), Quoting.literal(id));
	}

	/**
	 * Checks that a step changed exactly the rows that it should.
	 * @param step the step
	 * @param counts the counts of {@link #changeStatements}
	 * @throws MigrationException with {@code database_not_up_to_date} where somebody else
	 * changed the rows meanwhile, with {@code invalid_configuration} where the table does
	 * not take a row
	 */
	public void verify(Step step, List<Long> counts) {
		if (!step.from().isEmpty() && counts.get(0) > step.from().size()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The version table %s has the rows %s more than once".formatted(name(),
							String.join(", ", step.from())),
					"The revision was rolled back. Somebody has dropped the table's primary key: delete all but one of the equal rows, "
							+ "then run: alter table %s add primary key (revision)".formatted(name()));
		}
		if (!step.from().isEmpty() && counts.get(0) != step.from().size()) {
			throw new MigrationException(ErrorCode.DATABASE_NOT_UP_TO_DATE,
					"The version table %s should have the rows %s, but %s of them are there: something else changed it while revision %s ran"
						.formatted(name(), String.join(", ", step.from()), counts.get(0), step.revision().id()),
					"The revision was rolled back. Find out who else writes the table, for another process that migrates would have waited for the lock (unless lock.type=none), then start again.");
		}
		if (!step.to().isEmpty() && counts.get(counts.size() - 1) != step.to().size()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The version table %s did not take the row %s of revision %s: a trigger or a rule keeps it out"
						.formatted(name(), String.join(", ", step.to()), step.revision().id()),
					"The revision was rolled back. Drop the trigger or the rule, then start again.");
		}
	}

	/**
	 * Returns the query that sees what a step has made of the rows.
	 * @param step the step
	 * @return a query for the rows that the step leaves
	 */
	public String rowsOf(Step step) {
		return "select from %s where revision = any (%s)".formatted(name(),
				step.to()
					.stream()
					.map(Quoting::literal)
					.collect(Collectors.joining(", ", "array[", "]::pg_catalog.text[]")));
	}

	/**
	 * Checks that the rows are there as they were written.
	 * @param step the step
	 * @param count the count of {@link #rowsOf}
	 * @throws MigrationException with {@code invalid_configuration} where they are not
	 */
	public void verifyRows(Step step, long count) {
		if (count != step.to().size()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The version table %s changed the row %s of revision %s: it has a trigger".formatted(name(),
							String.join(", ", step.to()), step.revision().id()),
					"The revision was rolled back. Drop the trigger, then start again.");
		}
	}

	/**
	 * Returns the log beside the table.
	 * @return the log
	 */
	public MigrationLog log() {
		return new MigrationLog(qualified(logName(this.table)), logName(this.table));
	}

	private static String logName(String table) {
		return table + "_log";
	}

	/**
	 * Returns the name for SQL.
	 * @return schema, where it is known, and table, quoted
	 */
	public String name() {
		return qualified(this.table);
	}

	private String qualified(String name) {
		return (this.schema != null) ? Quoting.identifier(this.schema) + "." + Quoting.identifier(name)
				: Quoting.identifier(name);
	}

	/**
	 * Returns the name for people and for the derivation of the lock's key.
	 * @return schema and table, not quoted
	 */
	public String displayName() {
		return schema() + "." + this.table;
	}

}
