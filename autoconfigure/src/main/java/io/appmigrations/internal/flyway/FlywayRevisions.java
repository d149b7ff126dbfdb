package io.appmigrations.internal.flyway;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.internal.script.Header;
import io.appmigrations.internal.script.MessageLine;
import io.appmigrations.internal.script.Placeholders;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.internal.script.ScriptException;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.script.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Writes the scripts of Flyway as revisions: one for each version, in their order, and
 * one for all repeatable scripts.
 */
public final class FlywayRevisions {

	private static final Pattern MARKER = Pattern.compile("(?m)^--(?=[ \\t]*migrate:)");

	private static final Pattern COMMENT = Pattern.compile("^(\\s*)--");

	private final Placeholders ours;

	private final String packageName;

	private final List<FlywayRevision> revisions = new ArrayList<>();

	private final List<String> notes = new ArrayList<>();

	private final List<String> problems = new ArrayList<>();

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
	public static Result of(FlywayScripts scripts, FlywaySettings settings, Placeholders ours, String packageName) {
		FlywayRevisions writer = new FlywayRevisions(ours, packageName);
		writer.notes.addAll(scripts.notes());
		String before = settings.schemas()
			.stream()
			.skip(1)
			.map((schema) -> "create schema if not exists \"%s\";\n".formatted(schema.replace("\"", "\"\"")))
			.collect(Collectors.joining());
		String parent = "";
		for (FlywayScript script : scripts.versions()) {
			String id = id(script);
			if (!Revision.IDENTIFIER.matcher(id).matches()) {
				writer.problems.add("%s: %s is too long for a revision id".formatted(script.path(), id));
			}
			else if (script.isJava()) {
				writer.writeJava(script, id, parent);
			}
			else {
				FlywayScript undo = scripts.undo().get(script.requiredVersion());
				writer.writeSql(script, id, parent, parent.isEmpty() ? before : "", undo);
			}
			parent = id;
		}
		if (!scripts.repeatable().isEmpty()) {
			writer.writeRepeatable(scripts.repeatable(), parent);
		}
		writer.requireAll();
		return new Result(writer.revisions, writer.notes);
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

	private void requireAll() {
		if (!this.missing.isEmpty()) {
			String first = this.missing.iterator().next();
			this.problems.add("placeholders without a value: %s. Set app.migrations.placeholder-replacement=true and %s"
				.formatted(String.join(", ", this.missing.stream().map((name) -> "${" + name + "}").toList()),
						(first.contains(":") ? "app.migrations.placeholders[%s]=..."
								: "app.migrations.placeholders.%s=...")
							.formatted(first)));
		}
		if (!this.problems.isEmpty()) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"The scripts of Flyway cannot be written as revisions:\n  %s"
						.formatted(String.join("\n  ", this.problems)),
					"Nothing was written.");
		}
	}

	private void requirePlaceholders(FlywayScript script) {
		Set<String> names = FlywayPlaceholders.names(script.sql());
		if (script.replaced()) {
			names.stream()
				.filter((name) -> !this.ours.enabled() || !this.ours.values().containsKey(name))
				.forEach(this.missing::add);
		}
		else if (this.ours.enabled() && !names.isEmpty()) {
			this.problems.add(
					"%s: ${%s} is plain text to Flyway, but app.migrations.placeholder-replacement=true would replace it"
						.formatted(script.path(), names.iterator().next()));
		}
	}

	private static String header(String message, String id, String parent, List<FlywaySource> sources) {
		String described = MessageLine.normalize(message)
			.lines()
			.map((line) -> "-- " + MessageLine.escape(line) + "\n")
			.collect(Collectors.joining());
		return described + "--\n" + Header.REVISION.line(List.of(id)) + "\n"
				+ Header.DOWN_REVISION.line(parent.isEmpty() ? List.of() : List.of(parent)).stripTrailing() + "\n"
				+ Header.IMPORTED_FROM.line(List.of(FlywaySource.header(sources))) + "\n\n";
	}

	private void writeSql(FlywayScript script, String id, String parent, String before, @Nullable FlywayScript undo) {
		requirePlaceholders(script);
		String header = header(script.description().isBlank() ? script.fileName() : script.description(), id, parent,
				List.of(script.source()));
		String upgrade = before + section(script);
		String options = options(script.path(), upgrade, script.transactional());
		String downgrade = "";
		if (undo != null) {
			requirePlaceholders(undo);
			String way = section(undo);
			downgrade = "\n-- migrate:downgrade" + options(undo.path(), way, undo.transactional()) + "\n" + way;
		}
		String text = header + "-- migrate:upgrade" + options + "\n" + upgrade + downgrade;
		add(new FlywayRevision(id, sqlPath(script.path()), text, false, List.of(script.source())));
	}

	private static String sqlPath(String path) {
		return path.toLowerCase(Locale.ROOT).endsWith(".sql") ? path.substring(0, path.length() - 4) + ".sql"
				: path + ".sql";
	}

	private void writeRepeatable(List<FlywayScript> scripts, String parent) {
		StringBuilder upgrade = new StringBuilder();
		boolean transactional = true;
		for (FlywayScript script : scripts) {
			requirePlaceholders(script);
			upgrade.append("-- ").append(script.path()).append('\n').append(section(script)).append('\n');
			transactional &= script.transactional();
		}
		List<FlywaySource> sources = scripts.stream().map(FlywayScript::source).toList();
		String text = header("the repeatable scripts of Flyway", FlywayRevision.REPEATABLE, parent, sources)
				+ "-- migrate:upgrade" + options("repeatable scripts", upgrade.toString(), transactional) + "\n"
				+ upgrade;
		this.notes.add("The repeatable scripts are one revision, %s: write a new revision to change what they created"
			.formatted(FlywayRevision.REPEATABLE));
		add(new FlywayRevision(FlywayRevision.REPEATABLE, FlywayRevision.REPEATABLE + ".sql", text, false, sources));
	}

	private void writeJava(FlywayScript script, String id, String parent) {
		String simple = script.path().substring(script.path().lastIndexOf('.') + 1);
		List<FlywaySource> sources = List.of(script.source());
		String down = parent.isEmpty() ? "" : "downRevision = \"%s\", ".formatted(parent);
		String text = """
				package %1$s;

				import io.appmigrations.javarevision.JavaRevision;
				import io.appmigrations.javarevision.RevisionContext;
				import io.appmigrations.javarevision.RevisionInfo;

				@RevisionInfo(revision = "%2$s", %3$smessage = "%4$s",
						generated = "%5$s: %6$s")
				public class %7$s implements JavaRevision {

					@Override
					public void upgrade(RevisionContext context) {
						throw new UnsupportedOperationException("The code of %8$s must be moved here");
					}

				}
				""".formatted(this.packageName, id, down, script.description().replaceAll("[\"\\\\]", "'"),
				Header.IMPORTED_FROM.key(), FlywaySource.header(sources), simple, script.path());
		this.notes.add("%s is a class: move its code to %s, which stops a new database until then"
			.formatted(script.path(), this.packageName + "." + simple));
		this.revisions.add(new FlywayRevision(id, simple + ".java", text, true, sources));
	}

	/** A text that ends with a line end, and has no line that is a marker of ours. */
	private static String section(FlywayScript script) {
		String text = MARKER.matcher(script.sql()).replaceAll("-- comment:");
		return (text.isEmpty() || text.endsWith("\n")) ? text : text + "\n";
	}

	/** As Flyway, which looks at the statements too. */
	private String options(String path, String text, boolean transactional) {
		if (!transactional) {
			return " transaction:off";
		}
		try {
			Section section = read("-- revision: a1\n-- migrate:upgrade\n" + text).upgrade();
			return section.statements().stream().anyMatch(FlywayRevisions::isOutsideOfTransactions) ? " transaction:off"
					: "";
		}
		catch (ScriptException ex) {
			if (String.valueOf(ex.getMessage()).contains("controls the transaction")) {
				this.notes.add("%s begins or ends transactions: its revision has transaction:off".formatted(path));
				return " transaction:off";
			}
			// whoever adds it reports it
			return "";
		}
	}

	/** The list in Flyway's {@code PostgreSQLParser}. */
	private static boolean isOutsideOfTransactions(SqlStatement statement) {
		boolean makes = statement.startsWith("create") || statement.startsWith("drop");
		List<String> words = statement.words();
		String second = (words.size() > 1) ? words.get(1) : "";
		return (makes && Set.of("database", "tablespace", "subscription").contains(second))
				|| (makes && words.contains("index") && words.contains("concurrently"))
				|| statement.startsWith("alter", "system") || statement.startsWith("vacuum")
				|| (statement.startsWith("reindex")
						&& words.stream().anyMatch(Set.of("schema", "database", "system", "concurrently")::contains));
	}

	private static SqlRevision read(String text) {
		return RevisionFileReader.read("", text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Adds a revision once it is read as what it was written for. A comment that this
	 * tool would take for a marker or a header gets a word in front.
	 */
	private void add(FlywayRevision revision) {
		String text = revision.text();
		while (true) {
			try {
				Revision read = read(text).revision();
				if (!read.id().equals(revision.id())) {
					throw new IllegalStateException(revision.id());
				}
				break;
			}
			catch (ScriptException ex) {
				List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
				String line = lines.get(Math.min(ex.getLine(), lines.size()) - 1);
				String other = COMMENT.matcher(line).replaceFirst("$1-- comment:");
				if (other.equals(line) || line.contains("-- comment:")) {
					this.problems.add(revision.path() + String.valueOf(ex.getMessage()).replaceFirst("^:\\d+", ""));
					return;
				}
				lines.set(ex.getLine() - 1, other);
				text = String.join("\n", lines);
				this.notes.add("%s: the comment '%s' has '-- comment:' in front, because it looks like a marker"
					.formatted(revision.path(), line.strip()));
			}
		}
		this.revisions.add(new FlywayRevision(revision.id(), revision.path(), text, false, revision.sources()));
	}

	/**
	 * The revisions of a project.
	 *
	 * @param revisions the revisions in their order
	 * @param notes what is not carried over as it is
	 */
	public record Result(List<FlywayRevision> revisions, List<String> notes) {

		/**
		 * Copies the lists.
		 */
		public Result {
			revisions = List.copyOf(revisions);
			notes = List.copyOf(notes);
		}

	}

}
