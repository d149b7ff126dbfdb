package io.appmigrations.database;

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

	/**
	 * How much text is sent before answers are read. What fits into the sockets' buffers
	 * cannot block the client while the server is blocked on sending notices or rows.
	 */
	private static final int MAX_BYTES = 32 * 1024;

	/** For the same reason; an answer without rows takes less than 250 bytes. */
	private static final int MAX_STATEMENTS = 200;

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
	 * @return the number of rows that each changed, zero where that has no meaning
	 * @throws PipelineException where one failed
	 */
	List<Long> execute(List<String> statements) throws PipelineException {
		List<Long> counts = new ArrayList<>(statements.size());
		int from = 0;
		while (from < statements.size()) {
			int to = chunkEnd(statements, from);
			Answers answers = new Answers(this.notices);
			try {
				send(statements.subList(from, to), answers);
			}
			catch (SQLException ex) {
				throw new PipelineException(from + answers.counts.size(), ex);
			}
			counts.addAll(answers.counts);
			from = to;
		}
		return counts;
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
		while (to < statements.size() && to - from < MAX_STATEMENTS) {
			bytes += statements.get(to).getBytes(StandardCharsets.UTF_8).length;
			if (bytes > MAX_BYTES && to > from) {
				break;
			}
			to++;
		}
		return to;
	}

	private void send(List<String> statements, Answers answers) throws SQLException {
		QueryExecutor executor = this.connection.getQueryExecutor();
		Query query = executor.wrap(statements.stream()
			.map((sql) -> new NativeQuery(sql, NO_PARAMETERS, false, SqlCommand.BLANK))
			.toList());
		// not QUERY_NO_RESULTS: the driver would stop each query after its first row
		int flags = QueryExecutor.QUERY_ONESHOT;
		if (this.connection.getAutoCommit()) {
			flags |= QueryExecutor.QUERY_SUPPRESS_BEGIN;
		}
		executor.execute(query, null, answers, 0, 0, flags);
	}

	/** Counts the answers: the first statement without one is the one that failed. */
	private static final class Answers extends ResultHandlerBase {

		private final List<Long> counts = new ArrayList<>();

		private final Consumer<SQLWarning> notices;

		Answers(Consumer<SQLWarning> notices) {
			this.notices = notices;
		}

		@Override
		public void handleCommandStatus(String status, long updateCount, long insertOid) {
			this.counts.add(updateCount);
		}

		@Override
		public void handleResultRows(Query fromQuery, Field[] fields, List<Tuple> tuples,
				@Nullable ResultCursor cursor) {
			this.counts.add((long) tuples.size());
		}

		@Override
		public void handleWarning(SQLWarning warning) {
			this.notices.accept(warning);
		}

	}

}
