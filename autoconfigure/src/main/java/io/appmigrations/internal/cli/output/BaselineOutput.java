package io.appmigrations.internal.cli.output;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.appmigrations.GeneratedRevision;
import io.appmigrations.NewRevision;
import io.appmigrations.SchemaComparison;
import io.appmigrations.internal.project.SourceFolders;
import io.appmigrations.model.Change;
import org.jspecify.annotations.Nullable;

/**
 * A revision that recreates a database: its path, alone, so that scripts can use it.
 *
 * @param revision the revision
 * @param path its file, as a person sees it
 * @param comparison what it does and what it does not do
 */
public record BaselineOutput(NewRevision revision, String path, SchemaComparison comparison) {

	public static BaselineOutput of(GeneratedRevision generated, SourceFolders folders) {
		NewRevision revision = Objects.requireNonNull(generated.revision());
		return new BaselineOutput(revision, folders.display(revision.path()), generated.comparison());
	}

	public void print(Answer answer) {
		String id = this.revision.revision().id();
		if (answer.isJson()) {
			Map<String, @Nullable Object> json = new LinkedHashMap<>();
			json.put("revision", id);
			json.put("path", this.path);
			json.put("changes", Json.changes(this.comparison.upgrade()));
			json.put("proven", this.comparison.unproven().isEmpty());
			json.put("notInRevision", List.copyOf(this.comparison.notCompared()));
			json.put("downgrade", Json.changes(this.comparison.downgrade()));
			answer.json(json);
			return;
		}
		if (!answer.isQuiet()) {
			answer.aside("creates: " + kinds());
			ChangeOutput.notes(answer, this.comparison, "in the file");
			this.comparison.unproven().forEach((line) -> answer.aside("not proven: " + Text.printable(line)));
			if (this.comparison.unproven().isEmpty()) {
				answer.aside("proven in a new database: the upgrade recreates the schema, the downgrade removes it");
			}
			this.comparison.notCompared()
				.forEach((line) -> answer.aside("not in the revision: " + Text.printable(line)));
			answer.aside("stamped: the database is at " + id);
		}
		answer.line(this.path);
	}

	/** A line for hundreds of objects. */
	private String kinds() {
		Map<String, Long> kinds = this.comparison.upgrade()
			.stream()
			.filter((change) -> change.action() == Change.Action.CREATE)
			.collect(Collectors.groupingBy((change) -> change.object().kind().keyword(), TreeMap::new,
					Collectors.counting()));
		return kinds.entrySet()
			.stream()
			.map((entry) -> "%s %s".formatted(entry.getValue(),
					(entry.getValue() == 1) ? entry.getKey() : plural(entry.getKey())))
			.collect(Collectors.joining(", "));
	}

	/** Statistics and privileges are several in any case. */
	private static String plural(String kind) {
		return kind.replaceFirst("(x|ss)$", "$1e").replaceFirst("y$", "ie").replaceFirst("s?$", "s");
	}

}
