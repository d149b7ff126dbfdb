package io.appmigrations.internal.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.Direction;
import io.appmigrations.Revision;
import io.appmigrations.Step;
import io.appmigrations.internal.database.version.MigrationLog;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.settings.Origin;

/**
 * What the log must say of squashed revisions beside the record of a step: with a
 * squashed revision, those that it replaces are applied, and the other way round. A build
 * without the squashed revision, or without the others, then finds in the log what it
 * looks for.
 */
public final class SquashRecords {

	private final MigrationLog log;

	private final RevisionScripts scripts;

	private final Origin origin;

	/**
	 * Writes nothing yet.
	 * @param log the log
	 * @param scripts the revisions
	 * @param origin who runs the step
	 */
	public SquashRecords(MigrationLog log, RevisionScripts scripts, Origin origin) {
		this.log = log;
		this.scripts = scripts;
		this.origin = origin;
	}

	/**
	 * Returns the statements that belong before the record of a step.
	 * @param step the step
	 * @return statements that add what the log does not have, none where the step is
	 * about no squashed revision
	 */
	public List<String> statements(Step step) {
		RevisionGraph graph = this.scripts.graph();
		List<String> statements = new ArrayList<>(ofRows(step));
		String id = step.revision().id();
		Set<String> implied = new TreeSet<>(graph.replacedBy(id));
		for (Revision squash : graph.endingIn(id)) {
			if (step.direction() == Direction.UPGRADE) {
				addStamped(squash.id(), statements);
			}
			else {
				implied.add(squash.id());
			}
		}
		if (!implied.isEmpty()) {
			statements.add(this.log.implied(step.direction(), implied, this.origin));
		}
		return statements;
	}

	/**
	 * Returns the statements for squashed revisions that get a row without being run: the
	 * database is at one under another name, or again after a downgrade.
	 * @param step the step that changes the rows
	 * @return statements that add what the log does not have
	 */
	public List<String> ofRows(Step step) {
		RevisionGraph graph = this.scripts.graph();
		Set<String> reached = new TreeSet<>();
		for (String row : step.from()) {
			Revision revision = graph.find(row);
			if (revision != null && !revision.id().equals(row)) {
				reached.add(revision.id());
			}
		}
		step.to().stream().filter((id) -> !id.equals(step.revision().id())).forEach(reached::add);
		List<String> statements = new ArrayList<>();
		reached.forEach((id) -> addStamped(id, statements));
		return statements;
	}

	private void addStamped(String id, List<String> statements) {
		RevisionScript squash = this.scripts.find(id);
		if (squash != null && !squash.revision().replaces().isEmpty()) {
			Step step = new Step(Direction.UPGRADE, squash.revision(), Set.of(), Set.of());
			statements.add(this.log.stampedUnlessApplied(step, squash, this.origin));
		}
	}

}
