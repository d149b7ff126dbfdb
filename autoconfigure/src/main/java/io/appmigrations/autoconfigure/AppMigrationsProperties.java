package io.appmigrations.autoconfigure;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.appmigrations.LintFinding;
import io.appmigrations.OnlineMode;
import io.appmigrations.internal.compare.ModelList;
import io.appmigrations.model.ModelSource;
import io.appmigrations.model.NamingConvention;
import io.appmigrations.model.RevisionCustomizer;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.settings.LintSettings;
import io.appmigrations.settings.LockSettings;
import io.appmigrations.settings.LockType;
import io.appmigrations.settings.MigrationSettings;
import io.appmigrations.settings.OnStartup;
import io.appmigrations.settings.Origin;
import io.appmigrations.settings.Reaction;
import io.appmigrations.settings.TenantSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.StringUtils;

/**
 * Configuration properties of App Migrations.
 */
@ConfigurationProperties("app.migrations")
public class AppMigrationsProperties {

	/**
	 * After Flyway and Liquibase (0 and 1), whose schema a team may be coming from, and
	 * before {@code schema.sql}.
	 */
	static final int DEFAULT_ORDER = 10;

	private static final String DEFAULT_TARGET = "heads";

	/**
	 * Whether to migrate at startup. If false, none of the beans is defined; commands
	 * still work.
	 */
	private boolean enabled = true;

	/**
	 * Whether to migrate and exit, without web server, JPA, runners and scheduled jobs.
	 * Equivalent to the argument --migrate-only.
	 */
	private boolean migrateOnly = false;

	/**
	 * Revision to upgrade to at startup. With 'none', pending revisions are only
	 * reported.
	 */
	private String target = DEFAULT_TARGET;

	/**
	 * Order among the initializers of the database, smaller first. Flyway has 0 and 1,
	 * Liquibase 0; schema.sql comes last.
	 */
	private int order = DEFAULT_ORDER;

	/**
	 * Folders with revision files, searched recursively. A 'file:' folder must exist; the
	 * default may be absent. Java revisions are searched for in the packages that
	 * correspond to the class path folders.
	 */
	private List<String> locations = new ArrayList<>(MigrationSettings.DEFAULT_LOCATIONS);

	/**
	 * JDBC URL of the database to migrate. If not set, the application's DataSource is
	 * used.
	 */
	private @Nullable String url;

	/**
	 * User name of the login for migrations. Can be set without a URL, to migrate the
	 * application's database with a more privileged login.
	 */
	private @Nullable String username;

	/**
	 * Password of the login for migrations.
	 */
	private @Nullable String password;

	/**
	 * Class of the JDBC driver for app.migrations.url. If not set, the URL determines it.
	 */
	private @Nullable String driverClassName;

	/**
	 * Schema that revisions work in. It is first in their search path and is created if
	 * it does not exist. If not set, the search path of the connection applies.
	 */
	private @Nullable String defaultSchema;

	/**
	 * Name of the table that holds the current revisions. The name of the log table is
	 * the same, followed by '_log'.
	 */
	private String versionTable = MigrationSettings.DEFAULT_VERSION_TABLE;

	/**
	 * Schema of the version table. If not set, the default schema.
	 */
	private @Nullable String versionTableSchema;

	/**
	 * What to do if the database differs from the model after the upgrade. The comparison
	 * adds a second or more to each start.
	 */
	private Reaction drift = Reaction.IGNORE;

	/**
	 * Whether Hibernate may create, drop or empty tables (spring.jpa.hibernate.ddl-auto)
	 * in the database that is migrated. If false, the application does not start with
	 * such a setting.
	 */
	private boolean allowDdlAuto = false;

	/**
	 * Transactions of an upgrade: one for each revision, or one for all of them.
	 */
	private Transaction transaction = Transaction.PER_REVISION;

	private final Lock lock = new Lock();

	private final Autogenerate autogenerate = new Autogenerate();

	private final Tenants tenants = new Tenants();

	private final Lint lint = new Lint();

	/**
	 * PostgreSQL's lock_timeout for each statement, zero for none. It does not apply to
	 * what builds, rebuilds or drops an index, or detaches a partition, concurrently. If
	 * a duration suffix is not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration lockTimeout = Duration.ofSeconds(5);

	/**
	 * PostgreSQL's statement_timeout for each statement. If not set, there is none. If a
	 * duration suffix is not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private @Nullable Duration statementTimeout;

	/**
	 * Number of times a revision is retried after a lock_timeout or a deadlock, with
	 * growing pauses.
	 */
	private int lockRetries = 10;

	/**
	 * Whether to end other sessions that block a revision for a third of lock-timeout
	 * (pg_terminate_backend). Their open transactions are rolled back.
	 */
	private boolean killBlockers = false;

	/**
	 * How far a replica may lag behind before changes in batches wait for it, for at most
	 * a minute each time. 0 for any. If a duration suffix is not specified, seconds will
	 * be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration maxReplicaLag = Duration.ofSeconds(10);

	/**
	 * Number of times a connection is retried if the server is not reachable or not
	 * ready.
	 */
	private int connectRetries = 0;

	/**
	 * Pause before each retry of a connection. If a duration suffix is not specified,
	 * seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration connectRetryInterval = Duration.ofSeconds(2);

	/**
	 * Revision at which a database is taken to be at its first start if it has objects
	 * and was never migrated. An empty database runs the revision. If not set, every
	 * database does.
	 */
	private @Nullable String baseline;

	/**
	 * Whether the database is first compared with what the baseline creates in a new
	 * database, or in scratch schemas if the login may not create one. A difference stops
	 * the start.
	 */
	private boolean baselineCheck = true;

	/**
	 * What to do if the database is at a revision that this build does not have.
	 */
	private Reaction onUnknownRevision = Reaction.IGNORE;

	/**
	 * What to do if a revision file was edited after it had been applied.
	 */
	private Reaction onChecksumMismatch = Reaction.FAIL;

	/**
	 * Whether ${name} in statements of revisions is replaced. If false, it is plain text.
	 */
	private boolean placeholderReplacement = false;

	/**
	 * Values of the placeholders by name.
	 */
	private Map<String, String> placeholders = new LinkedHashMap<>();

	/**
	 * Names of new revision files, without their extension, in Alembic's notation. A
	 * slash creates a folder.
	 */
	private String fileTemplate = MigrationSettings.DEFAULT_FILE_TEMPLATE;

	/**
	 * Time zone of the names of new revision files and of their 'created' line.
	 */
	private ZoneId timezone = ZoneOffset.UTC;

	/**
	 * Number of characters after which the slug in the name of a new revision file is
	 * truncated, at the end of a word.
	 */
	private int truncateSlugLength = MigrationSettings.DEFAULT_SLUG_LENGTH;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public boolean isMigrateOnly() {
		return this.migrateOnly;
	}

	public void setMigrateOnly(boolean migrateOnly) {
		this.migrateOnly = migrateOnly;
	}

	public String getTarget() {
		return this.target;
	}

	public void setTarget(String target) {
		// an empty variable of the environment is none
		this.target = StringUtils.hasText(target) ? target : DEFAULT_TARGET;
	}

	public int getOrder() {
		return this.order;
	}

	public void setOrder(int order) {
		this.order = order;
	}

	public List<String> getLocations() {
		return this.locations;
	}

	public void setLocations(List<String> locations) {
		this.locations = locations;
	}

	public @Nullable String getUrl() {
		return this.url;
	}

	public void setUrl(@Nullable String url) {
		this.url = url;
	}

	public @Nullable String getUsername() {
		return this.username;
	}

	public void setUsername(@Nullable String username) {
		this.username = username;
	}

	public @Nullable String getPassword() {
		return this.password;
	}

	public void setPassword(@Nullable String password) {
		this.password = password;
	}

	public @Nullable String getDriverClassName() {
		return this.driverClassName;
	}

	public void setDriverClassName(@Nullable String driverClassName) {
		this.driverClassName = driverClassName;
	}

	public @Nullable String getDefaultSchema() {
		return this.defaultSchema;
	}

	public void setDefaultSchema(@Nullable String defaultSchema) {
		this.defaultSchema = defaultSchema;
	}

	public String getVersionTable() {
		return this.versionTable;
	}

	public void setVersionTable(String versionTable) {
		this.versionTable = versionTable;
	}

	public @Nullable String getVersionTableSchema() {
		return this.versionTableSchema;
	}

	public void setVersionTableSchema(@Nullable String versionTableSchema) {
		this.versionTableSchema = versionTableSchema;
	}

	public boolean isAllowDdlAuto() {
		return this.allowDdlAuto;
	}

	public void setAllowDdlAuto(boolean allowDdlAuto) {
		this.allowDdlAuto = allowDdlAuto;
	}

	public Transaction getTransaction() {
		return this.transaction;
	}

	public void setTransaction(Transaction transaction) {
		this.transaction = transaction;
	}

	public Lock getLock() {
		return this.lock;
	}

	public Duration getLockTimeout() {
		return this.lockTimeout;
	}

	public void setLockTimeout(Duration lockTimeout) {
		this.lockTimeout = lockTimeout;
	}

	public @Nullable Duration getStatementTimeout() {
		return this.statementTimeout;
	}

	public void setStatementTimeout(@Nullable Duration statementTimeout) {
		this.statementTimeout = statementTimeout;
	}

	public int getLockRetries() {
		return this.lockRetries;
	}

	public void setLockRetries(int lockRetries) {
		this.lockRetries = lockRetries;
	}

	public boolean isKillBlockers() {
		return this.killBlockers;
	}

	public void setKillBlockers(boolean killBlockers) {
		this.killBlockers = killBlockers;
	}

	public Duration getMaxReplicaLag() {
		return this.maxReplicaLag;
	}

	public void setMaxReplicaLag(Duration maxReplicaLag) {
		this.maxReplicaLag = maxReplicaLag;
	}

	public int getConnectRetries() {
		return this.connectRetries;
	}

	public void setConnectRetries(int connectRetries) {
		this.connectRetries = connectRetries;
	}

	public Duration getConnectRetryInterval() {
		return this.connectRetryInterval;
	}

	public void setConnectRetryInterval(Duration connectRetryInterval) {
		this.connectRetryInterval = connectRetryInterval;
	}

	public @Nullable String getBaseline() {
		return this.baseline;
	}

	public void setBaseline(@Nullable String baseline) {
		this.baseline = baseline;
	}

	public boolean isBaselineCheck() {
		return this.baselineCheck;
	}

	public void setBaselineCheck(boolean baselineCheck) {
		this.baselineCheck = baselineCheck;
	}

	public Reaction getOnUnknownRevision() {
		return this.onUnknownRevision;
	}

	public void setOnUnknownRevision(Reaction onUnknownRevision) {
		this.onUnknownRevision = onUnknownRevision;
	}

	public Reaction getOnChecksumMismatch() {
		return this.onChecksumMismatch;
	}

	public void setOnChecksumMismatch(Reaction onChecksumMismatch) {
		this.onChecksumMismatch = onChecksumMismatch;
	}

	public boolean isPlaceholderReplacement() {
		return this.placeholderReplacement;
	}

	public void setPlaceholderReplacement(boolean placeholderReplacement) {
		this.placeholderReplacement = placeholderReplacement;
	}

	public Map<String, String> getPlaceholders() {
		return this.placeholders;
	}

	public void setPlaceholders(Map<String, String> placeholders) {
		this.placeholders = placeholders;
	}

	public String getFileTemplate() {
		return this.fileTemplate;
	}

	public void setFileTemplate(String fileTemplate) {
		this.fileTemplate = fileTemplate;
	}

	public ZoneId getTimezone() {
		return this.timezone;
	}

	public void setTimezone(ZoneId timezone) {
		this.timezone = timezone;
	}

	public int getTruncateSlugLength() {
		return this.truncateSlugLength;
	}

	public void setTruncateSlugLength(int truncateSlugLength) {
		this.truncateSlugLength = truncateSlugLength;
	}

	public Reaction getDrift() {
		return this.drift;
	}

	public void setDrift(Reaction drift) {
		this.drift = drift;
	}

	public Autogenerate getAutogenerate() {
		return this.autogenerate;
	}

	public Lint getLint() {
		return this.lint;
	}

	public Tenants getTenants() {
		return this.tenants;
	}

	/**
	 * Converts these properties to settings.
	 * @param origin who migrates, for the log
	 * @return the settings
	 */
	MigrationSettings toSettings(Origin origin) {
		return MigrationSettings.builder()
			.locations(this.locations)
			.defaultSchema(textOrNull(this.defaultSchema))
			.versionTable(this.versionTable)
			.versionTableSchema(textOrNull(this.versionTableSchema))
			.singleTransaction(this.transaction == Transaction.ALL)
			.lockTimeout(this.lockTimeout)
			.statementTimeout((this.statementTimeout != null) ? this.statementTimeout : Duration.ZERO)
			.lockRetries(this.lockRetries)
			.killBlockers(this.killBlockers)
			.maxReplicaLag(this.maxReplicaLag)
			.placeholderReplacement(this.placeholderReplacement)
			.placeholders(this.placeholders)
			.origin(origin)
			.lock(new LockSettings(this.lock.type, this.lock.wait, textOrNull(this.lock.name)))
			.connectRetries(this.connectRetries)
			.connectRetryInterval(this.connectRetryInterval)
			.baseline(textOrNull(this.baseline))
			.baselineCheck(this.baselineCheck)
			.onUnknownRevision(this.onUnknownRevision)
			.onChecksumMismatch(this.onChecksumMismatch)
			.fileTemplate(this.fileTemplate)
			.truncateSlugLength(this.truncateSlugLength)
			.timezone(this.timezone)
			.lint(new LintSettings(this.lint.ignore, this.lint.level, this.lint.onStartup))
			.tenants(new TenantSettings(this.tenants.schemas, textOrNull(this.tenants.query), this.tenants.parallelism))
			.build();
	}

	private static @Nullable String textOrNull(@Nullable String value) {
		return StringUtils.hasText(value) ? value : null;
	}

	/**
	 * Generation of revisions.
	 */
	public static class Autogenerate {

		/**
		 * Desired schema, a list: 'jpa' for the JPA entities, and DDL files as
		 * 'file:PATH.sql' or 'classpath:PATH.sql', also as a pattern such as
		 * 'file:src/main/resources/db/model/*.sql'. What they declare together is the
		 * desired schema.
		 */
		private List<String> model = new ArrayList<>(List.of(ModelList.ENTITIES));

		/**
		 * Schemas to compare in addition to the default schema and those that the model
		 * names.
		 */
		private List<String> schemas = new ArrayList<>();

		/**
		 * Glob patterns of tables and other objects to compare, such as 'public.shop_*'.
		 * All by default.
		 */
		private List<String> include = new ArrayList<>();

		/**
		 * Glob patterns of tables and other objects to leave alone, such as 'shedlock' or
		 * 'audit.*'.
		 */
		private List<String> exclude = new ArrayList<>();

		/**
		 * JDBC URL of a database on the server where --from-revisions creates its own.
		 * The server of the migrated database by default.
		 */
		private @Nullable String scratchUrl;

		/**
		 * Whether to compare the types of columns.
		 */
		private boolean compareType = true;

		/**
		 * Whether to compare the defaults of columns.
		 */
		private boolean compareServerDefault = true;

		/**
		 * How a generated revision changes existing tables.
		 */
		private Online online = Online.TRUE;

		public List<String> getModel() {
			return this.model;
		}

		public void setModel(List<String> model) {
			this.model = model;
		}

		public List<String> getSchemas() {
			return this.schemas;
		}

		public void setSchemas(List<String> schemas) {
			this.schemas = schemas;
		}

		public List<String> getInclude() {
			return this.include;
		}

		public void setInclude(List<String> include) {
			this.include = include;
		}

		public List<String> getExclude() {
			return this.exclude;
		}

		public void setExclude(List<String> exclude) {
			this.exclude = exclude;
		}

		public @Nullable String getScratchUrl() {
			return this.scratchUrl;
		}

		public void setScratchUrl(@Nullable String scratchUrl) {
			this.scratchUrl = scratchUrl;
		}

		public boolean isCompareType() {
			return this.compareType;
		}

		public void setCompareType(boolean compareType) {
			this.compareType = compareType;
		}

		public boolean isCompareServerDefault() {
			return this.compareServerDefault;
		}

		public void setCompareServerDefault(boolean compareServerDefault) {
			this.compareServerDefault = compareServerDefault;
		}

		public Online getOnline() {
			return this.online;
		}

		public void setOnline(Online online) {
			this.online = online;
		}

		AutogenerateSettings toSettings(ModelSource entities, NamingConvention convention,
				List<RevisionCustomizer> customizers, MigrationsDataSourceResolver database) {
			return AutogenerateSettings.builder(new ModelList(this.model, entities))
				.schemas(this.schemas)
				.include(this.include)
				.exclude(this.exclude)
				.compareType(this.compareType)
				.compareServerDefault(this.compareServerDefault)
				.online(this.online.mode())
				.convention(convention)
				.customizers(customizers)
				.databases(database::open)
				.scratchServer((this.scratchUrl != null) ? database.open(this.scratchUrl) : null)
				.build();
		}

	}

	/**
	 * How generated revisions change existing tables.
	 */
	public enum Online {

		/** In the form that keeps nobody waiting for long, where PostgreSQL has one. */
		TRUE(OnlineMode.ON),

		/** By plain statements in one transaction. */
		FALSE(OnlineMode.OFF),

		/**
		 * What would rewrite a table, or fill many rows at once, in several revisions.
		 */
		EXPAND(OnlineMode.EXPAND);

		private final OnlineMode mode;

		Online(OnlineMode mode) {
			this.mode = mode;
		}

		OnlineMode mode() {
			return this.mode;
		}

	}

	/**
	 * Transactions of an upgrade.
	 */
	public enum Transaction {

		/** Each revision is a transaction. */
		PER_REVISION,

		/** The whole upgrade is one transaction. */
		ALL

	}

	/**
	 * Schemas that each have the same history.
	 */
	public static class Tenants {

		/**
		 * Schemas that get the same revisions, each with its own version table.
		 */
		private List<String> schemas = new ArrayList<>();

		/**
		 * Query that returns the schemas of tenants in its first column.
		 */
		private @Nullable String query;

		/**
		 * Number of tenants that are migrated at the same time. Each needs a connection.
		 */
		private int parallelism = 4;

		boolean areNone() {
			return this.schemas.isEmpty() && !StringUtils.hasText(this.query);
		}

		public List<String> getSchemas() {
			return this.schemas;
		}

		public void setSchemas(List<String> schemas) {
			this.schemas = schemas;
		}

		public @Nullable String getQuery() {
			return this.query;
		}

		public void setQuery(@Nullable String query) {
			this.query = query;
		}

		public int getParallelism() {
			return this.parallelism;
		}

		public void setParallelism(int parallelism) {
			this.parallelism = parallelism;
		}

	}

	/**
	 * How revisions are checked for unsafe statements.
	 */
	public static class Lint {

		/**
		 * Rules of 'lint' that are not applied, such as 'several-tables-locked'.
		 */
		private List<String> ignore = new ArrayList<>();

		/**
		 * Level from which on a finding makes 'lint' exit with 3.
		 */
		private LintFinding.Level level = LintFinding.Level.ERROR;

		/**
		 * What to do at startup about unsafe statements of pending revisions. Looks at
		 * their text and at the tables of the database; runs nothing.
		 */
		private OnStartup onStartup = OnStartup.OFF;

		public List<String> getIgnore() {
			return this.ignore;
		}

		public void setIgnore(List<String> ignore) {
			this.ignore = ignore;
		}

		public LintFinding.Level getLevel() {
			return this.level;
		}

		public void setLevel(LintFinding.Level level) {
			this.level = level;
		}

		public OnStartup getOnStartup() {
			return this.onStartup;
		}

		public void setOnStartup(OnStartup onStartup) {
			this.onStartup = onStartup;
		}

	}

	/**
	 * The lock that lets one process at a time migrate.
	 */
	public static class Lock {

		/**
		 * Type of the migration lock.
		 */
		private LockType type = LockType.ADVISORY;

		/**
		 * Time to wait while another process migrates. If a duration suffix is not
		 * specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration wait = Duration.ofMinutes(5);

		/**
		 * Name from which the lock key is derived. If not set, database, schema and
		 * version table are used.
		 */
		private @Nullable String name;

		public LockType getType() {
			return this.type;
		}

		public void setType(LockType type) {
			this.type = type;
		}

		public Duration getWait() {
			return this.wait;
		}

		public void setWait(Duration wait) {
			this.wait = wait;
		}

		public @Nullable String getName() {
			return this.name;
		}

		public void setName(@Nullable String name) {
			this.name = name;
		}

	}

}
