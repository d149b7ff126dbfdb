package io.appmigrations.internal.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import io.appmigrations.Step;
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
						       recorded_at::pg_catalog.text
						  from %s
						 where revision = %s and outcome = 'started'
						   and id > coalesce((select max(id) from %3$s where revision = %4$s
						                         and outcome in ('done', 'stamped', 'repaired')), 0::pg_catalog.int8)
						 order by id desc limit 1""".formatted(STATEMENT, RUNNING, this.log,
						Quoting.literal(step.revision().id())),
				(rows) -> rows.next() ? Optional.of(readProgress(rows)) : Optional.empty());
	}

	private static Progress readProgress(ResultSet rows) throws SQLException {
		return new Progress(rows.getLong(1), rows.getInt(2), rows.getBoolean(3), rows.getString(4), rows.getInt(5),
				rows.getString(6), rows.getString(7));
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
		String record = "pg_catalog.jsonb_build_object('statement', %s, 'running', %b, 'digest', %s, 'covers', %1$s)"
			.formatted(statement, running, Quoting.literal(digest));
		String condition = "coalesce(%s::pg_catalog.int4, 0) - coalesce(%s::pg_catalog.bool, false)::pg_catalog.int4 <= %s"
			.formatted(STATEMENT, RUNNING, doneAtMost);
		return List.of("set local session authorization default", "set local role none",
				progress(step, record, condition));
	}

	/**
	 * Returns the statement that records how far a batch of rows of a started revision
	 * came.
	 * @param step the step
	 * @param batch the name of the batch
	 * @param lastKey the key of the last row that was processed
	 * @param before how many rows were processed before the batch
	 * @param rows how many rows are processed with it
	 * @return an update of one row, or none where another process has come as far
	 */
	public String reached(Step step, String batch, String lastKey, long before, long rows) {
		String key = Quoting.literal("batch:" + batch);
		return progress(step,
				"pg_catalog.jsonb_build_object(%s, pg_catalog.jsonb_build_object('key', %s, 'rows', %s))".formatted(key,
						Quoting.literal(lastKey), rows),
				"coalesce((%s)::pg_catalog.int8, 0) = %s::pg_catalog.int8".formatted(batchValue(key, "rows"), before));
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
	 * @return the last key and the number of rows, or nothing where it has not begun
	 */
	public Optional<BatchProgress> batchProgress(MigrationConnection connection, Step step, String batch) {
		String key = Quoting.literal("batch:" + batch);
		return connection.query(
				"""
						select %s, (%s)::pg_catalog.int8
						  from %s
						 where id = (select max(id) from %3$s where revision = %s and outcome = 'started' and direction = %s)
						   and pg_catalog.jsonb_exists(progress, %s)"""
					.formatted(batchValue(key, "key"), batchValue(key, "rows"), this.log,
							Quoting.literal(step.revision().id()), Quoting.literal(step.direction().toString()), key),
				(rows) -> rows.next() ? Optional.of(new BatchProgress(rows.getString(1), rows.getLong(2)))
						: Optional.empty());
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
	 */
	public record Progress(long id, int statement, boolean running, @Nullable String digest, int covers,
			String direction, String since) {

		/**
		 * Returns how many statements are known to be done.
		 * @return the number, zero for none
		 */
		public int done() {
			return this.running ? this.statement - 1 : this.statement;
		}

		/**
		 * Whether nothing has happened that would have to be resumed.
		 * @return {@code true} where no statement was begun
		 */
		public boolean isEmpty() {
			return this.statement == 0;
		}

	}

	/**
	 * How far a batch of rows came.
	 *
	 * @param lastKey the key of the last row that was processed, as text
	 * @param rows how many rows were processed
	 */
	public record BatchProgress(String lastKey, long rows) {
	}

}
