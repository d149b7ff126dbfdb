package io.appmigrations.revision;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.appmigrations.error.ErrorCode;
import io.appmigrations.error.MigrationException;
import org.jspecify.annotations.Nullable;

/**
 * Where an upgrade or a downgrade goes: {@code heads}, {@code head}, {@code base}, a
 * revision (its id, a branch label that it carries, or the beginning of its id), or a
 * number of steps from the current revision ({@code +2}, {@code -1}) or from a named one
 * ({@code 1975ea+2}).
 */
public sealed interface Target {

	/**
	 * Reads a target. The whole text must fit the grammar; nothing is guessed.
	 * @param text what the user typed
	 * @return the target
	 * @throws MigrationException with {@code invalid_target}
	 */
	static Target parse(String text) {
		switch (text) {
			case "heads" -> {
				return new Heads();
			}
			case "head" -> {
				return new Head();
			}
			case "base" -> {
				return new Base();
			}
			default -> {
				Matcher relative = Relative.GRAMMAR.matcher(text);
				if (relative.matches()) {
					String anchor = relative.group("anchor");
					return new Relative(anchor.isEmpty() ? null : anchor, steps(text, relative.group("steps")));
				}
				if (Revision.IDENTIFIER.matcher(text).matches()) {
					return new Named(text);
				}
				throw invalid("'%s' is not a target".formatted(text));
			}
		}
	}

	private static int steps(String text, String number) {
		try {
			return Integer.parseInt(number);
		}
		catch (NumberFormatException ex) {
			throw invalid("'%s' is not a target: the number of steps is too large".formatted(text));
		}
	}

	private static MigrationException invalid(String message) {
		return new MigrationException(ErrorCode.INVALID_TARGET, message,
				"Use heads, head, base, a revision id or the beginning of one, +N, -N, REVISION+N or REVISION-N.");
	}

	/**
	 * Finds the revisions to upgrade to.
	 * @param graph the revisions of this build
	 * @param rows the rows of the version table that the graph knows
	 * @return their ids; none means that there is nothing above
	 * @throws MigrationException where the target does not exist, is ambiguous or makes
	 * no sense for an upgrade
	 */
	Set<String> resolveUpgrade(RevisionGraph graph, Set<String> rows);

	/**
	 * Finds the revisions with which a downgrade begins: they go, and everything that
	 * needs them.
	 * @param graph the revisions of this build
	 * @param rows the rows of the version table that the graph knows
	 * @return ids of revisions, applied or not
	 * @throws MigrationException where the target does not exist, is ambiguous, is not
	 * applied, or makes no sense for a downgrade
	 */
	Set<String> downgradeRoots(RevisionGraph graph, Set<String> rows);

	private static Set<String> above(RevisionGraph graph, Set<String> rows, String id) {
		if (!graph.withAncestors(rows).contains(id)) {
			throw new MigrationException(ErrorCode.NOT_AN_ANCESTOR,
					"Cannot downgrade to %s: it is not applied. The database is at %s."
						.formatted(graph.get(id).describe(), MigrationPlan.describeRows(rows)),
					"Name a revision that is below the current one, -1 for one step, or base.");
		}
		return graph.downChildrenOf(id);
	}

	/**
	 * All effective heads.
	 */
	record Heads() implements Target {

		@Override
		public Set<String> resolveUpgrade(RevisionGraph graph, Set<String> rows) {
			return graph.effectiveHeads();
		}

		@Override
		public Set<String> downgradeRoots(RevisionGraph graph, Set<String> rows) {
			throw invalid("Cannot downgrade to 'heads': nothing is above them");
		}

	}

	/** The one head. */
	record Head() implements Target {

		@Override
		public Set<String> resolveUpgrade(RevisionGraph graph, Set<String> rows) {
			Set<String> heads = graph.heads();
			if (heads.size() > 1) {
				throw new MigrationException(ErrorCode.MULTIPLE_HEADS,
						"'head' needs one head, but there are %d: %s".formatted(heads.size(),
								heads.stream().map((id) -> graph.get(id).describe()).collect(Collectors.joining(", "))),
						"Name one of them, use 'heads' for all, or add a merge revision with all of them as down-revision.");
			}
			return heads;
		}

		@Override
		public Set<String> downgradeRoots(RevisionGraph graph, Set<String> rows) {
			throw invalid("Cannot downgrade to 'head': nothing is above it");
		}

	}

	/** Nothing applied. */
	record Base() implements Target {

		@Override
		public Set<String> resolveUpgrade(RevisionGraph graph, Set<String> rows) {
			return Set.of();
		}

		@Override
		public Set<String> downgradeRoots(RevisionGraph graph, Set<String> rows) {
			return graph.bases();
		}

	}

	/**
	 * One revision.
	 *
	 * @param name its id, a branch label that it carries, or the beginning of its id
	 */
	record Named(String name) implements Target {

		@Override
		public Set<String> resolveUpgrade(RevisionGraph graph, Set<String> rows) {
			return Set.of(graph.resolve(this.name).id());
		}

		@Override
		public Set<String> downgradeRoots(RevisionGraph graph, Set<String> rows) {
			return above(graph, rows, graph.resolve(this.name).id());
		}

	}

	/**
	 * A number of steps along down revisions.
	 *
	 * @param anchor the revision to count from, or {@code null} for the current one
	 * @param steps how many steps, up where positive
	 */
	record Relative(@Nullable String anchor, int steps) implements Target {

		private static final Pattern GRAMMAR = Pattern.compile("(?<anchor>[A-Za-z0-9_.]{0,64})(?<steps>[+-]\\d+)");

		@Override
		public Set<String> resolveUpgrade(RevisionGraph graph, Set<String> rows) {
			if (this.anchor == null && this.steps < 0) {
				throw invalid("Cannot upgrade by %d: that is a downgrade".formatted(this.steps));
			}
			return walk(graph, rows, this.steps);
		}

		/**
		 * {@inheritDoc} Steps back from the current revision undo just the revisions on
		 * the way, whatever their dependencies: the last one that goes is the root.
		 */
		@Override
		public Set<String> downgradeRoots(RevisionGraph graph, Set<String> rows) {
			if (this.anchor != null) {
				Set<String> destination = walk(graph, rows, this.steps);
				return destination.isEmpty() ? graph.bases() : Target.above(graph, rows, destination.iterator().next());
			}
			if (this.steps > 0) {
				throw invalid("Cannot downgrade by +%d: that is an upgrade".formatted(this.steps));
			}
			Set<String> last = (this.steps == 0) ? Set.of() : walk(graph, rows, this.steps + 1);
			if (last.isEmpty() && this.steps < 0) {
				throw tooFar(-this.steps - 1);
			}
			return last;
		}

		private Set<String> walk(RevisionGraph graph, Set<String> rows, int count) {
			@Nullable String position = start(graph, rows);
			for (int taken = 0; taken < Math.abs(count); taken++) {
				Set<String> next = (count > 0) ? above(graph, position) : below(graph, position);
				if (next.isEmpty() && count < 0 && position != null) {
					position = null;
				}
				else if (next.isEmpty()) {
					throw tooFar(taken);
				}
				else if (next.size() > 1) {
					throw new MigrationException(ErrorCode.AMBIGUOUS_REVISION,
							"'%s' is ambiguous: from %s there are %d ways: %s".formatted(text(),
									(position == null) ? "base" : position, next.size(), describe(graph, next)),
							"Name the revision to go to.");
				}
				else {
					position = next.iterator().next();
				}
			}
			return (position == null) ? Set.of() : Set.of(position);
		}

		private MigrationException tooFar(int possible) {
			return invalid("'%s' goes too far: no more than %d possible".formatted(text(), possible));
		}

		private @Nullable String start(RevisionGraph graph, Set<String> rows) {
			if ("base".equals(this.anchor)) {
				return null;
			}
			if (this.anchor != null) {
				return graph.resolve(this.anchor).id();
			}
			if (rows.size() > 1) {
				throw new MigrationException(ErrorCode.AMBIGUOUS_REVISION,
						"'%s' is ambiguous: the database is at %d revisions: %s".formatted(text(), rows.size(),
								describe(graph, rows)),
						"Count from one of them, for example %s%s.".formatted(new TreeSet<>(rows).first(), text()));
			}
			return rows.isEmpty() ? null : rows.iterator().next();
		}

		private static Set<String> above(RevisionGraph graph, @Nullable String position) {
			return (position == null) ? graph.bases() : graph.downChildrenOf(position);
		}

		private static Set<String> below(RevisionGraph graph, @Nullable String position) {
			return (position == null) ? Set.of() : new TreeSet<>(graph.get(position).downRevisions());
		}

		private static String describe(RevisionGraph graph, Set<String> ids) {
			List<String> names = new TreeSet<>(ids).stream().map((id) -> graph.get(id).describe()).toList();
			return String.join(", ", names);
		}

		private String text() {
			String number = (this.steps > 0) ? "+" + this.steps : Integer.toString(this.steps);
			return (this.anchor == null) ? number : this.anchor + number;
		}

	}

}
