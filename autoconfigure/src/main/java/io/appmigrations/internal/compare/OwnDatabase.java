package io.appmigrations.internal.compare;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Set;

import javax.sql.DataSource;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.secret.Redaction;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A data source that is used once it has led to the database that it is for: a pooler may
 * not know a new database, or give another one for every name that it does not know.
 */
final class OwnDatabase extends DelegatingDataSource {

	/** A pooler's own refusal, and the server's. */
	private static final Set<String> UNKNOWN = Set.of("08P01", "3D000");

	private static final String DIRECTLY = "Point app.migrations.autogenerate.scratch-url, or app.migrations.url, directly to the "
			+ "server, or let the pooler pass on every name of a database ('* = host=...' in PgBouncer).";

	private final String name;

	private volatile boolean reached;

	OwnDatabase(DataSource target, String name) {
		super(target);
		this.name = name;
	}

	@Override
	public Connection getConnection() throws SQLException {
		Connection connection = connect();
		if (!this.reached) {
			try {
				requireReached(connection);
			}
			catch (SQLException | RuntimeException ex) {
				connection.close();
				throw ex;
			}
			this.reached = true;
		}
		return connection;
	}

	private Connection connect() throws SQLException {
		try {
			return super.getConnection();
		}
		catch (SQLException ex) {
			if (!UNKNOWN.contains(Objects.toString(ex.getSQLState(), ""))) {
				throw ex;
			}
			throw new MigrationException(ErrorCode.UNSUPPORTED_DATABASE,
					"The database that was created to replay the revisions in cannot be reached, perhaps because a pooler is in front of the server: %s"
						.formatted(Redaction.redact(ex.getMessage())),
					DIRECTLY);
		}
	}

	private void requireReached(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("select pg_catalog.current_database()")) {
			rows.next();
			if (!this.name.equals(rows.getString(1))) {
				throw new MigrationException(ErrorCode.UNSUPPORTED_DATABASE,
						"A pooler in front of the server gives the database %s instead of %s, which was created to replay the revisions in; nothing was run"
							.formatted(rows.getString(1), this.name),
						DIRECTLY);
			}
		}
	}

}
