package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;
import io.appmigrations.Revision;
import io.appmigrations.internal.catalog.Scratch;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.schema.Schema;

/**
 * Checks in a new database whether the revisions are sound.
 */
final class Verification {

	private final MigrationContext context;

	/**
	 * Creates no database yet.
	 * @param context the revisions, and the database beside which the new one is created
	 */
	Verification(MigrationContext context) {
		this.context = context;
	}

	/** Returns what is wrong, a line each. */
	List<String> run() {
		List<String> problems = new ArrayList<>();
		Set<String> heads = new RevisionSource(this.context).load().graph().heads();
		if (heads.size() > 1) {
			problems.add("there are %s heads: %s".formatted(heads.size(), String.join(", ", heads)));
		}
		try {
			problems.addAll(new ModelComparison(this.context).replayed(Verification::replayed));
		}
		catch (MigrationException ex) {
			problems.add(String.valueOf(ex.getMessage()));
		}
		return problems;
	}

	private static List<String> replayed(MigrationContext there) {
		Migrations migrations = new DefaultMigrations(there);
		List<String> problems = new ArrayList<>();
		migrations.check(AutogenerateOptions.defaults())
			.upgrade()
			.forEach((change) -> problems
				.add("the model differs: %s %s".formatted(change.kind().replace('_', ' '), change.object())));
		migrations.downgrade("base");
		// a session that has read a schema reads the next one in a tenth of the time
		try (MigrationConnection connection = new Connector(there).connectToCompare()) {
			Schema before = Scratch.readAll(connection);
			for (Revision revision : new RevisionSource(there).load().graph().revisions()) {
				String id = revision.id();
				migrations.upgrade(id);
				Schema after = Scratch.readAll(connection);
				migrations
					.downgrade((revision.downRevisions().size() > 1) ? revision.downRevisions().get(0) : id + "@-1");
				List<String> unsound = differences(before, Scratch.readAll(connection),
						"the downgrade of %s does not undo its upgrade".formatted(id));
				if (unsound.isEmpty()) {
					migrations.upgrade(id);
					unsound = differences(after, Scratch.readAll(connection),
							"the upgrade of %s gives another schema when it runs again after the downgrade"
								.formatted(id));
				}
				if (!unsound.isEmpty()) {
					// what comes after it would not start where it should
					problems.addAll(unsound);
					break;
				}
				before = after;
			}
		}
		return problems;
	}

	private static List<String> differences(Schema expected, Schema found, String problem) {
		return SchemaDiff.differences(expected, found)
			.stream()
			.map((id) -> "%s: %s %s differs".formatted(problem, id.kind().keyword(), id))
			.toList();
	}

}
