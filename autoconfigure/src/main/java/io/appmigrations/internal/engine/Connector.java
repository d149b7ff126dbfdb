package io.appmigrations.internal.engine;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import javax.sql.DataSource;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.database.ConnectionFailure;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.SessionName;
import io.appmigrations.internal.database.version.StateReader;
import io.appmigrations.internal.database.version.TableChanges;
import io.appmigrations.internal.database.version.VersionState;
import io.appmigrations.internal.database.version.VersionTable;
import io.appmigrations.internal.execution.ExecutionSettings;
import io.appmigrations.internal.execution.ShutdownGuard;
import io.appmigrations.internal.secret.Redaction;
import io.appmigrations.settings.MigrationSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens connections and finds the version table.
 */
final class Connector {

	private static final Logger logger = LoggerFactory.getLogger(Connector.class);

	private static final Duration PAUSE = Duration.ofMillis(200);

	private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);

	private static final Duration REPORT_INTERVAL = Duration.ofSeconds(30);

	/**
	 * With thousands of tables, PostgreSQL would compile the queries of the catalog,
	 * which have hundreds of expressions that each run a few times.
	 */
	private static final Map<String, String> FOR_CATALOG = Map.of("jit", "off");

	private final DataSource dataSource;

	private final MigrationSettings settings;

	private final TableChanges tables;

	private final ExecutionSettings execution;

	/**
	 * Connects to nothing yet.
	 * @param context the database, how to connect and what the table is called
	 */
	Connector(MigrationContext context) {
		this.dataSource = context.dataSource();
		this.settings = context.settings();
		this.tables = context.tables();
		this.execution = context.execution();
	}

	DataSource dataSource() {
		return this.dataSource;
	}

	/** How revisions are run. */
	ExecutionSettings execution() {
		return this.execution;
	}

	MigrationConnection connect() {
		for (int attempt = 0;; attempt++) {
			try {
				// until a revision runs, an answer takes no time; a server that has gone
				// silent must not hold up the start forever
				return waitingAtMost(LONGEST_ANSWER, MigrationConnection.open(this.dataSource,
						(notice) -> logger.debug("PostgreSQL: {}", Redaction.redact(notice.getMessage()))));
			}
			catch (ConnectionFailure ex) {
				if (!ex.isRetryable() || attempt >= this.settings.connectRetries()) {
					throw ex;
				}
				Duration interval = this.settings.connectRetryInterval();
				logger.warn("{}. Attempt {} of {} follows in {} ms", ex.getMessage(), attempt + 2,
						this.settings.connectRetries() + 1, interval.toMillis());
				ShutdownGuard.pause(interval, "the server was reached");
			}
		}
	}

	private static MigrationConnection waitingAtMost(Duration longest, MigrationConnection connection) {
		try {
			connection.borrowed().waitAtMost(longest);
			return connection;
		}
		catch (RuntimeException ex) {
			connection.close();
			throw ex;
		}
	}

	/** Opens a connection for comparing, on which a statement may take its time. */
	MigrationConnection connectToCompare() {
		return waitingAtMost(Duration.ZERO, prepared(FOR_CATALOG));
	}

	/**
	 * Opens a connection on which a statement may take its time, with no settings
	 * changed.
	 */
	MigrationConnection connectPatiently() {
		return waitingAtMost(Duration.ZERO, connect());
	}

	/** Opens a connection that is fit for migrating. */
	MigrationConnection connectToWrite() {
		return prepared(Map.of());
	}

	private MigrationConnection prepared(Map<String, String> more) {
		MigrationConnection connection = connect();
		try {
			prepare(connection, more);
			return connection;
		}
		catch (RuntimeException ex) {
			connection.close();
			throw ex;
		}
	}

	void prepare(MigrationConnection connection) {
		prepare(connection, Map.of());
	}

	private void prepare(MigrationConnection connection, Map<String, String> more) {
		connection.prepare(applicationName(), this.settings.defaultSchema(), this.settings.lockTimeout(),
				this.settings.statementTimeout(), more);
	}

	/** What the session that migrates is called in {@code pg_stat_activity}. */
	String applicationName() {
		return SessionName.of(Objects.requireNonNullElse(this.settings.origin().application(), "app"));
	}

	/**
	 * Waits for whoever keeps everybody from reading the version table as long as for
	 * another process that migrates.
	 */
	Optional<VersionState> peek(MigrationConnection connection) {
		return peek(connection, null);
	}

	/**
	 * Reads less where the log knows a build.
	 * @param build its fingerprint, or {@code null} to read everything
	 */
	Optional<VersionState> peek(MigrationConnection connection, @Nullable String build) {
		long start = System.nanoTime();
		Duration nextReport = Duration.ZERO;
		for (;;) {
			try {
				return new StateReader(schemaSetting(), this.settings.versionTable(), this.tables).peek(connection,
						build);
			}
			catch (MigrationException ex) {
				Duration waited = Duration.ofNanos(System.nanoTime() - start);
				if (ex.getCode() != ErrorCode.LOCK_TIMEOUT || waited.compareTo(this.settings.lock().maxWait()) >= 0) {
					throw ex;
				}
				if (waited.compareTo(nextReport) >= 0) {
					logger.warn("{}", ex.getMessage());
					nextReport = waited.plus(REPORT_INTERVAL);
				}
				// a lock_timeout of the login can be shorter than the patience
				ShutdownGuard.pause(PAUSE, "the version table could be read");
			}
		}
	}

	/**
	 * Reads the rows of the version table alone, which costs the server next to nothing.
	 * @return the rows, none where there is no table, or nothing if
	 * {@link #peek(MigrationConnection)} has more to say
	 */
	Optional<Set<String>> rows(MigrationConnection connection) {
		return new StateReader(schemaSetting(), this.settings.versionTable(), this.tables).rows(connection);
	}

	/** Names the version table of a prepared connection. */
	VersionTable versionTable(MigrationConnection connection) {
		String schema = schemaSetting();
		if (schema == null) {
			schema = connection.session().currentSchema();
		}
		if (schema == null) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"No schema in the connection's search path exists in database %s"
						.formatted(connection.session().database()),
					"Set app.migrations.default-schema, or create the schema named in the connection's search_path or currentSchema.");
		}
		return new VersionTable(schema, this.settings.versionTable(), this.tables);
	}

	/** Names the version table as far as it is known without a connection. */
	VersionTable versionTable() {
		return new VersionTable(schemaSetting(), this.settings.versionTable(), this.tables);
	}

	/** What the log knows of the revisions as they were applied. */
	AppliedText applied(MigrationConnection connection) {
		return new AppliedText(connection, versionTable().log());
	}

	private @Nullable String schemaSetting() {
		return (this.settings.versionTableSchema() != null) ? this.settings.versionTableSchema()
				: this.settings.defaultSchema();
	}

}
