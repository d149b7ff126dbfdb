package io.appmigrations.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * One session, whose transactions are savepoints of one that never commits: what a test
 * does is undone in no time, and PostgreSQL need not make a database or a schema again
 * for the next one. Of no use where something has to be committed to be used, as an
 * enum's new value.
 */
public final class Undone extends AbstractDataSource implements AutoCloseable {

	private final Connection connection;

	private final Connection seen;

	private boolean autoCommit = true;

	Undone(DataSource dataSource) throws SQLException {
		this.connection = dataSource.getConnection();
		this.connection.setAutoCommit(false);
		this.seen = (Connection) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { Connection.class }, (proxy, method, arguments) -> switch (method.getName()) {
					case "getAutoCommit" -> this.autoCommit;
					case "setAutoCommit" -> setAutoCommit((Boolean) arguments[0]);
					case "commit" -> execute("release savepoint inner_transaction; savepoint inner_transaction");
					case "rollback" -> execute("rollback to savepoint inner_transaction");
					case "close" -> null;
					default -> {
						try {
							yield method.invoke(this.connection, arguments);
						}
						catch (InvocationTargetException ex) {
							throw ex.getTargetException();
						}
					}
				});
	}

	private Object setAutoCommit(boolean on) throws SQLException {
		if (on != this.autoCommit) {
			execute(on ? "release savepoint inner_transaction" : "savepoint inner_transaction");
			this.autoCommit = on;
		}
		return on;
	}

	private Object execute(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			return statement.execute(sql);
		}
	}

	@Override
	public Connection getConnection() {
		return this.seen;
	}

	@Override
	public Connection getConnection(String user, String password) {
		throw new UnsupportedOperationException();
	}

	/** What is done from now on can be undone. */
	public void mark() throws SQLException {
		execute("savepoint mark");
	}

	/** Undoes everything since the mark. */
	public void undo() throws SQLException {
		execute("rollback to savepoint mark");
		this.autoCommit = true;
	}

	@Override
	public void close() {
		try {
			this.connection.rollback();
			this.connection.setAutoCommit(true);
			this.connection.close();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
