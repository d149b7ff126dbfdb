package io.appmigrations.internal.database;

import java.sql.DatabaseMetaData;
import java.sql.SQLException;

import io.appmigrations.MigrationException;
import io.appmigrations.internal.secret.Redaction;
import org.jspecify.annotations.Nullable;

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
		return Redaction.place(url(), read(DatabaseMetaData::getUserName));
	}

	/**
	 * Names the database for people, as far as it is known.
	 * @return what {@link #describe()} says, or {@code null} where the connection is gone
	 */
	public @Nullable String place() {
		return this.connection.place();
	}

	/**
	 * Explains why a statement of the tool itself failed.
	 * @param failure what the driver threw
	 * @return the explanation, with the database and the login
	 */
	public MigrationException failure(SQLException failure) {
		return this.connection.failure(failure);
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
