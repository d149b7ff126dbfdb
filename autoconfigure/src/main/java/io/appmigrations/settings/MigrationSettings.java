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

	/** The default of {@code app.migrations.max-replica-lag}. */
	public static final Duration DEFAULT_MAX_REPLICA_LAG = Duration.ofSeconds(10);

	/** The default of {@code app.migrations.connect-retry-interval}. */
	public static final Duration DEFAULT_CONNECT_RETRY_INTERVAL = Duration.ofSeconds(2);

	private static final int LONGEST_NAME = 63;

	private final MigrationSettingsBuilder values;

	/** The values must not change anymore. */
	MigrationSettings(MigrationSettingsBuilder values) {
		this.values = values;
		requireTimeout("app.migrations.lock-timeout", values.lockTimeout);
		requireTimeout("app.migrations.statement-timeout", values.statementTimeout);
		requireNotNegative("app.migrations.lock-retries", values.lockRetries < 0, values.lockRetries);
		requireTimeout("app.migrations.max-replica-lag", values.maxReplicaLag);
		requireNotNegative("app.migrations.connect-retries", values.connectRetries < 0, values.connectRetries);
		requireNotNegative("app.migrations.connect-retry-interval", values.connectRetryInterval.isNegative(),
				values.connectRetryInterval);
		requireUsable("app.migrations.default-schema", values.defaultSchema);
		requireUsable("app.migrations.version-table-schema", values.versionTableSchema);
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
					"%s must be between 1 ms and 24 days, or 0 for no limit: %s".formatted(property, duration),
					"Correct it, or remove it.");
		}
	}

	private static void requireNotNegative(String property, boolean negative, Object value) {
		if (negative) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"%s must not be negative: %s".formatted(property, value), "Correct it, or remove it.");
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
					"%s: '%s' is longer than %s bytes, to which PostgreSQL truncates names".formatted(property, schema,
							LONGEST_NAME),
					"Shorten it.");
		}
		if (looksLikeSearchPath(schema)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"%s: '%s' is not the name of a single schema but looks like a search path".formatted(property,
							schema),
					"Write the name of the schema without quotes. To set the search path itself, use currentSchema in "
							+ "the URL or alter role ... set search_path.");
		}
		if (schema.startsWith("pg_") || schema.equals("information_schema")) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"%s: %s is a system schema of PostgreSQL".formatted(property, schema), "Choose another schema.");
		}
	}

	private static boolean looksLikeSearchPath(String schema) {
		return schema.startsWith("$") || schema.contains(",") || schema.contains("\"");
	}

	/**
	 * Returns these settings for one of the tenants.
	 * @param schema the tenant's schema
	 * @return settings without tenants, with this default schema
	 * @throws MigrationException with {@code invalid_configuration} if a tenant's schema
	 * must not have this name
	 */
	public MigrationSettings ofTenant(String schema) {
		if (looksLikeSearchPath(schema)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"app.migrations.tenants: '%s' contains a comma or a double quote, or begins with $, which the schema of a tenant must not"
						.formatted(schema),
					"Write each name by itself and without quotes (a query must not use quote_ident), or rename the schema.");
		}
		requireUsable("app.migrations.tenants", schema);
		return toBuilder().defaultSchema(schema).tenants(TenantSettings.NONE).build();
	}

	/**
	 * Returns a builder with these settings.
	 * @return a builder
	 */
	public MigrationSettingsBuilder toBuilder() {
		return this.values.copy();
	}

	/**
	 * Returns the folders with revision files.
	 * @return {@code classpath:} and {@code file:} folders
	 */
	public List<String> locations() {
		return this.values.locations;
	}

	/**
	 * Returns the schema that is first in the search path of revisions.
	 * @return the schema, or {@code null} for the connection's
	 */
	public @Nullable String defaultSchema() {
		return this.values.defaultSchema;
	}

	/**
	 * Returns the name of the version table.
	 * @return the name
	 */
	public String versionTable() {
		return this.values.versionTable;
	}

	/**
	 * Returns the schema of the version table.
	 * @return the schema, or {@code null} for the default schema
	 */
	public @Nullable String versionTableSchema() {
		return this.values.versionTableSchema;
	}

	/**
	 * Whether all revisions of a run share one transaction.
	 * @return {@code true} if they do
	 */
	public boolean isSingleTransaction() {
		return this.values.singleTransaction;
	}

	/**
	 * Returns PostgreSQL's {@code lock_timeout} for each statement.
	 * @return the time, zero for none
	 */
	public Duration lockTimeout() {
		return this.values.lockTimeout;
	}

	/**
	 * Returns PostgreSQL's {@code statement_timeout} for each statement.
	 * @return the time, zero for none
	 */
	public Duration statementTimeout() {
		return this.values.statementTimeout;
	}

	/**
	 * Returns how often a revision is retried after a {@code lock_timeout} or a deadlock.
	 * @return a number that is not negative
	 */
	public int lockRetries() {
		return this.values.lockRetries;
	}

	/**
	 * Whether sessions that block a revision are ended.
	 * @return {@code true} if they are
	 */
	public boolean isKillBlockers() {
		return this.values.killBlockers;
	}

	/**
	 * Returns how far a replica may lag behind before batches wait for it.
	 * @return the time, zero for any
	 */
	public Duration maxReplicaLag() {
		return this.values.maxReplicaLag;
	}

	/**
	 * Whether {@code ${name}} in statements is replaced.
	 * @return {@code false} if it is plain text
	 */
	public boolean isPlaceholderReplacement() {
		return this.values.placeholderReplacement;
	}

	/**
	 * Returns the values of placeholders.
	 * @return the values by name
	 */
	public Map<String, String> placeholders() {
		return this.values.placeholders;
	}

	/**
	 * Returns the process that migrates, for the log.
	 * @return the origin
	 */
	public Origin origin() {
		return this.values.origin;
	}

	/**
	 * Returns the migration lock.
	 * @return the lock
	 */
	public LockSettings lock() {
		return this.values.lock;
	}

	/**
	 * Returns how often a failed connection is retried.
	 * @return a number that is not negative
	 */
	public int connectRetries() {
		return this.values.connectRetries;
	}

	/**
	 * Returns the pause before each retry of a connection.
	 * @return the time
	 */
	public Duration connectRetryInterval() {
		return this.values.connectRetryInterval;
	}

	/**
	 * Returns the revision at which a database that has objects, and no revision yet, is
	 * taken to be.
	 * @return an id or the beginning of one, or {@code null} for none
	 */
	public @Nullable String baseline() {
		return this.values.baseline;
	}

	/**
	 * Whether such a database is compared with what the revision leads to.
	 * @return {@code false} if it is taken to be at the revision in any case
	 */
	public boolean isBaselineCheck() {
		return this.values.baselineCheck;
	}

	/**
	 * Returns what to do if the database is ahead of this build.
	 * @return the reaction
	 */
	public Reaction onUnknownRevision() {
		return this.values.onUnknownRevision;
	}

	/**
	 * Returns what to do if an applied revision was edited.
	 * @return the reaction
	 */
	public Reaction onChecksumMismatch() {
		return this.values.onChecksumMismatch;
	}

	/**
	 * Returns the template for the names of new revision files, in Alembic's notation.
	 * @return the template, without the file extension
	 */
	public String fileTemplate() {
		return this.values.fileTemplate;
	}

	/**
	 * Returns the number of characters after which the slug is truncated.
	 * @return the number of characters
	 */
	public int truncateSlugLength() {
		return this.values.truncateSlugLength;
	}

	/**
	 * Returns the time zone of file names and of {@code created}.
	 * @return the zone
	 */
	public ZoneId timezone() {
		return this.values.timezone;
	}

	/**
	 * Returns how revisions are checked for unsafe statements.
	 * @return the settings
	 */
	public LintSettings lint() {
		return this.values.lint;
	}

	/**
	 * Returns the schemas that get the same revisions.
	 * @return the tenants
	 */
	public TenantSettings tenants() {
		return this.values.tenants;
	}

}
