package io.appmigrations.test.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A session that creates and drops databases, and holds locks until it ends.
 */
final class AdminSession implements AutoCloseable {

	/** The first half of the keys of our locks. */
	private static final int LOCKS = 0x4150504D;

	private final Connection connection;

	private AdminSession(Connection connection) {
		this.connection = connection;
	}

	static AdminSession open(PostgresServer server) throws SQLException {
		return new AdminSession(
				DriverManager.getConnection(server.maintenanceUrl(), server.username(), server.password()));
	}

	/** In autocommit: none of these statements may run in a transaction. */
	void execute(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute(sql);
		}
	}

	/** Does not wait in the server, since a waiting session has a snapshot. */
	boolean tryLock(int key) throws SQLException {
		return isTrue("select pg_catalog.pg_try_advisory_lock(?, ?)", key);
	}

	void unlock(int key) throws SQLException {
		isTrue("select pg_catalog.pg_advisory_unlock(?, ?)", key);
	}

	private boolean isTrue(String sql, int key) throws SQLException {
		try (PreparedStatement statement = this.connection.prepareStatement(sql)) {
			statement.setInt(1, LOCKS);
			statement.setInt(2, key);
			try (ResultSet result = statement.executeQuery()) {
				return result.next() && result.getBoolean(1);
			}
		}
	}

	List<Found> find(String prefix) throws SQLException {
		List<Found> found = new ArrayList<>();
		try (PreparedStatement statement = this.connection.prepareStatement("""
				select d.datname, d.datallowconn, pg_catalog.shobj_description(d.oid, 'pg_database')
				  from pg_catalog.pg_database d
				 where pg_catalog.starts_with(d.datname, ?) and d.datdba = current_user::pg_catalog.regrole""")) {
			statement.setString(1, prefix);
			try (ResultSet result = statement.executeQuery()) {
				while (result.next()) {
					String comment = result.getString(3);
					found.add(new Found(result.getString(1), result.getBoolean(2), (comment != null) ? comment : ""));
				}
			}
		}
		return found;
	}

	String serverVersion() throws SQLException {
		return this.connection.getMetaData().getDatabaseProductVersion();
	}

	boolean isValid() throws SQLException {
		return this.connection.isValid(5);
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

	/**
	 * A database of ours.
	 *
	 * @param name its name
	 * @param open whether it accepts connections
	 * @param comment its comment
	 */
	record Found(String name, boolean open, String comment) {

	}

}
