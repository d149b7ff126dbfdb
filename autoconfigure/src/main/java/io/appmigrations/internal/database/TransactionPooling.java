package io.appmigrations.internal.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

import io.appmigrations.MigrationException;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Whether a connection pooler such as PgBouncer gives the server's sessions away between
 * transactions: then session locks are unsound, and settings reach other clients.
 */
public final class TransactionPooling {

	private static final Logger logger = LoggerFactory.getLogger(TransactionPooling.class);

	private static final int ROUNDS = 5;

	/** In seconds: a pool without a free session lets the query wait. */
	private static final int TIMEOUT = 3;

	private final MigrationConnection connection;

	private TransactionPooling(MigrationConnection connection) {
		this.connection = connection;
	}

	/**
	 * Finds out. Costs nothing where the server itself answered the connection's start: a
	 * pooler tells the client a process id of its own making.
	 * @param connection the connection
	 * @param announced the process that the driver was told of when it connected
	 * @param actual the process that answered a query
	 */
	static boolean detect(MigrationConnection connection, int announced, int actual) {
		return announced != actual && new TransactionPooling(connection).sharesSessions(actual);
	}

	/**
	 * A session of one's own keeps its process, and no other connection has it at the
	 * same time.
	 */
	private boolean sharesSessions(int first) {
		MigrationConnection another;
		try {
			another = this.connection.another();
		}
		catch (MigrationException ex) {
			logger.warn(
					"A pooler is in front of the server, and its mode cannot be determined without a second connection: {}",
					ex.getMessage());
			return true;
		}
		try (MigrationConnection other = another) {
			for (int i = 0; i < ROUNDS; i++) {
				int theirs = process(other);
				int mine = process(this.connection);
				if (theirs == mine || mine != first) {
					return true;
				}
			}
			logger.debug("A pooler in session mode is in front of the server");
			return false;
		}
		catch (SQLException | MigrationException ex) {
			logger.debug("The pooler has no second session: this connection has kept its own", ex);
			return false;
		}
	}

	/**
	 * Returns a data source whose connections do not prepare statements by name: the next
	 * transaction may run in another session, which does not know them, or has its own.
	 * @param dataSource the data source
	 * @return the same data source, whose connections are given back as they were
	 */
	public static DataSource withoutNamedStatements(DataSource dataSource) {
		return new DelegatingDataSource(dataSource) {

			@Override
			public Connection getConnection() throws SQLException {
				Connection connection = super.getConnection();
				try {
					return withoutNamedStatements(connection);
				}
				catch (SQLException | RuntimeException ex) {
					connection.close();
					throw ex;
				}
			}

		};
	}

	/** The pool gets it back with the threshold that it had. */
	private static Connection withoutNamedStatements(Connection connection) throws SQLException {
		PgConnection postgres = connection.unwrap(PgConnection.class);
		int threshold = postgres.getPrepareThreshold();
		postgres.setPrepareThreshold(0);
		InvocationHandler handler = (proxy, method, arguments) -> {
			if (method.getName().equals("close")) {
				postgres.setPrepareThreshold(threshold);
			}
			try {
				return method.invoke(connection, arguments);
			}
			catch (InvocationTargetException ex) {
				throw ex.getTargetException();
			}
		};
		return (Connection) Proxy.newProxyInstance(TransactionPooling.class.getClassLoader(),
				new Class<?>[] { Connection.class }, handler);
	}

	private static int process(MigrationConnection connection) throws SQLException {
		try (Statement statement = connection.borrowed().jdbc().createStatement()) {
			statement.setQueryTimeout(TIMEOUT);
			try (var rows = statement.executeQuery("select pg_catalog.pg_backend_pid()")) {
				rows.next();
				return rows.getInt(1);
			}
		}
	}

}
