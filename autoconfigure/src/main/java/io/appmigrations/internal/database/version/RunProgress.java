package io.appmigrations.internal.database.version;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import io.appmigrations.Step;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.Quoting;
import org.jspecify.annotations.Nullable;

/**
 * How far a revision came that does not run in one transaction: the column
 * {@code progress} of the record of its start. Two processes that both believe to hold
 * the lock must not both continue, so that each update says what it found.
 */
public final class RunProgress {

	/*
	 * Operators are named with their schema wherever the types of both sides do not fit
	 * one of PostgreSQL's exactly: an exact match in another schema of the search path
	 * would win (manual, 10.2).
	 */
	private static final String STATEMENT = "(progress operator(pg_catalog.->>) 'statement')";

	private static final String RUNNING = "(progress operator(pg_catalog.->>) 'running')";

	/** Before the name of a batch in the record of its progress. */
	public static final String PREFIX = "batch:";

	private final String log;

	RunProgress(String log) {
		this.log = log;
	}

	/**
	 * Finds an unfinished run of a step: one that was started and neither finished nor
	 * followed by a finished one.
	 * @param connection the connection
	 * @param step the step
	 * @return how far it came, or nothing where there is none
	 */
	public Optional<Progress> unfinished(MigrationConnection connection, Step step) {
		return connection.query(
				"""
						select id, coalesce(%s::pg_catalog.int4, 0), coalesce(%s::pg_catalog.bool, false),
						       progress operator(pg_catalog.->>) 'digest',
						       coalesce((progress operator(pg_catalog.->>) 'covers')::pg_catalog.int4, 0), direction,
						       recorded_at::pg_catalog.text, %s, %s
						  from %s
						 where revision = %s and outcome = 'started'
						   and id > coalesce((select max(id) from %5$s where revision = %6$s
						                         and outcome in ('done', 'stamped', 'repaired')), 0::pg_catalog.int8)
						 order by id desc limit 1""".formatted(STATEMENT, RUNNING, firstBatch("progress"),
						batchedRows("progress"), this.log, Quoting.literal(step.revision().id())),
				(rows) -> rows.next() ? Optional.of(readProgress(rows)) : Optional.empty());
	}

	/**
	 * Returns the query of an unfinished run of a step in its own direction.
	 * @param step the step
	 * @return a query of the record's id and progress, with one row or none
	 */
	public String started(Step step) {
		return """
				select id, progress from %s
				     where revision = %s and outcome = 'started' and direction = %s
				       and id > coalesce((select max(id) from %1$s where revision = %2$s
				                             and outcome in ('done', 'stamped', 'repaired')), 0::pg_catalog.int8)
				     order by id desc limit 1""".formatted(this.log, Quoting.literal(step.revision().id()),
				Quoting.literal(step.direction().toString()));
	}

	private static Progress readProgress(ResultSet rows) throws SQLException {
		return new Progress(rows.getLong(1), rows.getInt(2), rows.getBoolean(3), rows.getString(4), rows.getInt(5),
				rows.getString(6), rows.getString(7), rows.getString(8), rows.getLong(9));
	}

	/** An expression for the name of the batches that a revision has begun. */
	private static String firstBatch(String progress) {
		return "(select pg_catalog.min(pg_catalog.substr(b.key, 7)) %s)".formatted(batches(progress));
	}

	/** An expression for how many rows its batches have processed, zero for none. */
	static String batchedRows(String progress) {
		return "(select coalesce(pg_catalog.sum((b.value operator(pg_catalog.->>) 'rows')::pg_catalog.int8), 0::pg_catalog.numeric) %s)"
			.formatted(batches(progress));
	}

	private static String batches(String progress) {
		return "from pg_catalog.jsonb_each(%s) b where pg_catalog.starts_with(b.key, 'batch:')".formatted(progress);
	}

	/**
	 * Returns the statements that record how far a started revision came, inside of a
	 * transaction. The role that the revision may have set need not have a right to the
	 * log.
	 * @param step the step
	 * @param statement the number of the statement, counted from 1
	 * @param running whether it is about to run; otherwise it has run
	 * @param digest the digest of the statements up to this one
	 * @return statements of which the last updates one row, or none where another process
	 * has come as far
	 */
	public List<String> reached(Step step, int statement, boolean running, String digest) {
		return reached(step, statement, running, digest, statement - 1);
	}

	/**
	 * Returns the statements that record that a statement failed without effect.
	 * @param step the step
	 * @param statement the number of the statement before it, which has run
	 * @param digest the digest of the statements up to that one
	 * @return statements of which the last updates one row
	 */
	public List<String> takenBack(Step step, int statement, String digest) {
		return reached(step, statement, false, digest, statement);
	}

	/** Two processes that both believe that they hold the lock must not both continue. */
	private List<String> reached(Step step, int statement, boolean running, String digest, int doneAtMost) {
		return asLogin(progress(step, record(statement, running, digest), isBelow(doneAtMost + 1)));
	}

	private static String record(int statement, boolean running, String digest) {
		return "pg_catalog.jsonb_build_object('statement', %s, 'running', %b, 'digest', %s, 'covers', %1$s)"
			.formatted(statement, running, Quoting.literal(digest));
	}

	private static String isBelow(int statement) {
		return "coalesce(%s::pg_catalog.int4, 0) - coalesce(%s::pg_catalog.bool, false)::pg_catalog.int4 <= %s"
			.formatted(STATEMENT, RUNNING, statement - 1);
	}

	/** Not as the role that the revision may have set. */
	private static List<String> asLogin(String update) {
		return List.of("set local session authorization default", "set local role none", update);
	}

	/**
	 * Returns the statement that records how far a batch of rows of a started revision
	 * came.
	 * @param step the step
	 * @param batch the name of the batch
	 * @param before how far it had come before
	 * @param now how far it has come
	 * @return an update of one row, or none where another process has come as far
	 */
	public String reached(Step step, String batch, BatchProgress before, BatchProgress now) {
		String key = Quoting.literal(PREFIX + batch);
		return progress(step, "pg_catalog.jsonb_build_object(%s, %s)".formatted(key, now.json()), isAt(key, before));
	}

	private static String isAt(String key, BatchProgress before) {
		return "coalesce((%s)::pg_catalog.int8, 0) = %s::pg_catalog.int8".formatted(batchValue(key, "rows"),
				before.rows());
	}

	/**
	 * Returns the statements that record how far the only statement of a section came
	 * that runs over ranges of a key.
	 * @param step the step
	 * @param digest the digest of the statement
	 * @param batch the name of the key
	 * @param before how far it had come before
	 * @param now how far it has come
	 * @param done whether that was all
	 * @return statements of which the last updates one row, or none where another process
	 * has come as far
	 */
	public List<String> reached(Step step, String digest, String batch, BatchProgress before, BatchProgress now,
			boolean done) {
		String key = Quoting.literal(PREFIX + batch);
		return asLogin(progress(
				step, "%s operator(pg_catalog.||) pg_catalog.jsonb_build_object(%s, %s)"
					.formatted(record(1, !done, digest), key, now.json()),
				"%s and %s".formatted(isBelow(1), isAt(key, before))));
	}

	private static String batchValue(String batch, String field) {
		return "progress operator(pg_catalog.->) %s::pg_catalog.text operator(pg_catalog.->>) '%s'".formatted(batch,
				field);
	}

	private String progress(Step step, String json, String condition) {
		return """
				update %s set progress = progress operator(pg_catalog.||) %s
				 where id = (select max(id) from %1$s where revision = %s and outcome = 'started' and direction = %s)
				   and %s""".formatted(this.log, json, Quoting.literal(step.revision().id()),
				Quoting.literal(step.direction().toString()), condition);
	}

	/**
	 * Reads how far a batch of rows of an unfinished revision came.
	 * @param connection the connection
	 * @param step the step
	 * @param batch the name of the batch
	 * @return how far it came, {@link BatchProgress#NONE} where it has not begun
	 */
	public BatchProgress batchProgress(MigrationConnection connection, Step step, String batch) {
		String key = Quoting.literal(PREFIX + batch);
		return connection.query("""
				select %s, (%s)::pg_catalog.int8, coalesce((%s)::pg_catalog.int8, 0),
				       coalesce((%s)::pg_catalog.int8, 0), %s
				  from %s
				 where id = (select max(id) from %6$s where revision = %s and outcome = 'started' and direction = %s)
				   and pg_catalog.jsonb_exists(progress, %s)""".formatted(batchValue(key, "key"),
				batchValue(key, "rows"), batchValue(key, "ranges"), batchValue(key, "changed"), batchValue(key, "last"),
				this.log, Quoting.literal(step.revision().id()), Quoting.literal(step.direction().toString()), key),
				(rows) -> rows.next() ? new BatchProgress(rows.getString(1), rows.getLong(2), rows.getLong(3),
						rows.getLong(4), rows.getString(5)) : BatchProgress.NONE);
	}

	/**
	 * Returns the statement that settles whether the statement took effect that ran when
	 * a revision was interrupted.
	 * @param id the revision
	 * @param done whether it took effect
	 * @return an update of one row
	 */
	public String decided(String id, boolean done) {
		return """
				update %s set progress = progress operator(pg_catalog.||) pg_catalog.jsonb_build_object('running', false,
				       'statement', %s::pg_catalog.int4 - %s, 'decided', '%s'::pg_catalog.text)
				 where id = (select max(id) from %1$s where revision = %s and outcome = 'started')"""
			.formatted(this.log, STATEMENT, done ? 0 : 1, done ? "done" : "undone", Quoting.literal(id));
	}

	/**
	 * How far an unfinished revision came.
	 *
	 * @param id the log row that records its start
	 * @param statement the number of the statement that was reached, zero for none
	 * @param running whether that statement was about to run; otherwise it has run
	 * @param digest the digest of the first statements, to recognise them, or
	 * {@code null} where none was begun
	 * @param covers how many statements the digest is about
	 * @param direction the direction that was started
	 * @param since when it was started
	 * @param batch the name of batches of rows that it has begun, {@code null} where it
	 * has begun none
	 * @param rows how many rows its batches have processed
	 */
	public record Progress(long id, int statement, boolean running, @Nullable String digest, int covers,
			String direction, String since, @Nullable String batch, long rows) {

		/**
		 * Returns how many statements are known to be done.
		 * @return the number, zero for none
		 */
		public int done() {
			return this.running ? this.statement - 1 : this.statement;
		}

		/**
		 * Says how far it came.
		 * @return for example {@code statement 2} or {@code 5000 rows}
		 */
		public String describe() {
			return (this.batch != null) ? this.rows + " rows" : "statement " + done();
		}

		/**
		 * Whether nothing has happened that would have to be resumed.
		 * @return {@code true} where no statement was begun, nor a batch of rows
		 */
		public boolean isEmpty() {
			return this.statement == 0 && this.batch == null;
		}

	}

	/**
	 * How far a batch of rows came.
	 *
	 * @param key the key of the last row that was processed, as text, or {@code null}
	 * where none was
	 * @param rows how many rows were processed
	 * @param ranges in how many transactions
	 * @param changed how many rows were changed, where that is known
	 * @param last the key to stop at, as text, or {@code null} where there is no row
	 * behind which to stop
	 */
	public record BatchProgress(@Nullable String key, long rows, long ranges, long changed, @Nullable String last) {

		/** Nothing was processed. */
		public static final BatchProgress NONE = new BatchProgress(null, 0, 0, 0, null);

		/**
		 * Adds a range.
		 * @param reached the key of its last row
		 * @param more how many rows it has
		 * @return how far the batch came with it
		 */
		public BatchProgress plus(String reached, long more) {
			return new BatchProgress(reached, this.rows + more, this.ranges + 1, this.changed, this.last);
		}

		/**
		 * Adds rows that were changed.
		 * @param more their number
		 * @return the same with these
		 */
		public BatchProgress withChanged(long more) {
			return new BatchProgress(this.key, this.rows, this.ranges, this.changed + more, this.last);
		}

		/**
		 * Says where to stop.
		 * @param end the key of the last row
		 * @return the same with an end
		 */
		public BatchProgress until(@Nullable String end) {
			return new BatchProgress(this.key, this.rows, this.ranges, this.changed, end);
		}

		private String json() {
			return "pg_catalog.jsonb_build_object('key', %s::pg_catalog.text, 'rows', %s, 'ranges', %s, 'changed', %s, 'last', %s::pg_catalog.text)"
				.formatted(Quoting.literalOrNull(this.key), this.rows, this.ranges, this.changed,
						Quoting.literalOrNull(this.last));
		}

	}

}
