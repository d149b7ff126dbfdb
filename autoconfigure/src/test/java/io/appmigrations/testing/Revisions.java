package io.appmigrations.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import io.appmigrations.LintFinding;
import io.appmigrations.MigrationListener;
import io.appmigrations.internal.database.version.TableChanges;
import io.appmigrations.internal.engine.DefaultMigrations;
import io.appmigrations.internal.engine.MigrationContext;
import io.appmigrations.internal.script.FoundRevisions;
import io.appmigrations.internal.script.JavaRevisionScript;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.internal.script.RevisionLocations;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.javarevision.JavaRevision;
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

/**
 * Revisions written in a test, and the facade that runs them.
 */
public final class Revisions {

	private final List<RevisionScript> scripts = new ArrayList<>();

	private final List<String> texts = new ArrayList<>();

	private final List<MigrationListener> listeners = new ArrayList<>();

	private @Nullable Path folder;

	private boolean singleTransaction;

	private Duration lockTimeout = Duration.ofSeconds(5);

	private int lockRetries = 10;

	private Duration maxReplicaLag = MigrationSettings.DEFAULT_MAX_REPLICA_LAG;

	private boolean killBlockers;

	private LockType lockType = LockType.ADVISORY;

	private Duration lockWait = Patience.LIMIT;

	private @Nullable String defaultSchema;

	private @Nullable String versionTableSchema;

	private @Nullable String baseline;

	private boolean baselineCheck = true;

	private Reaction onUnknownRevision = Reaction.IGNORE;

	private Reaction onChecksumMismatch = Reaction.FAIL;

	private @Nullable Map<String, String> placeholders;

	private AutogenerateSettings autogenerate = AutogenerateSettings.of((major, minor, schema) -> {
		throw new IllegalStateException("There is no model");
	});

	private int connectRetries;

	private TenantSettings tenants = TenantSettings.NONE;

	private LintSettings lint = LintSettings.DEFAULT;

	private TableChanges tables = TableChanges.OF_THIS_RELEASE;

	public static Revisions none() {
		return new Revisions();
	}

	/**
	 * Adds a revision with a way down.
	 * @param id the id
	 * @param down the down revisions, comma separated, empty for a base
	 * @param upgrade the statements of the way up
	 * @param downgrade the statements of the way down
	 */
	public Revisions sql(String id, String down, String upgrade, String downgrade) {
		return file("""
				-- make %s
				--
				-- revision: %s
				-- down-revision: %s

				-- migrate:upgrade
				%s

				-- migrate:downgrade
				%s
				""".formatted(id, id, down, upgrade, downgrade));
	}

	/**
	 * Adds a revision file.
	 * @param text its contents
	 */
	public Revisions file(String text) {
		this.texts.add(text);
		this.scripts.add(RevisionFileReader.read("db/migrations/%s.sql".formatted(this.texts.size()),
				text.getBytes(StandardCharsets.UTF_8)));
		return this;
	}

	/**
	 * Adds what is in a folder whenever the revisions are read. New ones go there.
	 * @param path the folder
	 */
	public Revisions folder(Path path) {
		this.folder = path;
		return this;
	}

	/**
	 * Adds the files of a folder.
	 * @param location a location, as the property names it
	 */
	public Revisions in(String location) {
		this.scripts.addAll(new RevisionLocations(List.of(location)).read(Revisions.class.getClassLoader()));
		return this;
	}

	public Revisions java(JavaRevision revision) {
		this.scripts.add(JavaRevisionScript.of(revision.getClass(), () -> revision));
		return this;
	}

	public Revisions singleTransaction() {
		this.singleTransaction = true;
		return this;
	}

	public Revisions lockTimeout(Duration timeout) {
		this.lockTimeout = timeout;
		return this;
	}

	public Revisions lockRetries(int retries) {
		this.lockRetries = retries;
		return this;
	}

	public Revisions maxReplicaLag(Duration lag) {
		this.maxReplicaLag = lag;
		return this;
	}

	public Revisions killBlockers() {
		this.killBlockers = true;
		return this;
	}

	public Revisions lock(LockType type, Duration wait) {
		this.lockType = type;
		this.lockWait = wait;
		return this;
	}

	public Revisions defaultSchema(String schema) {
		this.defaultSchema = schema;
		return this;
	}

	public Revisions versionTableSchema(String schema) {
		this.versionTableSchema = schema;
		return this;
	}

	public Revisions baseline(String revision, boolean check) {
		this.baseline = revision;
		this.baselineCheck = check;
		return this;
	}

	public Revisions onUnknownRevision(Reaction reaction) {
		this.onUnknownRevision = reaction;
		return this;
	}

	public Revisions onChecksumMismatch(Reaction reaction) {
		this.onChecksumMismatch = reaction;
		return this;
	}

	public Revisions placeholders(Map<String, String> values) {
		this.placeholders = values;
		return this;
	}

	public Revisions connectRetries(int retries) {
		this.connectRetries = retries;
		return this;
	}

	public Revisions listener(MigrationListener listener) {
		this.listeners.add(listener);
		return this;
	}

	public Revisions tenants(TenantSettings schemas) {
		this.tenants = schemas;
		return this;
	}

	public Revisions autogenerate(AutogenerateSettings settings) {
		this.autogenerate = settings;
		return this;
	}

	public Revisions onStartup(OnStartup reaction) {
		this.lint = new LintSettings(List.of(), LintFinding.Level.ERROR, reaction);
		return this;
	}

	/** As a build with another release of the tool would run them. */
	public Revisions tables(TableChanges changes) {
		this.tables = changes;
		return this;
	}

	/** As an application has it, with a pool. */
	public DefaultMigrations on(TestDatabase database) {
		return on(database.pool());
	}

	public DefaultMigrations on(DataSource dataSource) {
		List<String> folders = (this.folder != null) ? List.of("file:" + this.folder)
				: MigrationSettings.DEFAULT_LOCATIONS;
		RevisionLocations locations = new RevisionLocations(folders);
		MigrationSettings settings = MigrationSettings.builder()
			.locations(folders)
			.defaultSchema(this.defaultSchema)
			.versionTableSchema(this.versionTableSchema)
			.singleTransaction(this.singleTransaction)
			.lockTimeout(this.lockTimeout)
			.lockRetries(this.lockRetries)
			.maxReplicaLag(this.maxReplicaLag)
			.killBlockers(this.killBlockers)
			.placeholderReplacement(this.placeholders != null)
			.placeholders((this.placeholders != null) ? this.placeholders : Map.of())
			.origin(new Origin("test-host", "test-app", "1.0"))
			.lock(new LockSettings(this.lockType, this.lockWait, null))
			.connectRetries(this.connectRetries)
			.connectRetryInterval(Duration.ofMillis(50))
			.baseline(this.baseline)
			.baselineCheck(this.baselineCheck)
			.onUnknownRevision(this.onUnknownRevision)
			.onChecksumMismatch(this.onChecksumMismatch)
			.tenants(this.tenants)
			.lint(this.lint)
			.build();
		List<RevisionScript> copy = List.copyOf(this.scripts);
		ClassLoader classLoader = Revisions.class.getClassLoader();
		FoundRevisions found = new FoundRevisions(locations, classLoader, (inPackages) -> List.of());
		boolean isBuild = this.folder != null && copy.isEmpty();
		return new DefaultMigrations(new MigrationContext(dataSource, settings,
				isBuild ? found : () -> (this.folder != null) ? withFiles(copy, locations) : copy, this.listeners,
				classLoader, this.autogenerate, this.tables));
	}

	private static List<RevisionScript> withFiles(List<RevisionScript> scripts, RevisionLocations locations) {
		List<RevisionScript> all = new ArrayList<>(scripts);
		all.addAll(locations.read(Revisions.class.getClassLoader()));
		return all;
	}

	/**
	 * Writes the files to a folder.
	 * @param folder an existing folder
	 * @return its location
	 */
	public String writeTo(Path folder) {
		try {
			for (int i = 0; i < this.texts.size(); i++) {
				Files.writeString(folder.resolve(i + ".sql"), this.texts.get(i));
			}
			return "file:" + folder;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
