package io.appmigrations.internal.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;

import javax.sql.DataSource;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.secret.Redaction;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of somebody else's data source. What is changed about it on this side of
 * the wire is changed here, so that it is given back as it was borrowed.
 */
public final class BorrowedConnection {

	private static final Logger logger = LoggerFactory.getLogger(BorrowedConnection.class);

	/** The oldest PostgreSQL that is supported. */
	private static final int OLDEST_VERSION = 14;

	private final DataSource dataSource;

	private final Connection connection;

	private final PgConnection postgres;

	private final boolean autoCommit;

	/** In milliseconds, as it was borrowed; {@code null} where it was not changed. */
	private @Nullable Integer networkTimeout;

	/** As it was borrowed; {@code null} where it was not changed. */
	private @Nullable Integer prepareThreshold;

	private BorrowedConnection(DataSource dataSource, Connection connection) throws SQLException {
		this.dataSource = dataSource;
		this.connection = connection;
		this.postgres = connection.unwrap(PgConnection.class);
		this.autoCommit = connection.getAutoCommit();
	}

	/**
	 * Borrows a connection. Sends nothing to the server beyond what the data source does
	 * by itself.
	 * @return the connection, in autocommit mode
	 */
	static BorrowedConnection from(DataSource dataSource) {
		Connection connection = borrow(dataSource);
		try {
			requireSupported(connection);
			BorrowedConnection borrowed = new BorrowedConnection(dataSource, connection);
			if (!borrowed.autoCommit) {
				connection.setAutoCommit(true);
			}
			return borrowed;
		}
		catch (SQLException ex) {
			closeQuietly(connection);
			throw ConnectionFailure.of(ex, DatabasePlace.of(dataSource));
		}
		catch (RuntimeException ex) {
			closeQuietly(connection);
			throw ex;
		}
	}

	private static Connection borrow(DataSource dataSource) {
		try {
			return requireConnection(dataSource.getConnection());
		}
		catch (MigrationException ex) {
			throw ex;
		}
		catch (SQLException | RuntimeException ex) {
			throw ConnectionFailure.of(ex, DatabasePlace.of(dataSource));
		}
	}

	/** A driver returns none where the URL is not one of its own. */
	private static Connection requireConnection(@Nullable Connection connection) {
		if (connection == null) {
			throw new MigrationException(ErrorCode.UNSUPPORTED_DATABASE,
					"The URL of the database is not a PostgreSQL URL; App Migrations supports PostgreSQL %s and later with the driver org.postgresql"
						.formatted(OLDEST_VERSION),
					"Use jdbc:postgresql://HOST:PORT/DB.");
		}
		return connection;
	}

	private static void requireSupported(Connection connection) throws SQLException {
		String product = connection.getMetaData().getDatabaseProductName();
		int version = connection.getMetaData().getDatabaseMajorVersion();
		if (!"PostgreSQL".equals(product) || !connection.isWrapperFor(PgConnection.class)) {
			throw new MigrationException(ErrorCode.UNSUPPORTED_DATABASE,
					"The database is %s (driver %s); App Migrations supports PostgreSQL %s and later with the driver org.postgresql"
						.formatted(product, connection.getMetaData().getDriverName(), OLDEST_VERSION),
					"Point spring.datasource.url or app.migrations.url to a PostgreSQL server, or set app.migrations.enabled=false.");
		}
		if (version < OLDEST_VERSION) {
			throw new MigrationException(ErrorCode.UNSUPPORTED_DATABASE,
					"The server is PostgreSQL %s; App Migrations supports PostgreSQL %s and later"
						.formatted(connection.getMetaData().getDatabaseProductVersion(), OLDEST_VERSION),
					"Upgrade the server.");
		}
	}

	DataSource dataSource() {
		return this.dataSource;
	}

	/**
	 * Returns the connection for JDBC.
	 * @return the connection as it was borrowed
	 */
	public Connection jdbc() {
		return this.connection;
	}

	/** The driver's own. */
	PgConnection postgres() {
		return this.postgres;
	}

	/**
	 * Whether the connection goes back to a pool.
	 * @return {@code false} where the driver's own connection was borrowed
	 */
	public boolean isPooled() {
		return this.connection != this.postgres;
	}

	/**
	 * Whether the data source declares it read-only. The server need not know of that.
	 * @return {@code true} if nothing may be written
	 */
	public boolean isReadOnly() {
		try {
			return this.connection.isReadOnly();
		}
		catch (SQLException ex) {
			throw failure(ex);
		}
	}

	/** Explains why a statement of the tool itself failed, on which database, as whom. */
	MigrationException failure(SQLException failure) {
		return ConnectionFailure.ofStatement(failure, place());
	}

	/**
	 * Server, database and login in words, {@code null} where the connection is gone.
	 */
	@Nullable String place() {
		try {
			return Redaction.place(this.connection.getMetaData().getURL(), this.connection.getMetaData().getUserName());
		}
		catch (SQLException ex) {
			return null;
		}
	}

	/**
	 * Whether the connection can still be used.
	 * @return {@code false} where the driver knows that it is closed
	 */
	public boolean isOpen() {
		try {
			return !this.postgres.isClosed() && !this.connection.isClosed();
		}
		catch (SQLException ex) {
			return false;
		}
	}

	/**
	 * Limits how long an answer of the server is waited for. Sends nothing.
	 * @param longest the limit, zero for none
	 * @return the limit before
	 */
	public Duration waitAtMost(Duration longest) {
		try {
			int before = this.connection.getNetworkTimeout();
			if (before != (int) longest.toMillis()) {
				this.networkTimeout = Objects.requireNonNullElse(this.networkTimeout, before);
				this.connection.setNetworkTimeout(Runnable::run, (int) longest.toMillis());
			}
			return Duration.ofMillis(before);
		}
		catch (SQLException ex) {
			throw failure(ex);
		}
	}

	/** The next transaction may run in a session that does not know them. */
	void prepareNoStatements() {
		this.prepareThreshold = Objects.requireNonNullElse(this.prepareThreshold, this.postgres.getPrepareThreshold());
		this.postgres.setPrepareThreshold(0);
	}

	/**
	 * Cancels the statement that runs, from another thread.
	 */
	public void cancel() {
		try {
			this.postgres.cancelQuery();
		}
		catch (SQLException ex) {
			logger.warn("The statement could not be cancelled: {}", Redaction.redact(ex.getMessage()));
		}
	}

	/**
	 * Ends the connection without giving it back, from another thread too. One in an
	 * unknown state must not go back to a pool; a pool drops one that is closed.
	 */
	public void abort() {
		try {
			this.postgres.abort(Runnable::run);
		}
		catch (SQLException ex) {
			logger.debug("The connection could not be aborted", ex);
		}
	}

	/**
	 * Gives it back as it was borrowed.
	 * @param reset what the session needs for that
	 */
	void giveBack(Reset reset) {
		try {
			reset.run();
			if (this.prepareThreshold != null) {
				this.postgres.setPrepareThreshold(this.prepareThreshold);
			}
			if (this.networkTimeout != null && isOpen()) {
				this.connection.setNetworkTimeout(Runnable::run, this.networkTimeout);
			}
			if (!this.autoCommit && isOpen()) {
				this.connection.setAutoCommit(false);
			}
		}
		catch (SQLException | PipelineException ex) {
			logger.debug("The connection could not be reset and is aborted", ex);
			abort();
		}
		catch (RuntimeException ex) {
			abort();
			throw ex;
		}
		finally {
			closeQuietly(this.connection);
		}
	}

	private static void closeQuietly(Connection connection) {
		try {
			connection.close();
		}
		catch (SQLException ex) {
			logger.debug("The connection could not be closed", ex);
		}
	}

	/** What is sent to the server before a connection is given back. */
	@FunctionalInterface
	interface Reset {

		void run() throws SQLException, PipelineException;

	}

}
