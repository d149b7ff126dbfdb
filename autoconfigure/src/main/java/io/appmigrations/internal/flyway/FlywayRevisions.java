package io.appmigrations.internal.flyway;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.internal.imported.ImportedHistory;
import io.appmigrations.internal.imported.ImportedRevision;
import io.appmigrations.internal.imported.RevisionWriter;
import io.appmigrations.internal.script.Placeholders;
import org.jspecify.annotations.Nullable;

/**
 * Writes the scripts of Flyway as revisions: one for each version, in their order, and
 * one for all repeatable scripts.
 */
public final class FlywayRevisions {

	/** The id of the revision with all repeatable scripts. */
	public static final String REPEATABLE = "flyway_repeatable";

	private final RevisionWriter writer = new RevisionWriter();

	private final Placeholders ours;

	private final String packageName;

	private final Set<String> missing = new TreeSet<>();

	private FlywayRevisions(Placeholders ours, String packageName) {
		this.ours = ours;
		this.packageName = packageName;
	}

	/**
	 * Writes the revisions.
	 * @param scripts the scripts
	 * @param settings how Flyway is configured
	 * @param ours the placeholders of revisions
	 * @param packageName the package of Java revisions
	 * @return the revisions, and what they do not carry over
	 * @throws MigrationException with {@code invalid_script} if a script cannot be
	 * written as a revision
	 */
	public static ImportedHistory of(FlywayScripts scripts, FlywaySettings settings, Placeholders ours,
			String packageName) {
		FlywayRevisions revisions = new FlywayRevisions(ours, packageName);
		scripts.notes().forEach(revisions.writer::note);
		String before = settings.schemas()
			.stream()
			.skip(1)
			.map((schema) -> "create schema if not exists \"%s\";\n".formatted(schema.replace("\"", "\"\"")))
			.collect(Collectors.joining());
		String parent = "";
		for (FlywayScript script : scripts.versions()) {
			String id = id(script);
			if (!Revision.IDENTIFIER.matcher(id).matches()) {
				revisions.writer.problem("%s: %s is too long for a revision id".formatted(script.path(), id));
			}
			else if (script.isJava()) {
				revisions.writeJava(script, id, parent);
			}
			else {
				FlywayScript undo = scripts.undo().get(script.requiredVersion());
				revisions.writeSql(script, id, parent, parent.isEmpty() ? before : "", undo);
			}
			parent = id;
		}
		if (!scripts.repeatable().isEmpty()) {
			revisions.writeRepeatable(scripts.repeatable(), parent);
		}
		return revisions.finish();
	}

	/**
	 * Names the revision of a version.
	 * @param source the script that it was made from
	 * @return the id
	 */
	public static String id(FlywaySource source) {
		return source.kind().letter() + source.version();
	}

	private static String id(FlywayScript script) {
		return id(script.source());
	}

	private ImportedHistory finish() {
		if (!this.missing.isEmpty()) {
			String first = this.missing.iterator().next();
			this.writer
				.problem("placeholders without a value: %s. Set app.migrations.placeholder-replacement=true and %s"
					.formatted(String.join(", ", this.missing.stream().map((name) -> "${" + name + "}").toList()),
							(first.contains(":") ? "app.migrations.placeholders[%s]=..."
									: "app.migrations.placeholders.%s=...")
								.formatted(first)));
		}
		return this.writer.finish("The scripts of Flyway");
	}

	private void requirePlaceholders(FlywayScript script) {
		Set<String> names = FlywayPlaceholders.names(script.sql());
		if (script.replaced()) {
			names.stream()
				.filter((name) -> !this.ours.enabled() || !this.ours.values().containsKey(name))
				.forEach(this.missing::add);
		}
		else if (this.ours.enabled() && !names.isEmpty()) {
			this.writer.problem(
					"%s: ${%s} is plain text to Flyway, but app.migrations.placeholder-replacement=true would replace it"
						.formatted(script.path(), names.iterator().next()));
		}
	}

	private static Revision revision(String message, String id, String parent) {
		return new Revision(id, parent.isEmpty() ? List.of() : List.of(parent), List.of(), List.of(), message, null,
				"");
	}

	private void writeSql(FlywayScript script, String id, String parent, String before, @Nullable FlywayScript undo) {
		requirePlaceholders(script);
		Revision revision = revision(script.description().isBlank() ? script.fileName() : script.description(), id,
				parent);
		String upgrade = before + section(script);
		RevisionWriter.Way way = way(script, upgrade);
		String downgrade = "";
		if (undo != null) {
			requirePlaceholders(undo);
			RevisionWriter.Way back = way(undo, section(undo));
			downgrade = "\n-- migrate:downgrade" + back.options() + "\n" + back.text();
		}
		add(revision, sqlPath(script.path()), "-- migrate:upgrade" + way.options() + "\n" + way.text() + downgrade,
				List.of(script.source()));
	}

	/** Flyway leaves autocommit on for what cannot run in a transaction. */
	private RevisionWriter.Way way(FlywayScript script, String text) {
		return this.writer.way(script.path(), text,
				script.transactional() && !this.writer.hasOutsideOfTransactions(script.path(), text));
	}

	/** Another script follows. */
	private static String complete(String text) {
		return text.isBlank() ? text : RevisionWriter.section(RevisionWriter.terminated(text.stripTrailing())) + "\n";
	}

	private static String sqlPath(String path) {
		return path.toLowerCase(Locale.ROOT).endsWith(".sql") ? path.substring(0, path.length() - 4) + ".sql"
				: path + ".sql";
	}

	private void writeRepeatable(List<FlywayScript> scripts, String parent) {
		scripts.forEach(this::requirePlaceholders);
		List<FlywaySource> sources = scripts.stream().map(FlywayScript::source).toList();
		List<RevisionWriter.Way> ways = scripts.stream()
			.map((script) -> way(script, complete(section(script))))
			.toList();
		List<String> titles = scripts.stream().map((script) -> "-- %s\n".formatted(script.path())).toList();
		RevisionWriter.Way way = this.writer.joined("repeatable scripts", ways, titles);
		String text = "-- migrate:upgrade" + way.options() + "\n" + way.text();
		this.writer.note("The repeatable scripts are one revision, %s: write a new revision to change what they created"
			.formatted(REPEATABLE));
		add(revision("the repeatable scripts of Flyway", REPEATABLE, parent), REPEATABLE + ".sql", text, sources);
	}

	private void writeJava(FlywayScript script, String id, String parent) {
		String simple = script.path().substring(script.path().lastIndexOf('.') + 1);
		List<FlywaySource> sources = List.of(script.source());
		String body = "\t\tthrow new UnsupportedOperationException(\"The code of %s must be moved here\");\n"
			.formatted(script.path());
		Revision revision = revision(script.description(), id, parent);
		String text = RevisionWriter.javaText(revision, FlywaySource.header(sources), this.packageName, simple, body);
		this.writer.note("%s is a class: move its code to %s, which stops a new database until then"
			.formatted(script.path(), this.packageName + "." + simple));
		this.writer
			.add(new ImportedRevision(revision, simple + ".java", text, true, false, FlywaySource.header(sources)));
	}

	private void add(Revision revision, String path, String sections, List<FlywaySource> sources) {
		String source = FlywaySource.header(sources);
		this.writer.add(new ImportedRevision(revision, path, RevisionWriter.header(revision, source) + sections, false,
				true, source));
	}

	private static String section(FlywayScript script) {
		return RevisionWriter.section(script.sql());
	}

}
