package io.appmigrations.internal.database;

import java.sql.DatabaseMetaData;
import java.sql.SQLException;

/**
 * The server at the other end of a connection, as the driver knows it: nothing here is
 * asked over the wire.
 */
public final class Server {

	private final BorrowedConnection connection;

	Server(BorrowedConnection connection) {
		this.connection = connection;
	}

	/**
	 * Returns the server's version.
	 * @return the major version, such as 18
	 */
	public int majorVersion() {
		return read(DatabaseMetaData::getDatabaseMajorVersion);
	}

	/**
	 * Returns the server's minor version.
	 * @return for example 4
	 */
	public int minorVersion() {
		return read(DatabaseMetaData::getDatabaseMinorVersion);
	}

	/**
	 * Returns the JDBC URL, which may hold a password.
	 * @return the URL, never to be printed
	 */
	public String url() {
		return read(DatabaseMetaData::getURL);
	}

	/**
	 * Names the database for people.
	 * @return server, database and login, such as
	 * {@code localhost:5432/orders as orders_ddl}
	 */
	public String describe() {
		String url = Redaction.redact(url());
		return "%s as %s".formatted(url.replaceFirst("^jdbc:postgresql:(?://)?", "").replaceFirst("\\?.*$", ""),
				read(DatabaseMetaData::getUserName));
	}

	private <T> T read(Property<T> property) {
		try {
			return property.of(this.connection.jdbc().getMetaData());
		}
		catch (SQLException ex) {
			throw ConnectionFailure.ofStatement(ex);
		}
	}

	@FunctionalInterface
	private interface Property<T> {

		T of(DatabaseMetaData metaData) throws SQLException;

	}

}
