package io.appmigrations.internal.execution;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.PipelineException;
import io.appmigrations.internal.database.version.RunProgress.BatchProgress;
import io.appmigrations.internal.execution.CommittedRanges.Range;
import io.appmigrations.internal.script.Batch;
import io.appmigrations.internal.script.BatchStatement;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SectionReader;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.QualifiedName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A section with {@code batch:}: its statement runs over {@linkplain CommittedRanges
 * ranges} of the key, up to the greatest that there was at the beginning. Rows with the
 * same key are in the same range, so that the key need not be unique.
 */
final class BatchedSection {

	private static final Logger logger = LoggerFactory.getLogger(BatchedSection.class);

	/** The table in the tool's own queries. */
	private static final String ALIAS = "q";

	private final RunContext context;

	private final MigrationConnection connection;

	private final StepRun run;

	private final Section section;

	private final Batch batch;

	private final RevisionScript script;

	private final SqlStatement written;

	private final SqlStatement replaced;

	private final BatchStatement statement;

	private final String digest;

	private final CommittedRanges ranges;

	private @Nullable BatchKey key;

	BatchedSection(RunContext context, StepRun run, Section section, Batch batch) {
		this.context = context;
		this.connection = context.connection();
		this.run = run;
		this.section = section;
		this.batch = batch;
		this.script = context.scripts().of(run.step().revision());
		String path = run.step().revision().path();
		try (SectionReader statements = section.open()) {
			this.written = Objects.requireNonNull(statements.next());
			this.digest = statements.digest();
			// finds out whether the file was changed
			statements.next();
		}
		this.replaced = context.settings().placeholders().replacedIn(this.written, path);
		this.statement = BatchStatement.of(path, this.replaced, batch);
		this.ranges = new CommittedRanges(context, run, batch.name());
	}

	/**
	 * Runs the ranges that are left.
	 * @throws StatementException where PostgreSQL refused the statement
	 * @throws MigrationException where anything else failed
	 */
	void run() throws StatementException {
		BatchProgress before = this.ranges.before();
		BatchProgress begun;
		long expected;
		this.connection.begin();
		try {
			setTimeouts();
			this.key = BatchKey.read(this.connection, this.statement, this.batch);
			requireUsable(this.key.problem());
			begun = (before.ranges() > 0) ? before : before.until(greatest());
			expected = (begun.last() != null)
					? CommittedRanges.estimate(this.connection, "select 1 " + rows(begun.key(), begun.last())) : 0;
		}
		catch (PipelineException ex) {
			throw failure(ex.getFailure());
		}
		finally {
			this.connection.rollback();
		}
		try {
			BatchProgress done = this.ranges.run(begun, expected, this.batch.pause(), this::next);
			logger.info("{}: {}: {} rows in {} ranges, {} changed", this.run.step().revision().id(), this.batch.name(),
					done.rows(), done.ranges(), done.changed());
		}
		catch (SQLException ex) {
			throw failure(ex);
		}
	}

	/** Between transactions a pooler gives the session to others. */
	private void setTimeouts() throws PipelineException {
		if (this.connection.session().isTransactionPooled()) {
			this.connection.execute(SectionTimeouts.local(this.section, this.context.settings()));
		}
	}

	private void requireUsable(@Nullable String problem) {
		if (problem != null) {
			throw new MigrationException(ErrorCode.STATEMENT_FAILED,
					"%s:%s: batch:%s cannot be divided into ranges: %s; nothing was run"
						.formatted(this.run.step().revision().path(), this.section.line(), this.batch.name(), problem),
					"Choose a column of the table that is not null and the first one of an index, such as the primary key.");
		}
	}

	private BatchKey key() {
		return Objects.requireNonNull(this.key);
	}

	private String column() {
		return ALIAS + "." + new QualifiedName(List.of(this.batch.key())).quoted();
	}

	private @Nullable String greatest() {
		return this.connection
			.query("select %1$s::pg_catalog.text from %2$s as %3$s order by %1$s desc limit 1".formatted(column(),
					this.statement.table(), ALIAS),
					(rows) -> rows.next() ? Optional.of(rows.getString(1)) : Optional.<String>empty())
			.orElse(null);
	}

	private String rows(@Nullable String after, String upTo) {
		return "from %s as %s where %s".formatted(this.statement.table(), ALIAS, key().range(column(), after, upTo));
	}

	private Range next(BatchProgress done) throws StatementException {
		try {
			setTimeouts();
			Range range = (done.last() != null) ? range(done, done.last()) : new Range(done, true);
			String condition = (range.reached().key() != null)
					? key().range(this.statement.key(), done.key(), range.reached().key()) : "false";
			List<Long> changed = this.connection.execute(List.of(this.statement.beforeRange() + condition));
			BatchProgress reached = range.reached().withChanged(changed.get(0));
			this.ranges.requireRecorded(this.connection.executeInternally(this.context.log()
				.progress()
				.reached(this.run.step(), this.digest, this.batch.name(), done, reached, range.last())));
			return new Range(reached, range.last());
		}
		catch (PipelineException ex) {
			throw failure(ex.getFailure());
		}
	}

	/** The next rows, and all that have the key of the last one of them. */
	private Range range(BatchProgress done, String last) {
		return this.connection.query("""
				select r.k::pg_catalog.text, pg_catalog.count(*) over ()
				  from (select %1$s as k %2$s order by %1$s fetch first %3$s rows with ties) r
				 order by r.k desc limit 1""".formatted(column(), rows(done.key(), last), this.batch.size()),
				(rows) -> {
					if (!rows.next()) {
						return new Range(done.plus(last, 0), true);
					}
					long count = rows.getLong(2);
					boolean all = count < this.batch.size() || rows.getString(1).equals(last);
					return new Range(done.plus(all ? last : rows.getString(1), count), all);
				});
	}

	private StatementException failure(SQLException failure) {
		String sent = this.statement.keepsPlaces() ? this.replaced.text() : this.statement.beforeRange();
		return new StatementException(StatementFailure.ofStatement(this.run.step(), this.script,
				new StatementFailure.Sent(this.written, sent, 1, 1), failure));
	}

}
