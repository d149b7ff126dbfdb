package io.appmigrations.internal.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

import io.appmigrations.HistoryRequest;
import io.appmigrations.Revision;
import io.appmigrations.RevisionDetails;
import io.appmigrations.internal.database.version.LoggedRun;
import io.appmigrations.internal.graph.HistoryRange;
import io.appmigrations.internal.graph.MigrationPlan;
import io.appmigrations.internal.graph.RevisionGraph;
import io.appmigrations.internal.graph.Target;
import org.jspecify.annotations.Nullable;

/**
 * Describes revisions and their place in the history.
 */
final class HistoryReader {

	private final RevisionGraph graph;

	/**
	 * Describes the revisions of a graph.
	 * @param graph the revisions
	 */
	HistoryReader(RevisionGraph graph) {
		this.graph = graph;
	}

	RevisionGraph graph() {
		return this.graph;
	}

	/** The revisions of a range, children before parents. */
	List<RevisionDetails> range(HistoryRequest request, Supplier<AppliedRevisions> database) {
		HistoryRange range = HistoryRange.parse(request.range());
		AppliedRevisions applied = (request.isIndicateCurrent() || range.needsCurrent()) ? database.get() : null;
		RevisionGraph there = ((applied != null) ? applied.graph() : this.graph).at(Set.of(), Set.of(),
				range.targets());
		return new HistoryReader(there).list(range.resolve(there, (applied != null) ? applied.rows() : Set.of()),
				applied);
	}

	List<RevisionDetails> heads() {
		return this.graph.heads().stream().map((id) -> details(id, null)).toList();
	}

	RevisionDetails show(String target, Supplier<AppliedRevisions> database) {
		Target parsed = Target.parse(target);
		AppliedRevisions applied = parsed.needsCurrent() ? database.get() : null;
		RevisionGraph there = ((applied != null) ? applied.graph() : this.graph).at(Set.of(), Set.of(),
				List.of(parsed));
		Revision revision = MigrationPlan.single(there, (applied != null) ? applied.rows() : Set.of(), parsed);
		return new HistoryReader(there).details(revision.id(), applied);
	}

	/** Those of some revisions that this build has, children before parents. */
	List<RevisionDetails> details(Collection<String> ids, @Nullable AppliedRevisions applied) {
		Set<String> known = new TreeSet<>(ids);
		known.removeIf((id) -> this.graph.find(id) == null);
		return list(known, applied);
	}

	private List<RevisionDetails> list(Set<String> ids, @Nullable AppliedRevisions applied) {
		List<RevisionDetails> details = new ArrayList<>();
		this.graph.revisions()
			.stream()
			.filter((revision) -> ids.contains(revision.id()))
			.forEach((revision) -> details.add(details(revision.id(), applied)));
		Collections.reverse(details);
		return details;
	}

	private RevisionDetails details(String id, @Nullable AppliedRevisions applied) {
		LoggedRun run = (applied != null) ? applied.run(id) : null;
		List<String> children = List.copyOf(this.graph.downChildrenOf(id));
		return new RevisionDetails(this.graph.get(id), List.copyOf(this.graph.branchLabels(id)), children,
				children.isEmpty(), this.graph.childrenOf(id).isEmpty(), children.size() > 1,
				(applied != null) ? applied.all().contains(id) : null,
				(applied != null) ? applied.rows().contains(id) : null, (run != null) ? run.at() : null,
				(applied != null) ? applied.unfinished().get(id) : null);
	}

}
