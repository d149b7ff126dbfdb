package io.appmigrations.internal.database.version;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Step;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.Quoting;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table that says which revisions a database is at: one row for each current
 * revision, their ancestors implied, as in Alembic. Always addressed with its schema, so
 * that no search path can hide it or put another in its place.
 */
public final class VersionTable {

	private static final Logger logger = LoggerFactory.getLogger(VersionTable.class);

	/**
	 * PostgreSQL cuts names at 63 bytes (manual, 4.1.1); ours must stay different from
	 * each other.
	 */
	private static final int MAX_NAME_BYTES = 63 - "_log_revision_id_idx".length();

	private final @Nullable String schema;

	private final String table;

	private final TableChanges changes;

	/**
	 * Names the table.
	 * @param schema its schema; {@code null} only for a script, whose reader alone will
	 * know the current schema
	 * @param table its name
	 * @param changes what it and its log are changed by after their creation
	 */
	public VersionTable(@Nullable String schema, String table, TableChanges changes) {
		requireUsable(table);
		this.schema = schema;
		this.table = table;
		this.changes = changes;
	}

	static void requireUsable(String table) {
		if (table.isBlank() || table.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"app.migrations.version-table: '%s' is not a valid name".formatted(table),
					"Use 1 to %s bytes; the names of the log and its index begin with it.".formatted(MAX_NAME_BYTES));
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
	 * Whether the table and the log are there as this release writes them.
	 * @param state what was read of them
	 * @return {@code false} where {@link #readOrCreate} would create or change something
	 */
	public boolean isReady(VersionState state) {
		return state.logged() && state.tables() >= this.changes.latest();
	}

	/**
	 * Whether no revision has ever been applied. An attempt that left nothing is none; a
	 * downgrade to base is one that the rows do not tell of.
	 * @param connection a prepared connection
	 * @param state what was read of the table and the log, or nothing without a table
	 * @return {@code false} where the rows, an interrupted revision or the log tell of
	 * one
	 */
	public boolean isFirstStart(MigrationConnection connection, Optional<VersionState> state) {
		return state
			.map((present) -> present.rows().isEmpty() && present.unfinished().isEmpty()
					&& !(present.logged() && log().hasApplied(connection)))
			.orElse(true);
	}

	/**
	 * Reads what the database says about itself, after creating the table and the log
	 * where they do not exist, and changing them where an earlier release made them.
	 * Needs the migration lock.
	 * @param connection the connection, in autocommit mode
	 * @return the state
	 * @throws MigrationException where the tables can be neither read nor created, or not
	 * changed
	 */
	public VersionState readOrCreate(MigrationConnection connection) {
		StateReader reader = new StateReader(this.schema, this.table, this.changes);
		Optional<VersionState> state = reader.peek(connection);
		if (state.isEmpty() || !state.get().logged()) {
			create(connection);
			state = reader.peek(connection);
		}
		if (state.isPresent() && !isReady(state.get())) {
			change(connection, state.get().tables());
			state = reader.peek(connection);
			if (!state.map(this::isReady).orElse(false)) {
				throw unchanged();
			}
		}
		return state.orElseThrow(() -> new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				"The version table %s could neither be read nor created".formatted(name()),
				"Look for an object of another kind with the name of the table or of its log."));
	}

	private void create(MigrationConnection connection) {
		createSchema(connection, schema());
		List<String> statements = new ArrayList<>(createStatements());
		statements.addAll(this.changes.since(0, this));
		connection.createUnlessAnotherDoes(statements);
	}

	private void change(MigrationConnection connection, int version) {
		List<String> statements = this.changes.since(version, this);
		logger.info("Changing {} and its log from version {} to {}", displayName(), version, this.changes.latest());
		try {
			connection.createUnlessAnotherDoes(statements);
		}
		catch (MigrationException ex) {
			throw new MigrationException(ex.getCode(),
					"%s and its log are tables of version %s, but this release of App Migrations writes version %s, and they could not be changed: %s"
						.formatted(displayName(), version, this.changes.latest(), ex.getMessage()),
					(ex.getCode() == ErrorCode.PERMISSION_DENIED)
							? "Ask the owner of the two tables to run the script that 'ensure-version --sql' writes, or: %s;"
								.formatted(String.join("; ", statements))
							: ex.getHint(),
					ex.getCause());
		}
	}

	/** Another process could have made the change, and has not. */
	private MigrationException unchanged() {
		return new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				"%s and its log could not be changed to version %s: an object that the change creates already exists"
					.formatted(displayName(), this.changes.latest()),
				"Rename it; 'ensure-version --sql' shows what the change creates.");
	}

	/**
	 * Returns the statements that create the table and the log where they do not exist,
	 * as the first release did.
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
		return statements;
	}

	/**
	 * Returns the statement of a script that changes the table and the log where an
	 * earlier release made them.
	 * @return one statement, which does nothing where there is nothing to change
	 */
	public String upgradeStatement() {
		return this.changes.inSql(this);
	}

	/**
	 * Whether a script has to change tables that are there.
	 * @return {@code false} where all releases made them alike
	 */
	public boolean hasChanged() {
		return this.changes.latest() > 1;
	}

	/**
	 * Returns what a script asks before it uses tables that are there.
	 * @return a condition, true where this release cannot use them
	 */
	public String isLaterCondition() {
		return this.changes.cannotUseInSql(this);
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
	 * Returns the statement that changes the rows as a step says and adds a record to the
	 * log. It cannot be used where the tables have rules, and does not show what their
	 * triggers do later.
	 * @param step the step
	 * @param record an insert into the log
	 * @param columns what else it is to answer with
	 * @param from where these columns are from, such as {@code , t}, or nothing
	 * @return a statement whose row begins with four numbers: deleted, added, those added
	 * as they should be, and recorded
	 */
	public String change(Step step, String record, List<String> columns, String from) {
		List<String> parts = new ArrayList<>();
		List<String> answers = new ArrayList<>();
		List<String> changes = changeStatements(step);
		String count = "(select pg_catalog.count(*) from %s)";
		if (!step.from().isEmpty()) {
			parts.add("deleted as (%s returning revision)".formatted(changes.get(0)));
		}
		answers.add(step.from().isEmpty() ? "0" : count.formatted("deleted"));
		if (!step.to().isEmpty()) {
			parts.add("added as (%s returning revision)".formatted(changes.get(changes.size() - 1)));
		}
		answers.add(step.to().isEmpty() ? "0" : count.formatted("added"));
		answers
			.add(step.to().isEmpty() ? "0" : count.formatted("added where revision = any (%s)".formatted(ids(step))));
		parts.add("recorded as (%s returning 1)".formatted(record));
		answers.add(count.formatted("recorded"));
		answers.addAll(columns);
		return "with %s\nselect %s%s".formatted(String.join(",\n", parts), String.join(", ", answers), from);
	}

	/**
	 * Returns the condition that something acts on changes of the table or of its log.
	 * @return a SQL expression, true for rules, triggers and policies, and where one of
	 * both is no plain table
	 */
	public String isWatched() {
		return """
				exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
				where n.nspname = %s and c.relname in (%s, %s)
				and (c.relhasrules or c.relhastriggers or c.relrowsecurity or c.relkind <> 'r'))"""
			.formatted(Quoting.literal(schema()), Quoting.literal(this.table), Quoting.literal(logName(this.table)));
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
	 * Returns the statement that gives a row the name that a step expects.
	 * @param names the names that it may have
	 * @param id the revision
	 * @return an update of one row or none
	 */
	public String rename(Set<String> names, String id) {
		return "update %s set revision = %s where revision in (%s)".formatted(name(), Quoting.literal(id),
				names.stream().sorted().map(Quoting::literal).collect(Collectors.joining(", ")));
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
					("The revision was rolled back. The table's primary key was dropped: delete all but one of the "
							+ "equal rows, then run: alter table %s add primary key (revision)")
						.formatted(name()));
		}
		if (!step.from().isEmpty() && counts.get(0) != step.from().size()) {
			throw new MigrationException(ErrorCode.DATABASE_NOT_UP_TO_DATE,
					"The version table %s should have the rows %s, but has %s of them: something else changed it while revision %s was running"
						.formatted(name(), String.join(", ", step.from()), counts.get(0), step.revision().id()),
					"The revision was rolled back. Find out what else writes the table (another process that migrates "
							+ "would have waited for the lock, unless lock.type=none), then start again.");
		}
		if (!step.to().isEmpty() && counts.get(counts.size() - 1) != step.to().size()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The version table %s did not store the row %s of revision %s: a trigger or a rule prevents it"
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
		return "select from %s where revision = any (%s)".formatted(name(), ids(step));
	}

	private static String ids(Step step) {
		return step.to()
			.stream()
			.map(Quoting::literal)
			.collect(Collectors.joining(", ", "array[", "]::pg_catalog.text[]"));
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

	static String logName(String table) {
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
