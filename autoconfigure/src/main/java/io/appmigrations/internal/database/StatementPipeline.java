package io.appmigrations.internal.database;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.postgresql.core.Field;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.SqlCommand;
import org.postgresql.core.TransactionState;
import org.postgresql.core.Tuple;
import org.postgresql.jdbc.PgConnection;

/**
 * Sends many statements in one round trip and knows which of them failed.
 * <p>
 * JDBC's batch would do the first but not the second, and would split each statement once
 * more with the driver's own parser, which takes the body of a {@code BEGIN ATOMIC}
 * function for several statements. This is the one class that uses the driver's inner
 * interface.
 */
final class StatementPipeline {

	private static final int[] NO_PARAMETERS = {};

	private final PgConnection connection;

	private final Consumer<SQLWarning> notices;

	StatementPipeline(PgConnection connection, Consumer<SQLWarning> notices) {
		this.connection = connection;
		this.notices = notices;
	}

	/**
	 * Executes statements in order, up to the first that fails.
	 * @param statements statements without parameters
	 * @return the number of rows that each changed, zero where that has no meaning, and
	 * the last row
	 * @throws PipelineException where one failed
	 */
	Answer execute(List<String> statements) throws PipelineException {
		// not QUERY_NO_RESULTS: the driver would stop each query after its first row
		return execute(statements, QueryExecutor.QUERY_ONESHOT, RoundTrip.MAX_STATEMENTS);
	}

	/**
	 * Executes statements in order, up to the first that fails, and keeps none of the
	 * rows that they answer with. The simple protocol runs a query to its end although
	 * nobody wants its rows. It does not skip what follows a statement that failed: only
	 * inside of a transaction that does no harm.
	 * @param statements statements without parameters
	 * @throws PipelineException where one failed
	 */
	void executeWithoutRows(List<String> statements) throws PipelineException {
		boolean together = !autoCommit();
		execute(statements,
				QueryExecutor.QUERY_ONESHOT | QueryExecutor.QUERY_NO_RESULTS | QueryExecutor.QUERY_EXECUTE_AS_SIMPLE,
				together ? RoundTrip.MAX_STATEMENTS : 1);
	}

	private boolean autoCommit() throws PipelineException {
		try {
			return this.connection.getAutoCommit();
		}
		catch (SQLException ex) {
			throw new PipelineException(0, ex);
		}
	}

	private Answer execute(List<String> statements, int flags, int most) throws PipelineException {
		List<Long> counts = new ArrayList<>(statements.size());
		List<@Nullable String> row = List.of();
		int from = 0;
		while (from < statements.size()) {
			int to = Math.min(from + most, chunkEnd(statements, from));
			Answers answers = new Answers(this.notices);
			try {
				send(statements.subList(from, to), answers, flags);
			}
			catch (SQLException ex) {
				throw new PipelineException(from + answers.counts.size(), ex);
			}
			counts.addAll(answers.counts);
			row = answers.row;
			from = to;
		}
		return new Answer(counts, row);
	}

	/**
	 * Whether the server is in a transaction, one that the driver did not begin included.
	 */
	boolean isInTransaction() {
		return this.connection.getTransactionState() != TransactionState.IDLE;
	}

	private static int chunkEnd(List<String> statements, int from) {
		int bytes = 0;
		int to = from;
		while (to < statements.size() && RoundTrip.fits(to - from, bytes, statements.get(to))) {
			bytes += RoundTrip.bytes(statements.get(to));
			to++;
		}
		return to;
	}

	private void send(List<String> statements, Answers answers, int mode) throws SQLException {
		QueryExecutor executor = this.connection.getQueryExecutor();
		Query query = executor.wrap(statements.stream()
			.map((sql) -> new NativeQuery(sql, NO_PARAMETERS, false, SqlCommand.BLANK))
			.toList());
		int flags = mode;
		if (this.connection.getAutoCommit()) {
			flags |= QueryExecutor.QUERY_SUPPRESS_BEGIN;
		}
		executor.execute(query, null, answers, 0, 0, flags);
	}

	/** Counts the answers: the first statement without one is the one that failed. */
	private static final class Answers extends ResultHandlerBase {

		private final List<Long> counts = new ArrayList<>();

		private List<@Nullable String> row = List.of();

		private final Consumer<SQLWarning> notices;

		Answers(Consumer<SQLWarning> notices) {
			this.notices = notices;
		}

		@Override
		public void handleCommandStatus(String status, long updateCount, long insertOid) {
			this.counts.add(updateCount);
			this.row = List.of();
		}

		@Override
		public void handleResultRows(Query fromQuery, Field[] fields, List<Tuple> tuples,
				@Nullable ResultCursor cursor) {
			this.counts.add((long) tuples.size());
			this.row = tuples.isEmpty() ? List.of() : texts(tuples.get(tuples.size() - 1));
		}

		/** What was not described before it is sent comes as text. */
		private static List<@Nullable String> texts(Tuple tuple) {
			List<@Nullable String> texts = new ArrayList<>();
			for (int i = 0; i < tuple.fieldCount(); i++) {
				byte[] text = tuple.get(i);
				texts.add((text != null) ? new String(text, StandardCharsets.UTF_8) : null);
			}
			return texts;
		}

		@Override
		public void handleWarning(SQLWarning warning) {
			this.notices.accept(warning);
		}

	}

}
