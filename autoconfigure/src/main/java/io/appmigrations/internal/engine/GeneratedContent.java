package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.ProvenRows;
import io.appmigrations.SchemaComparison;
import io.appmigrations.internal.compare.Comparison;
import io.appmigrations.internal.diff.GeneratedScript;
import io.appmigrations.internal.project.RevisionContent;
import io.appmigrations.model.Change;

/**
 * Writes the changes of a comparison as the content of a revision.
 */
final class GeneratedContent {

	private GeneratedContent() {
	}

	static RevisionContent of(Comparison found) {
		SchemaComparison comparison = found.comparison();
		String proof = comparison.unproven().isEmpty() ? "proven in scratch schemas" + rows(comparison.rows())
				: "NOT PROVEN: " + withoutPeriod(String.join("; ", comparison.unproven()));
		return new RevisionContent(
				way(comparison.upgrade(),
						GeneratedScript.upgrade(comparison.upgrade(), "the model; %s.".formatted(proof),
								found.record())),
				way(comparison.downgrade(), GeneratedScript.downgrade(comparison.downgrade())),
				found.record().script(comparison.upgrade()));
	}

	private static String rows(ProvenRows rows) {
		if (rows.unproven().isEmpty()) {
			return rows.tables().isEmpty() ? "" : ", with rows";
		}
		return "; not proven with rows: " + withoutPeriod(String.join("; ", rows.unproven()));
	}

	private static String withoutPeriod(String text) {
		return text.replaceFirst("\\.$", "");
	}

	private static RevisionContent.Way way(List<Change> changes, String text) {
		List<RevisionContent.Statement> statements = new ArrayList<>();
		for (Change change : GeneratedScript.written(changes)) {
			List<String> notes = change.notes();
			for (String sql : change.sql()) {
				statements.add(new RevisionContent.Statement(sql, notes));
				notes = List.of();
			}
		}
		return new RevisionContent.Way(text, statements, !GeneratedScript.needsCommits(changes));
	}

}
