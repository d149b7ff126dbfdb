package io.appmigrations.internal.cli.output;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.appmigrations.GeneratedRevision;
import io.appmigrations.NewRevision;
import io.appmigrations.ProvenRows;
import io.appmigrations.SchemaComparison;
import io.appmigrations.internal.project.SourceFolders;
import org.jspecify.annotations.Nullable;

/**
 * A new revision: its path, alone, so that scripts can use it.
 *
 * @param revision the revision, or {@code null} where there was nothing to write
 * @param path its file, as a person sees it, empty without one
 * @param following the files of the revisions that complete it, by id
 * @param comparison what a generated revision was made from, or {@code null}
 * @param unsafe how many of its statements would stop a running application
 */
public record RevisionOutput(@Nullable NewRevision revision, String path, Map<String, String> following,
		@Nullable SchemaComparison comparison, int unsafe) {

	public static RevisionOutput of(NewRevision revision, SourceFolders folders) {
		return new RevisionOutput(revision, folders.display(revision.path()), Map.of(), null, 0);
	}

	public static RevisionOutput of(GeneratedRevision generated, SourceFolders folders) {
		NewRevision revision = generated.revision();
		Map<String, String> following = new LinkedHashMap<>();
		generated.following().forEach((one) -> following.put(one.revision().id(), folders.display(one.path())));
		return new RevisionOutput(revision, (revision != null) ? folders.display(revision.path()) : "", following,
				generated.comparison(), generated.unsafeStatements());
	}

	public void print(Answer answer) {
		if (answer.isJson()) {
			Map<String, @Nullable Object> json = new LinkedHashMap<>();
			json.put("revision", (this.revision != null) ? this.revision.revision().id() : null);
			json.put("path", (this.revision != null) ? this.path : null);
			if (!this.following.isEmpty()) {
				json.put("following",
						this.following.entrySet()
							.stream()
							.map((one) -> Map.of("revision", one.getKey(), "path", one.getValue()))
							.toList());
			}
			json.put("changes", (this.comparison != null) ? Json.changes(this.comparison.upgrade()) : List.of());
			if (this.comparison != null) {
				json.put("proven", this.comparison.unproven().isEmpty());
				json.put("tablesWithRows", this.comparison.rows().tables().stream().sorted().toList());
				json.put("unprovenRows", this.comparison.rows().unproven());
				if (!this.comparison.isEmpty()) {
					json.put("downgrade", Json.changes(this.comparison.downgrade()));
				}
			}
			answer.json(json);
			return;
		}
		if (this.comparison != null) {
			describe(answer, this.comparison);
		}
		if (this.revision != null) {
			answer.line(this.path);
			this.following.values().forEach(answer::line);
		}
	}

	private void describe(Answer answer, SchemaComparison changes) {
		if (this.revision == null) {
			answer.aside("No changes: the database matches the model.");
		}
		else if (!answer.isQuiet()) {
			changes.upgrade().forEach((change) -> answer.aside(ChangeOutput.describe(answer, change)));
			ChangeOutput.bodies(changes).forEach(answer::aside);
			ChangeOutput.notes(answer, changes, "in the file");
			ChangeOutput.lostOwners(answer, changes);
			changes.unproven().forEach((difference) -> answer.aside("not proven: " + Text.printable(difference)));
			if (changes.unproven().isEmpty()) {
				answer.aside("proven: the upgrade produces the model, the downgrade restores the previous schema"
						+ rows(changes.rows()));
			}
			changes.rows().unproven().forEach((line) -> answer.aside("not proven with rows: " + Text.printable(line)));
		}
		ChangeOutput.asides(answer, changes);
		if (this.unsafe > 0 && !answer.isQuiet()) {
			answer.aside("%s unsafe if the tables are large: 'lint' shows what to write instead"
				.formatted((this.unsafe == 1) ? "1 statement is" : this.unsafe + " statements are"));
		}
	}

	private static String rows(ProvenRows rows) {
		int tables = rows.tables().size();
		return switch (tables) {
			case 0 -> "";
			case 1 -> ", rows of 1 table survive";
			default -> ", rows of " + tables + " tables survive";
		};
	}

}
