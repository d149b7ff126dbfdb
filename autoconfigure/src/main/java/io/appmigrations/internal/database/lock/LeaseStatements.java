package io.appmigrations.internal.database.lock;

import java.sql.SQLException;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.DefaultTransactionStatus;

/**
 * The statements of a lease. ShedLock takes a transaction that could neither be committed
 * nor rolled back for a lock that somebody else has, and logs every other failure with
 * its stack trace. Here only the server's word that the row exists, or that another
 * transaction is in the way, reaches it as such; whatever else fails ends the attempt.
 */
final class LeaseStatements extends JdbcTemplate {

	LeaseStatements(DataSource dataSource) {
		super(dataSource);
	}

	@Override
	protected DataAccessException translateException(String task, @Nullable String sql, SQLException ex) {
		DataAccessException translated = super.translateException(task, sql, ex);
		if (translated instanceof DuplicateKeyException || translated instanceof ConcurrencyFailureException) {
			return translated;
		}
		throw new LeaseFailure(ex);
	}

	/** Returns the transactions in which these statements run. */
	static PlatformTransactionManager transactions(DataSource dataSource) {
		return new Transactions(dataSource);
	}

	private static final class Transactions extends DataSourceTransactionManager {

		private Transactions(DataSource dataSource) {
			super(dataSource);
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			try {
				super.doCommit(status);
			}
			catch (TransactionSystemException ex) {
				throw new LeaseFailure(ex);
			}
		}

		/**
		 * The statement's failure is the reason; a broken connection is closed anyway.
		 */
		@Override
		protected void doRollback(DefaultTransactionStatus status) {
			try {
				super.doRollback(status);
			}
			catch (TransactionSystemException ex) {
				this.logger.debug("A connection without a rollback is closed", ex);
			}
		}

	}

	/** A failure that says nothing about who has the lease. */
	static final class LeaseFailure extends RuntimeException {

		private LeaseFailure(Exception cause) {
			super(cause.getMessage(), cause);
		}

	}

}
