package io.appmigrations.internal.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.appmigrations.ErrorCode;
import io.appmigrations.GeneratedRevision;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;
import io.appmigrations.Mode;
import io.appmigrations.NewRevision;
import io.appmigrations.ProvenRows;
import io.appmigrations.Revision;
import io.appmigrations.RevisionRequest;
import io.appmigrations.SchemaComparison;
import io.appmigrations.internal.compare.Comparison;
import io.appmigrations.internal.compare.DatabaseContents;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.diff.CyclicChangesException;
import io.appmigrations.internal.diff.GeneratedScript;
import io.appmigrations.internal.diff.MadeRecord;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.expand.RevisionPart;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.graph.Target;
import io.appmigrations.internal.online.SectionScript;
import io.appmigrations.internal.project.RevisionTemplate;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.model.Change;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;

/**
 * Writes the revision that recreates an existing database: what leads from an empty
 * database to it, and back. The revision is run in a new database, as any other one, and
 * what is there after each way is compared.
 */
final class Baseline {

	/** The revision has no id before it is written. */
	private static final Revision TRIED = new Revision("baseline", List.of(), List.of(), List.of(), "baseline", null,
			"the baseline");

	private final MigrationContext context;

	private final Connector connector;

	/**
	 * Connects to nothing yet.
	 * @param context the database, and where revisions are written
	 */
	Baseline(MigrationContext context) {
		this.context = context;
		this.connector = new Connector(context);
	}

	/**
	 * Writes the revision and stamps the database.
	 * @param request its message and id
	 * @param unproven whether to write it although it leads to something else
	 * @return the revision
	 */
	GeneratedRevision write(RevisionRequest request, boolean unproven) {
		RevisionAuthor author = new RevisionSource(this.context).author();
		requireNoRevisions(author.graph());
		Source source = read();
		Comparison found = new ModelComparison(this.context).inNewDatabase((there) -> tried(source, there));
		SchemaComparison comparison = found.comparison();
		if (!comparison.unproven().isEmpty() && !unproven) {
			throw new MigrationException(ErrorCode.DRIFT,
					"The baseline was not written because it could not be proven: %s"
						.formatted(String.join("\n  ", comparison.unproven())),
					(source.contents().elsewhere().isEmpty() ? ""
							: "Not compared: %s; name it if it is needed. "
								.formatted(String.join(", ", source.contents().elsewhere())))
							+ "Leave out what cannot be recreated with app.migrations.autogenerate.exclude, or write the "
							+ "revision anyway with --unproven and complete it by hand.");
		}
		NewRevision written = author.revision(request, GeneratedContent.ofDatabase(found, source.database()));
		stamp(written);
		return new GeneratedRevision(written, List.of(), comparison, 0);
	}

	private static void requireNoRevisions(RevisionGraph graph) {
		if (!graph.revisions().isEmpty()) {
			throw new MigrationException(ErrorCode.INVALID_TARGET,
					"There are revisions already (%s at %s): a baseline is the first one"
						.formatted(graph.revisions().size(), String.join(", ", graph.heads())),
					"If they create the schema of the database, run 'stamp REVISION'. For what the entities have and "
							+ "the revisions do not, run 'revision --autogenerate'.");
		}
	}

	private Source read() {
		try (MigrationConnection connection = this.connector.connectToCompare()) {
			this.connector.peek(connection).ifPresent((state) -> {
				if (!state.rows().isEmpty() || !state.checksums().isEmpty()) {
					throw new MigrationException(ErrorCode.DATABASE_NOT_UP_TO_DATE,
							"The database was migrated already: the version table %s or its log has %s".formatted(
									this.connector.versionTable(connection).displayName(),
									String.join(", ",
											state.rows().isEmpty() ? state.checksums().keySet() : state.rows())),
							"Use a database without the version table and its log, or restore the files of these "
									+ "revisions.");
				}
			});
			DatabaseContents contents = DatabaseContents.read(connection, this.context.autogenerate(),
					this.connector.versionTable(connection).ownTables());
			return new Source(contents, connection.session().database());
		}
	}

	private Comparison tried(Source source, MigrationContext there) {
		new DefaultMigrations(there).ensureVersion(Mode.RUN);
		// a session that has read a schema reads the next one in a tenth of the time
		try (MigrationConnection reader = new Connector(there).connectToCompare()) {
			DatabaseContents nothing = contents(there, reader);
			List<Change> upgrade = between(nothing, source.contents());
			if (upgrade.isEmpty()) {
				throw new MigrationException(ErrorCode.INVALID_TARGET,
						"There is nothing to write: schema %s of database %s is empty%s".formatted(
								source.contents().schema().defaultSchema(), source.database(),
								elsewhere(source.contents())),
						"Check the database's URL and app.migrations.default-schema; other schemas are named by "
								+ "app.migrations.autogenerate.schemas. For an empty database, no baseline is needed.");
			}
			List<Change> downgrade = between(source.contents(), nothing);
			List<String> notWritten = new ArrayList<>(source.contents().schema().unread());
			notWritten.addAll(source.contents().elsewhere());
			List<String> unproven = new ArrayList<>();
			prove(source, nothing, comparison(upgrade, downgrade, notWritten, List.of()), there, reader, unproven,
					notWritten);
			return comparison(upgrade, downgrade, notWritten, unproven);
		}
	}

	private static String elsewhere(DatabaseContents contents) {
		return contents.elsewhere().isEmpty() ? "" : "; there is " + String.join(", ", contents.elsewhere());
	}

	private static DatabaseContents contents(MigrationContext context, MigrationConnection connection) {
		return DatabaseContents.read(connection, context.autogenerate(),
				new Connector(context).versionTable(connection).ownTables());
	}

	private static List<Change> between(DatabaseContents from, DatabaseContents to) {
		try {
			return GeneratedScript.written(SchemaDiff.between(from.schema(), to.schema()))
				.stream()
				.map(Baseline::withoutEffects)
				.toList();
		}
		catch (CyclicChangesException ex) {
			throw new MigrationException(ErrorCode.DRIFT,
					"The statements of the baseline cannot be put in order: %s".formatted(ex.getMessage()),
					"Leave out one of the objects with app.migrations.autogenerate.exclude, and add it by hand.", ex);
		}
	}

	/** There are no rows that could be refused, changed or lost. */
	private static Change withoutEffects(Change change) {
		return new Change(change.action(), change.object(), change.subject(), change.sql(), change.lostOwners(),
				change.losesData());
	}

	private static Comparison comparison(List<Change> upgrade, List<Change> downgrade, List<String> notWritten,
			List<String> unproven) {
		SchemaComparison comparison = new SchemaComparison(upgrade, downgrade, Set.of(), List.of(),
				new LinkedHashSet<>(notWritten), unproven, ProvenRows.NONE);
		List<String> remarks = new ArrayList<>();
		if (!notWritten.isEmpty()) {
			remarks.add("Not in this revision:");
			notWritten.forEach((line) -> remarks.add("- " + line));
		}
		// the model had no part in it, so that its silence must not drop anything
		MadeRecord record = new MadeRecord(Set.of(), Set.of(), Set.of(), "");
		return new Comparison(comparison,
				List.of(new RevisionPart("", remarks, record,
						SectionScript.joined(List.of(uncheckedBodies(upgrade), SectionScript.plain(upgrade, true))),
						SectionScript.plain(downgrade, true))));
	}

	/**
	 * The order of routines that name each other, or one the other's table, is a guess.
	 */
	private static SectionScript uncheckedBodies(List<Change> upgrade) {
		if (upgrade.stream().noneMatch((change) -> change.object().kind().isRoutine())) {
			return SectionScript.EMPTY;
		}
		SectionScript.Piece piece = new SectionScript.Piece("",
				List.of(Note.of("As pg_dump does it: a function may name what is created after it.")),
				List.of("set local check_function_bodies = off"));
		return new SectionScript(List.of(new SectionScript.Unit(List.of(piece))), true);
	}

	private static void prove(Source source, DatabaseContents nothing, Comparison found, MigrationContext there,
			MigrationConnection reader, List<String> unproven, List<String> notWritten) {
		String text = RevisionTemplate.standard()
			.fill(TRIED, ZoneOffset.UTC, GeneratedContent.ofDatabase(found, source.database()));
		SqlRevision revision = RevisionFileReader.read(TRIED.path(), text.getBytes(StandardCharsets.UTF_8));
		Migrations migrations = new DefaultMigrations(there.reading(new RevisionScripts(List.of(revision))));
		String step = "the upgrade";
		try {
			migrations.upgrade("heads");
			DatabaseContents recreated = contents(there, reader);
			Set<ObjectId> different = recreated.differences(source.contents());
			Set<ObjectId> printed = DatabaseContents.queriesOf(different, recreated.schema(),
					source.contents().schema());
			different.stream()
				.filter((id) -> !printed.contains(id))
				.forEach((id) -> unproven.add("after the upgrade, %s %s differs".formatted(id.kind().keyword(), id)));
			printed.forEach((id) -> notWritten
				.add("%s %s as it is printed now: PostgreSQL prints it otherwise once it was created from that"
					.formatted(id.kind().keyword(), id)));
			notWritten.addAll(source.contents().facts().differences(recreated.facts()));
			step = "the downgrade";
			migrations.downgrade("base");
			contents(there, reader).differences(nothing)
				.forEach((id) -> unproven.add("after the downgrade, %s %s differs".formatted(id.kind().keyword(), id)));
		}
		catch (MigrationException ex) {
			unproven.add("%s fails: %s".formatted(step, ex.getMessage()));
		}
	}

	/** A revision that the database is not at would run on what is there already. */
	private void stamp(NewRevision written) {
		Path file = written.path();
		try {
			SqlRevision revision = RevisionFileReader.read(file.toString(), Files.readAllBytes(file));
			RevisionScripts scripts = new RevisionScripts(List.of(revision));
			new OnlineRun(this.connector, this.context).stamp(scripts, List.of(Target.parse(written.revision().id())),
					false);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (RuntimeException ex) {
			delete(file);
			throw ex;
		}
	}

	private static void delete(Path file) {
		try {
			Files.delete(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What is to be recreated.
	 *
	 * @param contents what is there
	 * @param database the name of the database
	 */
	private record Source(DatabaseContents contents, String database) {
	}

}
