package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.appmigrations.Revision;
import io.appmigrations.internal.diff.MadeHistory;
import io.appmigrations.internal.diff.MadeObjects;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.script.JavaRevisionScript;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SectionReader;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.script.SqlStatement;

/**
 * Reads what generated revisions created, and follows it through all revisions.
 */
final class MadeReader {

	/** In characters. What is longer was not generated: it is full of data. */
	private static final int LONGEST_GENERATED = 1_000_000;

	private MadeReader() {
	}

	static MadeObjects read(RevisionScripts scripts, String defaultSchema) {
		MadeHistory history = new MadeHistory(defaultSchema);
		for (Revision revision : scripts.graph().revisions()) {
			RevisionScript script = scripts.of(revision);
			if (script instanceof JavaRevisionScript java) {
				history.add(java.generated());
			}
			else if (script instanceof SqlRevision sql) {
				Section downgrade = sql.downgrade();
				if (sql.upgrade().length() > LONGEST_GENERATED) {
					history.add("", schemaStatements(sql.upgrade()), List.of());
					continue;
				}
				history.add(sql.upgrade().text(), texts(sql.upgrade()),
						(downgrade != null) ? texts(downgrade) : List.of());
			}
		}
		return history.made();
	}

	/** The statements as they stand in the file, with the rows of {@code COPY}. */
	private static List<String> texts(Section section) {
		return section.statements()
			.stream()
			.flatMap((statement) -> (statement.copyData() == null) ? Stream.of(statement.text())
					: Stream.of(statement.text(), statement.copyData().toString()))
			.toList();
	}

	/** Of a file of data, which is not kept in memory for the few statements in it. */
	private static List<String> schemaStatements(Section section) {
		List<String> texts = new ArrayList<>();
		try (SectionReader statements = section.open()) {
			for (SqlStatement statement = statements.next(); statement != null; statement = statements.next()) {
				if (statement.startsWith("create") || statement.startsWith("alter") || statement.startsWith("drop")) {
					texts.add(statement.text());
				}
			}
		}
		return texts;
	}

}
