package io.appmigrations.execution;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.appmigrations.database.MigrationConnection;
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
 * the catalog whether an index was built or dropped, commands that may be repeated are
 * repeated, and for anything else a person must decide.
 */
final class AutocommitStep {

	private static final Logger logger = LoggerFactory.getLogger(AutocommitStep.class);

	/** Active SQL transaction, invalid transaction termination (manual, appendix A). */
	private static final Set<String> NEEDS_AUTOCOMMIT = Set.of("25001", "2D000");

	private static final Set<String> REPEATABLE = Set.of("vacuum", "analyze", "analyse", "reindex", "cluster",
			"checkpoint", "refresh", "set", "reset", "discard", "select", "show");

	private final MigrationConnection connection;

	private final VersionTable table;

	private final MigrationLog log;

	private final ExecutionSettings settings;

	private final Step step;

	private final RevisionScript script;

	private final ConcurrentIndex indexes;

	private final AtomicInteger done;

	/**
	 * Creates a run.
	 * @param done says during and after the run how many statements are done, those of
	 * interrupted runs included
	 */
	AutocommitStep(MigrationConnection connection, VersionTable table, ExecutionSettings settings, Step step,
			RevisionScript script, AtomicInteger done) {
		this.connection = connection;
		this.table = table;
		this.log = table.log();
		this.settings = settings;
		this.step = step;
		this.script = script;
		this.indexes = new ConcurrentIndex(connection);
		this.done = done;
	}

	/**
	 * Runs the revision, or what is left of it.
	 * @throws StatementException where PostgreSQL refused one of its statements
	 * @throws MigrationException where anything else failed
	 */
	void run() throws StatementException {
		long start = System.nanoTime();
		Optional<Progress> unfinished = this.log.unfinished(this.connection, this.step);
		if (unfinished.isPresent()) {
			requireSame(unfinished.get());
			logger.info("Revision {} was interrupted at {} and goes on", this.step.revision().id(),
					unfinished.get().since());
		}
		else {
			this.connection
				.executeInternally(List.of(this.log.started(this.step, this.script, this.settings.origin())));
		}
		if (this.script instanceof SqlRevision sql) {
			run(Objects.requireNonNull(sql.section(this.step.direction())), unfinished.orElse(null));
		}
		else if (this.script instanceof JavaRevisionScript java) {
			new JavaStep(this.connection, this.table, this.step, java).run();
		}
		finish((System.nanoTime() - start) / 1_000_000);
	}

	private void requireSame(Progress unfinished) {
		boolean sameDirection = unfinished.direction().equals(this.step.direction().toString());
		if (!sameDirection || !Objects.equals(unfinished.checksum(), this.script.checksum())) {
			throw new MigrationException(ErrorCode.INTERRUPTED_REVISION,
					"The %s of revision %s was interrupted at %s after %d statements, and %s".formatted(
							unfinished.direction(), this.step.revision().describe(), unfinished.since(),
							unfinished.running() ? unfinished.statement() - 1 : unfinished.statement(),
							sameDirection ? "its file was changed since"
									: "now a %s is asked for".formatted(this.step.direction())),
					sameDirection ? "Restore the file so that it can go on where it stopped."
							: "Finish the %s first.".formatted(unfinished.direction()));
		}
	}

	private void run(Section section, @Nullable Progress unfinished) throws StatementException {
		List<Unit> units = units(section.statements());
		if (unfinished != null) {
			this.done.set(unfinished.running() ? unfinished.statement() - 1 : unfinished.statement());
		}
		applyTimeouts(section);
		for (Unit unit : units) {
			if (unit.last() <= this.done.get()) {
				continue;
			}
			boolean doubtful = unfinished != null && unfinished.running() && unit.last() == unfinished.statement();
			if (!doubtful || !alreadyHappened(unit)) {
				run(unit, section);
			}
			else {
				note(unit.last(), false);
			}
			this.done.set(unit.last());
		}
	}

	private void applyTimeouts(Section section) {
		List<String> statements = TransactionalStep.timeouts(section)
			.stream()
			.map((statement) -> statement.replace("set local", "set"))
			.toList();
		this.connection.executeInternally(statements);
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
			if (statement.copyData() != null) {
				this.connection.copyIn(sql, statement.copyData());
				this.connection.execute(List.of(this.log.reached(this.step, unit.last(), false)));
			}
			else {
				this.connection.execute(List.of(sql, this.log.reached(this.step, unit.last(), false)));
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
			throw failure(unit.last(), null, sql, section, ex);
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
					this.connection.execute(List.of(this.log.reached(this.step, unit.last(), false), sql));
				}
				else if (statement.copyData() != null) {
					this.connection.copyIn(sql, statement.copyData());
				}
				else {
					this.connection.execute(List.of(sql));
				}
			}
			catch (PipelineException ex) {
				abandonBlock();
				throw failure(first + i, statement, sql, section, ex.getFailure());
			}
		}
		if (!unit.statements().get(unit.statements().size() - 1).endsTransaction()) {
			this.connection.executeInternally(List.of(this.log.reached(this.step, unit.last(), false), "commit"));
		}
	}

	private void abandonBlock() {
		if (this.connection.isOpen()) {
			this.connection.executeInternally(List.of("rollback"));
		}
	}

	private void runAlone(Unit unit, SqlStatement statement, Section section) throws StatementException {
		String sql = replaced(statement);
		note(unit.last(), true);
		try {
			if (ConcurrentIndex.isConcurrent(statement)) {
				this.connection.execute(List.of("set lock_timeout = 0"));
			}
			this.connection.execute(List.of(sql));
			this.indexes.requireValid(statement, this.step.revision());
		}
		catch (PipelineException ex) {
			if (this.connection.isOpen()) {
				this.indexes.removeInvalid(statement);
				note(unit.last() - 1, false);
			}
			throw failure(unit.last(), statement, sql, section, ex.getFailure());
		}
		if (ConcurrentIndex.isConcurrent(statement)) {
			this.connection
				.executeInternally(List.of("set lock_timeout = '%dms'".formatted(lockTimeoutMillis(section))));
		}
		note(unit.last(), false);
	}

	private long lockTimeoutMillis(Section section) {
		return Objects.requireNonNullElse(section.lockTimeout(), this.settings.lockTimeout()).toMillis();
	}

	private void note(int statement, boolean running) {
		this.connection.executeInternally(List.of(this.log.reached(this.step, statement, running)));
	}

	/**
	 * Decides about a statement that was running when the run was interrupted.
	 */
	private boolean alreadyHappened(Unit unit) {
		SqlStatement statement = unit.statements().get(0);
		Optional<Boolean> happened = this.indexes.happened(statement);
		if (happened.isPresent()) {
			return happened.get();
		}
		if (!statement.words().isEmpty() && REPEATABLE.contains(statement.words().get(0))) {
			return false;
		}
		throw new MigrationException(ErrorCode.INTERRUPTED_REVISION,
				"Revision %s was interrupted while statement %d (%s:%d) ran, and it cannot be told whether that took effect:%n%n    %s"
					.formatted(this.step.revision().describe(), unit.last(), this.step.revision().path(),
							statement.line(), statement.text().replace("\n", "\n    ")),
				("Look at the database. If it took effect, say so with: update %s set progress = '{\"statement\": %d, \"running\": false}' "
						+ "where revision = '%s' and outcome = 'started'; if not, use %d instead. Then start again.")
					.formatted(this.log.name(), unit.last(), this.step.revision().id(), unit.last() - 1));
	}

	private String replaced(SqlStatement statement) {
		return this.settings.placeholders().replaceIn(statement, this.step.revision().path());
	}

	private void finish(long millis) {
		List<String> statements = new ArrayList<>(this.connection.restoreStatements());
		List<String> changes = this.table.changeStatements(this.step);
		statements.addAll(changes);
		statements.add(this.log.done(this.step, this.script, this.settings.origin(), millis));
		this.connection.begin();
		try {
			List<Long> counts = this.connection.executeInternally(statements);
			int first = counts.size() - changes.size() - 1;
			this.table.verify(this.step, counts.subList(first, counts.size() - 1));
			this.connection.commit();
		}
		catch (SQLException ex) {
			this.connection.rollback();
			throw new StatementFailure(this.step, null, "", 1, 1, ex)
				.toException("Its statements are done; the next start records that.");
		}
		catch (MigrationException ex) {
			this.connection.rollback();
			throw ex;
		}
	}

	private StatementException failure(int number, @Nullable SqlStatement statement, String sql, Section section,
			SQLException failure) {
		return new StatementException(
				new StatementFailure(this.step, statement, sql, number, section.statements().size(), failure));
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
