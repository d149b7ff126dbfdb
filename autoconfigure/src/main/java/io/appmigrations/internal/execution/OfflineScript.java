package io.appmigrations.internal.execution;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.Step;
import io.appmigrations.internal.database.AdvisoryLock;
import io.appmigrations.internal.database.LiteralSettings;
import io.appmigrations.internal.database.MigrationLog;
import io.appmigrations.internal.database.Quoting;
import io.appmigrations.internal.database.VersionTable;
import io.appmigrations.internal.graph.MigrationPlan;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.script.CopyData;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SectionReader;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.settings.MigrationSettings;
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

	private final Output script;

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
		this.script = new Output(out);
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
		this.script.append('\n');
		statement("begin");
		for (Step step : plan.steps()) {
			this.table.changeStatements(step).forEach(this::statement);
		}
		records.forEach(this::statement);
		statement("commit");
	}

	/**
	 * Writes the creation of the version table.
	 * @throws IOException where it cannot be written
	 */
	public void renderVersionTable() throws IOException {
		this.script.write(() -> {
			comment("App Migrations: the version table and its log");
			createVersionTable();
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

	/**
	 * The script is written for certain rows, and it must not meet another process that
	 * migrates.
	 */
	private void guard(MigrationPlan plan, Set<String> rows, @Nullable String lockName) {
		Set<String> allowed = allowed(plan, rows);
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
				dollarSafe(elsewhere(rows, allowed)),
				Quoting.literal("This script is for a database at %s, and this one is not there"
					.formatted(Step.describeRows(rows).replace("%", "%%")))));
	}

	/**
	 * What the version table may have: where the script begins, and any place on another
	 * branch. What this build does not know was written by a newer one.
	 */
	private Set<String> allowed(MigrationPlan plan, Set<String> rows) {
		RevisionGraph graph = this.scripts.graph();
		Set<String> passed = plan.steps()
			.stream()
			.map((step) -> step.revision().id())
			.collect(Collectors.toCollection(TreeSet::new));
		Set<String> ids = graph.revisions().stream().map(Revision::id).collect(Collectors.toSet());
		Set<String> allowed = new TreeSet<>(ids);
		allowed.removeAll(graph.withDescendants(passed));
		allowed.removeAll(graph.withDownAncestors(passed));
		Set<String> known = new TreeSet<>(rows);
		known.retainAll(ids);
		allowed.removeAll(graph.withDownAncestors(known));
		allowed.addAll(rows);
		return allowed;
	}

	private String elsewhere(Set<String> rows, Set<String> allowed) {
		List<String> conditions = new ArrayList<>();
		if (!rows.isEmpty()) {
			conditions.add("(select pg_catalog.count(*) from %s where revision in (%s)) <> %s"
				.formatted(this.table.name(), literals(rows), rows.size()));
		}
		conditions.add("exists (select from %s%s)".formatted(this.table.name(),
				allowed.isEmpty() ? "" : " where revision not in (%s)".formatted(literals(allowed))));
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
		step.revision().message().lines().skip(1).forEach(this::comment);
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
		boolean changed = false;
		try (SectionReader statements = section.open()) {
			for (SqlStatement statement = next(statements); statement != null; statement = next(statements)) {
				changed |= maySet(statement);
				statement(statement, step);
			}
		}
		this.script.append('\n');
		if (changed) {
			restore();
		}
		this.table.changeStatements(step).forEach(this::statement);
		statement(this.log.done(step, revision, origin(), null));
		if (own) {
			statement("commit");
		}
	}

	/** Whoever reads the script wants to read what the author says about a statement. */
	private @Nullable SqlStatement next(SectionReader statements) {
		SqlStatement statement = statements.next();
		String comments = statements.comments();
		this.script.append(comments.isEmpty() ? "" : "\n").append(comments);
		return statement;
	}

	private void autocommit(Step step, SqlRevision revision, Section section) {
		statement(this.log.started(step, revision, origin()));
		SectionTimeouts.session(section).forEach(this::statement);
		boolean block = false;
		try (SectionReader statements = section.open()) {
			for (SqlStatement statement = next(statements); statement != null; statement = next(statements)) {
				block = (block || statement.beginsTransaction()) && !statement.endsTransaction();
				if (statement.endsTransaction()) {
					reached(step, statements, false).forEach(this::statement);
					statement(statement, step);
				}
				else if (block) {
					statement(statement, step);
				}
				else if (bearsTransaction(statement)) {
					statement("begin");
					statement(statement, step);
					reached(step, statements, false).forEach(this::statement);
					statement("commit");
				}
				else {
					alone(statement, step, section, statements);
				}
			}
			if (block) {
				reached(step, statements, false).forEach(this::statement);
				statement("commit");
			}
		}
		this.script.append('\n');
		statement("begin");
		restore();
		this.table.changeStatements(step).forEach(this::statement);
		statement(this.log.done(step, revision, origin(), null));
		statement("commit");
	}

	/**
	 * Whoever goes on where the script was broken off must know that the statement was
	 * begun.
	 */
	private void alone(SqlStatement statement, Step step, Section section, SectionReader statements) {
		statement(last(reached(step, statements, true)));
		boolean concurrent = ConcurrentIndex.isConcurrent(statement);
		if (concurrent) {
			statement("set lock_timeout = 0");
		}
		statement(statement, step);
		if (concurrent) {
			statement(SectionTimeouts.lockTimeout(section, this.settings));
		}
		statement(last(reached(step, statements, false)));
	}

	private List<String> reached(Step step, SectionReader statements, boolean running) {
		return this.log.reached(step, statements.number(), running, statements.digest());
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
		statement("reset session authorization");
		statement("reset all");
		settings().forEach(this::statement);
	}

	private static boolean maySet(SqlStatement statement) {
		String text = statement.text().toLowerCase(Locale.ROOT);
		return statement.changesSettings() || text.contains("set_config") || statement.startsWith("do")
				|| statement.startsWith("call") || statement.startsWith("discard");
	}

	/** The host that writes the script is not the one that runs it. */
	private MigrationSettings.Origin origin() {
		MigrationSettings.Origin origin = this.settings.origin();
		return new MigrationSettings.Origin(null, origin.application(), origin.applicationVersion());
	}

	private void statement(SqlStatement statement, Step step) {
		statement(this.settings.placeholders().replaceIn(statement, step.revision().path()));
		CopyData data = statement.copyData();
		if (data != null) {
			append(data);
		}
	}

	private void append(CopyData data) {
		char[] chars = new char[8192];
		boolean ended = true;
		try (Reader reader = new InputStreamReader(data.stream(), StandardCharsets.UTF_8)) {
			for (int count = reader.read(chars); count > 0; count = reader.read(chars)) {
				this.script.append(new String(chars, 0, count));
				ended = chars[count - 1] == '\n';
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.script.append(ended ? "" : "\n").append("\\.\n");
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

	/** Where the script is written, without a checked exception in each line of it. */
	private static final class Output {

		private final Appendable out;

		Output(Appendable out) {
			this.out = out;
		}

		void write(Runnable work) throws IOException {
			try {
				work.run();
			}
			catch (UncheckedIOException ex) {
				throw Objects.requireNonNull(ex.getCause());
			}
		}

		Output append(CharSequence text) {
			try {
				this.out.append(text);
				return this;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		Output append(char c) {
			return append(String.valueOf(c));
		}

	}

}
