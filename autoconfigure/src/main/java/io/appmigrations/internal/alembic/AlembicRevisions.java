package io.appmigrations.internal.alembic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.imported.ImportedHistory;
import io.appmigrations.internal.imported.ImportedRevision;
import io.appmigrations.internal.imported.RevisionWriter;
import io.appmigrations.internal.script.Placeholders;
import io.appmigrations.internal.script.ScriptException;
import io.appmigrations.internal.script.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Writes the revisions of Alembic as revisions of ours, one each: with the same ids,
 * parents, branch labels, dependencies and messages.
 */
final class AlembicRevisions {

	private final AlembicScripts scripts;

	private final boolean placeholders;

	private final RevisionWriter writer = new RevisionWriter();

	private final Map<String, String> paths;

	/** The revisions without a way back, by the reason. */
	private final Map<String, List<String>> irreversible = new LinkedHashMap<>();

	private AlembicRevisions(RevisionGraph graph, AlembicScripts scripts, boolean placeholders) {
		this.scripts = scripts;
		this.placeholders = placeholders;
		this.paths = paths(graph);
	}

	/**
	 * Writes the revisions.
	 * @param graph the revisions
	 * @param scripts what they run
	 * @param ours the placeholders of revisions
	 * @return the revisions, and what they do not carry over
	 * @throws MigrationException with {@code invalid_script} if a revision cannot be
	 * written
	 */
	static ImportedHistory of(RevisionGraph graph, AlembicScripts scripts, Placeholders ours) {
		AlembicRevisions revisions = new AlembicRevisions(graph, scripts, ours.enabled());
		graph.revisions().forEach(revisions::write);
		revisions.irreversible.forEach((reason, ids) -> revisions.writer
			.note("without a downgrade section, because Alembic cannot print it (%s): %s".formatted(reason,
					String.join(", ", ids))));
		return revisions.writer.finish("The revisions of Alembic");
	}

	/**
	 * The files have the names of the Python files. With several version locations, they
	 * are in folders of the same names.
	 */
	private static Map<String, String> paths(RevisionGraph graph) {
		Map<String, List<String>> parts = new TreeMap<>();
		graph.revisions()
			.forEach((revision) -> parts.put(revision.id(), Arrays.asList(revision.path().split("[/\\\\]"))));
		int common = parts.values().stream().mapToInt((one) -> one.size() - 1).min().orElse(0);
		List<String> first = parts.isEmpty() ? List.of() : parts.values().iterator().next();
		for (List<String> other : parts.values()) {
			while (!other.subList(0, common).equals(first.subList(0, common))) {
				common--;
			}
		}
		Map<String, String> paths = new TreeMap<>();
		int from = common;
		parts.forEach((id, path) -> paths.put(id,
				String.join("/", path.subList(from, path.size())).replaceFirst("\\.py[co]?$", "") + ".sql"));
		return paths;
	}

	private String path(Revision revision) {
		return this.paths.getOrDefault(revision.id(), revision.id() + ".sql");
	}

	private void write(Revision revision) {
		String path = path(revision);
		String upgrade = this.scripts.upgrade(revision.id());
		String reason = this.scripts.reason(revision.id());
		String partly = (upgrade != null) ? upgrade : this.scripts.partly(revision.id());
		AlembicSection section = null;
		if (upgrade != null) {
			try {
				section = section(path, upgrade);
			}
			catch (ScriptException ex) {
				reason = describe(ex);
			}
		}
		String sections = (section != null) ? "-- migrate:upgrade" + section.options() + "\n" + section.sql()
				: byHand(revision, path, reason, partly);
		AlembicSection back = downgrade(revision, path);
		if (back != null) {
			sections += "\n-- migrate:downgrade" + back.options() + "\n" + back.sql();
		}
		if (this.scripts.behind().containsKey(revision.id())) {
			this.writer.note("%s: what env.py prints after the revision is left out: %s".formatted(path,
					String.valueOf(this.scripts.behind().get(revision.id())).replaceAll("\\s+", " ")));
		}
		String source = this.scripts.table().header();
		this.writer.add(new ImportedRevision(revision, path, RevisionWriter.header(revision, source) + sections, false,
				section != null, source));
	}

	private @Nullable AlembicSection downgrade(Revision revision, String path) {
		String downgrade = this.scripts.downgrade(revision.id());
		String reason = this.scripts.reasonOfDowngrade(revision.id());
		if (downgrade != null) {
			try {
				return section(path, downgrade);
			}
			catch (ScriptException ex) {
				reason = describe(ex);
			}
		}
		this.irreversible.computeIfAbsent(reason, (key) -> new ArrayList<>()).add(revision.id());
		return null;
	}

	/**
	 * Reads a section.
	 * @throws ScriptException if the text is not what the revision runs
	 */
	private AlembicSection section(String path, String printed) {
		AlembicSection section = AlembicSection.of(this.writer, path, this.scripts.table(), printed);
		for (SqlStatement statement : this.writer.statements(path, section.sql()).list()) {
			String parameter = AlembicSection.parameter(statement);
			if (parameter != null) {
				throw new ScriptException(path, statement.line(),
						"the parameter %s has no value in its SQL; literal_binds=True in env.py may give it one"
							.formatted(parameter),
						null);
			}
		}
		if (this.placeholders && section.sql().contains("${")) {
			this.writer.problem(
					"%s: ${...} is plain text to Alembic, but app.migrations.placeholder-replacement=true would replace it"
						.formatted(path));
		}
		return section;
	}

	private static String describe(ScriptException ex) {
		return String.valueOf(ex.getMessage()).replaceFirst("^[^:]*:\\d+: ", "");
	}

	/**
	 * Stops a new database until somebody has written it. What was printed is a comment.
	 */
	private String byHand(Revision revision, String path, String reason, String partly) {
		String file = revision.path()
			.substring(Math.max(revision.path().lastIndexOf('/'), revision.path().lastIndexOf('\\')) + 1);
		this.writer.note("%s must be completed: write what upgrade() of %s does. Alembic cannot print it (%s)"
			.formatted(path, file, reason));
		String printed = partly.isBlank() ? ""
				: "-- What it printed:\n" + partly.lines()
					.map((line) -> "-- | ".concat(line).stripTrailing() + "\n")
					.collect(Collectors.joining());
		return """
				-- migrate:upgrade
				-- To be written: what upgrade() of %s does.
				-- Alembic cannot print it as SQL: %s
				%sdo $$ begin raise exception 'Revision %s is not written yet: what upgrade() of its Python file does'; end $$;
				"""
			.formatted(file, reason, printed, revision.id());
	}

}
