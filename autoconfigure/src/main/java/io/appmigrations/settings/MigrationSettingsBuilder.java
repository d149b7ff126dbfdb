package io.appmigrations.settings;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import io.appmigrations.MigrationException;
import org.jspecify.annotations.Nullable;

/**
 * Builder of {@link MigrationSettings}. All values are immutable, so a copy of the
 * builder is a snapshot of them.
 */
public final class MigrationSettingsBuilder implements Cloneable {

	List<String> locations = MigrationSettings.DEFAULT_LOCATIONS;

	@Nullable String defaultSchema;

	String versionTable = MigrationSettings.DEFAULT_VERSION_TABLE;

	@Nullable String versionTableSchema;

	boolean singleTransaction;

	Duration lockTimeout = MigrationSettings.DEFAULT_LOCK_TIMEOUT;

	Duration statementTimeout = Duration.ZERO;

	int lockRetries = MigrationSettings.DEFAULT_LOCK_RETRIES;

	Duration maxReplicaLag = MigrationSettings.DEFAULT_MAX_REPLICA_LAG;

	boolean killBlockers;

	boolean placeholderReplacement;

	Map<String, String> placeholders = Map.of();

	Origin origin = Origin.UNKNOWN;

	LockSettings lock = LockSettings.DEFAULT;

	int connectRetries;

	Duration connectRetryInterval = MigrationSettings.DEFAULT_CONNECT_RETRY_INTERVAL;

	@Nullable String baseline;

	boolean baselineCheck = true;

	Reaction onUnknownRevision = Reaction.IGNORE;

	Reaction onChecksumMismatch = Reaction.FAIL;

	String fileTemplate = MigrationSettings.DEFAULT_FILE_TEMPLATE;

	int truncateSlugLength = MigrationSettings.DEFAULT_SLUG_LENGTH;

	ZoneId timezone = ZoneOffset.UTC;

	TenantSettings tenants = TenantSettings.NONE;

	LintSettings lint = LintSettings.DEFAULT;

	MigrationSettingsBuilder() {
	}

	/**
	 * Sets the folders with revision files.
	 * @param locations {@code classpath:} and {@code file:} folders, searched recursively
	 * @return this
	 */
	public MigrationSettingsBuilder locations(List<String> locations) {
		this.locations = List.copyOf(locations);
		return this;
	}

	/**
	 * Sets the schema that is first in the search path of revisions.
	 * @param defaultSchema the schema, or {@code null} for the connection's
	 * @return this
	 */
	public MigrationSettingsBuilder defaultSchema(@Nullable String defaultSchema) {
		this.defaultSchema = defaultSchema;
		return this;
	}

	/**
	 * Sets the name of the version table.
	 * @param versionTable the name
	 * @return this
	 */
	public MigrationSettingsBuilder versionTable(String versionTable) {
		this.versionTable = versionTable;
		return this;
	}

	/**
	 * Sets the schema of the version table.
	 * @param versionTableSchema the schema, or {@code null} for the default schema
	 * @return this
	 */
	public MigrationSettingsBuilder versionTableSchema(@Nullable String versionTableSchema) {
		this.versionTableSchema = versionTableSchema;
		return this;
	}

	/**
	 * Sets whether all revisions of a run share one transaction.
	 * @param singleTransaction {@code false} by default
	 * @return this
	 */
	public MigrationSettingsBuilder singleTransaction(boolean singleTransaction) {
		this.singleTransaction = singleTransaction;
		return this;
	}

	/**
	 * Sets PostgreSQL's {@code lock_timeout} for each statement.
	 * @param lockTimeout the time, zero for none
	 * @return this
	 */
	public MigrationSettingsBuilder lockTimeout(Duration lockTimeout) {
		this.lockTimeout = lockTimeout;
		return this;
	}

	/**
	 * Sets PostgreSQL's {@code statement_timeout} for each statement.
	 * @param statementTimeout the time, zero for none
	 * @return this
	 */
	public MigrationSettingsBuilder statementTimeout(Duration statementTimeout) {
		this.statementTimeout = statementTimeout;
		return this;
	}

	/**
	 * Sets how often a revision is retried after a {@code lock_timeout} or a deadlock.
	 * @param lockRetries a number that is not negative
	 * @return this
	 */
	public MigrationSettingsBuilder lockRetries(int lockRetries) {
		this.lockRetries = lockRetries;
		return this;
	}

	/**
	 * Sets whether sessions that block a revision are ended.
	 * @param killBlockers {@code false} by default
	 * @return this
	 */
	public MigrationSettingsBuilder killBlockers(boolean killBlockers) {
		this.killBlockers = killBlockers;
		return this;
	}

	/**
	 * Sets how far a replica may lag behind before batches wait for it.
	 * @param maxReplicaLag the time, zero for any
	 * @return this
	 */
	public MigrationSettingsBuilder maxReplicaLag(Duration maxReplicaLag) {
		this.maxReplicaLag = maxReplicaLag;
		return this;
	}

	/**
	 * Sets whether {@code ${name}} in statements is replaced.
	 * @param placeholderReplacement {@code false} by default
	 * @return this
	 */
	public MigrationSettingsBuilder placeholderReplacement(boolean placeholderReplacement) {
		this.placeholderReplacement = placeholderReplacement;
		return this;
	}

	/**
	 * Sets the values of placeholders.
	 * @param placeholders the values by name
	 * @return this
	 */
	public MigrationSettingsBuilder placeholders(Map<String, String> placeholders) {
		this.placeholders = Map.copyOf(placeholders);
		return this;
	}

	/**
	 * Sets the process that migrates, for the log.
	 * @param origin the origin
	 * @return this
	 */
	public MigrationSettingsBuilder origin(Origin origin) {
		this.origin = origin;
		return this;
	}

	/**
	 * Sets the migration lock.
	 * @param lock the lock
	 * @return this
	 */
	public MigrationSettingsBuilder lock(LockSettings lock) {
		this.lock = lock;
		return this;
	}

	/**
	 * Sets how often a failed connection is retried.
	 * @param connectRetries a number that is not negative
	 * @return this
	 */
	public MigrationSettingsBuilder connectRetries(int connectRetries) {
		this.connectRetries = connectRetries;
		return this;
	}

	/**
	 * Sets the pause before each retry of a connection.
	 * @param connectRetryInterval the time
	 * @return this
	 */
	public MigrationSettingsBuilder connectRetryInterval(Duration connectRetryInterval) {
		this.connectRetryInterval = connectRetryInterval;
		return this;
	}

	/**
	 * Sets the revision at which a database that has objects, and no revision yet, is
	 * taken to be.
	 * @param baseline an id or the beginning of one, or {@code null} for none
	 * @return this
	 */
	public MigrationSettingsBuilder baseline(@Nullable String baseline) {
		this.baseline = baseline;
		return this;
	}

	/**
	 * Sets whether such a database is compared with what the revision leads to.
	 * @param baselineCheck {@code true} by default
	 * @return this
	 */
	public MigrationSettingsBuilder baselineCheck(boolean baselineCheck) {
		this.baselineCheck = baselineCheck;
		return this;
	}

	/**
	 * Sets what to do if the database is ahead of this build.
	 * @param onUnknownRevision the reaction
	 * @return this
	 */
	public MigrationSettingsBuilder onUnknownRevision(Reaction onUnknownRevision) {
		this.onUnknownRevision = onUnknownRevision;
		return this;
	}

	/**
	 * Sets what to do if an applied revision was edited.
	 * @param onChecksumMismatch the reaction
	 * @return this
	 */
	public MigrationSettingsBuilder onChecksumMismatch(Reaction onChecksumMismatch) {
		this.onChecksumMismatch = onChecksumMismatch;
		return this;
	}

	/**
	 * Sets the template for the names of new revision files.
	 * @param fileTemplate the template in Alembic's notation, without the file extension
	 * @return this
	 */
	public MigrationSettingsBuilder fileTemplate(String fileTemplate) {
		this.fileTemplate = fileTemplate;
		return this;
	}

	/**
	 * Sets the number of characters after which the slug is truncated.
	 * @param truncateSlugLength the number of characters
	 * @return this
	 */
	public MigrationSettingsBuilder truncateSlugLength(int truncateSlugLength) {
		this.truncateSlugLength = truncateSlugLength;
		return this;
	}

	/**
	 * Sets the time zone of file names and of {@code created}.
	 * @param timezone the zone, UTC by default
	 * @return this
	 */
	public MigrationSettingsBuilder timezone(ZoneId timezone) {
		this.timezone = timezone;
		return this;
	}

	/**
	 * Sets how revisions are checked for unsafe statements.
	 * @param lint the settings
	 * @return this
	 */
	public MigrationSettingsBuilder lint(LintSettings lint) {
		this.lint = lint;
		return this;
	}

	/**
	 * Sets the schemas that get the same revisions.
	 * @param tenants the tenants
	 * @return this
	 */
	public MigrationSettingsBuilder tenants(TenantSettings tenants) {
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
		return new MigrationSettings(copy());
	}

	MigrationSettingsBuilder copy() {
		try {
			return (MigrationSettingsBuilder) clone();
		}
		catch (CloneNotSupportedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
