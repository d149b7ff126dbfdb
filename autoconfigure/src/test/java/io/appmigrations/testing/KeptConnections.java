package io.appmigrations.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * A pool without a limit: hands out again what was given back and still lives. To begin a
 * session costs PostgreSQL more than most tests do in it.
 */
public final class KeptConnections extends AbstractDataSource implements AutoCloseable {

	private final DataSource dataSource;

	private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

	public KeptConnections(DataSource dataSource) {
		this.dataSource = dataSource;
	}

	@Override
	public Connection getConnection() throws SQLException {
		Connection connection = this.idle.poll();
		while (connection != null && !connection.isValid(5)) {
			connection.close();
			connection = this.idle.poll();
		}
		return keep((connection != null) ? connection : this.dataSource.getConnection());
	}

	@Override
	public Connection getConnection(String user, String password) throws SQLException {
		return this.dataSource.getConnection(user, password);
	}

	private Connection keep(Connection connection) {
		return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
				(proxy, method, arguments) -> {
					if (method.getName().equals("close")) {
						this.idle.push(connection);
						return null;
					}
					try {
						return method.invoke(connection, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

	/** Ends the sessions that nobody uses. */
	@Override
	public void close() {
		for (Connection connection = this.idle.poll(); connection != null; connection = this.idle.poll()) {
			try {
				connection.close();
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

}
