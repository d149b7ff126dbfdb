package io.appmigrations.internal.execution;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Step;
import io.appmigrations.internal.database.LiteralSettings;
import io.appmigrations.internal.database.Quoting;
import io.appmigrations.internal.database.version.MigrationLog;
import io.appmigrations.internal.database.version.VersionTable;
import io.appmigrations.internal.graph.MigrationPlan;
import io.appmigrations.internal.script.Batch;
import io.appmigrations.internal.script.CopyData;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SectionReader;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.settings.Origin;
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

	private final VersionTable table;

	private final MigrationLog log;

	private final ExecutionSettings settings;

	private final @Nullable String defaultSchema;

	private final RevisionScripts scripts;

	private final ScriptWriter script;

	/**
	 * Begins a script.
	 * @param table the version table
	 * @param scripts what the revisions run
	 * @param settings how
	 * @param defaultSchema the schema to put first into the search path, or {@code null}
	 * @param out where to write it; a Java revision becomes a comment
	 */
	public OfflineScript(VersionTable table, RevisionScripts scripts, ExecutionSettings settings,
			@Nullable String defaultSchema, Appendable out) {
		this.table = table;
		this.log = table.log();
		this.scripts = scripts;
		this.settings = settings;
		this.defaultSchema = defaultSchema;
		this.script = new ScriptWriter(out);
	}

	/**
	 * Writes an upgrade or a downgrade.
	 * @param plan the plan
	 * @param rows the rows of the version table that the plan starts from
	 * @param lockName the name of the migration lock, or {@code null} for the derived one
	 * @throws IOException where it cannot be written
	 */
	public void render(MigrationPlan plan, Set<String> rows, @Nullable String lockName) throws IOException {
		this.script.write(() -> writePlan(plan, rows, lockName));
	}

	private void writePlan(MigrationPlan plan, Set<String> rows, @Nullable String lockName) {
		List<String> java = javaRevisions(this.scripts, plan);
		header("%s from %s".formatted(
				plan.isEmpty() ? "Nothing to do" : capitalize(plan.steps().get(0).direction().toString()),
				Step.describeRows(rows)), plan, java);
		if (plan.isEmpty()) {
			return;
		}
		preamble(rows);
		guard(plan, rows, lockName);
		upgradeVersionTable(rows);
		nameRows(rows);
		if (this.defaultSchema != null) {
			this.script.blankLine();
			this.script.statement("create schema if not exists " + Quoting.identifier(this.defaultSchema));
		}
		if (this.settings.singleTransaction()) {
			this.script.statement("begin");
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
			this.script.blankLine();
			this.script.statement("commit");
		}
	}

	/**
	 * Writes a stamp.
	 * @param plan the plan
	 * @param rows the rows of the version table that the plan starts from
	 * @param records the statements that write the log
	 * @param lockName the name of the migration lock, or {@code null} for the derived one
	 * @throws IOException where it cannot be written
	 */
	public void renderStamp(MigrationPlan plan, Set<String> rows, List<String> records, @Nullable String lockName)
			throws IOException {
		this.script.write(() -> writeStamp(plan, rows, records, lockName));
	}

	private void writeStamp(MigrationPlan plan, Set<String> rows, List<String> records, @Nullable String lockName) {
		header("Stamp from %s".formatted(Step.describeRows(rows)), plan, List.of());
		if (plan.isEmpty()) {
			return;
		}
		preamble(rows);
		guard(plan, rows, lockName);
		upgradeVersionTable(rows);
		nameRows(rows);
		this.script.blankLine();
		this.script.statement("begin");
		for (Step step : plan.steps()) {
			this.table.changeStatements(step).forEach(this.script::statement);
		}
		records.forEach(this.script::statement);
		this.script.statement("commit");
	}

	/**
	 * Writes the creation of the version table, and the change of one of an earlier
	 * release.
	 * @param lockName the name of the migration lock, or {@code null} for the derived one
	 * @throws IOException where it cannot be written
	 */
	public void renderVersionTable(@Nullable String lockName) throws IOException {
		this.script.write(() -> {
			this.script.comment("App Migrations: the version table and its log");
			this.script.statement(guard().statement(lockName));
			createVersionTable();
			this.script.statement(this.table.upgradeStatement());
		});
	}

	private static List<String> javaRevisions(RevisionScripts scripts, MigrationPlan plan) {
		return plan.steps()
			.stream()
			.map(Step::revision)
			.filter((revision) -> !(scripts.of(revision) instanceof SqlRevision))
			.map((revision) -> "%s (%s)".formatted(revision.describe(), revision.path()))
			.toList();
	}

	/**
	 * Refuses what no script can hold.
	 * @param scripts what the revisions run
	 * @param plan the plan
	 * @throws MigrationException where a revision of the plan is written in Java
	 */
	public static void requireSql(RevisionScripts scripts, MigrationPlan plan) {
		List<String> java = javaRevisions(scripts, plan);
		if (!java.isEmpty()) {
			throw new MigrationException(ErrorCode.INVALID_TARGET,
					"A script cannot contain revisions that are written in Java: %s".formatted(String.join(", ", java)),
					"Write scripts for the ranges before and after it (FROM:TO), and run it online.");
		}
	}

	private void header(String what, MigrationPlan plan, List<String> java) {
		this.script.comment("App Migrations: %s, %s %s".formatted(what, plan.steps().size(),
				(plan.steps().size() == 1) ? "step" : "steps"));
		if (!plan.isEmpty()) {
			this.script.comment(java.isEmpty() ? "Run it with: psql -v ON_ERROR_STOP=1 -f FILE"
					: "For reading only, do not run it: a script cannot contain revisions that are written in Java, %s"
						.formatted(String.join(", ", java)));
		}
	}

	private void preamble(Set<String> rows) {
		this.script.blankLine();
		settings().forEach(this.script::statement);
		if (rows.isEmpty()) {
			this.script.blankLine();
			createVersionTable();
		}
	}

	private void createVersionTable() {
		this.table.schemaStatement().ifPresent(this.script::statement);
		this.table.createStatements().forEach(this.script::statement);
	}

	/** Where the script creates the tables, and where another release may have. */
	private void upgradeVersionTable(Set<String> rows) {
		if (rows.isEmpty() || this.table.hasChanged()) {
			this.script.blankLine();
			this.script.statement(this.table.upgradeStatement());
		}
	}

	/** Whoever writes a script need not know by which name the table has a revision. */
	private void nameRows(Set<String> rows) {
		for (String row : rows) {
			Set<String> names = this.scripts.graph().otherNames(row);
			if (!names.isEmpty()) {
				this.script.blankLine();
				this.script.statement(this.table.rename(names, row));
			}
		}
	}

	private List<String> settings() {
		List<String> statements = new ArrayList<>(List.of("set client_encoding = 'UTF8'"));
		statements.addAll(LiteralSettings.statements());
		statements.add("set lock_timeout = '%sms'".formatted(this.settings.lockTimeout().toMillis()));
		statements.add("set statement_timeout = '%sms'".formatted(this.settings.statementTimeout().toMillis()));
		if (this.defaultSchema != null) {
			statements.add(
					"select pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', %s, nullif(pg_catalog.current_setting('search_path'), '')), false)"
						.formatted(Quoting.literal(Quoting.identifier(this.defaultSchema))));
		}
		return statements;
	}

	private void guard(MigrationPlan plan, Set<String> rows, @Nullable String lockName) {
		this.script.blankLine();
		this.script.statement(guard().statement(plan, rows, lockName));
	}

	private ScriptGuard guard() {
		return new ScriptGuard(this.table, this.scripts.graph());
	}

	private void heading(Step step) {
		this.script.blankLine();
		this.script.ruler();
		this.script.comment("%s%s".formatted(step.describe(),
				step.revision().title().isEmpty() ? "" : ", " + step.revision().title()));
		step.revision().message().lines().skip(1).forEach(this.script::comment);
		this.script.comment(step.revision().path());
		this.script.ruler();
		this.script.blankLine();
	}

	/** Without it, a script of a dry run would skip the revision and continue. */
	private void refuse(Step step) {
		this.script.comment("runs the Java revision " + step.revision().path());
		this.script.statement("do $java$ begin raise exception %s; end $java$".formatted(
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
			this.script.statement("begin");
		}
		SectionTimeouts.local(section).forEach(this.script::statement);
		boolean changed = false;
		LockWaits waits = new LockWaits(section, this.settings);
		try (SectionReader statements = section.open()) {
			for (SqlStatement statement = next(statements); statement != null; statement = next(statements)) {
				changed |= maySet(statement);
				statement(statement, step, waits);
			}
		}
		this.script.blankLine();
		if (changed) {
			restore();
		}
		this.table.changeStatements(step).forEach(this.script::statement);
		new SquashRecords(this.log, this.scripts, origin()).statements(step).forEach(this.script::statement);
		this.script.statement(this.log.done(step, revision, origin(), null));
		if (own) {
			this.script.statement("commit");
		}
	}

	/** Whoever reads the script wants to read what the author says about a statement. */
	private @Nullable SqlStatement next(SectionReader statements) {
		SqlStatement statement = statements.next();
		String comments = statements.comments();
		this.script.comments(comments);
		return statement;
	}

	private void autocommit(Step step, SqlRevision revision, Section section) {
		if (section.batch() != null) {
			batches(step, revision, section, section.batch());
			finish(step, revision);
			return;
		}
		this.script.statement(this.log.started(step, revision, origin()));
		SectionTimeouts.session(section).forEach(this.script::statement);
		boolean block = false;
		LockWaits waits = new LockWaits(section, this.settings);
		try (SectionReader statements = section.open()) {
			for (SqlStatement statement = next(statements); statement != null; statement = next(statements)) {
				waits.see(statement);
				block = (block || statement.beginsTransaction()) && !statement.endsTransaction();
				if (statement.endsTransaction()) {
					reached(step, statements, false).forEach(this.script::statement);
					statement(statement, step);
				}
				else if (block) {
					statement(statement, step, waits);
				}
				else if (bearsTransaction(statement)) {
					this.script.statement("begin");
					statement(statement, step);
					reached(step, statements, false).forEach(this.script::statement);
					this.script.statement("commit");
				}
				else {
					alone(statement, step, section, statements);
				}
			}
		}
		finish(step, revision);
	}

	/** The block is one statement for the server, however long it takes. */
	private void batches(Step step, SqlRevision revision, Section section, Batch batch) {
		SectionTimeouts.session(section).forEach(this.script::statement);
		this.script.comment("one transaction for each range; after an interruption, run the script again: it resumes");
		this.script.statement("set statement_timeout = 0");
		try (SectionReader statements = section.open()) {
			SqlStatement statement = Objects.requireNonNull(next(statements));
			SqlStatement replaced = this.settings.placeholders().replacedIn(statement, step.revision().path());
			this.script.statement(new BatchScript(this.log, this.settings, step, batch).block(replaced,
					statements.digest(), this.log.started(step, revision, origin())));
			next(statements);
		}
	}

	private void finish(Step step, SqlRevision revision) {
		this.script.blankLine();
		this.script.statement("begin");
		restore();
		this.table.changeStatements(step).forEach(this.script::statement);
		new SquashRecords(this.log, this.scripts, origin()).statements(step).forEach(this.script::statement);
		this.script.statement(this.log.done(step, revision, origin(), null));
		this.script.statement("commit");
	}

	/**
	 * Whoever continues where the script was interrupted must know that the statement was
	 * begun.
	 */
	private void alone(SqlStatement statement, Step step, Section section, SectionReader statements) {
		this.script.statement(last(reached(step, statements, true)));
		boolean concurrent = ConcurrentIndex.isConcurrent(statement);
		if (concurrent) {
			this.script.statement("set lock_timeout = 0");
		}
		statement(statement, step);
		if (concurrent) {
			this.script.statement(SectionTimeouts.lockTimeout(section, this.settings));
		}
		this.script.statement(last(reached(step, statements, false)));
	}

	private List<String> reached(Step step, SectionReader statements, boolean running) {
		return this.log.progress().reached(step, statements.number(), running, statements.digest());
	}

	private static String last(List<String> statements) {
		return statements.get(statements.size() - 1);
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
	private void restore() {
		this.script.statement("reset session authorization");
		this.script.statement("reset all");
		settings().forEach(this.script::statement);
	}

	private static boolean maySet(SqlStatement statement) {
		String text = statement.text().toLowerCase(Locale.ROOT);
		return statement.changesSettings() || text.contains("set_config") || statement.startsWith("do")
				|| statement.startsWith("call") || statement.startsWith("discard");
	}

	/** The host that writes the script is not the one that runs it. */
	private Origin origin() {
		Origin origin = this.settings.origin();
		return new Origin(null, origin.application(), origin.applicationVersion());
	}

	private void statement(SqlStatement statement, Step step, LockWaits waits) {
		waits.together(statement).forEach(this.script::statement);
		statement(statement, step);
		waits.after(statement).forEach(this.script::statement);
	}

	private void statement(SqlStatement statement, Step step) {
		this.script.statement(this.settings.placeholders().replaceIn(statement, step.revision().path()));
		CopyData data = statement.copyData();
		if (data != null) {
			this.script.data(data);
		}
	}

	private static String capitalize(String text) {
		return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
	}

}
