package io.appmigrations.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import io.appmigrations.MigrationSettings;
import io.appmigrations.MigrationSettings.LockType;
import io.appmigrations.MigrationSettings.Reaction;
import io.appmigrations.MigrationSettings.Tenants;
import io.appmigrations.Migrations;
import io.appmigrations.database.MigrationLog;
import io.appmigrations.execution.ExecutionSettings;
import io.appmigrations.execution.MigrationListener;
import io.appmigrations.javarevision.JavaRevision;
import io.appmigrations.javarevision.JavaRevisionScript;
import io.appmigrations.project.FileTemplate;
import io.appmigrations.script.Placeholders;
import io.appmigrations.script.RevisionFileReader;
import io.appmigrations.script.RevisionLocations;
import io.appmigrations.script.RevisionScript;
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

	private boolean killBlockers;

	private LockType lockType = LockType.ADVISORY;

	private Duration lockWait = Duration.ofMinutes(1);

	private @Nullable String defaultSchema;

	private Reaction onUnknownRevision = Reaction.IGNORE;

	private Reaction onChecksumMismatch = Reaction.FAIL;

	private Placeholders placeholders = Placeholders.disabled();

	private int connectRetries;

	private Tenants tenants = Tenants.NONE;

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

	public Revisions onUnknownRevision(Reaction reaction) {
		this.onUnknownRevision = reaction;
		return this;
	}

	public Revisions onChecksumMismatch(Reaction reaction) {
		this.onChecksumMismatch = reaction;
		return this;
	}

	public Revisions placeholders(Map<String, String> values) {
		this.placeholders = new Placeholders(true, values);
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

	public Revisions tenants(Tenants schemas) {
		this.tenants = schemas;
		return this;
	}

	/** As an application has it, with a pool. */
	public Migrations on(TestDatabase database) {
		return on(database.pool());
	}

	public Migrations on(DataSource dataSource) {
		ExecutionSettings execution = new ExecutionSettings(this.singleTransaction, this.lockTimeout, Duration.ZERO,
				this.lockRetries, this.killBlockers, this.placeholders,
				new MigrationLog.Origin("test-host", "test-app", "1.0"));
		RevisionLocations locations = new RevisionLocations(
				(this.folder != null) ? List.of("file:" + this.folder) : MigrationSettings.DEFAULT_LOCATIONS);
		MigrationSettings settings = new MigrationSettings(locations, this.defaultSchema,
				MigrationSettings.DEFAULT_VERSION_TABLE, null, execution,
				new MigrationSettings.Lock(this.lockType, this.lockWait, null), this.connectRetries,
				Duration.ofMillis(50), this.onUnknownRevision, this.onChecksumMismatch,
				new FileTemplate(FileTemplate.DEFAULT, FileTemplate.DEFAULT_SLUG_LENGTH), ZoneOffset.UTC, this.tenants);
		List<RevisionScript> copy = List.copyOf(this.scripts);
		return new Migrations(dataSource, settings, () -> (this.folder != null) ? withFiles(copy, locations) : copy,
				this.listeners);
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
