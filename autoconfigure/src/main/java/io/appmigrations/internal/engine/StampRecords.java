package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.Direction;
import io.appmigrations.Revision;
import io.appmigrations.Step;
import io.appmigrations.internal.database.version.VersionTable;
import io.appmigrations.internal.execution.RevisionScripts;
import io.appmigrations.internal.execution.SquashRecords;
import io.appmigrations.internal.graph.MigrationPlan;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.settings.Origin;

/**
 * What a stamp writes to the log: every revision that counts as applied from now on, or
 * not any more.
 */
final class StampRecords {

	private StampRecords() {
	}

	static List<String> statements(VersionTable table, RevisionScripts scripts, MigrationPlan plan, Set<String> rows,
			Origin origin) {
		RevisionGraph graph = scripts.graph();
		Set<String> before = applied(graph, rows);
		Set<String> rowsAfter = new TreeSet<>(rows);
		plan.steps().forEach((step) -> step.applyTo(rowsAfter));
		Set<String> after = applied(graph, rowsAfter);
		SquashRecords squashes = new SquashRecords(table.log(), scripts, origin);
		List<String> statements = new ArrayList<>();
		plan.steps().forEach((step) -> statements.addAll(squashes.ofRows(step)));
		List<Revision> newestFirst = new ArrayList<>(graph.revisions());
		Collections.reverse(newestFirst);
		newestFirst.stream()
			.filter((revision) -> before.contains(revision.id()) && !after.contains(revision.id()))
			.forEach((revision) -> {
				Step step = new Step(Direction.DOWNGRADE, revision, Set.of(), Set.of());
				statements.addAll(squashes.statements(step));
				statements.add(table.log().stamped(step, scripts.of(revision), origin));
			});
		graph.revisions()
			.stream()
			.filter((revision) -> after.contains(revision.id()) && !before.contains(revision.id()))
			.forEach((revision) -> {
				Step step = new Step(Direction.UPGRADE, revision, Set.of(), Set.of());
				statements.addAll(squashes.statements(step));
				statements.add(table.log().stamped(step, scripts.of(revision), origin));
			});
		return statements;
	}

	private static Set<String> applied(RevisionGraph graph, Set<String> rows) {
		return graph.withAncestors(rows.stream().filter((row) -> graph.find(row) != null).toList());
	}

}
