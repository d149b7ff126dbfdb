package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;
import io.appmigrations.Revision;
import io.appmigrations.internal.catalog.Scratch;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.diff.SchemaDiff;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.execution.ShutdownGuard;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.script.RevisionScript;
import org.jspecify.annotations.Nullable;

/**
 * Tries the downgrades of an imported history in new databases: each revision is
 * upgraded, downgraded, and upgraded again. The other tool may never have run them, so
 * that what does not lead back is only noted.
 */
final class DowngradeProof {

	/** What is left of a failed downgrade is in the way of the next ones. */
	private static final int MOST_DATABASES = 10;

	private static final int MOST_NAMES = 5;

	private final MigrationContext context;

	private final List<RevisionScript> scripts;

	private final UnaryOperator<Schema> compared;

	private final List<String> notes = new ArrayList<>();

	/** How many revisions were tried. */
	private int tried;

	/**
	 * Runs nothing yet.
	 * @param context where the databases are created beside
	 * @param scripts the revisions, parents before children
	 * @param compared what of a schema is compared
	 */
	DowngradeProof(MigrationContext context, List<RevisionScript> scripts, UnaryOperator<Schema> compared) {
		this.context = context.reading(new RevisionScripts(scripts));
		this.scripts = List.copyOf(scripts);
		this.compared = compared;
	}

	/**
	 * Tries them.
	 * @return what does not lead back, a line for each revision
	 */
	List<String> run() {
		for (int i = 0; i < MOST_DATABASES && hasMore(); i++) {
			new ModelComparison(this.context).inNewDatabase((there) -> {
				tryRest(there);
				return this.tried;
			});
		}
		if (hasMore()) {
			this.notes
				.add("The downgrades from %s on were not tried, because those before did not lead back in %s databases"
					.formatted(this.scripts.get(this.tried).revision().id(), MOST_DATABASES));
		}
		return List.copyOf(this.notes);
	}

	private boolean hasMore() {
		return this.scripts.subList(this.tried, this.scripts.size()).stream().anyMatch(RevisionScript::reversible);
	}

	/** Goes on until something is left that should not be there. */
	private void tryRest(MigrationContext there) {
		Migrations migrations = new DefaultMigrations(there);
		this.scripts.subList(0, this.tried).forEach((script) -> migrations.upgrade(script.revision().id()));
		Schema before = read(there);
		while (hasMore()) {
			RevisionScript script = this.scripts.get(this.tried);
			migrations.upgrade(script.revision().id());
			this.tried++;
			Schema after = read(there);
			if (script.reversible() && !leadsBack(there, script.revision(), before, after)) {
				return;
			}
			before = after;
		}
	}

	private boolean leadsBack(MigrationContext there, Revision revision, Schema before, Schema after) {
		Migrations migrations = new DefaultMigrations(there);
		String failure = failure(() -> migrations.downgrade(justBelow(revision)));
		if (failure != null) {
			note("The downgrade of %s fails: %s", revision, failure);
			// one that was rolled back leaves nothing
			return migrations.current().current().contains(revision.id()) && difference(after, read(there)) == null;
		}
		String difference = difference(before, read(there));
		if (difference != null) {
			note("The downgrade of %s does not lead back: it changes %s", revision, difference);
		}
		failure = failure(() -> migrations.upgrade(revision.id()));
		if (failure != null) {
			note("%s cannot be upgraded again after its downgrade: %s", revision, failure);
			return false;
		}
		String again = difference(after, read(there));
		if (again != null && difference == null) {
			note("%s does not lead to the same after its downgrade: it changes %s", revision, again);
		}
		return difference == null && again == null;
	}

	/**
	 * The target that undoes the revision and nothing else, although its parents may have
	 * other children. All parents of a merge are heads then, whichever is named; below a
	 * parent that has another parent as its descendant, that one would be undone too.
	 */
	private String justBelow(Revision revision) {
		if (revision.downRevisions().size() < 2) {
			return revision.id() + "@-1";
		}
		String newest = this.scripts.stream()
			.map((script) -> script.revision().id())
			.filter(revision.downRevisions()::contains)
			.reduce((older, newer) -> newer)
			.orElseThrow();
		return "%s@%s".formatted(revision.id(), newest);
	}

	private void note(String message, Revision revision, String what) {
		this.notes.add(message.formatted(revision.id(), what));
	}

	private static @Nullable String failure(Runnable run) {
		try {
			run.run();
			return null;
		}
		catch (MigrationException ex) {
			ShutdownGuard.requireNotEnding("the import was written");
			return brief(String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * What failed and what PostgreSQL says; the rest is about a database that is gone.
	 */
	private static String brief(String message) {
		String first = message.lines().findFirst().orElse("");
		return message.lines()
			.map(String::strip)
			.filter((line) -> line.contains("(SQLSTATE ") && !line.equals(first))
			.findFirst()
			.map((error) -> first + ": " + error)
			.orElse(first);
	}

	private Schema read(MigrationContext there) {
		try (MigrationConnection connection = new Connector(there).connectToCompare()) {
			return this.compared.apply(Scratch.readAll(connection));
		}
	}

	private static @Nullable String difference(Schema expected, Schema found) {
		Set<String> names = new TreeSet<>();
		SchemaDiff.differences(expected, found).forEach((id) -> names.add("%s %s".formatted(id.kind().keyword(), id)));
		SchemaDiff.differences(found, expected).forEach((id) -> names.add("%s %s".formatted(id.kind().keyword(), id)));
		if (names.isEmpty()) {
			return null;
		}
		String more = (names.size() > MOST_NAMES) ? " and %s more".formatted(names.size() - MOST_NAMES) : "";
		return String.join(", ", names.stream().limit(MOST_NAMES).toList()) + more;
	}

}
