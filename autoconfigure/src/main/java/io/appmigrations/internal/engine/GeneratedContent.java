package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.ProvenRows;
import io.appmigrations.SchemaComparison;
import io.appmigrations.internal.compare.Comparison;
import io.appmigrations.internal.diff.GeneratedScript;
import io.appmigrations.internal.expand.RevisionPart;
import io.appmigrations.internal.online.SectionScript;
import io.appmigrations.internal.project.RevisionContent;
import io.appmigrations.model.Note;

/**
 * Writes the changes of a comparison as the content of a revision.
 */
final class GeneratedContent {

	private GeneratedContent() {
	}

	/** The contents of the revisions that lead to the model, in order. */
	static List<RevisionContent> of(Comparison found) {
		return of(found, "the model", "proven in scratch schemas" + replaced(found) + rows(found.comparison().rows()));
	}

	/** The content of the revision that recreates a database. */
	static RevisionContent ofDatabase(Comparison found, String database) {
		return of(found, "the database " + database, "proven in a new database").get(0);
	}

	private static List<RevisionContent> of(Comparison found, String source, String proof) {
		SchemaComparison comparison = found.comparison();
		boolean proven = comparison.unproven().isEmpty();
		String result = proven ? proof : "NOT PROVEN: " + withoutPeriod(String.join("; ", comparison.unproven()));
		List<RevisionContent> contents = new ArrayList<>();
		for (RevisionPart part : found.parts()) {
			List<String> remarks = new ArrayList<>(part.remarks());
			if (proven && contents.isEmpty()) {
				remarks.addAll(remarks(comparison.rows()));
			}
			contents.add(new RevisionContent(
					way(part.upgrade(),
							GeneratedScript.upgrade(part.upgrade(), comparison.upgrade(),
									"%s; %s.".formatted(source, result), remarks, part.record())),
					way(part.downgrade(), GeneratedScript.downgrade(part.downgrade())),
					part.record().script(comparison.upgrade())));
		}
		return contents;
	}

	/** Scratch schemas are in a transaction. */
	private static String replaced(Comparison found) {
		return found.parts()
			.stream()
			.anyMatch((part) -> part.upgrade().isConcurrent() || part.downgrade().isConcurrent())
					? " (in one transaction, without concurrently)" : "";
	}

	private static String rows(ProvenRows rows) {
		return (rows.unproven().isEmpty() && !rows.tables().isEmpty()) ? ", with rows" : "";
	}

	/** What is left to be done by hand. */
	private static List<String> remarks(ProvenRows rows) {
		if (rows.unproven().isEmpty()) {
			return List.of();
		}
		List<String> remarks = new ArrayList<>(List.of("Not proven with rows:"));
		rows.unproven().forEach((line) -> remarks.add("- " + line));
		remarks.add("Delete this paragraph when that is settled. 'check --from-revisions' says whether the finished "
				+ "revision leads to the model.");
		return remarks;
	}

	private static String withoutPeriod(String text) {
		return text.replaceFirst("\\.$", "");
	}

	private static RevisionContent.Way way(SectionScript script, String text) {
		List<RevisionContent.Statement> statements = new ArrayList<>();
		for (SectionScript.Unit unit : script.units()) {
			for (SectionScript.Piece piece : unit.pieces()) {
				List<String> notes = piece.notes().stream().map(Note::text).toList();
				for (String sql : piece.sql()) {
					statements.add(new RevisionContent.Statement(sql, notes));
					notes = List.of();
				}
			}
		}
		return new RevisionContent.Way(text, statements, script.options());
	}

}
