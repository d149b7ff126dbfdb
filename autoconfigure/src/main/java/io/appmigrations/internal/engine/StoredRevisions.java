package io.appmigrations.internal.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.database.version.MigrationLog.Stored;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.script.Header;
import io.appmigrations.internal.script.MessageLine;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.internal.script.RevisionScript;

/**
 * The revisions of a build, completed by those that only the log of a database remembers.
 */
final class StoredRevisions {

	private final RevisionScripts known;

	private final List<Stored> stored;

	/**
	 * Combines what there is.
	 * @param known the revisions of the build
	 * @param stored what the log remembers
	 */
	StoredRevisions(RevisionScripts known, List<Stored> stored) {
		this.known = known;
		this.stored = stored;
	}

	/**
	 * Adds what the rows need and the build does not have.
	 * @param rows the rows of the version table
	 * @throws MigrationException with {@code unknown_revision} where the log does not
	 * remember one of them
	 */
	RevisionScripts scripts(Set<String> rows) {
		Map<String, Stored> byId = new HashMap<>();
		this.stored.forEach((revision) -> byId.put(revision.revision(), revision));
		List<RevisionScript> scripts = new ArrayList<>(this.known.all());
		Set<String> seen = new HashSet<>();
		Deque<String> open = new ArrayDeque<>(rows);
		for (String id = open.poll(); id != null; id = open.poll()) {
			if (this.known.graph().find(id) != null || !seen.add(id)) {
				continue;
			}
			Stored revision = byId.get(id);
			if (revision == null) {
				throw new MigrationException(ErrorCode.UNKNOWN_REVISION,
						"Revision %s is neither in this build nor in the log of the database".formatted(id),
						"Use a build that has it, or correct the version table with 'stamp --purge'.");
			}
			scripts.add(script(revision));
			open.addAll(revision.downRevisions());
			revision.dependsOn().stream().filter(byId::containsKey).forEach(open::add);
		}
		return new RevisionScripts(scripts);
	}

	private static RevisionScript script(Stored stored) {
		StringBuilder file = new StringBuilder();
		MessageLine.normalize(stored.message())
			.lines()
			.forEach((line) -> file.append("-- ").append(MessageLine.escape(line)).append('\n'));
		file.append(Header.REVISION.line(List.of(stored.revision()))).append('\n');
		file.append(Header.DOWN_REVISION.line(stored.downRevisions())).append('\n');
		file.append(Header.DEPENDS_ON.line(stored.dependsOn())).append('\n');
		file.append("-- migrate:upgrade\n");
		if (stored.downgradeScript() != null) {
			file.append("-- migrate:downgrade ")
				.append(stored.downgradeOptions())
				.append('\n')
				.append(stored.downgradeScript());
		}
		return RevisionFileReader.read(stored.origin(), file.toString().getBytes(StandardCharsets.UTF_8))
			.withoutUpgrade();
	}

}
