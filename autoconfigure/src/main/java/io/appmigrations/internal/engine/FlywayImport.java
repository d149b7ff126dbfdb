package io.appmigrations.internal.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.catalog.Scratch;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.flyway.FlywayFolders;
import io.appmigrations.internal.flyway.FlywayHistory;
import io.appmigrations.internal.flyway.FlywayRevision;
import io.appmigrations.internal.flyway.FlywayRevisions;
import io.appmigrations.internal.flyway.FlywayScripts;
import io.appmigrations.internal.flyway.FlywaySettings;
import io.appmigrations.internal.flyway.FlywaySource;
import io.appmigrations.internal.project.NewFiles;
import io.appmigrations.internal.project.SourceFolders;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.model.ObjectId;

/**
 * Writes the scripts of Flyway as the revisions of a project that has none, after it was
 * checked that they are what the database has.
 */
final class FlywayImport {

	private static final String CLASSPATH = "classpath:";

	private static final String FILE_SYSTEM = "filesystem:";

	private final MigrationContext context;

	private final FlywaySettings settings;

	private final SourceFolders folders;

	private final List<String> notes = new ArrayList<>();

	private final List<String> differences = new ArrayList<>();

	FlywayImport(MigrationContext context, SourceFolders folders) {
		this.context = context;
		this.settings = context.flyway();
		this.folders = folders;
	}

	/**
	 * Imports the scripts.
	 * @param present the revisions that the project has
	 * @param dryRun whether nothing is to be written
	 */
	ImportReport run(List<RevisionScript> present, boolean dryRun) {
		requireSameSchema();
		Path target = this.folders.choose(null, null);
		FlywayScripts scripts = FlywayFolders.read(this.settings, scriptFolders(), sourceFolders());
		if (scripts.isEmpty()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"There are no scripts of Flyway in %s".formatted(String.join(", ", this.settings.locations())),
					"Name their folder with --location, for example --location filesystem:db/migration.");
		}
		FlywayRevisions.Result written = FlywayRevisions.of(scripts, this.settings,
				this.context.execution().placeholders(), packageName(target));
		this.notes.addAll(written.notes());
		Map<Path, String> files = new LinkedHashMap<>();
		List<ImportReport.Imported> revisions = new ArrayList<>();
		boolean done = isDone(present, written.revisions());
		for (FlywayRevision revision : written.revisions()) {
			Path file = (revision.java() ? this.folders.javaFolder(target) : target).resolve(revision.path());
			files.put(file, revision.text());
			revisions.add(new ImportReport.Imported(revision.id(), this.folders.display(file), done));
		}
		if (done) {
			return new ImportReport(revisions, false, List.of(), "The scripts of Flyway were imported before.",
					List.of());
		}
		String database = check(written.revisions());
		NewFiles newFiles = new NewFiles(this.folders, files);
		if (dryRun) {
			newFiles.requireAbsent();
		}
		else {
			newFiles.write();
		}
		return new ImportReport(revisions, !dryRun, this.notes, database, this.differences);
	}

	/** Names without a schema must mean the same. */
	private void requireSameSchema() {
		String schema = this.settings.defaultSchema();
		if (schema != null && !schema.equals(this.context.settings().defaultSchema())) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"Flyway migrates the schema %s (spring.flyway.default-schema or schemas), App Migrations another one"
						.formatted(schema),
					"Set app.migrations.default-schema=%s.".formatted(schema));
		}
	}

	private List<Path> scriptFolders() {
		Set<Path> found = new LinkedHashSet<>();
		for (String location : this.settings.locations()) {
			List<Path> these = folders(location).stream().filter(Files::isDirectory).toList();
			if (these.isEmpty()) {
				throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
						"There is no folder for the location %s of Flyway".formatted(location),
						"Run the command in the folder of the project that has the scripts, or name them with --location filesystem:FOLDER.");
			}
			found.addAll(these);
		}
		return List.copyOf(found);
	}

	private List<Path> folders(String location) {
		if (location.startsWith(FILE_SYSTEM)) {
			return List.of(Path.of(location.substring(FILE_SYSTEM.length())).toAbsolutePath().normalize());
		}
		if (location.contains(":") && !location.startsWith(CLASSPATH)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"%s is not a location that can be imported".formatted(location),
					"Copy the scripts into a folder and name it with --location filesystem:FOLDER.");
		}
		String name = location.replaceFirst("^" + CLASSPATH, "").replaceFirst("^/+", "");
		Path inProject = this.folders.project().resolve("src/main/resources").resolve(name);
		return Files.isDirectory(inProject) ? List.of(inProject) : onClassPath(name);
	}

	private List<Path> onClassPath(String name) {
		List<Path> found = new ArrayList<>();
		try {
			for (URL url : Collections.list(this.context.classLoader().getResources(name))) {
				if (url.getProtocol().equals("file")) {
					found.add(Path.of(URI.create(url.toString())));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return found;
	}

	private List<Path> sourceFolders() {
		return this.folders.projects()
			.stream()
			.findFirst()
			.map((project) -> List.of(project.resolve("src/main/java"), project.resolve("src/main/kotlin")))
			.orElse(List.of());
	}

	private String packageName(Path target) {
		if (this.folders.projects().isEmpty()) {
			return "db.migrations";
		}
		Path resources = this.folders.project().resolve("src/main/resources");
		return target.startsWith(resources)
				? resources.relativize(target).toString().replace('/', '.').replace('\\', '.') : "db.migrations";
	}

	/**
	 * Whether the project has the revisions already.
	 * @throws MigrationException with {@code invalid_configuration} if it has others
	 */
	private static boolean isDone(List<RevisionScript> present, List<FlywayRevision> revisions) {
		if (present.isEmpty()) {
			return false;
		}
		Map<String, List<FlywaySource>> imported = new LinkedHashMap<>();
		present.forEach((script) -> imported.put(script.revision().id(), FlywaySource.read(script.importedFrom())));
		List<String> others = revisions.stream()
			.filter((revision) -> !revision.sources().equals(imported.get(revision.id())))
			.map((revision) -> revision.id())
			.toList();
		if (others.isEmpty()) {
			return true;
		}
		boolean any = imported.values().stream().anyMatch((sources) -> !sources.isEmpty());
		throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				any ? "The scripts of Flyway were imported before, but these are new or different now: %s".formatted(
						String.join(", ", others)) : "The project has revisions already, and an import must come first",
				any ? "Delete the imported revisions and import again if no database has them yet; otherwise write a new revision."
						: "Import into an empty folder (app.migrations.locations), then move the other revisions on top of the imported head.");
	}

	/** Compares the scripts with the database, if it can be reached. */
	private String check(List<FlywayRevision> revisions) {
		List<FlywaySource> sources = revisions.stream().flatMap((revision) -> revision.sources().stream()).toList();
		Optional<List<FlywayHistory.Row>> rows;
		try (MigrationConnection connection = new Connector(this.context).connectToWrite()) {
			rows = FlywayTable.read(connection, this.settings);
		}
		catch (MigrationException ex) {
			if (ex.getCode() != ErrorCode.CONNECTION_FAILED) {
				throw ex;
			}
			return "The database was not compared, because it cannot be reached: " + ex.getMessage();
		}
		if (rows.isEmpty()) {
			return "The database was not compared, because it has no table %s.".formatted(this.settings.table());
		}
		FlywayHistory.Position position = FlywayHistory.compare(rows.get(), sources);
		if (!position.problems().isEmpty()) {
			throw new MigrationException(ErrorCode.CHECKSUM_MISMATCH,
					"The scripts of Flyway are not what the database has:%s".formatted(position.describeProblems()),
					"Nothing was written.");
		}
		this.notes.addAll(position.notes());
		FlywaySource reached = position.reached();
		if (reached == null) {
			return "Flyway has applied none of the scripts to the database.";
		}
		boolean repeatable = position.current()
				&& sources.stream().anyMatch((source) -> source.kind() == FlywaySource.Kind.REPEATABLE);
		return prove(revisions, repeatable ? FlywayRevision.REPEATABLE : FlywayRevisions.id(reached));
	}

	/** Replays the revisions in a new database, up to where the database is. */
	private String prove(List<FlywayRevision> revisions, String target) {
		String at = "The database is at %s.".formatted(target);
		List<RevisionScript> scripts = new ArrayList<>();
		for (FlywayRevision revision : revisions) {
			if (revision.java()) {
				return at + " Its schema was not compared with that of a new database, because %s is a class."
					.formatted(revision.id());
			}
			scripts.add(RevisionFileReader.read(revision.path(), revision.text().getBytes(StandardCharsets.UTF_8)));
			if (revision.id().equals(target)) {
				break;
			}
		}
		Schema there;
		try {
			there = new ModelComparison(this.context.reading(new RevisionScripts(scripts)))
				.replayed(FlywayImport::read);
		}
		catch (MigrationException ex) {
			if (ex.getCode() == ErrorCode.PERMISSION_DENIED) {
				return at + " Its schema was not compared with that of a new database: " + ex.getMessage();
			}
			this.differences.add("The revisions do not run in a new database: %s".formatted(ex.getMessage()));
			return at;
		}
		SchemaDiff.differences(own(there), own(read(this.context)))
			.forEach((id) -> this.differences.add("%s %s".formatted(id.kind().keyword(), id)));
		return at + (this.differences.isEmpty() ? " A new database gets the same schema from the revisions." : "");
	}

	private static Schema read(MigrationContext context) {
		try (MigrationConnection connection = new Connector(context).connectToCompare()) {
			return Scratch.readAll(connection);
		}
	}

	/**
	 * Without what the tools keep for themselves, and owners, who are no part of a
	 * script.
	 */
	private Schema own(Schema schema) {
		return schema.filter((object) -> !isOfTool(object)).withOwners(Map.of());
	}

	private boolean isOfTool(SchemaObject object) {
		ObjectId id = object.id();
		String table = this.context.settings().versionTable();
		String log = table + "_log";
		String flyway = this.settings.table();
		String name = Objects.requireNonNullElse(id.relation(), id.name());
		return Set.of(table, log, log + "_id_seq", log + "_revision_id_idx", flyway, flyway + "_pk", flyway + "_s_idx")
			.contains(name);
	}

}
