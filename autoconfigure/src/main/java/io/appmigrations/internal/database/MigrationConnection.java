package io.appmigrations.internal.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection that locks and migrates. Lock and work share it so that they die
 * together. It is given back with the settings that it had.
 */
public final class MigrationConnection implements AutoCloseable {

	/** The oldest PostgreSQL that is supported. */
	public static final int OLDEST_VERSION = 14;

	/** How {@code application_name} of every session that migrates ends. */
	public static final String NAME_SUFFIX = " (app-migrations)";

	/** {@code NAMEDATALEN} - 1, in bytes: the server cuts what is longer. */
	private static final int LONGEST_NAME = 63;

	private static final Logger logger = LoggerFactory.getLogger(MigrationConnection.class);

	private static final String INVALID_PARAMETER_VALUE = "22023";

	private static final Pattern PATH_ELEMENT = Pattern.compile("(?:\"(?:[^\"]|\"\")*+\"|[^,\"])++");

	private static final String CATALOG = "pg_catalog";

	/**
	 * Unique violation in the catalog, duplicate table, object, schema (manual, appendix
	 * A).
	 */
	private static final Set<String> CREATED_BY_ANOTHER = Set.of("23505", "42P07", "42710", "42P06");

	private final Connection connection;

	private final PgConnection postgres;

	private final boolean autoCommit;

	private final StatementPipeline pipeline;

	private final PlannedQueries plannedQueries;

	private @Nullable Session session;

	/** In milliseconds, as it was borrowed; {@code null} where it was not changed. */
	private @Nullable Integer networkTimeout;

	/** As it was borrowed; {@code null} where it was not changed. */
	private @Nullable Integer prepareThreshold;

	private Map<String, String> settings = Map.of();

	private boolean transactionPooled;

	private volatile boolean noticesWithheld;

	/** The server's process behind a pooler, zero between transactions. */
	private volatile int transactionPid;

	private @Nullable String defaultSchema;

	private final DataSource dataSource;

	private MigrationConnection(DataSource dataSource, Connection connection, Consumer<SQLWarning> notices)
			throws SQLException {
		this.dataSource = dataSource;
		this.connection = connection;
		this.postgres = connection.unwrap(PgConnection.class);
		this.autoCommit = connection.getAutoCommit();
		this.pipeline = new StatementPipeline(this.postgres, (notice) -> {
			if (!this.noticesWithheld) {
				notices.accept(notice);
			}
		});
		this.plannedQueries = new PlannedQueries();
	}

	/**
	 * Borrows a connection. Sends nothing to the server beyond what the data source does
	 * by itself.
	 * @param dataSource where to borrow it
	 * @param notices takes what the server says beside its answers
	 * @return the connection, in autocommit mode
	 * @throws MigrationException with {@code connection_failed} or
	 * {@code unsupported_database}
	 */
	public static MigrationConnection open(DataSource dataSource, Consumer<SQLWarning> notices) {
		Connection connection = borrow(dataSource);
		try {
			requireSupported(connection);
			MigrationConnection opened = new MigrationConnection(dataSource, connection, notices);
			if (!opened.autoCommit) {
				connection.setAutoCommit(true);
			}
			return opened;
		}
		catch (SQLException ex) {
			closeQuietly(connection);
			throw ConnectionFailure.of(ex);
		}
		catch (RuntimeException ex) {
			closeQuietly(connection);
			throw ex;
		}
	}

	/**
	 * Borrows one more connection to the same database.
	 * @return the connection, in autocommit mode and not prepared
	 */
	public MigrationConnection another() {
		return open(this.dataSource, (notice) -> {
		});
	}

	private static Connection borrow(DataSource dataSource) {
		try {
			return requireConnection(dataSource.getConnection());
		}
		catch (MigrationException ex) {
			throw ex;
		}
		catch (SQLException | RuntimeException ex) {
			throw ConnectionFailure.of(ex);
		}
	}

	/** A driver returns none where the URL is not one of its own. */
	private static Connection requireConnection(@Nullable Connection connection) {
		if (connection == null) {
			throw new MigrationException(ErrorCode.UNSUPPORTED_DATABASE,
					"The URL of the database is not PostgreSQL's; App Migrations supports PostgreSQL %s and later with the driver org.postgresql"
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

	private static void closeQuietly(Connection connection) {
		try {
			connection.close();
		}
		catch (SQLException ex) {
			logger.debug("The connection could not be closed", ex);
		}
	}

	/**
	 * Makes the session fit for migrating: a dead client is noticed, no timeout of the
	 * role ends the work. Three round trips, taken only when something is pending.
	 * @param applicationName what {@code pg_stat_activity} shows, a
	 * {@linkplain #sessionName session's name}
	 * @param defaultSchema the schema to put first into the search path, or {@code null}
	 * @param lockTimeout {@code lock_timeout} of each statement, zero for none
	 * @param statementTimeout {@code statement_timeout} of each statement, zero for none
	 */
	public void prepare(String applicationName, @Nullable String defaultSchema, Duration lockTimeout,
			Duration statementTimeout) {
		Session before = readSession();
		this.session = before;
		requireWritable(before, defaultSchema);
		if (before.standby()) {
			throw new MigrationException(ErrorCode.CONNECTION_FAILED,
					"The server is a read-only standby of database %s".formatted(before.database()),
					"Point app.migrations.url to the primary server.");
		}
		Map<String, String> own = new LinkedHashMap<>();
		own.put("application_name", applicationName);
		own.put("lock_timeout", lockTimeout.toMillis() + "ms");
		own.put("statement_timeout", statementTimeout.toMillis() + "ms");
		own.put("idle_in_transaction_session_timeout", "0");
		own.put("idle_session_timeout", "0");
		own.put("transaction_timeout", "0");
		own.putAll(Session.LITERALS);
		own.put("tcp_keepalives_idle", "5");
		own.put("tcp_keepalives_interval", "3");
		own.put("tcp_keepalives_count", "3");
		// keep-alives are not sent while an answer is under way
		own.put("tcp_user_timeout", "15000");
		this.defaultSchema = defaultSchema;
		String path = searchPath(before.searchPath(), defaultSchema);
		if (!path.equals(before.searchPath())) {
			own.put("search_path", path);
		}
		this.settings = own;
		this.transactionPooled = TransactionPooling.detect(this, this.postgres.getBackendPID(), before.pid());
		if (this.transactionPooled) {
			this.prepareThreshold = Objects.requireNonNullElse(this.prepareThreshold,
					this.postgres.getPrepareThreshold());
			this.postgres.setPrepareThreshold(0);
		}
		executeInSession(List.of(Session.set(own)));
		if (!this.transactionPooled && supportsConnectionCheck()) {
			own.put("client_connection_check_interval", "2s");
		}
	}

	private void requireWritable(Session before, @Nullable String defaultSchema) {
		if (isReadOnly()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION, "The connection is declared read-only",
					"Remove readOnly from the URL and read-only from the pool, or give migrations a connection of their own with app.migrations.url.");
		}
		if (defaultSchema == null && before.searchPath().strip().matches("(?i)\"?pg_temp\"?(?:\\s*,.*)?")) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The search path begins with pg_temp, so that all that revisions create would be temporary: "
							+ before.searchPath(),
					"Set app.migrations.default-schema, or the search_path of the login or the database.");
		}
	}

	private boolean isReadOnly() {
		try {
			return this.connection.isReadOnly();
		}
		catch (SQLException ex) {
			throw ConnectionFailure.ofStatement(ex);
		}
	}

	/**
	 * Returns the statements that give literals the meaning that they have in a run, for
	 * a script.
	 * @return {@code SET} statements
	 */
	public static List<String> literalSettings() {
		return Session.literalStatements();
	}

	/**
	 * Names the sessions that migrate for an application.
	 * @param application the application's name
	 * @return as much of it as the server shows, and that it migrates
	 */
	public static String sessionName(String application) {
		// the server shows a byte that is not printable ASCII as '?', or escapes it
		String printable = application.replaceAll("[^ -~]", "?");
		return printable.substring(0, Math.min(printable.length(), LONGEST_NAME - NAME_SUFFIX.length())) + NAME_SUFFIX;
	}

	/**
	 * PostgreSQL searches its own catalog first unless the path names it: named behind
	 * others, their objects could hide its operators from the tool.
	 */
	private static String searchPath(String before, @Nullable String defaultSchema) {
		Stream<String> schemas = PATH_ELEMENT.matcher(before)
			.results()
			.map((element) -> element.group().strip())
			.filter((schema) -> !schema.isEmpty());
		List<String> path = new ArrayList<>(schemas.toList());
		int catalog = Math.max(path.indexOf(CATALOG), path.indexOf(Quoting.identifier(CATALOG)));
		if (catalog > 0 || (defaultSchema != null && catalog == 0)) {
			logger.debug("While it migrates, the session searches pg_catalog first, not {}", before);
		}
		else if (defaultSchema == null) {
			return before;
		}
		path.removeIf((schema) -> schema.equalsIgnoreCase(CATALOG) || schema.equals(Quoting.identifier(CATALOG)));
		if (defaultSchema != null) {
			path.add(0, Quoting.identifier(defaultSchema));
		}
		return String.join(", ", path);
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
			throw ConnectionFailure.ofStatement(ex);
		}
	}

	private Session readSession() {
		return query(Session.QUERY, (rows) -> {
			Map<String, String> settings = new LinkedHashMap<>();
			Session read = null;
			while (rows.next()) {
				settings.put(rows.getString(6), rows.getString(7));
				read = new Session(rows.getString(1), rows.getString(2), rows.getString(3), rows.getBoolean(4),
						rows.getInt(5), settings);
			}
			return Objects.requireNonNull(read);
		});
	}

	/**
	 * Servers whose operating system cannot do it refuse the setting (manual, 20.3.1).
	 */
	private boolean supportsConnectionCheck() {
		try {
			this.pipeline.execute(List.of("set client_connection_check_interval = '2s'"));
			return true;
		}
		catch (PipelineException ex) {
			if (INVALID_PARAMETER_VALUE.equals(ex.getFailure().getSQLState())) {
				logger.debug("The server cannot notice a dead client while a statement runs: {}", ex.getMessage());
				return false;
			}
			throw ConnectionFailure.ofStatement(ex.getFailure());
		}
	}

	/**
	 * Returns the statements that undo what a revision did to the session's settings, for
	 * the end of its transaction.
	 * @return statements to execute
	 */
	public List<String> restoreStatements() {
		return this.transactionPooled ? Session.RESET : session().restore(this.settings);
	}

	/**
	 * Whether a pooler gives the server's session to other clients between transactions.
	 * @return {@code true} where neither locks nor settings of a session can be relied on
	 */
	public boolean isTransactionPooled() {
		return this.transactionPooled;
	}

	/**
	 * Executes statements that change settings of the session, unless the session is
	 * shared with other clients.
	 * @param statements {@code SET} statements
	 */
	public void executeInSession(List<String> statements) {
		if (!this.transactionPooled) {
			executeInternally(statements);
		}
	}

	/**
	 * Whether the connection goes back to a pool.
	 * @return {@code false} where the driver's own connection was borrowed
	 */
	public boolean isPooled() {
		return this.connection != this.postgres;
	}

	/**
	 * Returns the connection for JDBC.
	 * @return the connection as it was borrowed
	 */
	public Connection jdbc() {
		return this.connection;
	}

	/**
	 * Returns the server's version.
	 * @return the major version, such as 18
	 */
	public int majorVersion() {
		try {
			return this.connection.getMetaData().getDatabaseMajorVersion();
		}
		catch (SQLException ex) {
			throw ConnectionFailure.ofStatement(ex);
		}
	}

	/**
	 * Returns the server's minor version.
	 * @return for example 4
	 */
	public int minorVersion() {
		try {
			return this.connection.getMetaData().getDatabaseMinorVersion();
		}
		catch (SQLException ex) {
			throw ConnectionFailure.ofStatement(ex);
		}
	}

	/**
	 * Returns the JDBC URL, which may hold a password.
	 * @return the URL, never to be printed
	 */
	public String url() {
		try {
			return this.connection.getMetaData().getURL();
		}
		catch (SQLException ex) {
			throw ConnectionFailure.ofStatement(ex);
		}
	}

	/**
	 * Names the database for people.
	 * @return server, database and login, such as
	 * {@code localhost:5432/orders as orders_ddl}
	 */
	public String describe() {
		try {
			String url = Redaction.redact(this.connection.getMetaData().getURL());
			return "%s as %s".formatted(url.replaceFirst("^jdbc:postgresql:(?://)?", "").replaceFirst("\\?.*$", ""),
					this.connection.getMetaData().getUserName());
		}
		catch (SQLException ex) {
			throw ConnectionFailure.ofStatement(ex);
		}
	}

	/**
	 * Returns the name of the database.
	 * @return the name
	 */
	public String database() {
		return session().database();
	}

	/**
	 * Returns the server's process.
	 * @return the process id when the session was prepared
	 */
	public int pid() {
		return session().pid();
	}

	/**
	 * Returns the server's process that works for this connection now, as another thread
	 * sees it.
	 * @return its id; nothing between transactions behind a pooler, when the server's
	 * sessions are other clients'
	 */
	public OptionalInt servingPid() {
		if (!this.transactionPooled) {
			return OptionalInt.of(pid());
		}
		int pid = this.transactionPid;
		return (pid != 0) ? OptionalInt.of(pid) : OptionalInt.empty();
	}

	/**
	 * Whether the server still has this connection's session.
	 * @param asking another connection to the same database
	 * @return {@code false} where the session has ended, or where another server answers
	 * by now
	 */
	public boolean isKnownTo(MigrationConnection asking) {
		return this.transactionPooled || asking.query(
				"select exists (select from pg_catalog.pg_stat_activity where pid = %s and datname = pg_catalog.current_database())"
					.formatted(pid()),
				(rows) -> rows.next() && rows.getBoolean(1));
	}

	/**
	 * Returns the schema in which unqualified tables are made.
	 * @return the default schema that the session was prepared with, the first of its
	 * search path, or {@code null} where the search path names no schema that exists
	 */
	public @Nullable String currentSchema() {
		return (this.defaultSchema != null) ? this.defaultSchema : session().schema();
	}

	private Session session() {
		if (this.session == null) {
			throw new IllegalStateException("The session was not prepared");
		}
		return this.session;
	}

	/**
	 * Executes statements in as few round trips as possible: one for up to 32 KiB of
	 * text.
	 * @param statements statements without parameters
	 * @return the number of rows that each changed
	 * @throws PipelineException where one failed; those after it did not run
	 */
	public List<Long> execute(List<String> statements) throws PipelineException {
		this.plannedQueries.executed(statements);
		return this.pipeline.execute(statements);
	}

	/**
	 * Executes statements of the tool itself, whose failure has no place in a revision
	 * file.
	 * @param statements statements without parameters
	 * @return the number of rows that each changed
	 * @throws MigrationException with what the server said
	 */
	public List<Long> executeInternally(List<String> statements) {
		try {
			return this.pipeline.execute(statements);
		}
		catch (PipelineException ex) {
			throw ConnectionFailure.ofStatement(ex.getFailure());
		}
	}

	/**
	 * Executes statements that create something of the tool's own, in a transaction.
	 * Where two replicas do so at the same moment, "if not exists" does not help: one of
	 * them fails, and finds what it needs when it looks again.
	 * @param statements statements without parameters
	 * @throws MigrationException with what the server said
	 */
	void createUnlessAnotherDoes(List<String> statements) {
		begin();
		try {
			this.pipeline.execute(statements);
			commit();
		}
		catch (PipelineException ex) {
			rollback();
			unlessCreatedByAnother(ex.getFailure());
		}
		catch (SQLException ex) {
			rollback();
			unlessCreatedByAnother(ex);
		}
	}

	private static void unlessCreatedByAnother(SQLException failure) {
		if (!CREATED_BY_ANOTHER.contains(Objects.toString(failure.getSQLState(), ""))) {
			throw ConnectionFailure.ofStatement(failure);
		}
	}

	/**
	 * Sends data for {@code COPY ... FROM stdin}.
	 * @param statement the COPY statement
	 * @param data the lines in UTF-8, read while they are sent
	 * @return the number of rows
	 * @throws PipelineException where the server refused
	 */
	public long copyIn(String statement, InputStream data) throws PipelineException {
		try {
			return this.postgres.getCopyAPI().copyIn(statement, data);
		}
		catch (SQLException ex) {
			throw new PipelineException(0, ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Executes statements for what they do, not for the rows that they answer with: these
	 * are not kept. Inside of a transaction they are sent together.
	 * @param statements statements without parameters
	 * @throws PipelineException where one failed
	 */
	public void executeWithoutRows(List<String> statements) throws PipelineException {
		this.plannedQueries.executed(statements);
		this.pipeline.executeWithoutRows(statements);
	}

	/**
	 * Returns how much a statement takes of a round trip.
	 * @param sql the statement
	 * @return bytes
	 */
	public static int bytesInRoundTrip(String sql) {
		return StatementPipeline.bytes(sql);
	}

	/**
	 * Whether a statement can be sent together with others.
	 * @param statements how many there are
	 * @param bytes how long they are
	 * @param sql the statement
	 * @return {@code false} where they fill a round trip
	 */
	public static boolean fitsInRoundTrip(int statements, int bytes, String sql) {
		return statements == 0 || StatementPipeline.fits(statements, bytes + StatementPipeline.bytes(sql));
	}

	/**
	 * Reads rows.
	 * @param <T> the type of the result
	 * @param sql a query of the tool itself
	 * @param reader reads them
	 * @return what the reader returned
	 * @throws MigrationException with what the server said
	 */
	public <T> T query(String sql, RowReader<T> reader) {
		try {
			return tryQuery(sql, Duration.ZERO, reader);
		}
		catch (SQLException ex) {
			throw ConnectionFailure.ofStatement(ex);
		}
	}

	/**
	 * Reads the first column.
	 * @param sql a query of the tool itself
	 * @return its values, in the order of the rows
	 * @throws MigrationException with what the server said
	 */
	public Set<String> strings(String sql) {
		return query(sql, (rows) -> {
			Set<String> strings = new LinkedHashSet<>();
			while (rows.next()) {
				strings.add(rows.getString(1));
			}
			return strings;
		});
	}

	/**
	 * Reads the rows of several queries in one round trip.
	 * @param queries queries of the tool itself, without parameters and without
	 * semicolons
	 * @param readers a reader for each query
	 * @throws MigrationException with what the server said
	 */
	public void queries(List<String> queries, List<? extends RowReader<?>> readers) {
		List<String> sent = new ArrayList<>();
		// behind a pooler the next transaction can meet another session
		if (this.transactionPooled) {
			sent.addAll(queries);
		}
		else {
			sent.addAll(this.plannedQueries.prepare(queries));
			queries.stream().map(this.plannedQueries::execution).forEach(sent::add);
		}
		try (Statement statement = this.connection.createStatement()) {
			statement.setEscapeProcessing(false);
			boolean hasRows = statement.execute(String.join(";\n", sent));
			for (int i = queries.size(); i < sent.size(); i++) {
				hasRows = statement.getMoreResults();
			}
			for (RowReader<?> reader : readers) {
				if (!hasRows) {
					throw new IllegalStateException("A query gave no rows");
				}
				try (ResultSet rows = statement.getResultSet()) {
					reader.read(rows);
				}
				hasRows = statement.getMoreResults();
			}
		}
		catch (SQLException ex) {
			this.plannedQueries.lost();
			throw ConnectionFailure.ofStatement(ex);
		}
	}

	<T> T tryQuery(String sql, Duration longest, RowReader<T> reader) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.setQueryTimeout((int) longest.toSeconds());
			statement.setEscapeProcessing(false);
			try (ResultSet rows = statement.executeQuery(sql)) {
				return reader.read(rows);
			}
		}
	}

	/**
	 * Says whether what the server says beside its answers may be told.
	 * @param withheld whether it can hold a secret of a revision
	 */
	public void withholdNotices(boolean withheld) {
		this.noticesWithheld = withheld;
	}

	/**
	 * Begins a transaction with the next statement.
	 */
	public void begin() {
		try {
			this.connection.setAutoCommit(false);
		}
		catch (SQLException ex) {
			throw ConnectionFailure.ofStatement(ex);
		}
		if (this.transactionPooled) {
			this.transactionPid = query(Session.setLocal(this.settings), (rows) -> rows.next() ? rows.getInt(2) : 0);
		}
	}

	/**
	 * Commits.
	 * @throws SQLException where the server refused, for example because a deferred
	 * constraint does not hold
	 */
	public void commit() throws SQLException {
		this.connection.commit();
		this.transactionPid = 0;
		this.connection.setAutoCommit(true);
	}

	/**
	 * Rolls back, where the connection still lives.
	 */
	public void rollback() {
		this.transactionPid = 0;
		try {
			if (!isOpen()) {
				return;
			}
			if (!this.connection.getAutoCommit()) {
				this.connection.rollback();
				this.connection.setAutoCommit(true);
			}
			else if (this.pipeline.isInTransaction()) {
				// a BEGIN that the driver does not know of
				this.pipeline.execute(List.of("rollback"));
			}
		}
		catch (SQLException | PipelineException ex) {
			logger.debug("Could not roll back; the server does when it notices that the connection is gone", ex);
		}
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
	 * Gives the connection back as it was borrowed.
	 */
	@Override
	public void close() {
		try {
			rollback();
			if (this.session != null && !this.transactionPooled && isOpen()) {
				List<String> statements = new ArrayList<>(this.session.restore(Map.of()));
				statements.addAll(this.plannedQueries.forget());
				// what a revision locked; the migration lock was released before
				statements.add("select pg_catalog.pg_advisory_unlock_all()");
				this.pipeline.execute(statements);
			}
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

	/**
	 * A connection in an unknown state must not go back to a pool; a pool drops one that
	 * is closed.
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
	 * Reads the rows of a query.
	 *
	 * @param <T> the type of the result
	 */
	@FunctionalInterface
	public interface RowReader<T> {

		/**
		 * Reads the rows.
		 * @param rows the rows, before the first
		 * @return the result
		 * @throws SQLException where reading failed
		 */
		T read(ResultSet rows) throws SQLException;

	}

}
