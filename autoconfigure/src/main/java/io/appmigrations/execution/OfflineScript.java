package io.appmigrations.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.appmigrations.database.AdvisoryLock;
import io.appmigrations.database.MigrationConnection;
import io.appmigrations.database.MigrationLog;
import io.appmigrations.database.Quoting;
import io.appmigrations.database.VersionTable;
import io.appmigrations.error.ErrorCode;
import io.appmigrations.error.MigrationException;
import io.appmigrations.revision.MigrationPlan;
import io.appmigrations.revision.Step;
import io.appmigrations.script.RevisionScript;
import io.appmigrations.script.Section;
import io.appmigrations.script.SqlRevision;
import io.appmigrations.script.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * A plan as a script for {@code psql}: run from top to bottom it leaves the database as
 * the run of the plan would, version table and log included.
 */
public final class OfflineScript {

	private static final Set<String> BEARING_TRANSACTION = Set.of("insert", "update", "delete", "merge", "copy",
			"select", "with", "values", "truncate", "comment", "grant", "revoke", "create", "alter", "drop");

	private static final Set<String> NEEDING_AUTOCOMMIT = Set.of("concurrently", "database", "tablespace",
			"subscription", "system");

	private static final String LINE = "-- " + "-".repeat(87);

	private final VersionTable table;

	private final MigrationLog log;

	private final ExecutionSettings settings;

	private final @Nullable String defaultSchema;

	private final RevisionScripts scripts;

	private final boolean javaAllowed;

	private final StringBuilder script = new StringBuilder();

	/**
	 * Begins a script.
	 * @param table the version table
	 * @param scripts what the revisions run
	 * @param settings how
	 * @param defaultSchema the schema to put first into the search path, or {@code null}
	 * @param javaAllowed whether a Java revision becomes a comment; otherwise it is an
	 * error
	 */
	public OfflineScript(VersionTable table, RevisionScripts scripts, ExecutionSettings settings,
			@Nullable String defaultSchema, boolean javaAllowed) {
		this.table = table;
		this.log = table.log();
		this.scripts = scripts;
		this.settings = settings;
		this.defaultSchema = defaultSchema;
		this.javaAllowed = javaAllowed;
	}

	/**
	 * Writes an upgrade or a downgrade.
	 * @param plan the plan
	 * @param rows the rows of the version table that the plan starts from
	 * @param lockName the name of the migration lock, or {@code null} for the derived one
	 * @return the script
	 * @throws MigrationException where a revision of the plan is written in Java
	 */
	public String render(MigrationPlan plan, Set<String> rows, @Nullable String lockName) {
		List<String> java = javaRevisions(plan);
		requireSql(java);
		header("%s from %s".formatted(
				plan.isEmpty() ? "Nothing to do" : capitalize(plan.steps().get(0).direction().toString()),
				MigrationPlan.describeRows(rows)), plan, java);
		if (plan.isEmpty()) {
			return this.script.toString();
		}
		preamble(rows);
		guard(plan, rows, lockName);
		if (this.defaultSchema != null) {
			this.script.append('\n');
			statement("create schema if not exists " + Quoting.identifier(this.defaultSchema));
		}
		if (this.settings.singleTransaction()) {
			statement("begin");
		}
		for (Step step : plan.steps()) {
			RevisionScript revision = this.scripts.of(step.revision());
			heading(step);
			if (revision instanceof SqlRevision sql) {
				section(step, sql, sql.section(step.direction()));
			}
			else {
				refuse(step);
			}
		}
		if (this.settings.singleTransaction()) {
			this.script.append('\n');
			statement("commit");
		}
		return this.script.toString();
	}

	/**
	 * Writes a stamp.
	 * @param plan the plan
	 * @param rows the rows of the version table that the plan starts from
	 * @param records the statements that write the log
	 * @param lockName the name of the migration lock, or {@code null} for the derived one
	 * @return the script
	 */
	public String renderStamp(MigrationPlan plan, Set<String> rows, List<String> records, @Nullable String lockName) {
		header("Stamp from %s".formatted(MigrationPlan.describeRows(rows)), plan, List.of());
		if (plan.isEmpty()) {
			return this.script.toString();
		}
		preamble(rows);
		guard(plan, rows, lockName);
		this.script.append('\n');
		statement("begin");
		for (Step step : plan.steps()) {
			this.table.changeStatements(step).forEach(this::statement);
		}
		records.forEach(this::statement);
		statement("commit");
		return this.script.toString();
	}

	/**
	 * Writes the creation of the version table.
	 * @return the script
	 */
	public String renderVersionTable() {
		comment("App Migrations: the version table and its log");
		createVersionTable();
		return this.script.toString();
	}

	private List<String> javaRevisions(MigrationPlan plan) {
		return plan.steps()
			.stream()
			.map(Step::revision)
			.filter((revision) -> !(this.scripts.of(revision) instanceof SqlRevision))
			.map((revision) -> "%s (%s)".formatted(revision.describe(), revision.path()))
			.toList();
	}

	private void requireSql(List<String> java) {
		if (!java.isEmpty() && !this.javaAllowed) {
			throw new MigrationException(ErrorCode.INVALID_TARGET,
					"A script cannot hold what is written in Java: %s".formatted(String.join(", ", java)),
					"Write scripts for the ranges before and behind it (FROM:TO), and run it online.");
		}
	}

	private void header(String what, MigrationPlan plan, List<String> java) {
		comment("App Migrations: %s, %s %s".formatted(what, plan.steps().size(),
				(plan.steps().size() == 1) ? "step" : "steps"));
		if (!plan.isEmpty()) {
			comment(java.isEmpty() ? "Run it with: psql -v ON_ERROR_STOP=1 -f FILE"
					: "To be read, not to be run: it cannot hold what is written in Java, %s"
						.formatted(String.join(", ", java)));
		}
	}

	private void preamble(Set<String> rows) {
		this.script.append('\n');
		settings().forEach(this::statement);
		if (rows.isEmpty()) {
			this.script.append('\n');
			createVersionTable();
		}
	}

	private void createVersionTable() {
		this.table.schemaStatement().ifPresent(this::statement);
		this.table.createStatements().forEach(this::statement);
	}

	private List<String> settings() {
		List<String> statements = new ArrayList<>(List.of("set client_encoding = 'UTF8'"));
		statements.addAll(MigrationConnection.literalSettings());
		statements.add("set lock_timeout = '%sms'".formatted(this.settings.lockTimeout().toMillis()));
		statements.add("set statement_timeout = '%sms'".formatted(this.settings.statementTimeout().toMillis()));
		if (this.defaultSchema != null) {
			statements.add(
					"select pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', %s, nullif(pg_catalog.current_setting('search_path'), '')), false)"
						.formatted(Quoting.literal(Quoting.identifier(this.defaultSchema))));
		}
		return statements;
	}

	/**
	 * The script is written for certain rows, and it must not meet another process that
	 * migrates.
	 */
	private void guard(MigrationPlan plan, Set<String> rows, @Nullable String lockName) {
		Set<String> coming = plan.steps()
			.stream()
			.map((step) -> step.revision().id())
			.filter((id) -> !rows.contains(id))
			.collect(Collectors.toCollection(TreeSet::new));
		String lock = (lockName != null) ? Quoting.literal(lockName) : this.table.lockNameExpression();
		this.script.append('\n');
		statement("""
				do $guard$
				begin
				    if not pg_catalog.pg_try_advisory_lock(
				            %s) then
				        raise exception 'Another process migrates this database at the moment';
				    end if;
				    if %s then
				        raise exception %s;
				    end if;
				end $guard$""".formatted(dollarSafe(AdvisoryLock.keyExpression(lock)),
				dollarSafe(elsewhere(rows, coming)),
				Quoting.literal("This script is for a database at %s, and this one is not there"
					.formatted(MigrationPlan.describeRows(rows).replace("%", "%%")))));
	}

	private String elsewhere(Set<String> rows, Set<String> coming) {
		List<String> conditions = new ArrayList<>();
		if (!rows.isEmpty()) {
			conditions.add("(select pg_catalog.count(*) from %s where revision in (%s)) <> %s"
				.formatted(this.table.name(), literals(rows), rows.size()));
		}
		if (!coming.isEmpty()) {
			conditions
				.add("exists (select from %s where revision in (%s))".formatted(this.table.name(), literals(coming)));
		}
		return String.join("\n            or ", conditions);
	}

	private static String dollarSafe(String sql) {
		if (sql.contains("$guard$")) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"'%s' cannot be put into a script".formatted(sql), "Choose a name without $guard$.");
		}
		return sql;
	}

	private static String literals(Set<String> values) {
		return new TreeSet<>(values).stream().map(Quoting::literal).collect(Collectors.joining(", "));
	}

	private void heading(Step step) {
		this.script.append('\n').append(LINE).append('\n');
		comment("%s%s".formatted(step.describe(),
				step.revision().title().isEmpty() ? "" : ", " + step.revision().title()));
		comment(step.revision().path());
		this.script.append(LINE).append("\n\n");
	}

	/** Without it, a script of a dry run would skip the revision and go on. */
	private void refuse(Step step) {
		comment("runs the Java revision " + step.revision().path());
		statement("do $java$ begin raise exception %s; end $java$".formatted(
				Quoting.literal("Revision %s is written in Java: run it online".formatted(step.revision().id()))));
	}

	private void section(Step step, SqlRevision revision, @Nullable Section section) {
		if (section == null) {
			throw new IllegalStateException("The plan was not checked");
		}
		if (section.transactional()) {
			transaction(step, revision, section);
		}
		else {
			autocommit(step, revision, section);
		}
	}

	private void transaction(Step step, SqlRevision revision, Section section) {
		boolean own = !this.settings.singleTransaction();
		if (own) {
			statement("begin");
		}
		SectionTimeouts.local(section).forEach(this::statement);
		section.statements().forEach((statement) -> statement(statement, step));
		this.script.append('\n');
		restore(section);
		this.table.changeStatements(step).forEach(this::statement);
		statement(this.log.done(step, revision, origin(), null));
		if (own) {
			statement("commit");
		}
	}

	private void autocommit(Step step, SqlRevision revision, Section section) {
		statement(this.log.started(step, revision, origin()));
		SectionTimeouts.session(section).forEach(this::statement);
		int number = 0;
		boolean block = false;
		for (SqlStatement statement : section.statements()) {
			number++;
			List<String> done = this.log.reached(step, number, false, section.digestOfFirst(number));
			block = (block || statement.beginsTransaction()) && !statement.endsTransaction();
			if (statement.endsTransaction()) {
				done.forEach(this::statement);
				statement(statement, step);
			}
			else if (block) {
				statement(statement, step);
			}
			else if (bearsTransaction(statement)) {
				statement("begin");
				statement(statement, step);
				done.forEach(this::statement);
				statement("commit");
			}
			else {
				alone(statement, step, section, number);
				statement(done.get(done.size() - 1));
			}
		}
		if (block) {
			this.log.reached(step, number, false, section.digestOfFirst(number)).forEach(this::statement);
			statement("commit");
		}
		this.script.append('\n');
		statement("begin");
		restore(section);
		this.table.changeStatements(step).forEach(this::statement);
		statement(this.log.done(step, revision, origin(), null));
		statement("commit");
	}

	/**
	 * Whoever goes on where the script was broken off must know that the statement was
	 * begun.
	 */
	private void alone(SqlStatement statement, Step step, Section section, int number) {
		List<String> running = this.log.reached(step, number, true, section.digestOfFirst(number));
		statement(running.get(running.size() - 1));
		boolean concurrent = ConcurrentIndex.isConcurrent(statement);
		if (concurrent) {
			statement("set lock_timeout = 0");
		}
		statement(statement, step);
		if (concurrent) {
			statement(SectionTimeouts.lockTimeout(section, this.settings));
		}
	}

	/**
	 * Offline the server cannot be asked. Where in doubt, no: then a person is asked
	 * after an interruption (manual: the notes of each command that cannot run in a
	 * transaction block).
	 */
	private static boolean bearsTransaction(SqlStatement statement) {
		return !statement.changesSettings() && !statement.words().isEmpty()
				&& BEARING_TRANSACTION.contains(statement.words().get(0))
				&& Collections.disjoint(statement.words(), NEEDING_AUTOCOMMIT);
	}

	/** No revision sees the settings of another. */
	private void restore(Section section) {
		boolean changed = !section.transactional() || section.statements().stream().anyMatch(OfflineScript::maySet);
		if (changed) {
			statement("reset session authorization");
			statement("reset all");
			settings().forEach(this::statement);
		}
	}

	private static boolean maySet(SqlStatement statement) {
		String text = statement.text().toLowerCase(Locale.ROOT);
		return statement.changesSettings() || text.contains("set_config") || statement.startsWith("do")
				|| statement.startsWith("call") || statement.startsWith("discard");
	}

	/** The host that writes the script is not the one that runs it. */
	private MigrationLog.Origin origin() {
		MigrationLog.Origin origin = this.settings.origin();
		return new MigrationLog.Origin(null, origin.application(), origin.applicationVersion());
	}

	private void statement(SqlStatement statement, Step step) {
		statement(this.settings.placeholders().replaceIn(statement, step.revision().path()));
		if (statement.copyData() != null) {
			String data = statement.copyData();
			this.script.append(data).append(data.isEmpty() || data.endsWith("\n") ? "" : "\n").append("\\.\n");
		}
	}

	private void statement(String sql) {
		this.script.append(sql);
		// behind a line comment the semicolon would be part of it
		if (sql.substring(sql.lastIndexOf('\n') + 1).contains("--")) {
			this.script.append('\n');
		}
		this.script.append(";\n");
	}

	/** One line, whatever the text holds. */
	private void comment(String text) {
		String line = Arrays.stream(text.split("\\R"))
			.map((part) -> part.replaceAll("\\p{Cntrl}", " "))
			.collect(Collectors.joining(" "));
		this.script.append("-- ").append(line).append('\n');
	}

	private static String capitalize(String text) {
		return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
	}

}
