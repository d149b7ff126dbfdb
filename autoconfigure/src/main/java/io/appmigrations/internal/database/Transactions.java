package io.appmigrations.internal.database;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins and ends transactions, one at a time.
 */
final class Transactions {

	private static final Logger logger = LoggerFactory.getLogger(Transactions.class);

	/**
	 * Unique violation in the catalog, duplicate table, object, schema (manual, appendix
	 * A).
	 */
	private static final Set<String> CREATED_BY_ANOTHER = Set.of("23505", "42P07", "42710", "42P06");

	private final BorrowedConnection connection;

	private final SqlExecutor sql;

	private final SessionSettings settings;

	/** The server's process behind a pooler, zero between transactions. */
	private volatile int pid;

	Transactions(BorrowedConnection connection, SqlExecutor sql, SessionSettings settings) {
		this.connection = connection;
		this.sql = sql;
		this.settings = settings;
	}

	int pid() {
		return this.pid;
	}

	void begin() {
		try {
			this.connection.jdbc().setAutoCommit(false);
		}
		catch (SQLException ex) {
			throw this.connection.failure(ex);
		}
		applySettings();
	}

	/**
	 * Sets what a session that is shared with other clients has in transactions alone.
	 */
	void applySettings() {
		if (this.settings.isTransactionPooled()) {
			this.pid = this.sql.query(this.settings.local(), (rows) -> rows.next() ? rows.getInt(2) : 0);
		}
	}

	/**
	 * Reads with the settings of the run. Behind a pooler that shares the session only a
	 * transaction has them, so a query outside of one gets one of its own.
	 */
	<T> T withSettings(Supplier<T> read) {
		if (!this.settings.isTransactionPooled() || isInTransaction()) {
			return read.get();
		}
		begin();
		try {
			T result = read.get();
			commit();
			return result;
		}
		catch (SQLException ex) {
			rollback();
			throw this.connection.failure(ex);
		}
		catch (RuntimeException | Error ex) {
			rollback();
			throw ex;
		}
	}

	private boolean isInTransaction() {
		try {
			return !this.connection.jdbc().getAutoCommit() || this.sql.isInTransaction();
		}
		catch (SQLException ex) {
			throw this.connection.failure(ex);
		}
	}

	void commit() throws SQLException {
		this.connection.jdbc().commit();
		this.pid = 0;
		this.connection.jdbc().setAutoCommit(true);
	}

	void rollback() {
		this.pid = 0;
		try {
			if (!this.connection.isOpen()) {
				return;
			}
			if (!this.connection.jdbc().getAutoCommit()) {
				this.connection.jdbc().rollback();
				this.connection.jdbc().setAutoCommit(true);
			}
			else if (this.sql.isInTransaction()) {
				// a BEGIN that the driver does not know of
				this.sql.executeOwn(List.of("rollback"));
			}
		}
		catch (SQLException | PipelineException ex) {
			logger.debug("Could not roll back; the server rolls back when it notices that the connection is gone", ex);
		}
	}

	/**
	 * Executes statements that create something of the tool's own, in a transaction.
	 * Where two replicas do so at the same moment, "if not exists" does not help: one of
	 * them fails, and finds what it needs when it looks again.
	 */
	void createUnlessAnotherDoes(List<String> statements) {
		begin();
		try {
			this.sql.executeOwn(statements);
			commit();
		}
		catch (PipelineException ex) {
			rollback();
			unlessCreatedByAnother(ex.getFailure());
		}
		catch (SQLException ex) {
			rollback();
			unlessCreatedByAnother(ex);
		}
	}

	private void unlessCreatedByAnother(SQLException failure) {
		if (!CREATED_BY_ANOTHER.contains(Objects.toString(failure.getSQLState(), ""))) {
			throw this.connection.failure(failure);
		}
	}

}
