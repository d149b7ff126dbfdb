package io.appmigrations.internal.database;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server's session is set to while it migrates, and what it is set back to.
 */
public final class SessionSettings {

	private static final Logger logger = LoggerFactory.getLogger(SessionSettings.class);

	private static final String INVALID_PARAMETER_VALUE = "22023";

	private static final Pattern PATH_ELEMENT = Pattern.compile("(?:\"(?:[^\"]|\"\")*+\"|[^,\"])++");

	private static final String CATALOG = "pg_catalog";

	private final SqlExecutor sql;

	private @Nullable Session before;

	private Map<String, String> own = Map.of();

	private @Nullable String defaultSchema;

	private boolean transactionPooled;

	SessionSettings(SqlExecutor sql) {
		this.sql = sql;
	}

	/** Reads what the session is like, once. */
	Session read() {
		this.before = this.sql.query(Session.QUERY, (rows) -> {
			Map<String, String> settings = new LinkedHashMap<>();
			Session read = null;
			while (rows.next()) {
				settings.put(rows.getString(6), rows.getString(7));
				read = new Session(rows.getString(1), rows.getString(2), rows.getString(3), rows.getBoolean(4),
						rows.getInt(5), settings);
			}
			return Objects.requireNonNull(read);
		});
		return this.before;
	}

	/** Refuses a session that cannot migrate, and decides on the settings. */
	void choose(String applicationName, @Nullable String schema, Duration lockTimeout, Duration statementTimeout,
			Map<String, String> more) {
		Session session = session();
		requireWritable(session, schema);
		Map<String, String> settings = new LinkedHashMap<>();
		settings.put("application_name", applicationName);
		settings.put("lock_timeout", lockTimeout.toMillis() + "ms");
		settings.put("statement_timeout", statementTimeout.toMillis() + "ms");
		settings.put("idle_in_transaction_session_timeout", "0");
		settings.put("idle_session_timeout", "0");
		settings.put("transaction_timeout", "0");
		settings.putAll(LiteralSettings.VALUES);
		settings.put("tcp_keepalives_idle", "5");
		settings.put("tcp_keepalives_interval", "3");
		settings.put("tcp_keepalives_count", "3");
		// keep-alives are not sent while an answer is under way
		settings.put("tcp_user_timeout", "15000");
		settings.putAll(more);
		this.defaultSchema = schema;
		String path = searchPath(session.searchPath(), schema);
		if (!path.equals(session.searchPath())) {
			settings.put("search_path", path);
		}
		this.own = settings;
	}

	private static void requireWritable(Session session, @Nullable String defaultSchema) {
		if (defaultSchema == null && (session.searchPath().strip().matches("(?i)\"?pg_temp\"?(?:\\s*,.*)?")
				|| Objects.toString(session.schema(), "").startsWith("pg_temp_"))) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The search path begins with pg_temp, so everything that revisions create would be temporary: "
							+ session.searchPath(),
					"Set app.migrations.default-schema, or the search_path of the login or the database.");
		}
		if (defaultSchema == null && CATALOG.equals(session.schema())) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The search path begins with pg_catalog, where nothing can be created: " + session.searchPath(),
					"Set app.migrations.default-schema, or the search_path of the login or the database.");
		}
		if (session.standby()) {
			throw new MigrationException(ErrorCode.CONNECTION_FAILED,
					"The server is a read-only standby of database %s".formatted(session.database()),
					"Point app.migrations.url to the primary server.");
		}
	}

	/**
	 * PostgreSQL searches its own catalog first unless the path names it: named behind
	 * others, their objects could hide its operators from the tool.
	 */
	private static String searchPath(String before, @Nullable String defaultSchema) {
		List<String> path = new ArrayList<>(elements(before).toList());
		int catalog = Math.max(path.indexOf(CATALOG), path.indexOf(Quoting.identifier(CATALOG)));
		if (catalog > 0 || (defaultSchema != null && catalog == 0)) {
			logger.debug("During the migration, the session searches pg_catalog first, not {}", before);
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

	private static Stream<String> elements(String path) {
		return PATH_ELEMENT.matcher(path)
			.results()
			.map((element) -> element.group().strip())
			.filter((schema) -> !schema.isEmpty());
	}

	/**
	 * Sets what was chosen, unless the session is other clients' too. Servers whose
	 * operating system cannot detect a lost client refuse that setting (manual, 20.3.1),
	 * and with it what was sent together.
	 */
	void apply() {
		if (this.transactionPooled) {
			return;
		}
		String chosen = Session.set(this.own);
		try {
			this.sql.executeOwn(List.of(chosen, "set client_connection_check_interval = '2s'"));
			this.own.put("client_connection_check_interval", "2s");
		}
		catch (PipelineException ex) {
			if (ex.getIndex() == 0 || !INVALID_PARAMETER_VALUE.equals(ex.getFailure().getSQLState())) {
				throw ConnectionFailure.ofStatement(ex.getFailure());
			}
			logger.debug("The server cannot detect a lost client while a statement is running: {}", ex.getMessage());
			this.sql.executeInternally(List.of(chosen));
		}
	}

	/** Says that a pooler gives the session to other clients between transactions. */
	void shareSession() {
		this.transactionPooled = true;
	}

	/**
	 * Whether a pooler gives the server's session to other clients between transactions.
	 * @return {@code true} where neither locks nor settings of a session can be relied on
	 */
	public boolean isTransactionPooled() {
		return this.transactionPooled;
	}

	/**
	 * Returns the schema that was chosen, where a statement outside of a transaction
	 * would meet another one: behind a pooler that shares the session, only transactions
	 * get it.
	 * @return the schema, or {@code null} where the server gives it to each session
	 */
	public @Nullable String schemaOfTransactionsAlone() {
		boolean given = Objects.equals(this.defaultSchema, session().schema())
				&& !session().settings().containsKey("search_path");
		return (this.transactionPooled && !given) ? this.defaultSchema : null;
	}

	/**
	 * Returns the statements that set the search path in a transaction that was not begun
	 * with {@link MigrationConnection#begin()}. Unlike a query they leave the isolation
	 * level to be chosen.
	 * @return statements to execute behind {@code BEGIN}, none where the session has it
	 */
	public List<String> localSearchPath() {
		String path = this.own.get("search_path");
		return (this.transactionPooled && path != null) ? List.of("set local search_path = " + elements(path)
			.map((element) -> element.startsWith("\"") ? element : Quoting.identifier(element.toLowerCase(Locale.ROOT)))
			.collect(Collectors.joining(", "))) : List.of();
	}

	/**
	 * Executes statements that change settings of the session, unless the session is
	 * shared with other clients.
	 * @param statements {@code SET} statements
	 */
	public void execute(List<String> statements) {
		if (!this.transactionPooled) {
			this.sql.executeInternally(statements);
		}
	}

	/** The statement that sets what was chosen for a transaction alone. */
	String local() {
		return Session.setLocal(this.own);
	}

	/**
	 * Returns the statements that undo what a revision can have done to the session, for
	 * the end of its transaction: all but what a query shows afterwards.
	 * @return statements to execute
	 * @see #leftColumns()
	 */
	public List<String> restore() {
		return this.transactionPooled ? session().restoreShared() : session().restore(this.own);
	}

	/**
	 * Returns what a query asks to know what else a revision has left in the session.
	 * @return two conditions, for {@link #discard}
	 */
	public List<String> leftColumns() {
		return List.of(Session.LEFT_CURSORS, Session.LEFT_OBJECTS);
	}

	/**
	 * Returns the statements that remove what a revision has left in the session.
	 * @param cursors whether the first condition holds
	 * @param objects whether the second one does
	 * @return statements to execute
	 */
	public List<String> discard(boolean cursors, boolean objects) {
		List<String> statements = new ArrayList<>();
		if (cursors) {
			statements.add(Session.CLOSE);
		}
		if (objects) {
			statements.add(Session.DISCARD);
		}
		return statements;
	}

	/** The statements that leave the session as it was found. */
	List<String> giveBack() {
		if (this.before == null || this.transactionPooled) {
			return List.of();
		}
		List<String> statements = discard(true, true);
		statements.addAll(this.before.restore(Map.of()));
		return statements;
	}

	Session session() {
		if (this.before == null) {
			throw new IllegalStateException("The session was not prepared");
		}
		return this.before;
	}

	/**
	 * Returns the name of the database.
	 * @return the name
	 */
	public String database() {
		return session().database();
	}

	/**
	 * Returns the schema in which unqualified tables are made.
	 * @return the default schema that the session was prepared with, the first of its
	 * search path, or {@code null} where the search path names no schema that exists
	 */
	public @Nullable String currentSchema() {
		return (this.defaultSchema != null) ? this.defaultSchema : session().schema();
	}

	/**
	 * Returns the schema of names without one.
	 * @return the current schema, {@code public} where there is none
	 */
	public String schemaOfNames() {
		return Objects.requireNonNullElse(currentSchema(), "public");
	}

}
