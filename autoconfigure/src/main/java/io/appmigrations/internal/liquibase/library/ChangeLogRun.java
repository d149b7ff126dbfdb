package io.appmigrations.internal.liquibase.library;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.liquibase.ChangeLogScripts;
import io.appmigrations.internal.liquibase.ChangeSetScript;
import io.appmigrations.internal.liquibase.ChangeSetScript.Part;
import io.appmigrations.internal.liquibase.LiquibaseExpression;
import io.appmigrations.internal.liquibase.LiquibaseSettings;
import io.appmigrations.internal.liquibase.LiquibaseSource;
import io.appmigrations.internal.script.Substitution;
import liquibase.ChecksumVersion;
import liquibase.ContextExpression;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Scope;
import liquibase.change.Change;
import liquibase.change.DbmsTargetedChange;
import liquibase.change.core.ExecuteShellCommandChange;
import liquibase.change.core.OutputChange;
import liquibase.change.core.TagDatabaseChange;
import liquibase.change.custom.CustomChangeWrapper;
import liquibase.changelog.ChangeLogHistoryService;
import liquibase.changelog.ChangeLogHistoryServiceFactory;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.changelog.filter.ContextChangeSetFilter;
import liquibase.changelog.filter.DbmsChangeSetFilter;
import liquibase.changelog.filter.IgnoreChangeSetFilter;
import liquibase.changelog.filter.LabelChangeSetFilter;
import liquibase.database.Database;
import liquibase.database.DatabaseList;
import liquibase.exception.LiquibaseException;
import liquibase.exception.PreconditionErrorException;
import liquibase.exception.PreconditionFailedException;
import liquibase.exception.RollbackImpossibleException;
import liquibase.exception.UnexpectedLiquibaseException;
import liquibase.executor.ExecutorService;
import liquibase.executor.LoggingExecutor;
import liquibase.precondition.core.PreconditionContainer;
import liquibase.sql.visitor.SqlVisitor;
import liquibase.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Runs a change log in a new database, change set by change set, and keeps what each
 * does.
 */
final class ChangeLogRun {

	private static final String JDBC = "jdbc";

	private static final String LOGGING = "logging";

	private final LiquibaseSettings settings;

	private final Database database;

	private final DatabaseChangeLog changeLog;

	private final boolean online;

	private final Map<String, ChangeSetFilter> filters = new LinkedHashMap<>();

	/** Change sets by what is worth knowing about them. */
	private final Map<String, Set<String>> remarks = new LinkedHashMap<>();

	private final List<String> failures = new ArrayList<>();

	ChangeLogRun(LiquibaseSettings settings, Database database, DatabaseChangeLog changeLog, boolean online) {
		this.settings = settings;
		this.database = database;
		this.changeLog = changeLog;
		this.online = online;
		this.filters.put("left out, because they are for another database", new DbmsChangeSetFilter(database));
		this.filters.put("left out, because Liquibase ignores them", new IgnoreChangeSetFilter());
		this.filters.put("left out, because of their contexts (chosen: %s)".formatted(settings.contexts()),
				new ContextChangeSetFilter(new Contexts(settings.contexts())));
		this.filters.put("left out, because of their labels (chosen: %s)".formatted(settings.labels()),
				new LabelChangeSetFilter(new LabelExpression(settings.labels())));
	}

	ChangeLogScripts run(Substitution substitution) throws LiquibaseException {
		ExecutorService executors = Scope.getCurrentScope().getSingleton(ExecutorService.class);
		ChangeLogHistoryServiceFactory histories = Scope.getCurrentScope()
			.getSingleton(ChangeLogHistoryServiceFactory.class);
		RecordingExecutor executor = new RecordingExecutor(this.database, this.online, substitution);
		executors.setExecutor(JDBC, this.database, executor);
		// loadData writes values into its statements if somebody wants to see them
		executors.setExecutor(LOGGING, this.database, new LoggingExecutor(executor, new StringWriter(), this.database));
		try {
			if (this.online) {
				// preconditions can ask for what has run
				ChangeLogHistoryService history = histories.getChangeLogService(this.database);
				history.init();
				this.database.commit();
				checkChangeLog();
			}
			List<ChangeSetScript> scripts = new ArrayList<>();
			for (ChangeSet changeSet : this.changeLog.getChangeSets()) {
				scripts.add(script(changeSet, executor));
			}
			return new ChangeLogScripts(scripts, notes());
		}
		finally {
			executors.clearExecutor(JDBC, this.database);
			executors.clearExecutor(LOGGING, this.database);
			histories.resetAll();
		}
	}

	private void checkChangeLog() throws LiquibaseException {
		PreconditionContainer preconditions = this.changeLog.getPreconditions();
		if (preconditions == null) {
			return;
		}
		try {
			preconditions.check(this.database, this.changeLog, null, null);
		}
		catch (PreconditionFailedException | PreconditionErrorException ex) {
			this.failures.add("The precondition of the change log is not met in a new database: %s"
				.formatted(LiquibaseLibrary.reason(ex)));
		}
		this.database.rollback();
	}

	private void remark(String remark, LiquibaseSource source) {
		this.remarks.computeIfAbsent(remark, (key) -> new LinkedHashSet<>()).add(source.toString());
	}

	private List<String> notes() {
		List<String> notes = new ArrayList<>(this.failures);
		this.remarks.forEach((remark, sources) -> notes.add(remark + ": " + String.join(", ", sources)));
		Set<String> contexts = new TreeSet<>();
		if (this.settings.contexts().isEmpty()) {
			this.changeLog.getChangeSets()
				.forEach((changeSet) -> contexts.addAll(changeSet.getContextFilter().getContexts()));
		}
		if (!contexts.isEmpty()) {
			notes.add("no context was chosen, so the change sets of all contexts are imported: %s"
				.formatted(String.join(", ", contexts)));
		}
		Set<String> labels = new TreeSet<>();
		if (this.settings.labels().isEmpty()) {
			this.changeLog.getChangeSets().forEach((changeSet) -> {
				labels.addAll(changeSet.getLabels().getLabels());
				changeSet.getInheritableLabels().forEach((included) -> labels.addAll(included.getLabels()));
			});
		}
		if (!labels.isEmpty()) {
			notes.add("no label was chosen, so the change sets of all labels are imported: %s"
				.formatted(String.join(", ", labels)));
		}
		if (!this.settings.parameters().isEmpty()) {
			notes.add("the revisions have the values that these parameters have here: %s"
				.formatted(String.join(", ", new TreeSet<>(this.settings.parameters().keySet()))));
		}
		return notes;
	}

	private ChangeSetScript script(ChangeSet changeSet, RecordingExecutor executor) throws LiquibaseException {
		List<String> checksums = checksums(changeSet);
		LiquibaseSource source = source(changeSet, checksums, LiquibaseSource.Kind.REQUIRED);
		String wrong = wrongContexts(changeSet);
		if (wrong != null) {
			remark("the contexts are no valid expression, so it is as with Liquibase, but probably not as it was meant (%s)"
				.formatted(wrong), source);
		}
		for (Map.Entry<String, ChangeSetFilter> filter : this.filters.entrySet()) {
			if (!isAccepted(filter.getValue(), changeSet, source)) {
				remark(filter.getKey(), source);
				return ChangeSetScript.leftOut(source(changeSet, List.of(), LiquibaseSource.Kind.LEFT_OUT));
			}
		}
		describe(changeSet, source);
		Ran ran = hasCode(changeSet.getChanges()) ? written(changeSet, executor) : execute(changeSet, source, executor);
		boolean optional = ran.optional() || Boolean.FALSE.equals(changeSet.getFailOnError())
				|| (changeSet.getPreconditions() != null && (changeSet.getPreconditions()
					.getOnFail() == PreconditionContainer.FailOption.CONTINUE
						|| changeSet.getPreconditions().getOnError() == PreconditionContainer.ErrorOption.CONTINUE));
		List<String> downgrade = ran.parts().isEmpty() ? List.of() : downgrade(changeSet, executor);
		String comment = changeSet.getComments();
		return new ChangeSetScript(
				source(changeSet, checksums, optional ? LiquibaseSource.Kind.OPTIONAL : LiquibaseSource.Kind.REQUIRED),
				(comment != null) ? comment : "", description(changeSet), changeSet.isRunInTransaction(), ran.parts(),
				downgrade);
	}

	private static boolean isAccepted(ChangeSetFilter filter, ChangeSet changeSet, LiquibaseSource source) {
		try {
			return filter.accepts(changeSet).isAccepted();
		}
		catch (UnexpectedLiquibaseException ex) {
			String wrong = wrongContexts(changeSet);
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"The change set %s has contexts that Liquibase cannot read: %s".formatted(source,
							(wrong != null) ? wrong : LiquibaseLibrary.reason(ex)),
					"Correct them in the change log, also those of the files that include it; they are no part of the checksum.");
		}
	}

	/** Its own, and those with which it is included. */
	private static @Nullable String wrongContexts(ChangeSet changeSet) {
		return Stream.concat(Stream.of(changeSet.getContextFilter()), changeSet.getInheritableContextFilter().stream())
			.map(ContextExpression::getOriginalString)
			.filter((text) -> text != null && LiquibaseExpression.problem(text) != null)
			.map((text) -> "'%s': %s".formatted(text, LiquibaseExpression.problem(text)))
			.findFirst()
			.orElse(null);
	}

	private static String description(ChangeSet changeSet) {
		String description = changeSet.getDescription();
		return (description == null || description.isBlank()) ? "no change" : description;
	}

	private static LiquibaseSource source(ChangeSet changeSet, List<String> checksums, LiquibaseSource.Kind kind) {
		String author = changeSet.getAuthor();
		return new LiquibaseSource(changeSet.getFilePath(), changeSet.getId(), (author != null) ? author : "",
				checksums, kind);
	}

	/**
	 * Those of both versions; none where Liquibase accepts any, as it does for a version
	 * of which the present checksum is named as valid.
	 */
	private static List<String> checksums(ChangeSet changeSet) {
		Set<String> valid = new LinkedHashSet<>();
		changeSet.getValidCheckSums().forEach((checksum) -> valid.add(checksum.toString()));
		Set<String> checksums = new LinkedHashSet<>();
		for (ChecksumVersion version : List.of(ChecksumVersion.V9, ChecksumVersion.V8)) {
			// it keeps the first one, whichever version is asked for
			changeSet.clearCheckSum();
			String present = changeSet.generateCheckSum(version).toString();
			if (valid.contains(present)) {
				valid.removeIf((checksum) -> checksum.startsWith(version.getVersion() + ":"));
			}
			else {
				checksums.add(present);
			}
		}
		changeSet.clearCheckSum();
		checksums.addAll(valid);
		boolean any = changeSet.isAlwaysRun()
				|| checksums.stream().anyMatch((checksum) -> checksum.matches("(?i)1:(?:any|all|\\*)"));
		return any ? List.of() : List.copyOf(checksums);
	}

	private void describe(ChangeSet changeSet, LiquibaseSource source) {
		if (changeSet.isAlwaysRun()) {
			remark("runAlways: the revisions run once; call a bean at each start instead (MigrationListener)", source);
		}
		if (changeSet.isRunOnChange()) {
			remark("runOnChange: a later change is a new revision, or an SQL file of the model", source);
		}
		if (Boolean.FALSE.equals(changeSet.getFailOnError())) {
			remark("failOnError=false: the revisions fail if their statements do", source);
		}
		if (changeSet.getRunWith() != null) {
			remark("runWith: the revisions do not run another program", source);
		}
		if (changeSet.getChanges().stream().anyMatch(TagDatabaseChange.class::isInstance)) {
			remark("tags are not carried over; a revision has an id, and can have a branch label", source);
		}
		if (changeSet.getPreconditions() != null && !changeSet.getPreconditions().getNestedPreconditions().isEmpty()) {
			remark(this.online ? "preconditions were checked in a new database, and are no part of the revisions"
					: "preconditions were not checked, but taken for met", source);
		}
	}

	private boolean runs(Change change) {
		return change.shouldRunOnOs() && !(change instanceof DbmsTargetedChange targeted
				&& !DatabaseList.definitionMatches(targeted.getDbms(), this.database, true));
	}

	/** Whether Liquibase runs something that is not SQL. */
	private boolean hasCode(List<Change> changes) {
		return changes.stream().anyMatch((change) -> runs(change) && code(change) != null);
	}

	private static @Nullable String code(Change change) {
		if (change instanceof CustomChangeWrapper custom) {
			return custom.getClassName();
		}
		return (change instanceof ExecuteShellCommandChange) ? change.getConfirmationMessage() : null;
	}

	/** Only Liquibase's own bookkeeping, or nothing in a database. */
	private static boolean isSilent(Change change) {
		return change instanceof TagDatabaseChange || change instanceof OutputChange;
	}

	private Ran execute(ChangeSet changeSet, LiquibaseSource source, RecordingExecutor executor)
			throws LiquibaseException {
		List<Change> silent = changeSet.getChanges().stream().filter(ChangeLogRun::isSilent).toList();
		changeSet.removeAllChanges(silent);
		if (changeSet.getChanges().isEmpty() && !silent.isEmpty()) {
			mark(changeSet, ChangeSet.ExecType.EXECUTED);
			return new Ran(List.of(), false);
		}
		executor.start(source.toString());
		ChangeSet.ExecType type;
		try {
			type = changeSet.execute(this.changeLog, this.database);
		}
		catch (LiquibaseException ex) {
			if (this.failures.isEmpty()) {
				this.failures.add("Liquibase cannot run the change log in a new database, from %s on: %s"
					.formatted(source, LiquibaseLibrary.reason(ex)));
			}
			List<Part> parts = executor.stop();
			this.database.rollback();
			executor.resetSearchPath();
			return new Ran(parts.isEmpty() ? written(changeSet, executor).parts() : rest(changeSet, executor, parts),
					false);
		}
		List<Part> parts = executor.stop();
		executor.resetSearchPath();
		mark(changeSet, type);
		if (type == ChangeSet.ExecType.MARK_RAN || type == ChangeSet.ExecType.SKIPPED) {
			remark("the precondition is not met in a new database, so the revision does nothing", source);
			return new Ran(List.of(), type == ChangeSet.ExecType.SKIPPED);
		}
		if (type == ChangeSet.ExecType.FAILED) {
			remark("failed in a new database and may (failOnError=false), so the revision does nothing", source);
			return new Ran(List.of(), true);
		}
		return new Ran(parts, false);
	}

	/** All that a change set which failed would run. */
	private List<Part> rest(ChangeSet changeSet, RecordingExecutor executor, List<Part> known)
			throws LiquibaseException {
		List<Part> all = written(changeSet, executor).parts();
		return (all.size() < known.size()) ? known : all;
	}

	private void mark(ChangeSet changeSet, ChangeSet.ExecType type) throws LiquibaseException {
		if (this.online && type != ChangeSet.ExecType.FAILED && type != ChangeSet.ExecType.SKIPPED) {
			this.database.markChangeSetExecStatus(changeSet, type);
			this.database.commit();
		}
	}

	/** What a change set does where it cannot be run. */
	private Ran written(ChangeSet changeSet, RecordingExecutor executor) throws LiquibaseException {
		List<Part> parts = new ArrayList<>();
		for (Change change : changeSet.getChanges()) {
			String code = code(change);
			if (!runs(change) || isSilent(change)) {
				continue;
			}
			if (code != null) {
				parts.add(new Part(code, true));
				continue;
			}
			change.finishInitialization();
			parts.addAll(parts(change.generateStatements(this.database), changeSet.getSqlVisitors(), executor));
		}
		return new Ran(parts, false);
	}

	private List<Part> parts(SqlStatement @Nullable [] statements, List<SqlVisitor> visitors,
			RecordingExecutor executor) throws LiquibaseException {
		List<Part> parts = new ArrayList<>();
		for (SqlStatement statement : (statements != null) ? statements : new SqlStatement[0]) {
			parts.addAll(executor.parts(statement, visitors));
		}
		return parts;
	}

	/**
	 * What undoes a change set, or {@code null} if Liquibase does not know or runs code.
	 */
	private @Nullable List<String> downgrade(ChangeSet changeSet, RecordingExecutor executor)
			throws LiquibaseException {
		List<Part> parts = new ArrayList<>();
		List<SqlVisitor> visitors = changeSet.getSqlVisitors().stream().filter(SqlVisitor::isApplyToRollback).toList();
		this.database.setObjectQuotingStrategy(changeSet.getObjectQuotingStrategy());
		try {
			if (changeSet.hasCustomRollbackChanges()) {
				for (Change change : changeSet.getRollback().getChanges()) {
					if (code(change) != null) {
						return null;
					}
					if (runs(change) && !isSilent(change)) {
						change.finishInitialization();
						parts.addAll(parts(change.generateStatements(this.database), visitors, executor));
					}
				}
			}
			else {
				List<Change> changes = new ArrayList<>(changeSet.getChanges());
				Collections.reverse(changes);
				for (Change change : changes) {
					if (code(change) != null || !change.supportsRollback(this.database)) {
						return null;
					}
					if (runs(change) && !isSilent(change)) {
						parts.addAll(parts(change.generateRollbackStatements(this.database), visitors, executor));
					}
				}
			}
		}
		catch (RollbackImpossibleException ex) {
			return null;
		}
		return parts.stream().anyMatch(Part::code) ? null : parts.stream().map(Part::text).toList();
	}

	/**
	 * What a change set has run.
	 *
	 * @param parts what it ran
	 * @param optional whether Liquibase goes on without it
	 */
	private record Ran(List<Part> parts, boolean optional) {
	}

}
