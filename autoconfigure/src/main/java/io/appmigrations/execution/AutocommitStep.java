package io.appmigrations.execution;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.appmigrations.database.MigrationConnection;
import io.appmigrations.database.MigrationLock;
import io.appmigrations.database.MigrationLog;
import io.appmigrations.database.MigrationLog.Progress;
import io.appmigrations.database.PipelineException;
import io.appmigrations.database.VersionTable;
import io.appmigrations.error.ErrorCode;
import io.appmigrations.error.MigrationException;
import io.appmigrations.javarevision.JavaRevisionScript;
import io.appmigrations.revision.Step;
import io.appmigrations.script.RevisionScript;
import io.appmigrations.script.Section;
import io.appmigrations.script.SqlRevision;
import io.appmigrations.script.SqlStatement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A revision that does not run in one transaction. Its log says at any time which
 * statements are done, so that an interrupted run can go on.
 * <p>
 * A statement that bears a transaction gets one of its own, together with the note that
 * it is done: it runs exactly once. PostgreSQL itself says which do not bear one; these
 * are noted before and after. When a run was interrupted in between, it is looked up in
 * the catalog whether an index was built or dropped or a partition detached, commands
 * that may be repeated are repeated, and for anything else a person must decide.
 */
final class AutocommitStep {

	private static final Logger logger = LoggerFactory.getLogger(AutocommitStep.class);

	/** Active SQL transaction, invalid transaction termination (manual, appendix A). */
	private static final Set<String> NEEDS_AUTOCOMMIT = Set.of("25001", "2D000");

	/** What can commit by itself before it fails (manual, 43.8). */
	private static final Set<String> COMMITTING = Set.of("call", "do");

	private static final Set<String> REPEATABLE = Set.of("vacuum", "analyze", "analyse", "reindex", "cluster",
			"checkpoint", "refresh", "set", "reset", "discard", "select", "show");

	private final MigrationConnection connection;

	private final VersionTable table;

	private final MigrationLock lock;

	private final MigrationLog log;

	private final ExecutionSettings settings;

	private final Step step;

	private final RevisionScripts scripts;

	private final RevisionScript script;

	private final ConcurrentIndex indexes;

	private final DetachedPartition partitions;

	private final AtomicInteger done;

	/**
	 * Creates a run.
	 * @param done says during and after the run how many statements are done, those of
	 * interrupted runs included
	 */
	AutocommitStep(MigrationConnection connection, VersionTable table, MigrationLock lock, ExecutionSettings settings,
			Step step, RevisionScripts scripts, AtomicInteger done) {
		this.connection = connection;
		this.table = table;
		this.lock = lock;
		this.log = table.log();
		this.settings = settings;
		this.step = step;
		this.scripts = scripts;
		this.script = scripts.of(step.revision());
		this.indexes = new ConcurrentIndex(connection);
		this.partitions = new DetachedPartition(connection);
		this.done = done;
	}

	/**
	 * Runs the revision, or what is left of it.
	 * @throws StatementException where PostgreSQL refused one of its statements
	 * @throws MigrationException where anything else failed
	 */
	void run() throws StatementException {
		long start = System.nanoTime();
		Optional<Progress> unfinished = this.log.unfinished(this.connection, this.step).filter(this::isToBeGoneOnWith);
		if (unfinished.isPresent()) {
			logger.info("Revision {} was begun at {} and not finished: it goes on after statement {}",
					this.step.revision().id(), unfinished.get().since(), unfinished.get().done());
		}
		else {
			begin();
		}
		if (this.script instanceof SqlRevision sql) {
			run(Objects.requireNonNull(sql.section(this.step.direction())), unfinished.orElse(null));
		}
		else if (this.script instanceof JavaRevisionScript java) {
			new JavaStep(this.connection, this.table, this.step, java).run();
		}
		else {
			throw new IllegalStateException("Nothing runs a " + this.script.getClass().getName());
		}
		finish((System.nanoTime() - start) / 1_000_000);
	}

	private void begin() {
		try {
			this.log.verify(this.connection
				.executeInternally(List.of(this.log.started(this.step, this.script, this.settings.origin())))
				.get(0));
		}
		catch (MigrationException ex) {
			throw new MigrationException(ex.getCode(),
					"Revision %s was not begun: %s".formatted(this.step.revision().describe(), ex.getMessage()),
					ex.getHint(), ex.getCause());
		}
	}

	/**
	 * A run that began nothing, or whose parents were undone since, is forgotten. One of
	 * the other direction, or of statements that are not in the file any more, needs a
	 * person.
	 */
	private boolean isToBeGoneOnWith(Progress unfinished) {
		if (this.script instanceof JavaRevisionScript) {
			return unfinished.direction().equals(this.step.direction().toString()) && !isUndone(unfinished);
		}
		if (unfinished.isEmpty() || isUndone(unfinished)) {
			return false;
		}
		if (!unfinished.direction().equals(this.step.direction().toString())) {
			throw interrupted(unfinished, "now a %s is asked for".formatted(this.step.direction()),
					"Finish the %s first: it goes on where it stopped.".formatted(unfinished.direction()));
		}
		Section section = Objects.requireNonNull(((SqlRevision) this.script).section(this.step.direction()));
		if (unfinished.covers() > section.statements().size()
				|| !section.digestOfFirst(unfinished.covers()).equals(unfinished.digest())) {
			throw interrupted(unfinished, "the statements that it had begun were changed since",
					"Restore them, so that it can go on where it stopped; statements behind them may be changed.");
		}
		return true;
	}

	private boolean isUndone(Progress unfinished) {
		Set<String> undone = this.log.downgradedSince(this.connection, unfinished.id());
		return !undone.isEmpty() && !Collections.disjoint(undone,
				this.scripts.graph().withAncestors(List.of(this.step.revision().id())));
	}

	private MigrationException interrupted(Progress unfinished, String problem, String hint) {
		return new MigrationException(ErrorCode.INTERRUPTED_REVISION,
				"The %s of revision %s was interrupted at %s after %s statements, and %s".formatted(
						unfinished.direction(), this.step.revision().describe(), unfinished.since(), unfinished.done(),
						problem),
				hint);
	}

	private void run(Section section, @Nullable Progress unfinished) throws StatementException {
		this.done.set((unfinished != null) ? unfinished.done() : 0);
		applyTimeouts(section);
		for (Unit unit : units(section.statements())) {
			this.lock.requireHeld();
			if (unit.last() <= this.done.get()) {
				repeatSettings(unit, section);
				continue;
			}
			boolean doubtful = unfinished != null && unfinished.running() && unit.last() == unfinished.statement();
			if (!doubtful || !alreadyHappened(unit)) {
				run(unit, section);
			}
			else {
				note(section, unit.last(), false);
			}
			this.done.set(unit.last());
		}
	}

	/** What is done is done, but the settings of its session are gone. */
	private void repeatSettings(Unit unit, Section section) throws StatementException {
		for (SqlStatement statement : unit.statements()) {
			if (statement.changesSettings()) {
				try {
					this.connection.execute(List.of(replaced(statement)));
				}
				catch (PipelineException ex) {
					throw failure(unit.last(), statement, replaced(statement), section, ex.getFailure());
				}
			}
		}
	}

	private void applyTimeouts(Section section) {
		this.connection.executeInSession(SectionTimeouts.session(section));
	}

	/** A statement by itself, or everything from BEGIN to COMMIT. */
	private static List<Unit> units(List<SqlStatement> statements) {
		List<Unit> units = new ArrayList<>();
		List<SqlStatement> open = new ArrayList<>();
		for (int i = 0; i < statements.size(); i++) {
			SqlStatement statement = statements.get(i);
			open.add(statement);
			boolean block = open.get(0).beginsTransaction();
			if (!block || statement.endsTransaction() || i == statements.size() - 1) {
				units.add(new Unit(List.copyOf(open), i + 1));
				open.clear();
			}
		}
		return units;
	}

	private void run(Unit unit, Section section) throws StatementException {
		if (unit.statements().size() > 1) {
			runBlock(unit, section);
			return;
		}
		SqlStatement statement = unit.statements().get(0);
		if (ConcurrentIndex.isConcurrent(statement) || !runInTransaction(unit, section)) {
			runAlone(unit, statement, section);
		}
	}

	/**
	 * Returns {@code false} where PostgreSQL says that the statement cannot run in a
	 * transaction; nothing ran then.
	 */
	private boolean runInTransaction(Unit unit, Section section) throws StatementException {
		SqlStatement statement = unit.statements().get(0);
		String sql = replaced(statement);
		this.connection.begin();
		try {
			if (this.connection.isTransactionPooled()) {
				this.connection.execute(SectionTimeouts.local(section, this.settings));
			}
			if (statement.copyData() != null) {
				this.connection.copyIn(sql, statement.copyData());
				requireRecorded(this.connection.execute(reached(section, unit.last(), false)));
			}
			else {
				requireRecorded(this.connection.execute(with(List.of(sql), reached(section, unit.last(), false))));
			}
			this.connection.commit();
			return true;
		}
		catch (PipelineException ex) {
			this.connection.rollback();
			if (NEEDS_AUTOCOMMIT.contains(Objects.toString(ex.getFailure().getSQLState(), ""))) {
				return false;
			}
			throw failure(unit.last(), statement, sql, section, ex.getFailure());
		}
		catch (SQLException ex) {
			this.connection.rollback();
			throw failure(unit.last(), statement, sql, section, ex);
		}
	}

	/**
	 * The file's own transaction, with the note that it is done put before its COMMIT.
	 */
	private void runBlock(Unit unit, Section section) throws StatementException {
		int first = unit.last() - unit.statements().size() + 1;
		for (int i = 0; i < unit.statements().size(); i++) {
			SqlStatement statement = unit.statements().get(i);
			String sql = replaced(statement);
			try {
				if (i == unit.statements().size() - 1 && statement.endsTransaction()) {
					requireRecorded(this.connection.execute(reached(section, unit.last(), false)));
					this.connection.execute(List.of(sql));
				}
				else if (statement.copyData() != null) {
					this.connection.copyIn(sql, statement.copyData());
				}
				else {
					this.connection.execute(List.of(sql));
				}
				if (i == 0 && this.connection.isTransactionPooled()) {
					this.connection.execute(SectionTimeouts.local(section, this.settings));
				}
			}
			catch (PipelineException ex) {
				StatementException failure = failure(first + i, statement, sql, section, ex.getFailure());
				afterFailure(failure, () -> this.connection.executeInternally(List.of("rollback")));
				throw failure;
			}
		}
		SqlStatement last = unit.statements().get(unit.statements().size() - 1);
		if (!last.endsTransaction()) {
			try {
				requireRecorded(this.connection.execute(reached(section, unit.last(), false)));
				this.connection.execute(List.of("commit"));
			}
			catch (PipelineException ex) {
				throw failure(unit.last(), last, replaced(last), section, ex.getFailure());
			}
		}
	}

	private void runAlone(Unit unit, SqlStatement written, Section section) throws StatementException {
		SqlStatement statement = this.settings.placeholders().replacedIn(written, this.step.revision().path());
		boolean concurrent = ConcurrentIndex.isConcurrent(statement);
		Set<String> invalid = this.indexes.leftBy(statement);
		note(section, unit.last(), true);
		List<String> again = concurrent ? SectionTimeouts.off(this.connection, List.of(SectionTimeouts.LOCK_TIMEOUT))
				: List.of();
		try {
			this.connection.execute(List.of(statement.text()));
			this.indexes.requireValid(statement, this.step.revision());
		}
		catch (PipelineException ex) {
			StatementFailure failure = StatementFailure.ofStatement(this.step, written, statement.text(), unit.last(),
					section.statements().size(), ex.getFailure());
			boolean partly = COMMITTING.stream().anyMatch((word) -> statement.startsWith(word))
					&& failure.mayHaveCommitted();
			StatementException thrown = new StatementException(partly ? failure.partly() : failure);
			afterFailure(thrown, () -> {
				this.connection.executeInSession(again);
				this.indexes.removeLeftBy(statement, invalid);
				if (!partly && !this.partitions.isPending(statement)) {
					note(this.log.takenBack(this.step, unit.last() - 1, section.digestOfFirst(unit.last() - 1)));
				}
			});
			throw thrown;
		}
		this.connection.executeInSession(again);
		note(section, unit.last(), false);
	}

	/** What fails now must not hide why it is done. */
	private void afterFailure(StatementException failure, Runnable cleanUp) {
		if (!this.connection.isOpen()) {
			return;
		}
		try {
			cleanUp.run();
		}
		catch (MigrationException ex) {
			failure.addSuppressed(ex);
			logger.warn("After the failed statement of revision {}: {}", this.step.revision().id(), ex.getMessage());
		}
	}

	private void note(Section section, int statement, boolean running) {
		note(reached(section, statement, running));
	}

	private void note(List<String> record) {
		List<String> statements = with(List.of("begin"), record);
		List<Long> counts = this.connection.executeInternally(with(statements, List.of("commit")));
		requireRecorded(counts.subList(0, counts.size() - 1));
	}

	/** The record is the last of the statements. */
	private void requireRecorded(List<Long> counts) {
		if (counts.get(counts.size() - 1) != 1) {
			throw overtaken(this.step);
		}
	}

	/**
	 * The progress in the log was not the one that this process has read or written.
	 */
	static MigrationException overtaken(Step step) {
		return new MigrationException(ErrorCode.LOCK_TIMEOUT,
				"Another process goes on with revision %s, or its record in the log was changed: this one does not hold the migration lock any more"
					.formatted(step.revision().describe()),
				"What ran twice was rolled back. Start again; with lock.type=shedlock check the pool's size and the server's load.");
	}

	private List<String> reached(Section section, int statement, boolean running) {
		return this.log.reached(this.step, statement, running, section.digestOfFirst(statement));
	}

	private static List<String> with(List<String> first, List<String> second) {
		List<String> all = new ArrayList<>(first);
		all.addAll(second);
		return all;
	}

	/**
	 * Decides about a statement that was running when the run was interrupted.
	 */
	private boolean alreadyHappened(Unit unit) {
		SqlStatement statement = this.settings.placeholders()
			.replacedIn(unit.statements().get(0), this.step.revision().path());
		Optional<Boolean> happened = this.indexes.happened(statement).or(() -> this.partitions.happened(statement));
		if (happened.isPresent()) {
			return happened.get();
		}
		if (!statement.words().isEmpty() && REPEATABLE.contains(statement.words().get(0))) {
			return false;
		}
		throw new MigrationException(ErrorCode.INTERRUPTED_REVISION,
				"Revision %s was interrupted while statement %s (%s:%s) ran, and it cannot be told whether that took effect:\n\n    %s"
					.formatted(this.step.revision().describe(), unit.last(), this.step.revision().path(),
							statement.line(), unit.statements().get(0).text().replace("\n", "\n    ")),
				"Statements 1 to %s ran, those after %s did not. ".formatted(unit.last() - 1, unit.last())
						+ StatementFailure.decide(this.step.revision()));
	}

	private String replaced(SqlStatement statement) {
		return this.settings.placeholders().replaceIn(statement, this.step.revision().path());
	}

	private void finish(long millis) {
		Bookkeeping bookkeeping = new Bookkeeping(this.connection, this.table, this.lock, this.step,
				this.log.done(this.step, this.script, this.settings.origin(), millis));
		this.connection.begin();
		try {
			bookkeeping.verify(this.connection.executeInternally(bookkeeping.statements()));
			this.connection.commit();
		}
		catch (SQLException ex) {
			this.connection.rollback();
			throw StatementFailure.atCommit(this.step, ex)
				.toException("Its statements are done; the next start records that.", null);
		}
		catch (MigrationException ex) {
			this.connection.rollback();
			throw new MigrationException(ex.getCode(),
					"The statements of revision %s took effect and stay, but were not recorded; the next start does that: %s"
						.formatted(this.step.revision().describe(), ex.getMessage()),
					ex.getHint(), ex.getCause());
		}
	}

	private StatementException failure(int number, SqlStatement statement, String sql, Section section,
			SQLException failure) {
		return new StatementException(
				StatementFailure.ofStatement(this.step, statement, sql, number, section.statements().size(), failure));
	}

	/**
	 * What runs together.
	 *
	 * @param statements one statement, or a block from BEGIN to COMMIT
	 * @param last the number of the last of them in the section, counted from 1
	 */
	private record Unit(List<SqlStatement> statements, int last) {
	}

}
