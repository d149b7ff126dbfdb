package io.appmigrations.internal.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

import javax.sql.DataSource;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.script.CopyData;
import io.appmigrations.internal.script.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that locks and migrates. Lock and work share it so that they die
 * together. It is given back with the settings that it had.
 * <p>
 * It takes statements, queries and transactions. {@link #borrowed()} has what concerns
 * the data source and the driver, {@link #session()} what concerns the server's session.
 */
public final class MigrationConnection implements AutoCloseable {

	private final BorrowedConnection connection;

	private final SqlExecutor sql;

	private final SessionSettings settings;

	private final Transactions transactions;

	private MigrationConnection(BorrowedConnection connection, Consumer<SQLWarning> notices) {
		this.connection = connection;
		this.sql = new SqlExecutor(connection, notices);
		this.settings = new SessionSettings(this.sql);
		this.transactions = new Transactions(connection, this.sql, this.settings);
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
		return new MigrationConnection(BorrowedConnection.from(dataSource), notices);
	}

	/**
	 * Borrows one more connection to the same database.
	 * @return the connection, in autocommit mode and not prepared
	 */
	public MigrationConnection another() {
		return open(this.connection.dataSource(), (notice) -> {
		});
	}

	/**
	 * Makes the session fit for migrating: a dead client is noticed, no timeout of the
	 * role ends the work. Three round trips, taken only when something is pending.
	 * @param applicationName what {@code pg_stat_activity} shows, a
	 * {@linkplain SessionName session's name}
	 * @param defaultSchema the schema to put first into the search path, or {@code null}
	 * @param lockTimeout {@code lock_timeout} of each statement, zero for none
	 * @param statementTimeout {@code statement_timeout} of each statement, zero for none
	 */
	public void prepare(String applicationName, @Nullable String defaultSchema, Duration lockTimeout,
			Duration statementTimeout) {
		prepare(applicationName, defaultSchema, lockTimeout, statementTimeout, Map.of());
	}

	/**
	 * Makes the session fit for migrating, with more settings.
	 * @param applicationName what {@code pg_stat_activity} shows, a
	 * {@linkplain SessionName session's name}
	 * @param defaultSchema the schema to put first into the search path, or {@code null}
	 * @param lockTimeout {@code lock_timeout} of each statement, zero for none
	 * @param statementTimeout {@code statement_timeout} of each statement, zero for none
	 * @param more settings of the session besides
	 */
	public void prepare(String applicationName, @Nullable String defaultSchema, Duration lockTimeout,
			Duration statementTimeout, Map<String, String> more) {
		Session before = this.settings.read();
		if (this.connection.isReadOnly()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION, "The connection is declared read-only",
					"Remove readOnly from the URL and read-only from the pool, or configure a separate connection with app.migrations.url.");
		}
		this.settings.choose(applicationName, defaultSchema, lockTimeout, statementTimeout, more);
		if (TransactionPooling.detect(this, this.connection.postgres().getBackendPID(), before.pid())) {
			this.settings.shareSession();
			this.sql.shareSession();
			this.connection.prepareNoStatements();
		}
		this.settings.apply();
	}

	/**
	 * Returns what the connection is on this side of the wire.
	 * @return the connection as it was borrowed
	 */
	public BorrowedConnection borrowed() {
		return this.connection;
	}

	/**
	 * Returns what the connection is on the server's side.
	 * @return the session that it was prepared with
	 */
	public SessionSettings session() {
		return this.settings;
	}

	/**
	 * Returns the server at the other end.
	 * @return its version and its address
	 */
	public Server server() {
		return new Server(this.connection);
	}

	/**
	 * Returns the server's process that works for this connection now, as another thread
	 * sees it.
	 * @return its id; nothing between transactions behind a pooler, when the server's
	 * sessions are other clients'
	 */
	public OptionalInt servingPid() {
		int pid = this.settings.isTransactionPooled() ? this.transactions.pid() : this.settings.session().pid();
		return (pid != 0) ? OptionalInt.of(pid) : OptionalInt.empty();
	}

	/**
	 * Whether the server still has this connection's session.
	 * @param asking another connection to the same database
	 * @return {@code false} where the session has ended, or where another server answers
	 * by now
	 */
	public boolean isKnownTo(MigrationConnection asking) {
		return this.settings.isTransactionPooled() || asking.query(
				"select exists (select from pg_catalog.pg_stat_activity where pid = %s and datname = pg_catalog.current_database())"
					.formatted(this.settings.session().pid()),
				(rows) -> rows.next() && rows.getBoolean(1));
	}

	/**
	 * Executes statements in as few {@linkplain RoundTrip round trips} as possible.
	 * @param statements statements without parameters
	 * @return the number of rows that each changed
	 * @throws PipelineException where one failed; those after it did not run
	 */
	public List<Long> execute(List<String> statements) throws PipelineException {
		return this.sql.execute(statements).counts();
	}

	/**
	 * Executes statements, and a query of the tool itself behind them.
	 * @param statements statements without parameters, the last of which answers with a
	 * row
	 * @return the row, and the number of rows that each changed
	 * @throws PipelineException where one failed; those after it did not run
	 */
	public Answer ask(List<String> statements) throws PipelineException {
		return this.sql.execute(statements);
	}

	/**
	 * Executes statements of the tool itself, whose failure has no place in a revision
	 * file.
	 * @param statements statements without parameters
	 * @return the number of rows that each changed
	 * @throws MigrationException with what the server said
	 */
	public List<Long> executeInternally(List<String> statements) {
		return this.sql.executeInternally(statements).counts();
	}

	/**
	 * Executes statements of the tool itself, of which the last is a query.
	 * @param statements statements without parameters
	 * @return its row, and the number of rows that each changed
	 * @throws MigrationException with what the server said
	 */
	public Answer askInternally(List<String> statements) {
		return this.sql.executeInternally(statements);
	}

	/**
	 * Executes statements for what they do, not for the rows that they answer with: these
	 * are not kept. Inside of a transaction they are sent together.
	 * @param statements statements without parameters
	 * @throws PipelineException where one failed
	 */
	public void executeWithoutRows(List<String> statements) throws PipelineException {
		this.sql.executeWithoutRows(statements);
	}

	/**
	 * Executes a statement of a revision in the way that it needs: with its data, and
	 * without keeping rows that it may answer with.
	 * @param statement the statement
	 * @param sql the text to send, in which placeholders are replaced
	 * @throws PipelineException where the server refused
	 */
	public void execute(SqlStatement statement, String sql) throws PipelineException {
		CopyData data = statement.copyData();
		if (data != null) {
			this.sql.copyIn(sql, data.stream());
		}
		else if (statement.mayReturnManyRows()) {
			this.sql.executeWithoutRows(List.of(sql));
		}
		else {
			this.sql.execute(List.of(sql));
		}
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
		return this.transactions.withSettings(() -> this.sql.query(sql, reader));
	}

	/**
	 * Reads rows, where a failure has more to tell than that there are none.
	 * @param <T> the type of the result
	 * @param sql a query of the tool itself
	 * @param longest how long the server may take, zero for no limit
	 * @param reader reads them
	 * @return what the reader returned
	 * @throws SQLException with what the server said
	 */
	public <T> T tryQuery(String sql, Duration longest, RowReader<T> reader) throws SQLException {
		return this.sql.tryQuery(sql, longest, reader);
	}

	/**
	 * Reads the first column.
	 * @param sql a query of the tool itself
	 * @return its values, in the order of the rows
	 * @throws MigrationException with what the server said
	 */
	public Set<String> strings(String sql) {
		return query(sql, RowReader::strings);
	}

	/**
	 * Reads the rows of several queries in one round trip.
	 * @param queries queries of the tool itself, without parameters and without
	 * semicolons
	 * @param readers a reader for each query
	 * @throws MigrationException with what the server said
	 */
	public void queries(List<String> queries, List<? extends RowReader<?>> readers) {
		this.transactions.withSettings(() -> {
			this.sql.queries(queries, readers);
			return readers;
		});
	}

	/**
	 * Says whether what the server says beside its answers may be told.
	 * @param withheld whether it can hold a secret of a revision
	 */
	public void withholdNotices(boolean withheld) {
		this.sql.withholdNotices(withheld);
	}

	/**
	 * Begins a transaction with the next statement.
	 */
	public void begin() {
		this.transactions.begin();
	}

	/**
	 * Commits.
	 * @throws SQLException where the server refused, for example because a deferred
	 * constraint does not hold
	 */
	public void commit() throws SQLException {
		this.transactions.commit();
	}

	/**
	 * Rolls back, where the connection still lives.
	 */
	public void rollback() {
		this.transactions.rollback();
	}

	/**
	 * Sets again, where a revision is not the first of its transaction, what the end of
	 * the one before it has reset. Sends something only behind a pooler that shares the
	 * session.
	 */
	public void applySettings() {
		this.transactions.applySettings();
	}

	/**
	 * Executes statements that create something of the tool's own, in a transaction. It
	 * is no failure that another process has created the same at that moment.
	 * @param statements the statements
	 */
	public void createUnlessAnotherDoes(List<String> statements) {
		this.transactions.createUnlessAnotherDoes(statements);
	}

	/**
	 * Gives the connection back as it was borrowed.
	 */
	@Override
	public void close() {
		this.connection.giveBack(() -> {
			rollback();
			List<String> restored = this.settings.giveBack();
			if (!restored.isEmpty() && this.connection.isOpen()) {
				List<String> statements = new ArrayList<>(restored);
				statements.addAll(this.sql.forgetPlans());
				// what a revision locked; the migration lock was released before
				statements.add("select pg_catalog.pg_advisory_unlock_all()");
				this.sql.executeOwn(statements);
			}
		});
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

		/**
		 * Reads the first column.
		 * @param rows the rows, before the first
		 * @return its values, in the order of the rows
		 * @throws SQLException where reading failed
		 */
		static Set<String> strings(ResultSet rows) throws SQLException {
			Set<String> strings = new LinkedHashSet<>();
			while (rows.next()) {
				strings.add(rows.getString(1));
			}
			return strings;
		}

	}

}
