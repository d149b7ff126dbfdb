package io.appmigrations.internal.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.appmigrations.internal.database.MigrationConnection.RowReader;

/**
 * Sends statements and queries, in as few round trips as possible.
 */
final class SqlExecutor {

	private final BorrowedConnection connection;

	private final StatementPipeline pipeline;

	private final PlannedQueries plannedQueries = new PlannedQueries();

	private boolean sessionShared;

	private volatile boolean noticesWithheld;

	SqlExecutor(BorrowedConnection connection, Consumer<SQLWarning> notices) {
		this.connection = connection;
		this.pipeline = new StatementPipeline(connection.postgres(), (notice) -> {
			if (!this.noticesWithheld) {
				notices.accept(notice);
			}
		});
	}

	/** Behind a pooler the next transaction can meet another session. */
	void shareSession() {
		this.sessionShared = true;
	}

	void withholdNotices(boolean withheld) {
		this.noticesWithheld = withheld;
	}

	Answer execute(List<String> statements) throws PipelineException {
		this.plannedQueries.executed(statements);
		return this.pipeline.execute(statements);
	}

	void executeWithoutRows(List<String> statements) throws PipelineException {
		this.plannedQueries.executed(statements);
		this.pipeline.executeWithoutRows(statements);
	}

	/** Statements that are known to leave the catalog as it is. */
	Answer executeOwn(List<String> statements) throws PipelineException {
		return this.pipeline.execute(statements);
	}

	Answer executeInternally(List<String> statements) {
		try {
			return executeOwn(statements);
		}
		catch (PipelineException ex) {
			throw this.connection.failure(ex.getFailure());
		}
	}

	long copyIn(String statement, InputStream data) throws PipelineException {
		try {
			return this.connection.postgres().getCopyAPI().copyIn(statement, data);
		}
		catch (SQLException ex) {
			throw new PipelineException(0, ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	<T> T query(String sql, RowReader<T> reader) {
		try {
			return tryQuery(sql, Duration.ZERO, reader);
		}
		catch (SQLException ex) {
			throw this.connection.failure(ex);
		}
	}

	<T> T tryQuery(String sql, Duration longest, RowReader<T> reader) throws SQLException {
		try (Statement statement = this.connection.jdbc().createStatement()) {
			statement.setQueryTimeout((int) longest.toSeconds());
			statement.setEscapeProcessing(false);
			try (ResultSet rows = statement.executeQuery(sql)) {
				return reader.read(rows);
			}
		}
	}

	void queries(List<String> queries, List<? extends RowReader<?>> readers) {
		List<String> sent = prepared(queries);
		try (Statement statement = this.connection.jdbc().createStatement()) {
			statement.setEscapeProcessing(false);
			boolean hasRows = statement.execute(String.join(";\n", sent));
			for (int i = queries.size(); i < sent.size(); i++) {
				hasRows = statement.getMoreResults();
			}
			for (RowReader<?> reader : readers) {
				if (!hasRows) {
					throw new IllegalStateException("A query gave no rows");
				}
				try (ResultSet rows = statement.getResultSet()) {
					reader.read(rows);
				}
				hasRows = statement.getMoreResults();
			}
		}
		catch (SQLException ex) {
			this.plannedQueries.lost();
			throw this.connection.failure(ex);
		}
	}

	private List<String> prepared(List<String> queries) {
		if (this.sessionShared) {
			return queries;
		}
		List<String> statements = new ArrayList<>(this.plannedQueries.prepare(queries));
		queries.stream().map(this.plannedQueries::execution).forEach(statements::add);
		return statements;
	}

	/** The statements that take back what was prepared. */
	List<String> forgetPlans() throws SQLException {
		return this.plannedQueries.forget(this.plannedQueries.isLost()
				? tryQuery(PlannedQueries.PREPARED, Duration.ZERO, RowReader::strings) : Set.of());
	}

	/** Whether a transaction was begun that the driver need not know of. */
	boolean isInTransaction() {
		return this.pipeline.isInTransaction();
	}

}
