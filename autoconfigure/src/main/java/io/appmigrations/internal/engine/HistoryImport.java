package io.appmigrations.internal.engine;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.catalog.Scratch;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.execution.ShutdownGuard;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.imported.ImportedHistory;
import io.appmigrations.internal.imported.ImportedRevision;
import io.appmigrations.internal.imported.Position;
import io.appmigrations.internal.project.NewFiles;
import io.appmigrations.internal.project.SourceFolders;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Writes the history of another tool as the revisions of a project that has none, after
 * it was checked that they are what the database has.
 */
final class HistoryImport {

	private final MigrationContext context;

	private final SourceFolders folders;

	private final OtherTool tool;

	private final Function<Path, ImportedHistory> history;

	private final List<String> notes = new ArrayList<>();

	private final List<String> differences = new ArrayList<>();

	/**
	 * Reads nothing yet.
	 * @param context the database and the revisions
	 * @param folders where the project has its revisions
	 * @param tool the other tool
	 * @param history reads its history, for a folder of revisions
	 */
	HistoryImport(MigrationContext context, SourceFolders folders, OtherTool tool,
			Function<Path, ImportedHistory> history) {
		this.context = context;
		this.folders = folders;
		this.tool = tool;
		this.history = history;
	}

	/**
	 * Names without a schema must mean the same.
	 * @param context how this tool is configured
	 * @param tool the other tool
	 * @param schema the schema that it migrates, or {@code null} for the one of the
	 * connection
	 * @param property what configures that
	 */
	static void requireSameSchema(MigrationContext context, String tool, @Nullable String schema, String property) {
		if (schema != null && !schema.equals(context.settings().defaultSchema())) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"%s migrates the schema %s (%s), App Migrations another one".formatted(tool, schema, property),
					"Set app.migrations.default-schema=%s.".formatted(schema));
		}
	}

	/** The package of Java revisions that belong to a folder of revisions. */
	static String packageName(SourceFolders folders, Path target) {
		if (folders.projects().isEmpty()) {
			return "db.migrations";
		}
		Path resources = folders.project().resolve("src/main/resources");
		return target.startsWith(resources)
				? resources.relativize(target).toString().replace('/', '.').replace('\\', '.') : "db.migrations";
	}

	/**
	 * Imports the history. Where that was done before, the revisions are compared with
	 * the database again, since somebody may have completed them.
	 * @param present the revisions that the project has
	 * @param dryRun whether nothing is to be written
	 */
	ImportReport run(List<RevisionScript> present, boolean dryRun) {
		Path target = this.folders.choose(null, null);
		ImportedHistory read = this.history.apply(target);
		this.notes.addAll(read.notes());
		Map<Path, String> files = new LinkedHashMap<>();
		List<ImportReport.Imported> revisions = new ArrayList<>();
		boolean done = isDone(present, read.revisions());
		for (ImportedRevision revision : read.revisions()) {
			Path file = (revision.java() ? this.folders.javaFolder(target) : target).resolve(revision.path());
			files.put(file, revision.text());
			revisions
				.add(new ImportReport.Imported(revision.id(), this.folders.display(file), done, revision.complete()));
		}
		if (done) {
			String before = "%s were imported before.".formatted(what());
			String database = check(Revisions.of(new RevisionScripts(present)), true);
			return new ImportReport(revisions, false, List.of(), (before + " " + database).strip(), this.differences);
		}
		String database = check(Revisions.of(read), false);
		NewFiles newFiles = new NewFiles(this.folders, files);
		if (dryRun) {
			newFiles.requireAbsent();
		}
		else {
			newFiles.write();
		}
		return new ImportReport(revisions, !dryRun, this.notes, database, this.differences);
	}

	private String what() {
		return "The %s of %s".formatted(this.tool.parts(), this.tool.name());
	}

	/**
	 * Whether the project has the revisions already.
	 * @throws MigrationException with {@code invalid_configuration} if it has others
	 */
	private boolean isDone(List<RevisionScript> present, List<ImportedRevision> revisions) {
		if (present.isEmpty()) {
			return false;
		}
		Map<String, String> imported = new HashMap<>();
		present.forEach((script) -> {
			String header = script.importedFrom();
			if (header != null) {
				imported.put(script.revision().id(), header);
			}
		});
		List<String> others = revisions.stream()
			.filter((revision) -> !revision.importedFrom().equals(imported.get(revision.id())))
			.map(ImportedRevision::id)
			.toList();
		if (others.isEmpty()) {
			return true;
		}
		boolean any = !imported.isEmpty();
		throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				any ? "%s were imported before, but these are new or different now: %s".formatted(what(),
						String.join(", ", others)) : "The project has revisions already, and an import must come first",
				any ? "Delete the imported revisions and import again if no database has them yet; otherwise write a new revision."
						: "Import into an empty folder (app.migrations.locations), then move the other revisions on top of the imported head.");
	}

	/** Compares the revisions with the database, if it can be reached. */
	private String check(Revisions revisions, boolean again) {
		Connector connector = new Connector(this.context);
		Optional<Position> position;
		try (MigrationConnection connection = connector.connectToWrite()) {
			if (again && !connector.versionTable(connection).isFirstStart(connection, connector.peek(connection))) {
				return "";
			}
			position = this.tool.position(connection, revisions.imported());
		}
		catch (MigrationException ex) {
			if (ex.getCode() != ErrorCode.CONNECTION_FAILED) {
				throw ex;
			}
			return "The database was not compared, because it cannot be reached: " + ex.getMessage();
		}
		if (position.isEmpty()) {
			return "The database was not compared, because it has no table %s."
				.formatted(this.tool.table(revisions.imported()));
		}
		if (!position.get().problems().isEmpty()) {
			throw new MigrationException(this.tool.misfit(),
					"%s are not what the database has:%s".formatted(what(), position.get().describeProblems()),
					"Nothing was written.");
		}
		this.notes.addAll(position.get().notes());
		if (position.get().revisions().isEmpty()) {
			return "%s has applied none of the %s to the database.".formatted(this.tool.name(), this.tool.parts());
		}
		return prove(revisions, position.get().revisions(), again);
	}

	/** Replays the revisions in a new database, up to where the database is. */
	private String prove(Revisions revisions, List<String> reached, boolean again) {
		Set<String> applied = revisions.graph().withAncestors(reached);
		String at = "The database is at %s.".formatted(String.join(", ", revisions.graph().rowsOf(applied)));
		List<String> incomplete = applied.stream()
			.filter((id) -> !revisions.scripts().containsKey(id))
			.sorted()
			.toList();
		if (!incomplete.isEmpty()) {
			return "%s Its schema was not compared with that of a new database, because code must be written for %s."
				.formatted(at, String.join(", ", incomplete));
		}
		List<RevisionScript> scripts = applied.stream()
			.map((id) -> Objects.requireNonNull(revisions.scripts().get(id)))
			.toList();
		Schema there;
		try {
			there = new ModelComparison(this.context.reading(new RevisionScripts(scripts)))
				.replayed(HistoryImport::read);
		}
		catch (MigrationException ex) {
			if (ex.getCode() == ErrorCode.PERMISSION_DENIED) {
				return at + " Its schema was not compared with that of a new database: " + ex.getMessage();
			}
			ShutdownGuard.requireNotEnding("the import was written");
			this.differences.add("The revisions do not run in a new database: %s".formatted(ex.getMessage()));
			return at;
		}
		SchemaDiff.differences(own(there, revisions), own(read(this.context), revisions))
			.forEach((id) -> this.differences.add("%s %s".formatted(id.kind().keyword(), id)));
		if (!again) {
			this.notes.addAll(
					new DowngradeProof(this.context, inOrder(revisions, applied), (schema) -> own(schema, revisions))
						.run());
		}
		return at + (this.differences.isEmpty() ? " A new database gets the same schema from the revisions." : "");
	}

	/** Parents before children, as they are imported. */
	private static List<RevisionScript> inOrder(Revisions revisions, Set<String> applied) {
		return revisions.imported()
			.keySet()
			.stream()
			.filter(applied::contains)
			.map((id) -> Objects.requireNonNull(revisions.scripts().get(id)))
			.toList();
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
	private Schema own(Schema schema, Revisions revisions) {
		Set<String> relations = this.tool.relations(revisions.imported());
		Set<String> schemas = this.tool.tables(revisions.imported(), "")
			.stream()
			.map((name) -> name.substring(0, name.lastIndexOf('.')))
			.collect(Collectors.toSet());
		String table = this.context.settings().versionTable();
		String log = table + "_log";
		Set<String> ours = Set.of(table, log, log + "_id_seq", log + "_revision_id_idx");
		return schema
			.filter((object) -> !isOneOf(object, ours) && !isOneOf(object, relations)
					&& !(object.id().kind() == Kind.SCHEMA && schemas.contains(object.id().name())))
			.withOwners(Map.of());
	}

	private static boolean isOneOf(SchemaObject object, Set<String> relations) {
		ObjectId id = object.id();
		return relations.contains(Objects.requireNonNullElse(id.relation(), id.name()));
	}

	/**
	 * The revisions that are compared with the database.
	 *
	 * @param graph all of them
	 * @param imported what they were made from
	 * @param scripts what those of them run that are complete
	 */
	private record Revisions(RevisionGraph graph, Map<String, String> imported, Map<String, RevisionScript> scripts) {

		static Revisions of(ImportedHistory history) {
			Map<String, String> imported = new LinkedHashMap<>();
			Map<String, RevisionScript> scripts = new HashMap<>();
			for (ImportedRevision revision : history.revisions()) {
				imported.put(revision.id(), revision.importedFrom());
				if (revision.complete()) {
					scripts.put(revision.id(),
							RevisionFileReader.read(revision.path(), revision.text().getBytes(StandardCharsets.UTF_8)));
				}
			}
			return new Revisions(
					RevisionGraph.of(history.revisions().stream().map(ImportedRevision::revision).toList()), imported,
					scripts);
		}

		static Revisions of(RevisionScripts present) {
			Map<String, RevisionScript> scripts = new HashMap<>();
			present.all().forEach((script) -> scripts.put(script.revision().id(), script));
			return new Revisions(present.graph(), Adoption.imported(present), scripts);
		}

	}

}
