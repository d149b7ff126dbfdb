package io.appmigrations.internal.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import org.jspecify.annotations.Nullable;

/**
 * Which revisions replace which others, and what of both a graph shows. A squash is
 * <em>closed</em> where the graph has it in place of the revisions that it replaces, and
 * <em>open</em> where it has these. The last revision that it replaces is its end: who is
 * there is at the squash.
 */
final class Squashes {

	private static final String ORDER = "Correct the 'replaces' line: the newest revision, which needs all others, is the last.";

	private final Map<String, Revision> all;

	/** Those that are not replaced by others first. */
	private final List<Revision> squashes;

	/** What a squash replaces, over the squashes among it too. */
	private final Map<String, Set<String>> members = new HashMap<>();

	/** The other names of a squash: the ends of itself and of what is there. */
	private final Map<String, Set<String>> ends = new HashMap<>();

	private final Set<String> replaced = new HashSet<>();

	/** Those that can be opened: all files of what they replace are there. */
	private volatile @Nullable Set<String> openable;

	/**
	 * Reads who replaces whom.
	 * @param all the revisions of a build by their ids
	 * @throws MigrationException where that makes no sense
	 */
	Squashes(Map<String, Revision> all) {
		this.all = all;
		List<Revision> found = all.values().stream().filter((revision) -> !revision.replaces().isEmpty()).toList();
		found.forEach((squash) -> this.members.put(squash.id(), members(squash)));
		this.squashes = found.stream()
			.sorted(Comparator.comparing((Revision squash) -> -membersOf(squash.id()).size())
				.thenComparing(Revision::id))
			.toList();
		requireNested();
		this.squashes.forEach(this::requireEndLast);
		this.members.values().forEach(this.replaced::addAll);
		this.squashes.forEach((squash) -> this.ends.put(squash.id(), ends(squash)));
	}

	boolean isEmpty() {
		return this.squashes.isEmpty();
	}

	private Set<String> members(Revision squash) {
		Set<String> members = new LinkedHashSet<>();
		Deque<String> open = new ArrayDeque<>(squash.replaces());
		for (String id = open.poll(); id != null; id = open.poll()) {
			if (members.add(id)) {
				Revision inner = this.all.get(id);
				open.addAll((inner != null) ? inner.replaces() : List.of());
			}
		}
		if (members.contains(squash.id())) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"%s: revision %s replaces itself".formatted(squash.path(), squash.id()),
					"Correct the 'replaces' line.");
		}
		return members;
	}

	/** Two squashes have nothing in common, or one is in the other. */
	private void requireNested() {
		Map<String, Revision> owners = new HashMap<>();
		for (Revision squash : this.squashes) {
			for (String id : membersOf(squash.id())) {
				Revision outer = owners.put(id, squash);
				if (outer != null && !membersOf(outer.id()).contains(squash.id())) {
					throw new MigrationException(ErrorCode.DUPLICATE_REVISION,
							"Revision %s is replaced twice: by %s (%s) and by %s (%s)".formatted(id, outer.id(),
									outer.path(), squash.id(), squash.path()),
							"Delete one of the two squashed revisions, or let one replace the other.");
				}
			}
		}
	}

	/**
	 * The last one stands for the squash: a database would otherwise be at it before the
	 * others had run.
	 */
	private void requireEndLast(Revision squash) {
		String end = endOf(squash);
		for (Revision member : presentOf(squash.id())) {
			if (linksOf(member).contains(end)) {
				throw new MigrationException(ErrorCode.INVALID_SCRIPT,
						"%s: revision %s replaces %s last, but %s, which it replaces too, needs that one"
							.formatted(squash.path(), squash.id(), end, describe(member.id())),
						ORDER);
			}
		}
		if (!hasAllFiles(squash)) {
			return;
		}
		Set<String> below = new LinkedHashSet<>();
		Deque<String> open = new ArrayDeque<>(List.of(end));
		for (String id = open.poll(); id != null; id = open.poll()) {
			Revision revision = this.all.get(id);
			if (revision != null && membersOf(squash.id()).contains(id) && below.add(id)) {
				open.addAll(linksOf(revision));
				open.addAll(membersOf(id));
			}
		}
		for (Revision member : presentOf(squash.id())) {
			if (member.replaces().isEmpty() && !below.contains(member.id())) {
				throw new MigrationException(ErrorCode.INVALID_SCRIPT,
						"%s: revision %s replaces %s last, but that one does not need %s, which it replaces too"
							.formatted(squash.path(), squash.id(), end, describe(member.id())),
						ORDER);
			}
		}
	}

	private static String endOf(Revision squash) {
		return squash.replaces().get(squash.replaces().size() - 1);
	}

	private boolean hasAllFiles(Revision squash) {
		return this.all.keySet().containsAll(membersOf(squash.id()));
	}

	/** The revisions that a revision needs directly, whatever the graph shows. */
	private List<String> linksOf(Revision revision) {
		return Stream.concat(revision.downRevisions().stream(), revision.dependsOn().stream().flatMap((name) -> {
			List<String> labelled = this.all.values()
				.stream()
				.filter((other) -> other.branchLabels().contains(name))
				.map(Revision::id)
				.toList();
			return labelled.isEmpty() ? Stream.of(name) : labelled.stream();
		})).toList();
	}

	/**
	 * A squash needs what is below the revisions that it replaces, no less and no more:
	 * its row would otherwise say less or more of a database that has run these.
	 * @param closed the graph in which no squash is open
	 */
	void requireSameParents(RevisionGraph closed) {
		for (Revision squash : outermost()) {
			Set<String> needed = new TreeSet<>();
			presentOf(squash.id()).forEach((member) -> needed.addAll(linksOf(member)));
			needed.removeAll(membersOf(squash.id()));
			needed.remove(squash.id());
			if (!hasAllFiles(squash) || needed.stream().anyMatch((id) -> closed.find(id) == null)) {
				continue;
			}
			Set<String> expected = closed.withAncestors(needed);
			Set<String> found = closed.withAncestors(closed.parentsOf(squash.id()));
			requireNone(squash, difference(expected, found), "does not need %s, but what it replaces does");
			requireNone(squash, difference(found, expected), "needs %s, but what it replaces does not");
		}
	}

	private static Set<String> difference(Set<String> ids, Set<String> others) {
		Set<String> difference = new TreeSet<>(ids);
		difference.removeAll(others);
		return difference;
	}

	private void requireNone(Revision squash, Set<String> ids, String problem) {
		if (!ids.isEmpty()) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"%s: revision %s %s".formatted(squash.path(), squash.id(),
							problem.formatted(describe(ids.iterator().next()))),
					"Correct its 'down-revision' and 'depends-on' lines.");
		}
	}

	private Set<String> ends(Revision squash) {
		Set<String> ends = new HashSet<>();
		@Nullable Revision last = squash;
		while (last != null && !last.replaces().isEmpty()) {
			String end = last.replaces().get(last.replaces().size() - 1);
			ends.add(end);
			last = this.all.get(end);
		}
		for (Revision inner : this.squashes) {
			if (membersOf(squash.id()).contains(inner.id())
					&& ends.contains(inner.replaces().get(inner.replaces().size() - 1))) {
				ends.add(inner.id());
			}
		}
		return ends;
	}

	/** What a squash replaces, over the squashes among it too. */
	Set<String> membersOf(String squash) {
		return this.members.getOrDefault(squash, Set.of());
	}

	/** The squashes that are done once a revision is. */
	List<Revision> endingIn(String id) {
		return this.squashes.stream().filter((squash) -> endsOf(squash.id()).contains(id)).toList();
	}

	private Set<String> endsOf(String squash) {
		return this.ends.getOrDefault(squash, Set.of());
	}

	/** The outermost squash that replaces a revision, whose file need not exist. */
	@Nullable Revision replacing(String id) {
		return this.replaced.contains(id) ? this.squashes.stream()
			.filter((squash) -> membersOf(squash.id()).contains(id))
			.findFirst()
			.orElse(null) : null;
	}

	/** The squashes that no other one replaces. */
	List<Revision> outermost() {
		return this.squashes.stream().filter((squash) -> !this.replaced.contains(squash.id())).toList();
	}

	/** The revisions that a squash replaces and that are still there. */
	List<Revision> presentOf(String squash) {
		return membersOf(squash).stream().map(this.all::get).filter(Objects::nonNull).toList();
	}

	/**
	 * Finds what a graph shows in place of a revision.
	 * @param opened the squashes that are open
	 * @return the id itself where it is shown, or where nothing is known of it
	 */
	String standsFor(String id, Set<String> opened) {
		for (Revision squash : this.squashes) {
			if (!opened.contains(squash.id()) && membersOf(squash.id()).contains(id)) {
				return squash.id();
			}
		}
		Revision squash = this.all.get(id);
		if (squash != null && opened.contains(id)) {
			return standsFor(squash.replaces().get(squash.replaces().size() - 1), opened);
		}
		return id;
	}

	/**
	 * Returns the other names of what a graph shows: of a closed squash its end, of an
	 * end the open squash.
	 * @param opened the squashes that are open
	 * @return what is shown, by names that are not
	 */
	Map<String, String> aliases(Set<String> opened) {
		Map<String, String> aliases = new HashMap<>();
		Stream.concat(this.replaced.stream(), this.squashes.stream().map(Revision::id)).forEach((id) -> {
			String shown = standsFor(id, opened);
			if (!shown.equals(id) && (endsOf(shown).contains(id) || isAt(id, shown))) {
				aliases.put(id, shown);
			}
		});
		return aliases;
	}

	/** Whether an open squash is at a revision when it is done. */
	private boolean isAt(String squash, String shown) {
		return endsOf(squash).contains(shown);
	}

	/** The revisions that a graph shows, with links to what it shows. */
	List<Revision> shown(Set<String> opened) {
		List<Revision> shown = this.all.values()
			.stream()
			.filter((revision) -> standsFor(revision.id(), opened).equals(revision.id()))
			.toList();
		Set<String> labels = shown.stream()
			.flatMap((revision) -> revision.branchLabels().stream())
			.collect(Collectors.toSet());
		return shown.stream().map((revision) -> linked(revision, opened, labels)).toList();
	}

	private Revision linked(Revision revision, Set<String> opened, Set<String> labels) {
		List<String> down = links(revision, "down-revision", revision.downRevisions(), opened, Set.of());
		List<String> dependencies = links(revision, "depends-on", revision.dependsOn(), opened, labels);
		return (down.equals(revision.downRevisions()) && dependencies.equals(revision.dependsOn())) ? revision
				: new Revision(revision.id(), down, dependencies, revision.branchLabels(), revision.message(),
						revision.created(), revision.path(), revision.replaces());
	}

	private List<String> links(Revision revision, String header, List<String> links, Set<String> opened,
			Set<String> labels) {
		Set<String> found = new LinkedHashSet<>();
		for (String link : links) {
			String shown = labels.contains(link) ? link : standsFor(link, opened);
			if (!shown.equals(link) && !endsOf(shown).contains(link) && !isAt(link, shown)) {
				throw new MigrationException(ErrorCode.MISSING_PARENT,
						"%s: revision %s names '%s' as %s, which is in the middle of what %s replaces"
							.formatted(revision.path(), revision.id(), link, header, describe(shown)),
						"Name %s, or a revision outside of what it replaces.".formatted(shown));
			}
			found.add(shown);
		}
		return List.copyOf(found);
	}

	private String describe(String id) {
		Revision revision = this.all.get(id);
		return (revision != null) ? revision.describe() : id;
	}

	/**
	 * Finds the squashes that must be open, so that the revisions that they replace are
	 * run one by one.
	 * @param rows the rows of the version table
	 * @param begun the revisions that are done or undone in part
	 * @param names what targets name
	 * @return the ids of squashes
	 */
	Set<String> opened(Set<String> rows, Set<String> begun, Collection<String> names) {
		Set<String> opened = new TreeSet<>();
		if (!Collections.disjoint(rows, this.replaced) || !Collections.disjoint(begun, this.replaced)) {
			opened.addAll(within(rows, begun));
		}
		names.forEach((name) -> hidden(name, opened).forEach((id) -> opened.addAll(hiding(id))));
		return opened;
	}

	/** Those of which the database has a part. */
	private Set<String> within(Set<String> rows, Set<String> begun) {
		RevisionGraph finest = RevisionGraph.of(this, openable());
		Set<String> applied = finest.withAncestors(rows.stream().filter((row) -> finest.find(row) != null).toList());
		Set<String> within = new TreeSet<>();
		for (Revision squash : this.squashes) {
			Set<String> members = membersOf(squash.id());
			Set<String> shown = new HashSet<>(members);
			shown.removeIf((id) -> !isShown(id, openable()));
			boolean hidden = this.squashes.stream()
				.anyMatch((outer) -> membersOf(outer.id()).contains(squash.id()) && !within.contains(outer.id()));
			boolean touched = !Collections.disjoint(shown, applied) && !applied.containsAll(shown);
			if (!hidden && openable().contains(squash.id()) && (touched || !Collections.disjoint(members, begun))) {
				within.add(squash.id());
			}
		}
		return within;
	}

	private boolean isShown(String id, Set<String> opened) {
		return this.all.containsKey(id) && standsFor(id, opened).equals(id);
	}

	/**
	 * The revisions that a name means, or can mean, where a squash is open. A beginning
	 * that others have too is as ambiguous as it was before the squash.
	 */
	private Set<String> hidden(String name, Set<String> opened) {
		Set<String> aliases = aliases(opened).keySet();
		if (aliases.contains(name)) {
			return Set.of();
		}
		if (this.all.containsKey(name)) {
			return isShown(name, opened) ? Set.of() : Set.of(name);
		}
		Set<String> hidden = new TreeSet<>();
		for (Revision revision : this.all.values()) {
			boolean shown = isShown(revision.id(), opened);
			if (shown && revision.branchLabels().contains(name)) {
				return Set.of();
			}
			if (!shown && !aliases.contains(revision.id()) && revision.id().startsWith(name)) {
				hidden.add(revision.id());
			}
		}
		return hidden;
	}

	/** The squashes that must be open for a revision to be shown. */
	Set<String> hiding(String id) {
		return this.squashes.stream()
			.filter((squash) -> membersOf(squash.id()).contains(id) && openable().contains(squash.id()))
			.map(Revision::id)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/** Innermost first: what is shown in place of a squash is what it replaces. */
	private Set<String> openable() {
		Set<String> found = this.openable;
		if (found == null) {
			found = new TreeSet<>();
			List<Revision> innermostFirst = new ArrayList<>(this.squashes);
			Collections.reverse(innermostFirst);
			for (Revision squash : innermostFirst) {
				Set<String> opened = new TreeSet<>(found);
				opened.add(squash.id());
				// what is around it would hide it
				this.squashes.stream()
					.map(Revision::id)
					.filter((outer) -> membersOf(outer).contains(squash.id()))
					.forEach(opened::add);
				if (isWhole(squash, opened)) {
					found.add(squash.id());
				}
			}
			this.openable = found;
		}
		return found;
	}

	/**
	 * Whether the files of all that a squash replaces are there, as far as anybody can
	 * tell.
	 */
	private boolean isWhole(Revision squash, Set<String> opened) {
		if (!this.all.containsKey(standsFor(squash.id(), opened))) {
			return false;
		}
		Map<String, String> aliases = aliases(opened);
		Set<String> labels = this.all.values()
			.stream()
			.flatMap((revision) -> revision.branchLabels().stream())
			.collect(Collectors.toSet());
		return membersOf(squash.id()).stream()
			.map(this.all::get)
			.filter((member) -> member != null && standsFor(member.id(), opened).equals(member.id()))
			.allMatch((member) -> Stream.concat(member.downRevisions().stream(), member.dependsOn().stream())
				.allMatch((link) -> labels.contains(link) || this.all.containsKey(aliases.getOrDefault(link, link))
						|| isOutside(squash, link)));
	}

	/** A link that does not exist at all is an error of the graph, whatever is shown. */
	private boolean isOutside(Revision squash, String link) {
		return !membersOf(squash.id()).contains(link) && !this.replaced.contains(link);
	}

}
