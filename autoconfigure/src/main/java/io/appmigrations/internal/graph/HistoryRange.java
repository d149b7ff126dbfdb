package io.appmigrations.internal.graph;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Step;
import org.jspecify.annotations.Nullable;

/**
 * A part of the history, {@code FROM:TO}, both ends included. Either end may be missing.
 * {@code -N} in front counts down from the other end, {@code +N} behind counts up from
 * it; counting too far ends at the last revision. A branch in front, as in
 * {@code LABEL@base:}, leaves out the heads of other branches.
 *
 * @param text what the user typed
 * @param from the lower end, or {@code null}
 * @param to the upper end, or {@code null}
 */
public record HistoryRange(String text, @Nullable Target from, @Nullable Target to) {

	/** The whole history. */
	public static final HistoryRange ALL = new HistoryRange(":", null, null);

	/**
	 * Reads a range.
	 * @param text {@code FROM:TO}, {@code FROM:} or {@code :TO}
	 * @return the range
	 * @throws MigrationException with {@code invalid_target}
	 */
	public static HistoryRange parse(String text) {
		int colon = text.indexOf(':');
		if (colon < 0 || text.indexOf(':', colon + 1) >= 0) {
			throw new MigrationException(ErrorCode.INVALID_TARGET, "'%s' is not a range".formatted(text),
					"Use FROM:TO, FROM: or :TO, for example base:head, -3: or 1975ea:current.");
		}
		String from = text.substring(0, colon);
		String to = text.substring(colon + 1);
		return new HistoryRange(text, from.isEmpty() ? null : Target.parse(from),
				to.isEmpty() ? null : Target.parse(to));
	}

	/**
	 * Whether the range cannot be resolved without knowing where the database is.
	 * @return {@code true} where an end is {@code current}
	 */
	public boolean needsCurrent() {
		return isCurrent(this.from) || isCurrent(this.to);
	}

	/**
	 * Returns what the range names.
	 * @return its ends
	 */
	public List<Target> targets() {
		return Stream.of(Optional.ofNullable(this.from), Optional.ofNullable(this.to))
			.flatMap(Optional::stream)
			.toList();
	}

	private static boolean isCurrent(@Nullable Target target) {
		return target != null && target.is("current");
	}

	/**
	 * Finds the revisions of the range.
	 * @param graph the revisions of this build
	 * @param rows the rows of the version table that the graph knows; only used where an
	 * end is {@code current}
	 * @return their ids
	 * @throws MigrationException where an end does not exist or is ambiguous, and with
	 * {@code not_an_ancestor} where the lower end is not below the upper one
	 */
	public Set<String> resolve(RevisionGraph graph, Set<String> rows) {
		TargetResolver resolver = new TargetResolver(graph, rows, true);
		Set<String> upper;
		Set<String> lower;
		if (isRelative(this.to) && !isRelative(this.from)) {
			lower = resolve(resolver, this.from, Set.of());
			upper = new TargetResolver(graph, lower, true).revisions(Objects.requireNonNull(this.to));
		}
		else {
			upper = ofBranch(graph, resolve(resolver, this.to, graph.effectiveHeads()));
			lower = (this.from != null && isRelative(this.from)) ? below(graph, upper, this.from)
					: resolve(resolver, this.from, Set.of());
		}
		return between(graph, lower, ofBranch(graph, upper));
	}

	/** Of several upper ends, those that the branch of the lower one leads to. */
	private Set<String> ofBranch(RevisionGraph graph, Set<String> upper) {
		if (this.from == null || this.from.branch() == null) {
			return upper;
		}
		String branch = graph.branch(this.from.branch()).id();
		Set<String> kept = upper.stream()
			.filter((id) -> graph.sharesLineage(id, branch))
			.collect(Collectors.toCollection(TreeSet::new));
		return (kept.isEmpty() && isRelative(this.from)) ? upper : kept;
	}

	private static boolean isRelative(@Nullable Target target) {
		return target != null && target.symbol() == null;
	}

	private static Set<String> resolve(TargetResolver resolver, @Nullable Target target, Set<String> otherwise) {
		return (target != null) ? resolver.revisions(target) : otherwise;
	}

	private static Set<String> below(RevisionGraph graph, Collection<String> upper, Target steps) {
		Set<String> lower = new TreeSet<>();
		for (String id : upper) {
			Set<String> end = new TargetResolver(graph, Set.of(id), true).revisions(steps);
			if (end.isEmpty()) {
				return Set.of();
			}
			lower.addAll(end);
		}
		return lower;
	}

	private Set<String> between(RevisionGraph graph, Set<String> lower, Set<String> upper) {
		Set<String> range = graph.withAncestors(upper);
		if (lower.isEmpty()) {
			return range;
		}
		if (!range.containsAll(lower)) {
			throw new MigrationException(ErrorCode.NOT_AN_ANCESTOR, "'%s' is not a range: %s is not an ancestor of %s"
				.formatted(this.text, String.join(", ", lower), Step.describeRows(upper)),
					"Put the older revision first.");
		}
		Set<String> kept = new LinkedHashSet<>(range);
		kept.removeAll(graph.withAncestors(lower));
		kept.retainAll(graph.withDownDescendants(lower));
		kept.addAll(lower);
		return kept;
	}

}
