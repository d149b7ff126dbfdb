package io.appmigrations.internal.alembic;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.support.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Reads the graph that {@code alembic history --verbose} prints. A revision's path is
 * that of its Python file.
 */
final class AlembicHistory {

	private static final Pattern ID = Pattern.compile("Rev: (\\S+)(?: \\([a-z ]+\\))*");

	private static final Pattern FIELD = Pattern
		.compile("(Parent|Merges|Also depends on|Branches into|Branch names|Path): (.*)");

	private static final String BASE = "<base>";

	/** Of each line of the docstring. */
	private static final String INDENT = "    ";

	/** Where the message ends in the docstring that Alembic's template writes. */
	private static final Pattern END_OF_MESSAGE = Pattern.compile("(?m)^(?:Revision ID|Revises|Create Date):");

	private static final Pattern CREATED = Pattern.compile("(?m)^Create Date:(.*)$");

	private final List<Entry> entries = new ArrayList<>();

	private AlembicHistory() {
	}

	/**
	 * Reads the graph.
	 * @param alembic runs Alembic
	 * @return the revisions; hyphens in branch labels, which ours cannot have, are
	 * underscores
	 * @throws MigrationException with {@code invalid_configuration} if Alembic fails, or
	 * with what is wrong with the graph
	 */
	static RevisionGraph read(AlembicRunner alembic) {
		List<Entry> entries = entries(alembic, "history", "--verbose");
		Map<String, List<String>> labels = new HashMap<>();
		Map<String, String> carriers = new HashMap<>();
		// each revision of a branch shows its labels; asked for by its label, the one
		// that
		// has it answers
		TreeSet<String> all = new TreeSet<>();
		entries.forEach((entry) -> all.addAll(entry.list("Branch names")));
		for (String label : all) {
			List<Entry> carrier = entries(alembic, "show", label);
			if (carrier.size() == 1) {
				carriers.put(label, carrier.get(0).id());
				labels.computeIfAbsent(carrier.get(0).id(), (id) -> new ArrayList<>()).add(label(label));
			}
		}
		return RevisionGraph.of(entries.stream().map((entry) -> {
			List<String> dependencies = entry.list("Also depends on")
				.stream()
				.map((name) -> carriers.containsKey(name) ? label(name) : name)
				.toList();
			return entry.revision(dependencies, labels.getOrDefault(entry.id(), List.of()));
		}).toList());
	}

	private static List<Entry> entries(AlembicRunner alembic, String... arguments) {
		AlembicOutput output = alembic.run(arguments);
		if (output.failed()) {
			throw failure(output, arguments);
		}
		AlembicHistory history = new AlembicHistory();
		output.out().lines().forEach(history::line);
		return history.entries;
	}

	/**
	 * Alembic itself cannot be used.
	 * @param output what it printed
	 * @param arguments what it was to do
	 */
	static MigrationException failure(AlembicOutput output, String... arguments) {
		return new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				"'alembic %s' failed: %s".formatted(String.join(" ", arguments), Printable.name(output.reason())),
				"Give the command that works in a shell: --command 'poetry run alembic -c alembic.ini', and the folder in which it runs: --location FOLDER.");
	}

	private static String label(String label) {
		return label.replace('-', '_');
	}

	private void line(String line) {
		Matcher id = ID.matcher(line);
		if (id.matches()) {
			this.entries.add(new Entry(id.group(1), new LinkedHashMap<>(), new StringBuilder()));
			return;
		}
		if (this.entries.isEmpty()) {
			// what modules print when they are loaded
			return;
		}
		Entry entry = this.entries.get(this.entries.size() - 1);
		Matcher field = FIELD.matcher(line);
		if (field.matches()) {
			entry.fields().put(field.group(1), field.group(2).strip());
		}
		else if (line.startsWith(INDENT)) {
			entry.text().append(line.substring(INDENT.length())).append('\n');
		}
	}

	/**
	 * A revision as it is printed.
	 *
	 * @param id its id
	 * @param fields the lines below
	 * @param text the docstring of its file
	 */
	private record Entry(String id, Map<String, String> fields, StringBuilder text) {

		List<String> list(String field) {
			String value = this.fields.getOrDefault(field, "");
			return value.isEmpty() || value.equals(BASE) ? List.of() : List.of(value.split(", ", -1));
		}

		Revision revision(List<String> dependencies, List<String> labels) {
			String path = this.fields.getOrDefault("Path", this.id);
			List<String> parents = this.fields.containsKey("Merges") ? list("Merges") : list("Parent");
			String message = message();
			String file = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
			return new Revision(this.id, parents, dependencies, labels, message.isEmpty() ? file : message, created(),
					path);
		}

		private String message() {
			Matcher end = END_OF_MESSAGE.matcher(this.text);
			return (end.find() ? this.text.substring(0, end.start()) : this.text.toString()).strip();
		}

		/** Without a zone, it is taken for UTC. */
		private @Nullable Instant created() {
			Matcher created = CREATED.matcher(this.text);
			if (!created.find()) {
				return null;
			}
			String time = created.group(1).strip().replace(' ', 'T');
			try {
				return time.matches(".*(?:Z|[+-]\\d\\d:?\\d\\d)") && time.contains("T")
						? OffsetDateTime.parse(time).toInstant() : LocalDateTime.parse(time).toInstant(ZoneOffset.UTC);
			}
			catch (DateTimeException ex) {
				// somebody has written something else
				return null;
			}
		}

	}

}
