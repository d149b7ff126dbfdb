package io.appmigrations.settings;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
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

	private final Lock lock;

	private final int connectRetries;

	private final Duration connectRetryInterval;

	private final Reaction onUnknownRevision;

	private final Reaction onChecksumMismatch;

	private final String fileTemplate;

	private final int truncateSlugLength;

	private final ZoneId timezone;

	private final Tenants tenants;

	private MigrationSettings(Builder builder) {
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
	public static Builder builder() {
		return new Builder();
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
	public Builder toBuilder() {
		Builder builder = new Builder();
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
	public Lock lock() {
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
	public Tenants tenants() {
		return this.tenants;
	}

	/**
	 * Builder of settings.
	 */
	public static final class Builder {

		private List<String> locations = DEFAULT_LOCATIONS;

		private @Nullable String defaultSchema;

		private String versionTable = DEFAULT_VERSION_TABLE;

		private @Nullable String versionTableSchema;

		private boolean singleTransaction;

		private Duration lockTimeout = DEFAULT_LOCK_TIMEOUT;

		private Duration statementTimeout = Duration.ZERO;

		private int lockRetries = DEFAULT_LOCK_RETRIES;

		private boolean killBlockers;

		private boolean placeholderReplacement;

		private Map<String, String> placeholders = Map.of();

		private Origin origin = Origin.UNKNOWN;

		private Lock lock = Lock.DEFAULT;

		private int connectRetries;

		private Duration connectRetryInterval = DEFAULT_CONNECT_RETRY_INTERVAL;

		private Reaction onUnknownRevision = Reaction.IGNORE;

		private Reaction onChecksumMismatch = Reaction.FAIL;

		private String fileTemplate = DEFAULT_FILE_TEMPLATE;

		private int truncateSlugLength = DEFAULT_SLUG_LENGTH;

		private ZoneId timezone = ZoneOffset.UTC;

		private Tenants tenants = Tenants.NONE;

		private Builder() {
		}

		/**
		 * Sets the folders with revision files.
		 * @param locations {@code classpath:} and {@code file:} folders, searched
		 * recursively
		 * @return this
		 */
		public Builder locations(List<String> locations) {
			this.locations = locations;
			return this;
		}

		/**
		 * Sets the schema that is first in the search path of revisions.
		 * @param defaultSchema the schema, or {@code null} for the connection's
		 * @return this
		 */
		public Builder defaultSchema(@Nullable String defaultSchema) {
			this.defaultSchema = defaultSchema;
			return this;
		}

		/**
		 * Sets the name of the version table.
		 * @param versionTable the name
		 * @return this
		 */
		public Builder versionTable(String versionTable) {
			this.versionTable = versionTable;
			return this;
		}

		/**
		 * Sets the schema of the version table.
		 * @param versionTableSchema the schema, or {@code null} for the default schema
		 * @return this
		 */
		public Builder versionTableSchema(@Nullable String versionTableSchema) {
			this.versionTableSchema = versionTableSchema;
			return this;
		}

		/**
		 * Sets whether all revisions of a run share one transaction.
		 * @param singleTransaction {@code false} by default
		 * @return this
		 */
		public Builder singleTransaction(boolean singleTransaction) {
			this.singleTransaction = singleTransaction;
			return this;
		}

		/**
		 * Sets PostgreSQL's {@code lock_timeout} for each statement.
		 * @param lockTimeout the time, zero for none
		 * @return this
		 */
		public Builder lockTimeout(Duration lockTimeout) {
			this.lockTimeout = lockTimeout;
			return this;
		}

		/**
		 * Sets PostgreSQL's {@code statement_timeout} for each statement.
		 * @param statementTimeout the time, zero for none
		 * @return this
		 */
		public Builder statementTimeout(Duration statementTimeout) {
			this.statementTimeout = statementTimeout;
			return this;
		}

		/**
		 * Sets how often a revision is retried after a {@code lock_timeout} or a
		 * deadlock.
		 * @param lockRetries a number that is not negative
		 * @return this
		 */
		public Builder lockRetries(int lockRetries) {
			this.lockRetries = lockRetries;
			return this;
		}

		/**
		 * Sets whether sessions that block a revision are ended.
		 * @param killBlockers {@code false} by default
		 * @return this
		 */
		public Builder killBlockers(boolean killBlockers) {
			this.killBlockers = killBlockers;
			return this;
		}

		/**
		 * Sets whether {@code ${name}} in statements is replaced.
		 * @param placeholderReplacement {@code false} by default
		 * @return this
		 */
		public Builder placeholderReplacement(boolean placeholderReplacement) {
			this.placeholderReplacement = placeholderReplacement;
			return this;
		}

		/**
		 * Sets the values of placeholders.
		 * @param placeholders the values by name
		 * @return this
		 */
		public Builder placeholders(Map<String, String> placeholders) {
			this.placeholders = placeholders;
			return this;
		}

		/**
		 * Sets the process that migrates, for the log.
		 * @param origin the origin
		 * @return this
		 */
		public Builder origin(Origin origin) {
			this.origin = origin;
			return this;
		}

		/**
		 * Sets the migration lock.
		 * @param lock the lock
		 * @return this
		 */
		public Builder lock(Lock lock) {
			this.lock = lock;
			return this;
		}

		/**
		 * Sets how often a failed connection is retried.
		 * @param connectRetries a number that is not negative
		 * @return this
		 */
		public Builder connectRetries(int connectRetries) {
			this.connectRetries = connectRetries;
			return this;
		}

		/**
		 * Sets the pause before each retry of a connection.
		 * @param connectRetryInterval the time
		 * @return this
		 */
		public Builder connectRetryInterval(Duration connectRetryInterval) {
			this.connectRetryInterval = connectRetryInterval;
			return this;
		}

		/**
		 * Sets what to do if the database is ahead of this build.
		 * @param onUnknownRevision the reaction
		 * @return this
		 */
		public Builder onUnknownRevision(Reaction onUnknownRevision) {
			this.onUnknownRevision = onUnknownRevision;
			return this;
		}

		/**
		 * Sets what to do if an applied revision was edited.
		 * @param onChecksumMismatch the reaction
		 * @return this
		 */
		public Builder onChecksumMismatch(Reaction onChecksumMismatch) {
			this.onChecksumMismatch = onChecksumMismatch;
			return this;
		}

		/**
		 * Sets the template for the names of new revision files.
		 * @param fileTemplate the template in Alembic's notation, without the file
		 * extension
		 * @return this
		 */
		public Builder fileTemplate(String fileTemplate) {
			this.fileTemplate = fileTemplate;
			return this;
		}

		/**
		 * Sets the number of characters after which the slug is truncated.
		 * @param truncateSlugLength the number of characters
		 * @return this
		 */
		public Builder truncateSlugLength(int truncateSlugLength) {
			this.truncateSlugLength = truncateSlugLength;
			return this;
		}

		/**
		 * Sets the time zone of file names and of {@code created}.
		 * @param timezone the zone, UTC by default
		 * @return this
		 */
		public Builder timezone(ZoneId timezone) {
			this.timezone = timezone;
			return this;
		}

		/**
		 * Sets the schemas that get the same revisions.
		 * @param tenants the tenants
		 * @return this
		 */
		public Builder tenants(Tenants tenants) {
			this.tenants = tenants;
			return this;
		}

		/**
		 * Builds the settings.
		 * @return the settings
		 * @throws MigrationException with {@code invalid_configuration} if a value is not
		 * allowed
		 */
		public MigrationSettings build() {
			return new MigrationSettings(this);
		}

	}

	/**
	 * The process that migrates, for the log.
	 *
	 * @param host the machine or pod, or {@code null} if unknown
	 * @param application the application's name, or {@code null} if it has none
	 * @param applicationVersion its version, or {@code null} if unknown
	 */
	public record Origin(@Nullable String host, @Nullable String application, @Nullable String applicationVersion) {

		/** Nothing is known. */
		public static final Origin UNKNOWN = new Origin(null, null, null);

	}

	/**
	 * The schemas that get the same revisions.
	 *
	 * @param schemas their names, in the order in which they are migrated
	 * @param query a query that returns more of them in its first column, or {@code null}
	 * @param parallelism the number of schemas that are migrated at the same time, at
	 * least 1
	 */
	public record Tenants(List<String> schemas, @Nullable String query, int parallelism) {

		/** No tenants: the revisions run in the default schema. */
		public static final Tenants NONE = new Tenants(List.of(), null, 1);

		/**
		 * Copies the list.
		 * @throws MigrationException with {@code invalid_configuration} if {@code
		 * parallelism} is less than 1
		 */
		public Tenants {
			schemas = List.copyOf(schemas);
			if (parallelism < 1) {
				throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
						"app.migrations.tenants.parallelism must be at least 1: %s".formatted(parallelism),
						"Correct it, or leave it out.");
			}
		}

		/**
		 * Whether there are no tenants.
		 * @return {@code true} without tenants
		 */
		public boolean isNone() {
			return this.schemas.isEmpty() && this.query == null;
		}

	}

	/**
	 * The lock that lets one process at a time migrate.
	 *
	 * @param type the type of the lock
	 * @param maxWait how long to wait for it
	 * @param name the name from which the lock key is derived, or {@code null} for
	 * database, schema and version table
	 */
	public record Lock(LockType type, Duration maxWait, @Nullable String name) {

		/** The defaults of {@code app.migrations.lock}. */
		public static final Lock DEFAULT = new Lock(LockType.ADVISORY, Duration.ofMinutes(5), null);

		/**
		 * Validates the time.
		 * @throws MigrationException with {@code invalid_configuration} if it is negative
		 */
		public Lock {
			if (maxWait.isNegative()) {
				throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
						"app.migrations.lock.wait must not be negative: %s".formatted(maxWait),
						"Correct it, or leave it out.");
			}
		}

	}

	/**
	 * The types of locks.
	 */
	public enum LockType {

		/** A session-level advisory lock of PostgreSQL. */
		ADVISORY,

		/** A lease in a table, managed by ShedLock, for poolers in transaction mode. */
		SHEDLOCK,

		/** No lock: the user makes sure that one process at a time migrates. */
		NONE

	}

	/**
	 * The reaction to a possible mistake.
	 */
	public enum Reaction {

		/** Do nothing. */
		IGNORE,

		/** Log a warning. */
		WARN,

		/** Stop with an error. */
		FAIL

	}

}
