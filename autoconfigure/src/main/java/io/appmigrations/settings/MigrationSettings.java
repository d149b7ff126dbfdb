package io.appmigrations.settings;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import org.jspecify.annotations.Nullable;

/**
 * The settings of {@link io.appmigrations.Migrations}; each setting is one of the {@code
 * app.migrations.*} properties.
 */
public final class MigrationSettings {

	/** The default of {@code app.migrations.locations}. */
	public static final List<String> DEFAULT_LOCATIONS = List.of("classpath:db/migrations");

	/** The default of {@code app.migrations.version-table}. */
	public static final String DEFAULT_VERSION_TABLE = "app_migrations";

	/** The default of {@code app.migrations.file-template}. */
	public static final String DEFAULT_FILE_TEMPLATE = "%(year)d%(month).2d%(day).2d%(hour).2d%(minute).2d_%(rev)s_%(slug)s";

	/** The default of {@code app.migrations.truncate-slug-length}. */
	public static final int DEFAULT_SLUG_LENGTH = 40;

	/** The default of {@code app.migrations.lock-timeout}. */
	public static final Duration DEFAULT_LOCK_TIMEOUT = Duration.ofSeconds(5);

	/** The default of {@code app.migrations.lock-retries}. */
	public static final int DEFAULT_LOCK_RETRIES = 10;

	/** The default of {@code app.migrations.connect-retry-interval}. */
	public static final Duration DEFAULT_CONNECT_RETRY_INTERVAL = Duration.ofSeconds(2);

	private static final int LONGEST_NAME = 63;

	private final List<String> locations;

	private final @Nullable String defaultSchema;

	private final String versionTable;

	private final @Nullable String versionTableSchema;

	private final boolean singleTransaction;

	private final Duration lockTimeout;

	private final Duration statementTimeout;

	private final int lockRetries;

	private final boolean killBlockers;

	private final boolean placeholderReplacement;

	private final Map<String, String> placeholders;

	private final Origin origin;

	private final LockSettings lock;

	private final int connectRetries;

	private final Duration connectRetryInterval;

	private final Reaction onUnknownRevision;

	private final Reaction onChecksumMismatch;

	private final String fileTemplate;

	private final int truncateSlugLength;

	private final ZoneId timezone;

	private final TenantSettings tenants;

	MigrationSettings(MigrationSettingsBuilder builder) {
		this.locations = List.copyOf(builder.locations);
		this.defaultSchema = builder.defaultSchema;
		this.versionTable = builder.versionTable;
		this.versionTableSchema = builder.versionTableSchema;
		this.singleTransaction = builder.singleTransaction;
		this.lockTimeout = builder.lockTimeout;
		this.statementTimeout = builder.statementTimeout;
		this.lockRetries = builder.lockRetries;
		this.killBlockers = builder.killBlockers;
		this.placeholderReplacement = builder.placeholderReplacement;
		this.placeholders = Map.copyOf(builder.placeholders);
		this.origin = builder.origin;
		this.lock = builder.lock;
		this.connectRetries = builder.connectRetries;
		this.connectRetryInterval = builder.connectRetryInterval;
		this.onUnknownRevision = builder.onUnknownRevision;
		this.onChecksumMismatch = builder.onChecksumMismatch;
		this.fileTemplate = builder.fileTemplate;
		this.truncateSlugLength = builder.truncateSlugLength;
		this.timezone = builder.timezone;
		this.tenants = builder.tenants;
		requireTimeout("app.migrations.lock-timeout", this.lockTimeout);
		requireTimeout("app.migrations.statement-timeout", this.statementTimeout);
		requireNotNegative("app.migrations.lock-retries", this.lockRetries < 0, this.lockRetries);
		requireNotNegative("app.migrations.connect-retries", this.connectRetries < 0, this.connectRetries);
		requireNotNegative("app.migrations.connect-retry-interval", this.connectRetryInterval.isNegative(),
				this.connectRetryInterval);
		requireUsable("app.migrations.default-schema", this.defaultSchema);
		requireUsable("app.migrations.version-table-schema", this.versionTableSchema);
	}

	/**
	 * Returns a builder with the defaults.
	 * @return a builder
	 */
	public static MigrationSettingsBuilder builder() {
		return new MigrationSettingsBuilder();
	}

	private static void requireTimeout(String property, Duration duration) {
		requireNotNegative(property, duration.isNegative(), duration);
		if (duration.toMillis() > Integer.MAX_VALUE || (duration.toMillis() == 0 && !duration.isZero())) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"%s is not between 1 ms and 24 days, nor 0 for none: %s".formatted(property, duration),
					"Correct it, or leave it out.");
		}
	}

	private static void requireNotNegative(String property, boolean negative, Object value) {
		if (negative) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"%s must not be negative: %s".formatted(property, value), "Correct it, or leave it out.");
		}
	}

	/**
	 * PostgreSQL cuts longer names, and keeps some for itself (manual, 5.10 and 4.1.1).
	 */
	private static void requireUsable(String property, @Nullable String schema) {
		if (schema == null) {
			return;
		}
		if (schema.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"%s: '%s' is longer than the %s bytes that PostgreSQL keeps of a name".formatted(property, schema,
							LONGEST_NAME),
					"Shorten it.");
		}
		if (schema.startsWith("$") || schema.contains(",") || schema.contains("\"")) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"%s: '%s' is not the name of one schema but reads like a search path".formatted(property, schema),
					"Write the name of the schema as it is, without quotes; the search path itself is set with currentSchema "
							+ "in the URL or with alter role ... set search_path.");
		}
		if (schema.startsWith("pg_") || schema.equals("information_schema")) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"%s: %s is a schema of PostgreSQL's own".formatted(property, schema), "Name another one.");
		}
	}

	/**
	 * Returns a builder with these settings.
	 * @return a builder
	 */
	public MigrationSettingsBuilder toBuilder() {
		MigrationSettingsBuilder builder = new MigrationSettingsBuilder();
		builder.locations = this.locations;
		builder.defaultSchema = this.defaultSchema;
		builder.versionTable = this.versionTable;
		builder.versionTableSchema = this.versionTableSchema;
		builder.singleTransaction = this.singleTransaction;
		builder.lockTimeout = this.lockTimeout;
		builder.statementTimeout = this.statementTimeout;
		builder.lockRetries = this.lockRetries;
		builder.killBlockers = this.killBlockers;
		builder.placeholderReplacement = this.placeholderReplacement;
		builder.placeholders = this.placeholders;
		builder.origin = this.origin;
		builder.lock = this.lock;
		builder.connectRetries = this.connectRetries;
		builder.connectRetryInterval = this.connectRetryInterval;
		builder.onUnknownRevision = this.onUnknownRevision;
		builder.onChecksumMismatch = this.onChecksumMismatch;
		builder.fileTemplate = this.fileTemplate;
		builder.truncateSlugLength = this.truncateSlugLength;
		builder.timezone = this.timezone;
		builder.tenants = this.tenants;
		return builder;
	}

	/**
	 * Returns the folders with revision files.
	 * @return {@code classpath:} and {@code file:} folders
	 */
	public List<String> locations() {
		return this.locations;
	}

	/**
	 * Returns the schema that is first in the search path of revisions.
	 * @return the schema, or {@code null} for the connection's
	 */
	public @Nullable String defaultSchema() {
		return this.defaultSchema;
	}

	/**
	 * Returns the name of the version table.
	 * @return the name
	 */
	public String versionTable() {
		return this.versionTable;
	}

	/**
	 * Returns the schema of the version table.
	 * @return the schema, or {@code null} for the default schema
	 */
	public @Nullable String versionTableSchema() {
		return this.versionTableSchema;
	}

	/**
	 * Whether all revisions of a run share one transaction.
	 * @return {@code true} if they do
	 */
	public boolean isSingleTransaction() {
		return this.singleTransaction;
	}

	/**
	 * Returns PostgreSQL's {@code lock_timeout} for each statement.
	 * @return the time, zero for none
	 */
	public Duration lockTimeout() {
		return this.lockTimeout;
	}

	/**
	 * Returns PostgreSQL's {@code statement_timeout} for each statement.
	 * @return the time, zero for none
	 */
	public Duration statementTimeout() {
		return this.statementTimeout;
	}

	/**
	 * Returns how often a revision is retried after a {@code lock_timeout} or a deadlock.
	 * @return a number that is not negative
	 */
	public int lockRetries() {
		return this.lockRetries;
	}

	/**
	 * Whether sessions that block a revision are ended.
	 * @return {@code true} if they are
	 */
	public boolean isKillBlockers() {
		return this.killBlockers;
	}

	/**
	 * Whether {@code ${name}} in statements is replaced.
	 * @return {@code false} if it is plain text
	 */
	public boolean isPlaceholderReplacement() {
		return this.placeholderReplacement;
	}

	/**
	 * Returns the values of placeholders.
	 * @return the values by name
	 */
	public Map<String, String> placeholders() {
		return this.placeholders;
	}

	/**
	 * Returns the process that migrates, for the log.
	 * @return the origin
	 */
	public Origin origin() {
		return this.origin;
	}

	/**
	 * Returns the migration lock.
	 * @return the lock
	 */
	public LockSettings lock() {
		return this.lock;
	}

	/**
	 * Returns how often a failed connection is retried.
	 * @return a number that is not negative
	 */
	public int connectRetries() {
		return this.connectRetries;
	}

	/**
	 * Returns the pause before each retry of a connection.
	 * @return the time
	 */
	public Duration connectRetryInterval() {
		return this.connectRetryInterval;
	}

	/**
	 * Returns what to do if the database is ahead of this build.
	 * @return the reaction
	 */
	public Reaction onUnknownRevision() {
		return this.onUnknownRevision;
	}

	/**
	 * Returns what to do if an applied revision was edited.
	 * @return the reaction
	 */
	public Reaction onChecksumMismatch() {
		return this.onChecksumMismatch;
	}

	/**
	 * Returns the template for the names of new revision files, in Alembic's notation.
	 * @return the template, without the file extension
	 */
	public String fileTemplate() {
		return this.fileTemplate;
	}

	/**
	 * Returns the number of characters after which the slug is truncated.
	 * @return the number of characters
	 */
	public int truncateSlugLength() {
		return this.truncateSlugLength;
	}

	/**
	 * Returns the time zone of file names and of {@code created}.
	 * @return the zone
	 */
	public ZoneId timezone() {
		return this.timezone;
	}

	/**
	 * Returns the schemas that get the same revisions.
	 * @return the tenants
	 */
	public TenantSettings tenants() {
		return this.tenants;
	}

}
