package io.appmigrations.internal.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import org.jspecify.annotations.Nullable;

/**
 * All revisions of a project and how they build on each other. Immutable; loading is
 * linear in the number of revisions and links.
 * <p>
 * Two kinds of links lead down: <em>down revisions</em>, which make the history, and
 * <em>dependencies</em>, which only order. Unless a method says otherwise, both count.
 * <p>
 * A squashed revision stands in place of those that it replaces, and the last of these is
 * another name of it. For a database that has only a part of them, {@link #at} returns
 * the graph that has them instead.
 */
public final class RevisionGraph {

	/** What people write for "no parent". */
	private static final Set<String> NO_PARENT = Set.of("none", "null", "nil", "base", "root");

	/** How many revisions of a circle are named; of more, the first and the last. */
	private static final int MAX_NAMED = 10;

	private final Squashes squashes;

	/** The squashes in whose place the revisions are that they replace. */
	private final Set<String> opened;

	private final Map<String, Revision> revisions = new TreeMap<>();

	/** The revisions by their other names. */
	private final Map<String, String> aliases;

	private final Map<String, String> labels = new HashMap<>();

	private final Map<String, Set<String>> parents = new HashMap<>();

	private final Map<String, Set<String>> children = new HashMap<>();

	private final Map<String, Set<String>> downChildren = new HashMap<>();

	/** Asked for by people, never by a start of the application. */
	private volatile @Nullable BranchLabels branchLabels;

	private final Map<String, Set<String>> lineages = new ConcurrentHashMap<>();

	private final List<Revision> order;

	private RevisionGraph(Collection<Revision> revisions, Squashes squashes, Set<String> opened) {
		this.squashes = squashes;
		this.opened = opened;
		this.aliases = squashes.isEmpty() ? Map.of() : squashes.aliases(opened);
		revisions.forEach((revision) -> this.revisions.put(revision.id(), revision));
		this.revisions.values().forEach(this::addLabels);
		this.revisions.values().forEach(this::addLinks);
		this.order = topologicalOrder();
	}

	/**
	 * Builds the graph.
	 * @param revisions the revisions in any order
	 * @return the graph
	 * @throws MigrationException with {@code duplicate_revision},
	 * {@code duplicate_branch_label}, {@code missing_parent} or {@code revision_cycle},
	 * and with {@code invalid_script} where a revision replaces what it cannot
	 */
	public static RevisionGraph of(Collection<Revision> revisions) {
		Map<String, Revision> byId = new TreeMap<>();
		for (Revision revision : revisions) {
			Revision other = byId.putIfAbsent(revision.id(), revision);
			if (other != null) {
				throw new MigrationException(ErrorCode.DUPLICATE_REVISION, "Revision %s exists twice: in %s and in %s"
					.formatted(revision.id(), other.path(), revision.path()), "Give one of them another id.");
			}
		}
		Squashes squashes = new Squashes(byId);
		RevisionGraph graph = squashes.isEmpty() ? new RevisionGraph(byId.values(), squashes, Set.of())
				: of(squashes, Set.of());
		squashes.requireSameParents(graph);
		return graph;
	}

	static RevisionGraph of(Squashes squashes, Set<String> opened) {
		return new RevisionGraph(squashes.shown(opened), squashes, opened);
	}

	/**
	 * Returns the graph for a database: if it has only a part of the revisions that a
	 * squashed one replaces, these are in its place, as long as their files exist.
	 * @param rows the rows of its version table
	 * @param begun the revisions that are done or undone in part
	 * @param targets what was asked for; whoever names a replaced revision means it
	 * @return this graph, where nothing else is needed
	 */
	public RevisionGraph at(Set<String> rows, Set<String> begun, Collection<Target> targets) {
		if (this.squashes.isEmpty()) {
			return this;
		}
		Set<String> more = new TreeSet<>(this.opened);
		more.addAll(this.squashes.opened(rows, begun, targets.stream().flatMap((target) -> target.names()).toList()));
		return more.equals(this.opened) ? this : of(this.squashes, more);
	}

	/**
	 * Returns the graph in which some revisions are, and not what replaces them.
	 * @param ids the ids of revisions
	 * @return this graph, where it has all that can be shown
	 */
	public RevisionGraph showing(Collection<String> ids) {
		Set<String> more = new TreeSet<>(this.opened);
		ids.stream()
			.filter((id) -> !this.revisions.containsKey(id))
			.forEach((id) -> more.addAll(this.squashes.hiding(id)));
		return more.equals(this.opened) ? this : of(this.squashes, more);
	}

	private String shown(String name) {
		return this.aliases.getOrDefault(name, name);
	}

	/**
	 * Returns rows of a version table by the names of their revisions in this graph.
	 * @param rows the rows; those that this graph does not know stay as they are
	 * @return ids in ascending order
	 */
	public Set<String> named(Set<String> rows) {
		return rows.stream().map(this::shown).collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Returns the other names that a row of the version table can have that stands for a
	 * revision.
	 * @param id a revision of this graph
	 * @return the ids of what it replaces last, or of the squashed revisions that end
	 * with it
	 */
	public Set<String> otherNames(String id) {
		Set<String> names = new TreeSet<>();
		this.aliases.forEach((name, shown) -> {
			if (shown.equals(id)) {
				names.add(name);
			}
		});
		return names;
	}

	/**
	 * Returns the squashed revisions that no other one replaces.
	 * @return the revisions, as their files declare them
	 */
	public List<Revision> squashed() {
		return this.squashes.outermost();
	}

	/**
	 * Returns what a squashed revision replaces.
	 * @param id a revision of this build
	 * @return ids, with those that a replaced one replaces; none for any other revision
	 */
	public Set<String> replacedBy(String id) {
		return this.squashes.membersOf(id);
	}

	/**
	 * Returns the replaced revisions whose files still exist.
	 * @param id a squashed revision
	 * @return the revisions, as their files declare them
	 */
	public List<Revision> stillPresent(String id) {
		return this.squashes.presentOf(id);
	}

	/**
	 * Finds the squashed revision that replaces another one.
	 * @param id any id
	 * @return the outermost one, or {@code null} where nothing replaces the revision
	 */
	public @Nullable Revision replacing(String id) {
		return this.squashes.replacing(id);
	}

	/**
	 * Returns the squashed revisions that a database is at as soon as a revision is
	 * applied.
	 * @param id any id
	 * @return the squashed revisions whose end it is
	 */
	public List<Revision> endingIn(String id) {
		return this.squashes.endingIn(id);
	}

	/**
	 * Whether this graph has the revisions that a squashed one replaces in place of it.
	 * @param id a squashed revision
	 * @return {@code false} where it has the squashed one
	 */
	public boolean isOpened(String id) {
		return this.opened.contains(id);
	}

	/**
	 * Completes what is known to be applied: a squashed revision is applied once the last
	 * one that it replaces is, and the other way round.
	 * @param applied ids
	 * @return these, and what they imply
	 */
	public Set<String> withReplaced(Collection<String> applied) {
		Set<String> all = new TreeSet<>(applied);
		applied.forEach((id) -> {
			all.addAll(replacedBy(id));
			endingIn(id).forEach((squash) -> {
				all.add(squash.id());
				all.addAll(replacedBy(squash.id()));
			});
		});
		return all;
	}

	private void addLabels(Revision revision) {
		for (String label : revision.branchLabels()) {
			Revision namesake = this.revisions.get(label);
			if (namesake != null) {
				throw new MigrationException(ErrorCode.DUPLICATE_BRANCH_LABEL,
						"%s: branch label '%s' is also the id of the revision in %s".formatted(revision.path(), label,
								namesake.path()),
						"Choose another branch label.");
			}
			String other = this.labels.putIfAbsent(label, revision.id());
			if (other != null) {
				throw new MigrationException(ErrorCode.DUPLICATE_BRANCH_LABEL,
						"%s: branch label '%s' is already used by revision %s".formatted(revision.path(), label, other),
						"Choose another branch label, or remove it: descendants belong to the branch without naming it.");
			}
		}
	}

	private void addLinks(Revision revision) {
		Set<String> links = new LinkedHashSet<>();
		for (String down : revision.downRevisions()) {
			requireKnown(revision, "down-revision", down, this.revisions.containsKey(down));
			links.add(down);
			this.downChildren.computeIfAbsent(down, (key) -> new TreeSet<>()).add(revision.id());
		}
		for (String dependency : revision.dependsOn()) {
			String id = this.labels.getOrDefault(dependency, dependency);
			requireKnown(revision, "depends-on", dependency, this.revisions.containsKey(id));
			links.add(id);
		}
		links.forEach((link) -> this.children.computeIfAbsent(link, (key) -> new TreeSet<>()).add(revision.id()));
		this.parents.put(revision.id(), Collections.unmodifiableSet(links));
	}

	private static void requireKnown(Revision revision, String header, String name, boolean known) {
		if (!known) {
			throw new MigrationException(ErrorCode.MISSING_PARENT,
					"%s: revision %s names '%s' as %s, which does not exist".formatted(revision.path(), revision.id(),
							name, header),
					NO_PARENT.contains(name.toLowerCase(Locale.ROOT))
							? "The '%s' line of a base is empty.".formatted(header)
							: "Add the missing revision file, or correct the '%s' line.".formatted(header));
		}
	}

	/**
	 * Kahn's algorithm; of several revisions that could come next, the one with the
	 * smallest id does.
	 */
	private List<Revision> topologicalOrder() {
		Map<String, Integer> missing = new HashMap<>();
		PriorityQueue<String> ready = new PriorityQueue<>();
		this.parents.forEach((id, links) -> {
			missing.put(id, links.size());
			if (links.isEmpty()) {
				ready.add(id);
			}
		});
		List<Revision> sorted = new ArrayList<>(this.revisions.size());
		for (String id = ready.poll(); id != null; id = ready.poll()) {
			sorted.add(get(id));
			for (String child : childrenOf(id)) {
				if (missing.merge(child, -1, Integer::sum) == 0) {
					ready.add(child);
				}
			}
		}
		if (sorted.size() < this.revisions.size()) {
			sorted.forEach((revision) -> missing.remove(revision.id()));
			throw cycle(new TreeSet<>(missing.keySet()));
		}
		return Collections.unmodifiableList(sorted);
	}

	/**
	 * Names one cycle among the revisions that could not be sorted: each of them has a
	 * parent among them, so walking down must come round.
	 */
	private MigrationException cycle(NavigableSet<String> unsorted) {
		List<String> walk = new ArrayList<>();
		Set<String> walked = new HashSet<>();
		String id = unsorted.first();
		while (walked.add(id)) {
			walk.add(id);
			id = this.parents.getOrDefault(id, Set.of()).stream().filter(unsorted::contains).findFirst().orElseThrow();
		}
		List<String> cycle = new ArrayList<>(walk.subList(walk.indexOf(id), walk.size()));
		cycle.add(id);
		List<String> paths = cycle.stream().distinct().map((each) -> get(each).path()).toList();
		return new MigrationException(ErrorCode.REVISION_CYCLE,
				"Revisions build on each other in a cycle: %s (in %s)"
					.formatted(shortened(cycle, " -> ", cycle.size() - 1), shortened(paths, ", ", paths.size())),
				"Correct the 'down-revision' or 'depends-on' line of one of them.");
	}

	/** Both ends of a long list, and how many there are. */
	private static String shortened(List<String> texts, String separator, int count) {
		if (texts.size() <= MAX_NAMED) {
			return String.join(separator, texts);
		}
		return "%s%s... %s revisions ...%s%s".formatted(String.join(separator, texts.subList(0, MAX_NAMED / 2)),
				separator, count, separator,
				String.join(separator, texts.subList(texts.size() - MAX_NAMED / 2, texts.size())));
	}

	/**
	 * Returns all revisions, parents before children. The order is the same for the same
	 * revisions, however they were read.
	 * @return an unmodifiable list
	 */
	public List<Revision> revisions() {
		return this.order;
	}

	/**
	 * Returns a revision.
	 * @param id its full id, or another name of it
	 * @return the revision, or {@code null} where the graph does not have it
	 */
	public @Nullable Revision find(String id) {
		return this.revisions.get(shown(id));
	}

	/**
	 * Returns a revision that must exist.
	 * @param id its full id
	 * @return the revision
	 * @throws MigrationException with {@code unknown_revision}
	 */
	public Revision get(String id) {
		Revision revision = find(id);
		if (revision == null) {
			throw unknown(id);
		}
		return revision;
	}

	/**
	 * Finds a revision by its id, a branch label that it carries, or the beginning of
	 * one.
	 * @param name an id, a label or an unambiguous prefix; of an id before one of a label
	 * @return the revision
	 * @throws MigrationException with {@code unknown_revision}, or with
	 * {@code ambiguous_revision} and the candidates
	 */
	public Revision resolve(String name) {
		return resolve(name, null);
	}

	/**
	 * Finds a revision of a branch by its id, a branch label that it carries, or the
	 * beginning of its id.
	 * @param name an id, a label or an unambiguous prefix of an id
	 * @param branch a branch label or a revision, or {@code null} for any branch
	 * @return the revision
	 * @throws MigrationException with {@code unknown_revision}, or with
	 * {@code ambiguous_revision} and the candidates
	 */
	public Revision resolve(String name, @Nullable String branch) {
		String member = (branch != null) ? branch(branch).id() : null;
		Revision exact = find(this.labels.getOrDefault(name, name));
		if (exact != null) {
			if (member != null && !sharesLineage(exact.id(), member)) {
				throw new MigrationException(ErrorCode.UNKNOWN_REVISION,
						"Revision %s is not a member of branch '%s'".formatted(exact.describe(), branch),
						"Name a revision of that branch, or leave '%s@' out.".formatted(branch));
			}
			return exact;
		}
		List<Revision> candidates = startingWith(name, member);
		if (candidates.isEmpty()) {
			throw unknown(name);
		}
		if (candidates.size() > 1) {
			throw new MigrationException(ErrorCode.AMBIGUOUS_REVISION,
					"'%s' is the beginning of %s revision ids: %s".formatted(name, candidates.size(),
							candidates.stream().limit(10).map(Revision::describe).collect(Collectors.joining(", "))),
					"Give more characters of the id.");
		}
		return candidates.get(0);
	}

	/**
	 * Ids first: a label is looked at only where no id begins so.
	 */
	private List<Revision> startingWith(String prefix, @Nullable String member) {
		Set<String> found = new TreeSet<>();
		if (!prefix.isEmpty()) {
			this.revisions.keySet().stream().filter((id) -> id.startsWith(prefix)).forEach(found::add);
			this.aliases.forEach((name, id) -> {
				if (name.startsWith(prefix)) {
					found.add(id);
				}
			});
			if (found.isEmpty()) {
				this.labels.forEach((label, id) -> {
					if (label.startsWith(prefix)) {
						found.add(id);
					}
				});
			}
		}
		return found.stream().filter((id) -> member == null || sharesLineage(id, member)).map(this::get).toList();
	}

	/**
	 * Returns the revision that carries a branch label.
	 * @param label the label
	 * @return the revision, or {@code null} where none carries it
	 */
	public @Nullable Revision labelled(String label) {
		String id = this.labels.get(label);
		return (id != null) ? get(id) : null;
	}

	/**
	 * Finds the revision that stands for a branch.
	 * @param name a branch label, a revision id or the beginning of one
	 * @return the revision that carries the label, or the named revision
	 * @throws MigrationException with {@code unknown_revision} or
	 * {@code ambiguous_revision}
	 */
	public Revision branch(String name) {
		try {
			return resolve(name, null);
		}
		catch (MigrationException ex) {
			if (ex.getCode() != ErrorCode.UNKNOWN_REVISION) {
				throw ex;
			}
			throw new MigrationException(ErrorCode.UNKNOWN_REVISION,
					"There is no branch label or revision '%s'".formatted(name),
					MeantName.question(name, this.revisions, this.labels.keySet(), Set.of()) + (this.labels.isEmpty()
							? "No revision has a branch label; add one with '-- branch-labels: ...'."
							: "Branch labels are %s."
								.formatted(String.join(", ", new TreeSet<>(this.labels.keySet())))));
		}
	}

	private MigrationException unknown(String name) {
		Revision squash = replacing(name);
		if (squash != null) {
			return new MigrationException(ErrorCode.UNKNOWN_REVISION,
					"Revision '%s' is replaced by %s, and files of what that one replaces were deleted".formatted(name,
							squash.describe()),
					"Name %s, or restore the files.".formatted(squash.id()));
		}
		return new MigrationException(ErrorCode.UNKNOWN_REVISION, "There is no revision '%s'".formatted(name),
				MeantName.question(name, this.revisions, this.labels.keySet(), Target.SYMBOLS)
						+ "List the revisions with 'history'; app.migrations.locations must "
						+ "contain the folder of each.");
	}

	/**
	 * Returns the heads: the revisions that are no other revision's down revision.
	 * @return ids in ascending order
	 */
	public Set<String> heads() {
		return select((revision) -> downChildrenOf(revision.id()).isEmpty());
	}

	/**
	 * Returns the effective heads: the heads that no other revision depends on either. A
	 * database that has everything has exactly these rows.
	 * @return ids in ascending order
	 */
	public Set<String> effectiveHeads() {
		return select((revision) -> childrenOf(revision.id()).isEmpty());
	}

	/**
	 * Returns the bases: the revisions without a down revision.
	 * @return ids in ascending order
	 */
	public Set<String> bases() {
		return select((revision) -> revision.downRevisions().isEmpty());
	}

	private Set<String> select(Predicate<Revision> condition) {
		return this.revisions.values()
			.stream()
			.filter(condition)
			.map(Revision::id)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Returns the revisions that a revision needs directly: its down revisions and its
	 * dependencies.
	 * @param id a revision of this graph
	 * @return ids, the down revisions first, in the order of the file
	 */
	public Set<String> parentsOf(String id) {
		return this.parents.getOrDefault(shown(id), Set.of());
	}

	/**
	 * Returns the revisions that need a revision directly, as a down revision or as a
	 * dependency.
	 * @param id a revision of this graph
	 * @return ids in ascending order
	 */
	public Set<String> childrenOf(String id) {
		return Collections.unmodifiableSet(this.children.getOrDefault(shown(id), Set.of()));
	}

	/**
	 * Returns the revisions whose down revision a revision is.
	 * @param id a revision of this graph
	 * @return ids in ascending order
	 */
	public Set<String> downChildrenOf(String id) {
		return Collections.unmodifiableSet(this.downChildren.getOrDefault(shown(id), Set.of()));
	}

	/**
	 * Returns what must be applied for some revisions to be applied.
	 * @param ids revisions of this graph
	 * @return these revisions and all their ancestors
	 */
	public Set<String> withAncestors(Collection<String> ids) {
		return reach(ids, this::parentsOf);
	}

	/**
	 * Returns what cannot stay when some revisions go.
	 * @param ids revisions of this graph
	 * @return these revisions and all their descendants
	 */
	public Set<String> withDescendants(Collection<String> ids) {
		return reach(ids, this::childrenOf);
	}

	/**
	 * Returns some revisions and those that they build on, dependencies not counted.
	 * @param ids revisions of this graph
	 * @return these revisions and their ancestors over down revisions
	 */
	public Set<String> withDownAncestors(Collection<String> ids) {
		return reach(ids, (id) -> new LinkedHashSet<>(get(id).downRevisions()));
	}

	/**
	 * Returns some revisions and those that build on them, dependencies not counted.
	 * @param ids revisions of this graph
	 * @return these revisions and their descendants over down revisions
	 */
	public Set<String> withDownDescendants(Collection<String> ids) {
		return reach(ids, this::downChildrenOf);
	}

	/**
	 * Whether one of two revisions builds on the other, dependencies not counted.
	 * @param one a revision of this graph
	 * @param other a revision of this graph
	 * @return {@code true} also where they are the same
	 */
	public boolean sharesLineage(String one, String other) {
		return lineage(other).contains(one);
	}

	private Set<String> lineage(String id) {
		return this.lineages.computeIfAbsent(id, (key) -> {
			Set<String> lineage = new HashSet<>(withDownAncestors(List.of(key)));
			lineage.addAll(withDownDescendants(List.of(key)));
			return lineage;
		});
	}

	/**
	 * Returns the labels of the branches that a revision belongs to. A label covers the
	 * revision that carries it, its descendants, and its ancestors up to the preceding
	 * branch point or merge.
	 * @param id a revision of this graph
	 * @return labels in ascending order
	 */
	public Set<String> branchLabels(String id) {
		BranchLabels spread = this.branchLabels;
		if (spread == null) {
			spread = new BranchLabels(this, this.order);
			this.branchLabels = spread;
		}
		return spread.of(id);
	}

	/**
	 * Returns the rows of the version table for a set of applied revisions: those of them
	 * that no other of them needs.
	 * @param applied revisions of this graph
	 * @return ids in ascending order
	 */
	public Set<String> rowsOf(Set<String> applied) {
		return applied.stream()
			.filter((id) -> childrenOf(id).stream().noneMatch(applied::contains))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Returns the rows of a version table that say nothing, because other rows build on
	 * them.
	 * @param rows the rows; those that this graph does not know are passed over
	 * @return ids in ascending order, none where nobody has changed the table by hand
	 */
	public Set<String> impliedOf(Set<String> rows) {
		Set<String> parents = new HashSet<>();
		rows.forEach((row) -> parents.addAll(parentsOf(row)));
		Set<String> implied = new TreeSet<>(rows);
		implied.retainAll(withAncestors(parents));
		return implied;
	}

	private Set<String> reach(Collection<String> start, Function<String, Set<String>> links) {
		Set<String> reached = new LinkedHashSet<>();
		start.forEach((id) -> reached.add(shown(id)));
		Deque<String> open = new ArrayDeque<>(reached);
		for (String id = open.poll(); id != null; id = open.poll()) {
			for (String next : links.apply(id)) {
				if (reached.add(next)) {
					open.add(next);
				}
			}
		}
		return reached;
	}

}
