package io.appmigrations.internal.liquibase;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.internal.imported.ImportedHistory;
import io.appmigrations.internal.imported.ImportedRevision;
import io.appmigrations.internal.imported.RevisionWriter;
import io.appmigrations.internal.script.Placeholders;

/**
 * Writes change sets as revisions, in their order.
 */
public final class LiquibaseRevisions {

	private static final int LONGEST_DESCRIPTION = 100;

	private final RevisionWriter writer = new RevisionWriter();

	private final LiquibaseTables tables;

	private final boolean placeholders;

	private final String packageName;

	private final List<String> irreversible = new ArrayList<>();

	private String parent = "";

	private int count;

	private LiquibaseRevisions(LiquibaseTables tables, boolean placeholders, String packageName) {
		this.tables = tables;
		this.placeholders = placeholders;
		this.packageName = packageName;
	}

	/**
	 * Writes the revisions.
	 * @param scripts the change sets
	 * @param perFile whether those of a file become one revision; otherwise each becomes
	 * one
	 * @param tables where Liquibase keeps what it has applied
	 * @param ours the placeholders of revisions
	 * @param packageName the package of Java revisions
	 * @return the revisions, and what they do not carry over
	 * @throws MigrationException with {@code invalid_script} if a change set cannot be
	 * written as a revision
	 */
	public static ImportedHistory of(ChangeLogScripts scripts, boolean perFile, LiquibaseTables tables,
			Placeholders ours, String packageName) {
		LiquibaseRevisions revisions = new LiquibaseRevisions(tables, ours.enabled(), packageName);
		scripts.notes().forEach(revisions.writer::note);
		List<Group> groups = groups(scripts.changeSets(), perFile);
		RevisionNames names = new RevisionNames(groups.stream().map(Group::first).toList(),
				perFile ? ChangeSetScript::stem : (script) -> script.source().id());
		groups.forEach((group) -> revisions.write(group, names.of(group.first())));
		if (!revisions.irreversible.isEmpty()) {
			revisions.writer.note("without a downgrade section, because Liquibase has no rollback for them: %s"
				.formatted(String.join(", ", revisions.irreversible)));
		}
		return revisions.writer.finish("The change sets of Liquibase");
	}

	/**
	 * What is not imported goes with what is before it, so that its rows are known. Code
	 * is a revision of its own.
	 */
	private static List<Group> groups(List<ChangeSetScript> scripts, boolean perFile) {
		List<Group> groups = new ArrayList<>();
		List<LiquibaseSource> before = new ArrayList<>();
		for (ChangeSetScript script : scripts) {
			Group last = groups.isEmpty() ? null : groups.get(groups.size() - 1);
			if (!script.isImported()) {
				((last != null) ? last.sources() : before).add(script.source());
			}
			else if (perFile && last != null && last.takes(script)) {
				last.add(script);
			}
			else {
				Group group = new Group(new ArrayList<>(), new ArrayList<>(before));
				before.clear();
				group.add(script);
				groups.add(group);
			}
		}
		return groups;
	}

	private void write(Group group, String id) {
		this.count++;
		ChangeSetScript first = group.first();
		Revision revision = new Revision(id, this.parent.isEmpty() ? List.of() : List.of(this.parent), List.of(),
				List.of(), message(group), null, "");
		String source = LiquibaseHeader.write(this.tables, group.sources());
		if (first.isSql()) {
			String path = String.format(Locale.ROOT, "%04d_%s.sql", this.count, id);
			this.writer.add(new ImportedRevision(revision, path,
					RevisionWriter.header(revision, source) + sections(group, id, path), false, true, source));
		}
		else {
			String name = String.format(Locale.ROOT, "R%04d_%s", this.count, id.replace('.', '_'));
			String code = first.upgrade()
				.stream()
				.filter(ChangeSetScript.Part::code)
				.map(ChangeSetScript.Part::text)
				.collect(Collectors.joining(", "));
			this.writer.note("%s runs code (%s): move it to %s, which stops a new database until then"
				.formatted(first.source(), code, this.packageName + "." + name));
			this.writer.add(new ImportedRevision(revision, name + ".java",
					RevisionWriter.javaText(revision, source, this.packageName, name, body(first)), true, false,
					source));
		}
		this.parent = id;
	}

	private static String message(Group group) {
		ChangeSetScript first = group.first();
		if (group.scripts().size() > 1) {
			return first.source().path();
		}
		if (!first.comment().isBlank()) {
			return first.comment();
		}
		String description = first.description();
		return "%s (%s)".formatted(first.source().id(), (description.length() > LONGEST_DESCRIPTION)
				? description.substring(0, LONGEST_DESCRIPTION) + "..." : description);
	}

	private String sections(Group group, String id, String path) {
		StringBuilder text = new StringBuilder(section("upgrade", path, group.scripts(), ChangeSetScript::statements));
		List<ChangeSetScript> back = new ArrayList<>(group.scripts());
		Collections.reverse(back);
		if (back.stream().anyMatch((script) -> script.downgrade() == null)) {
			this.irreversible.add(id);
		}
		else {
			text.append('\n')
				.append(section("downgrade", path, back, (script) -> Objects.requireNonNull(script.downgrade())));
		}
		return text.toString();
	}

	/**
	 * Several change sets stay transactions of their own if one of them runs outside of a
	 * transaction.
	 */
	private String section(String direction, String path, List<ChangeSetScript> scripts,
			Function<ChangeSetScript, List<String>> statements) {
		List<RevisionWriter.Way> ways = scripts.stream()
			.map((script) -> this.writer.way(path, text(statements.apply(script)), script.transactional()))
			.toList();
		List<String> titles = scripts.stream()
			.map((script) -> (scripts.size() > 1) ? "-- changeset %s\n".formatted(line(script.source())) : "")
			.toList();
		RevisionWriter.Way way = this.writer.joined(path, ways, titles);
		String section = "-- migrate:%s%s\n%s".formatted(direction, way.options(), way.text());
		if (this.placeholders && section.contains("${")) {
			this.writer.problem(
					"%s: ${...} is plain text to Liquibase, but app.migrations.placeholder-replacement=true would replace it"
						.formatted(path));
		}
		return section;
	}

	/** Ids and authors may have line breaks. */
	private static String line(Object text) {
		return text.toString().replaceAll("\\s+", " ");
	}

	private static String text(List<String> statements) {
		return statements.stream()
			.map((statement) -> RevisionWriter.section(RevisionWriter.terminated(statement.strip())))
			.collect(Collectors.joining());
	}

	private static String javaString(String text) {
		return text.replace("\\", "\\\\").replace("\"", "\\\"");
	}

	private static String body(ChangeSetScript script) {
		StringBuilder body = new StringBuilder();
		for (ChangeSetScript.Part part : script.upgrade()) {
			body.append(part.code() ? "\t\ttoBeWritten(\"%s\");\n".formatted(javaString(line(part.text())))
					: RevisionWriter.javaStatement(part.text()));
		}
		return body
				+ "\t}\n\n\tprivate static void toBeWritten(String code) {\n\t\tthrow new UnsupportedOperationException(\"The code of \" + code + \" must be moved here\");\n";
	}

	/**
	 * What becomes a revision.
	 *
	 * @param scripts the change sets
	 * @param sources these, and those that were left out around them
	 */
	private record Group(List<ChangeSetScript> scripts, List<LiquibaseSource> sources) {

		ChangeSetScript first() {
			return this.scripts.get(0);
		}

		/** The search path that one sets is not that of the next one. */
		boolean takes(ChangeSetScript script) {
			return script.source().path().equals(first().source().path()) && script.isSql() && first().isSql()
					&& !this.scripts.get(this.scripts.size() - 1).setsSearchPath();
		}

		void add(ChangeSetScript script) {
			this.scripts.add(script);
			this.sources.add(script.source());
		}

	}

}
