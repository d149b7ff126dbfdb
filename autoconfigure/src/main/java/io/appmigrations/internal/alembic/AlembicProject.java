package io.appmigrations.internal.alembic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.imported.ImportedHistory;
import io.appmigrations.internal.script.Placeholders;

/**
 * A project whose revisions Alembic knows.
 */
public final class AlembicProject {

	private static final Pattern UPGRADE = Pattern
		.compile("(?ms)^def upgrade\\([^)]*\\)[^:\\n]*:(?<body>.*?)(?=^[^\\s#]|\\z)");

	/** Docstrings and comments. */
	private static final Pattern REMARKS = Pattern.compile("(?s)\"\"\".*?\"\"\"|'''.*?'''|#[^\\n]*");

	private AlembicProject() {
	}

	/**
	 * Reads the revisions.
	 * @param command runs Alembic
	 * @param ours the placeholders of revisions
	 * @return what they become
	 * @throws MigrationException if Alembic cannot be run, or the revisions cannot be
	 * written as ours
	 */
	public static ImportedHistory read(AlembicCommand command, Placeholders ours) {
		return read(command, command.folder(), ours);
	}

	static ImportedHistory read(AlembicRunner alembic, Path folder, Placeholders ours) {
		RevisionGraph graph = AlembicHistory.read(alembic);
		if (graph.revisions().isEmpty()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION, "Alembic has no revisions here",
					"Name the folder of alembic.ini with --location FOLDER.");
		}
		AlembicScripts scripts = AlembicScripts.print(alembic, graph, (revision) -> doesNothing(folder, revision));
		return AlembicRevisions.of(graph, scripts, ours);
	}

	/** Whether the file says so; it need not be there, if Alembic runs elsewhere. */
	private static boolean doesNothing(Path folder, Revision revision) {
		Path file = folder.resolve(revision.path());
		try {
			Matcher upgrade = UPGRADE.matcher(Files.isRegularFile(file) ? Files.readString(file) : "");
			return upgrade.find() && REMARKS.matcher(upgrade.group("body")).replaceAll("").strip().equals("pass");
		}
		catch (IOException ex) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"%s cannot be read: %s".formatted(file, ex.getMessage()), "Check the permissions of the file.", ex);
		}
	}

}
