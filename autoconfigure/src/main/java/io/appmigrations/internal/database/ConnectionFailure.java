package io.appmigrations.internal.database;

import java.sql.SQLException;
import java.util.Set;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.secret.Redaction;
import io.appmigrations.internal.support.Causes;
import org.jspecify.annotations.Nullable;

/**
 * Says in one sentence why a database cannot be used. The driver's exceptions are not
 * kept as causes: they can hold the whole URL with its password.
 */
public final class ConnectionFailure extends MigrationException {

	/**
	 * Cannot connect now, too many connections; class 08 are connection exceptions
	 * (manual, appendix A).
	 */
	private static final Set<String> TRANSIENT = Set.of("57P03", "53300");

	/** What to do about a session that may only read (SQLSTATE 25006). */
	public static final String READ_ONLY = "The session is read-only: check default_transaction_read_only of the role and database, "
			+ "and that the server is the primary.";

	private final String state;

	private ConnectionFailure(String message, String hint, String state) {
		super(ErrorCode.CONNECTION_FAILED, message, hint);
		this.state = state;
	}

	/**
	 * Whether waiting can help.
	 * @return {@code true} where the server could not be reached or was not ready
	 */
	public boolean isRetryable() {
		return this.state.startsWith("08") || TRANSIENT.contains(this.state);
	}

	/**
	 * Whether no server answered. A pooler that refuses one client more (08P01) has
	 * answered.
	 * @return {@code true} where the server could not be reached
	 */
	public boolean isUnreachable() {
		return this.state.equals("08001") || this.state.equals("08006");
	}

	/**
	 * Explains why there is no connection.
	 * @param exception what the data source threw
	 * @param place server, database and login, or {@code null} where they are not known
	 * @return the explanation
	 */
	static ConnectionFailure of(Exception exception, @Nullable String place) {
		SQLException failure = innermost(exception);
		String state = (failure != null && failure.getSQLState() != null) ? failure.getSQLState() : "";
		String message = Redaction.redact((failure != null) ? failure.getMessage() : exception.getMessage());
		Throwable root = Causes.rootOf(exception);
		if (!(root instanceof SQLException) && root.getMessage() != null && !message.contains(root.getMessage())) {
			message = "%s (%s: %s)".formatted(message.replaceFirst("\\.$", ""), root.getClass().getSimpleName(),
					Redaction.redact(root.getMessage()));
		}
		return new ConnectionFailure(
				"No connection to the database%s: %s".formatted((place != null) ? " " + place : "", message),
				hint(message, state), state);
	}

	private static String hint(String message, String state) {
		if (message.contains("NumberFormatException") || message.contains("Invalid sslmode")) {
			return "Correct the parameters of the URL.";
		}
		// the names of parameters are not translated
		if (state.equals("22023") && message.contains("TimeZone")) {
			return "The driver sends the time zone of this JVM, which the server does not know: start Java with "
					+ "-Duser.timezone=UTC, or with another zone from pg_timezone_names.";
		}
		if (message.contains("no password was provided")) {
			return hint(message, "28P01");
		}
		if (message.contains("pg_hba.conf")) {
			return "Allow this login from this host in the server's pg_hba.conf, or connect with SSL (sslmode=require).";
		}
		if (message.contains("CONNECT privilege")) {
			return "Run 'grant connect on database ... to ...' for this login.";
		}
		if (message.contains("not currently accepting connections")) {
			return "Run 'alter database ... allow_connections true'.";
		}
		if (message.contains("Connection is not available")) {
			return "All connections of the pool are in use: raise spring.datasource.hikari.maximum-pool-size.";
		}
		if (message.contains(" SSL")) {
			return "Choose another sslmode in the URL, or configure the server to support it.";
		}
		return switch (state) {
			case "22023" -> "Correct the parameters of the URL.";
			case "28P01", "28000" -> "Check user and password: spring.datasource.username and .password, DATABASE_URL, "
					+ "or app.migrations.username and .password for a separate login.";
			case "3D000" -> "Create the database, or correct its name in the URL.";
			case "53300" ->
				"The server has no free connection; with app.migrations.connect-retries, the start waits for one.";
			case "" ->
				"The DataSource itself did not return a connection. If it chooses among several databases, select the "
						+ "one to migrate with app.migrations.url, or mark a DataSource bean with "
						+ "@MigrationsDataSource.";
			default -> (state.startsWith("08") || state.startsWith("57P"))
					? "Check host and port, and that the server accepts connections. With "
							+ "app.migrations.connect-retries, the start waits for a server that comes up later."
					: "App Migrations does not know the cause: read the message above and the server's log.";
		};
	}

	/**
	 * Explains why a statement of the tool itself failed.
	 * @param failure what the driver threw
	 * @return the explanation
	 */
	public static MigrationException ofStatement(SQLException failure) {
		return ofStatement(failure, null);
	}

	/**
	 * Explains why a statement of the tool itself failed.
	 * @param failure what the driver threw
	 * @param place server, database and login, or {@code null} where they are not known
	 * @return the explanation
	 */
	static MigrationException ofStatement(SQLException failure, @Nullable String place) {
		String state = (failure.getSQLState() != null) ? failure.getSQLState() : "";
		String message = Redaction.redact(failure.getMessage()).replaceFirst("\\s*\\n\\s*Position: \\d+", "");
		// PgBouncer's own words, which are not translated
		if (message.contains("statement pooling mode")) {
			return new MigrationException(ErrorCode.UNSUPPORTED_DATABASE,
					"A connection pooler in statement mode is between the application and the server: " + message,
					"Migrations need transactions: set app.migrations.url to the server itself, or to a pool in session mode.");
		}
		return switch (state) {
			case "42501" -> new MigrationException(ErrorCode.PERMISSION_DENIED,
					(place != null) ? "A privilege is missing in the database %s: %s".formatted(place, message)
							: message,
					"The database login that migrates needs USAGE and CREATE on the schema and must own the objects "
							+ "that revisions change; a login that only finds nothing pending needs SELECT on the "
							+ "version table and its log. Grant these privileges, or configure a separate login with "
							+ "app.migrations.url, .username and .password.");
			case "25006" -> new MigrationException(ErrorCode.PERMISSION_DENIED, message, READ_ONLY);
			case "3F000" -> new MigrationException(ErrorCode.INVALID_CONFIGURATION, message,
					"Create the schema, or correct app.migrations.default-schema and app.migrations.version-table-schema.");
			case "55P03" -> new MigrationException(ErrorCode.LOCK_TIMEOUT, message,
					"Another session holds a lock that this statement needs: see pg_blocking_pids() and "
							+ "pg_stat_activity, and try again when that session has ended.");
			case "57014" -> new MigrationException(ErrorCode.STATEMENT_FAILED,
					"A statement of App Migrations itself was cancelled: " + message,
					"It took longer than the statement_timeout of the login, the role or the database, or somebody cancelled it. "
							+ "Raise it: 'alter role ... set statement_timeout', or in the database or the URL.");
			default -> state.startsWith("08") || state.startsWith("57P") || state.isEmpty()
					? new MigrationException(ErrorCode.CONNECTION_FAILED,
							"The connection to the database broke: " + message,
							"Start again: what was not committed was rolled back.")
					: new MigrationException(ErrorCode.STATEMENT_FAILED,
							"The server refused a statement of App Migrations itself: %s (SQLSTATE %s)"
								.formatted(message, state),
							"The server's log shows the statement. Check whether an event trigger, or a setting of the "
									+ "role or the database, interferes with it.");
		};
	}

	private static @Nullable SQLException innermost(Throwable exception) {
		SQLException found = null;
		for (Throwable cause : Causes.of(exception)) {
			if (cause instanceof SQLException failure && (found == null || failure.getSQLState() != null)) {
				found = failure;
			}
		}
		return found;
	}

}
