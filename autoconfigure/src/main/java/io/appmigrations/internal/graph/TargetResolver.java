package io.appmigrations.internal.graph;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Step;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which revisions a {@link Target} means. The rules are those of Alembic's
 * {@code revision.py}; where that one crashes or guesses, this one says what is wrong.
 */
final class TargetResolver {

	private final RevisionGraph graph;

	private final Set<String> rows;

	private final boolean clamp;

	/**
	 * Creates a resolver.
	 * @param graph the revisions of this build
	 * @param rows the rows of the version table that the graph knows
	 */
	TargetResolver(RevisionGraph graph, Set<String> rows) {
		this(graph, rows, false);
	}

	/**
	 * Creates a resolver.
	 * @param graph the revisions of this build
	 * @param rows the rows of the version table that the graph knows
	 * @param clamp whether steps that go too far end at the last revision; otherwise they
	 * are an error
	 */
	TargetResolver(RevisionGraph graph, Set<String> rows, boolean clamp) {
		this.graph = graph;
		this.rows = new TreeSet<>(rows);
		this.clamp = clamp;
	}

	/**
	 * Finds the revisions to upgrade to.
	 * @return their ids; none means {@code base}
	 * @throws MigrationException where the target does not exist, is ambiguous or makes
	 * no sense for an upgrade
	 */
	Set<String> upgradeTargets(Target target) {
		if (target.steps() == null) {
			return revisions(target);
		}
		if (target.symbol() == null) {
			if (target.steps() <= 0) {
				throw invalid("Cannot upgrade by %s: that is not an upgrade".formatted(target));
			}
			return asSet(walk(target, startOfUpgrade(target), target.branch()));
		}
		return asSet(walk(target, anchor(target, target.steps() < 0), target.branch()));
	}

	/**
	 * Finds the revisions with which a downgrade begins: they go, and everything that
	 * needs them.
	 * @return ids of revisions, applied or not
	 * @throws MigrationException where the target does not exist, is ambiguous, or makes
	 * no sense for a downgrade
	 */
	Set<String> downgradeRoots(Target target) {
		@Nullable String branch = target.branch();
		@Nullable String destination;
		if (target.steps() == null) {
			destination = absoluteDestination(target);
		}
		else if (target.symbol() != null) {
			destination = walk(target, anchor(target, target.steps() < 0), branch);
		}
		else if (target.steps() >= 0) {
			throw invalid("Cannot downgrade by %s: that is not a downgrade".formatted(target));
		}
		else {
			String start = startOfDowngrade(target);
			destination = walk(target, start, null);
			branch = Objects.requireNonNullElse(branch, start);
		}
		Set<String> roots = (destination == null) ? this.graph.bases() : this.graph.downChildrenOf(destination);
		return (branch != null && roots.size() > 1) ? ofBranch(target, roots, branch) : roots;
	}

	/**
	 * Alembic does not look whether the revision is of the branch, and takes any branch
	 * for one where there is but one base; a slip of the pen could then undo everything.
	 */
	private @Nullable String absoluteDestination(Target target) {
		String destination = single(new Target(target.text(), null, target.symbol(), null));
		if (target.branch() != null) {
			this.graph.branch(target.branch());
			if (destination != null && this.graph.withAncestors(this.rows).contains(destination)) {
				this.graph.resolve(destination, target.branch());
			}
		}
		return destination;
	}

	/**
	 * Finds the revision that a downgrade goes to.
	 * @return its id, or {@code null} for {@code base}
	 */
	@Nullable String downgradeDestination(Target target) {
		if (target.steps() == null) {
			return absoluteDestination(target);
		}
		return (target.symbol() != null) ? walk(target, anchor(target, target.steps() < 0), target.branch())
				: walk(target, startOfDowngrade(target), null);
	}

	/**
	 * Finds the revisions that a target names by itself, apart from any command: for
	 * {@code stamp}, {@code show} and ranges.
	 * @return their ids; none means {@code base}
	 */
	Set<String> revisions(Target target) {
		if (target.steps() != null) {
			return target.symbol() == null && target.steps() < 0 ? asSet(downgradeDestination(target))
					: upgradeTargets(target);
		}
		String symbol = Objects.requireNonNull(target.symbol());
		String branch = (target.branch() != null) ? this.graph.branch(target.branch()).id() : null;
		return switch (symbol) {
			case "heads" -> (branch != null) ? lineage(this.graph.heads(), branch) : this.graph.effectiveHeads();
			case "head" -> {
				Set<String> heads = (branch != null) ? lineage(this.graph.heads(), branch) : this.graph.heads();
				yield requireOneHead(target, heads);
			}
			case "base" -> Set.of();
			case "current" -> (branch != null) ? lineage(this.rows, branch) : this.rows;
			default -> Set.of(this.graph.resolve(symbol, target.branch()).id());
		};
	}

	/**
	 * Finds the one revision that a target names.
	 * @return its id, or {@code null} for {@code base}
	 */
	@Nullable String single(Target target) {
		Set<String> found = revisions(target);
		if (found.size() > 1) {
			throw target.is("current") ? severalRows(target, found) : severalHeads(target, found);
		}
		return found.isEmpty() ? null : found.iterator().next();
	}

	private Set<String> requireOneHead(Target target, Set<String> heads) {
		if (heads.size() > 1) {
			throw severalHeads(target, heads);
		}
		return heads;
	}

	private MigrationException severalHeads(Target target, Set<String> heads) {
		String labels = heads.stream()
			.flatMap((head) -> this.graph.branchLabels(head).stream())
			.distinct()
			.map((label) -> label + "@head")
			.collect(Collectors.joining(", "));
		return new MigrationException(ErrorCode.MULTIPLE_HEADS,
				"'%s' needs one head, but there are %s: %s".formatted(target, heads.size(), describe(heads)),
				"Name one of them%s, use 'heads' for all, or join them: merge heads -m \"...\""
					.formatted(labels.isEmpty() ? "" : " (" + labels + ")"));
	}

	private MigrationException severalRows(Target target, Collection<String> several) {
		return new MigrationException(ErrorCode.AMBIGUOUS_REVISION,
				"'%s' is ambiguous: the database is at %s revisions: %s".formatted(target, several.size(),
						describe(several)),
				"Name the revision to go to, or the branch, by its label or one of these revisions: %s@%s."
					.formatted(several.iterator().next(), (target.steps() != null) ? signed(target.steps()) : "-1"));
	}

	/** Where {@code BRANCH@SYMBOL±N} counts from; {@code null} means base. */
	private @Nullable String anchor(Target target, boolean inBranch) {
		return single(new Target(target.text(), inBranch ? target.branch() : null, target.symbol(), null));
	}

	private @Nullable String startOfUpgrade(Target target) {
		Set<String> starts = this.rows;
		if (target.branch() != null) {
			String branch = this.graph.branch(target.branch()).id();
			starts = lineage(this.rows, branch);
			if (starts.isEmpty()) {
				// the branch has no row yet: begin where its applied ancestors end
				Set<String> active = lineage(this.graph.withAncestors(this.rows), branch);
				starts = this.graph.rowsOf(active);
			}
		}
		if (starts.size() > 1) {
			throw severalRows(target, starts);
		}
		return starts.isEmpty() ? null : starts.iterator().next();
	}

	private String startOfDowngrade(Target target) {
		Set<String> starts = this.rows;
		if (target.branch() != null) {
			String branch = this.graph.branch(target.branch()).id();
			starts = lineage(this.rows, branch);
			if (starts.isEmpty()) {
				// rows of other branches that depend on this one imply its revisions
				Set<String> applied = this.graph.withAncestors(this.rows);
				starts = applied.stream()
					.filter((id) -> this.graph.downChildrenOf(id).stream().noneMatch(applied::contains))
					.filter((id) -> this.graph.sharesLineage(id, branch))
					.collect(Collectors.toCollection(TreeSet::new));
			}
			if (starts.isEmpty()) {
				throw new MigrationException(ErrorCode.NOT_AN_ANCESTOR,
						"Cannot downgrade to '%s': no revision of branch '%s' is applied. The database is at %s."
							.formatted(target, target.branch(), Step.describeRows(this.rows)),
						"Name a revision that is applied.");
			}
		}
		if (starts.size() > 1) {
			throw severalRows(target, starts);
		}
		if (starts.isEmpty()) {
			throw tooFar(target, 0);
		}
		return starts.iterator().next();
	}

	/**
	 * Takes the steps of a target.
	 * @param start where to start, or {@code null} for base
	 * @param branch the branch to stay in while upgrading, or {@code null}
	 * @return where it ends, or {@code null} for base
	 */
	private @Nullable String walk(Target target, @Nullable String start, @Nullable String branch) {
		int steps = Objects.requireNonNull(target.steps());
		String member = (branch != null && steps > 0) ? this.graph.branch(branch).id() : null;
		@Nullable String position = start;
		for (int taken = 0; taken < Math.abs(steps); taken++) {
			if (steps < 0) {
				if (position == null) {
					requireClamp(target, taken);
					return null;
				}
				position = onlyOne(target, position, new TreeSet<>(this.graph.get(position).downRevisions()));
			}
			else {
				Set<String> next = (position == null) ? this.graph.bases() : this.graph.downChildrenOf(position);
				String above = onlyOne(target, position, (member != null) ? lineage(next, member) : next);
				if (above == null) {
					requireClamp(target, taken);
					return position;
				}
				position = above;
			}
		}
		return position;
	}

	private void requireClamp(Target target, int possible) {
		if (!this.clamp) {
			throw tooFar(target, possible);
		}
	}

	private @Nullable String onlyOne(Target target, @Nullable String from, Set<String> next) {
		if (next.size() > 1) {
			int steps = Objects.requireNonNullElse(target.steps(), 0);
			throw new MigrationException(ErrorCode.AMBIGUOUS_REVISION,
					"'%s' is ambiguous: from %s there are %s paths: %s".formatted(target,
							Objects.requireNonNullElse(from, "base"), next.size(), describe(next)),
					(steps < 0) ? "Name the revision to go to; to undo only a merge, name one of its parents."
							: "Name the revision to go to, or its branch: LABEL@%s.".formatted(signed(steps)));
		}
		return next.isEmpty() ? null : next.iterator().next();
	}

	private Set<String> ofBranch(Target target, Set<String> roots, String branch) {
		Set<String> below = this.graph.withDownAncestors(List.of(this.graph.branch(branch).id()));
		Set<String> kept = new TreeSet<>(roots);
		kept.retainAll(below);
		if (kept.isEmpty()) {
			throw new MigrationException(ErrorCode.NOT_AN_ANCESTOR,
					"Cannot downgrade to '%s': none of %s is in the history of branch '%s'".formatted(target,
							describe(roots), branch),
					"Name an ancestor of the current revision.");
		}
		return kept;
	}

	private Set<String> lineage(Collection<String> ids, String branch) {
		return ids.stream()
			.filter((id) -> this.graph.sharesLineage(id, branch))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static Set<String> asSet(@Nullable String id) {
		return (id != null) ? Set.of(id) : Set.of();
	}

	private static MigrationException tooFar(Target target, int possible) {
		return invalid("'%s' goes too far: at most %s %s possible".formatted(target, possible,
				(possible == 1) ? "step is" : "steps are"));
	}

	private static MigrationException invalid(String message) {
		return new MigrationException(ErrorCode.INVALID_TARGET, message,
				"List the revisions with 'history', and the revisions that the database is at with 'current'.");
	}

	private static String signed(int steps) {
		return (steps > 0) ? "+" + steps : Integer.toString(steps);
	}

	private String describe(Collection<String> ids) {
		return new LinkedHashSet<>(ids).stream()
			.map((id) -> this.graph.get(id).describe())
			.collect(Collectors.joining(", "));
	}

}
