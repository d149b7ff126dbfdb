package io.appmigrations;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

import io.appmigrations.error.ErrorCode;
import io.appmigrations.error.MigrationException;
import io.appmigrations.execution.ExecutionSettings;
import io.appmigrations.project.FileTemplate;
import io.appmigrations.script.RevisionLocations;
import org.jspecify.annotations.Nullable;

/**
 * Everything that {@link Migrations} can be told; each component is one of the
 * {@code app.migrations.*} properties.
 *
 * @param locations where revision files are
 * @param defaultSchema the schema put first into the search path of revisions, or
 * {@code null} for the connection's
 * @param versionTable the name of the version table
 * @param versionTableSchema its schema, or {@code null} for the default schema
 * @param execution how revisions are run
 * @param lock how replicas are kept apart
 * @param connectRetries how often a connection that cannot be had is tried again
 * @param connectRetryInterval how long to wait before each of these
 * @param onUnknownRevision what to do where the database is ahead of this build
 * @param onChecksumMismatch what to do where an applied revision was edited
 * @param fileTemplate how files of new revisions are called
 * @param timezone the time zone of their names and of {@code created}
 * @param tenants the schemas that each have the same history
 */
public record MigrationSettings(RevisionLocations locations, @Nullable String defaultSchema, String versionTable,
		@Nullable String versionTableSchema, ExecutionSettings execution, Lock lock, int connectRetries,
		Duration connectRetryInterval, Reaction onUnknownRevision, Reaction onChecksumMismatch,
		FileTemplate fileTemplate, ZoneId timezone, Tenants tenants) {

	private static final int LONGEST_NAME = 63;

	/** The default of {@code app.migrations.locations}. */
	public static final List<String> DEFAULT_LOCATIONS = List.of("classpath:db/migrations");

	/** The default of {@code app.migrations.version-table}. */
	public static final String DEFAULT_VERSION_TABLE = "app_migrations";

	/**
	 * Validates what the server would take for something else.
	 * @throws MigrationException with {@code invalid_configuration} where a number is
	 * negative or a schema cannot be one of the application's
	 */
	public MigrationSettings {
		requireNotNegative("app.migrations.connect-retries", connectRetries < 0, connectRetries);
		requireNotNegative("app.migrations.connect-retry-interval", connectRetryInterval.isNegative(),
				connectRetryInterval);
		requireUsable("app.migrations.default-schema", defaultSchema);
		requireUsable("app.migrations.version-table-schema", versionTableSchema);
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
	 * Returns the settings for one schema alone.
	 * @param schema a schema, one of a tenant for example
	 * @return the same with this default schema and without tenants
	 */
	MigrationSettings withDefaultSchema(String schema) {
		return new MigrationSettings(this.locations, schema, this.versionTable, this.versionTableSchema, this.execution,
				this.lock, this.connectRetries, this.connectRetryInterval, this.onUnknownRevision,
				this.onChecksumMismatch, this.fileTemplate, this.timezone, Tenants.NONE);
	}

	/**
	 * The schemas that each have the same history.
	 *
	 * @param schemas their names, in the order in which they are migrated
	 * @param query a query that returns more of them in its first column, or {@code null}
	 * @param parallelism how many are migrated at the same time, at least 1
	 */
	public record Tenants(List<String> schemas, @Nullable String query, int parallelism) {

		/** One history in the default schema. */
		public static final Tenants NONE = new Tenants(List.of(), null, 1);

		/**
		 * Copies the list.
		 * @throws MigrationException with {@code invalid_configuration} where
		 * {@code parallelism} is less than 1
		 */
		public Tenants {
			schemas = List.copyOf(schemas);
			if (parallelism < 1) {
				throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
						"app.migrations.tenants.parallelism must be at least 1: %s".formatted(parallelism),
						"Correct it, or leave it out.");
			}
		}

		boolean isNone() {
			return this.schemas.isEmpty() && this.query == null;
		}

	}

	/**
	 * How replicas are kept apart.
	 *
	 * @param type the kind of the lock
	 * @param maxWait how long to wait for it
	 * @param name what is locked, or {@code null} for a name derived from database,
	 * schema and version table
	 */
	public record Lock(LockType type, Duration maxWait, @Nullable String name) {

		/**
		 * Validates the time.
		 * @throws MigrationException with {@code invalid_configuration} where it is
		 * negative
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
	 * The kinds of locks.
	 */
	public enum LockType {

		/** A session-level advisory lock of PostgreSQL. */
		ADVISORY,

		/** A lease in a table, kept by ShedLock, for poolers in transaction mode. */
		SHEDLOCK,

		/** No lock: one process at a time migrates, by promise. */
		NONE

	}

	/**
	 * What to do about something that may be a mistake.
	 */
	public enum Reaction {

		/** Do nothing about it. */
		IGNORE,

		/** Log a warning. */
		WARN,

		/** Stop with an error. */
		FAIL

	}

}
