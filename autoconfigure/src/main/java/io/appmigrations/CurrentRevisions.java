package io.appmigrations;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Where a database is.
 *
 * @param current the revisions it is at, in ascending order
 * @param heads the effective heads of this build, in ascending order
 * @param pending the revisions that an upgrade to {@code heads} would run, in order
 * @param unknown those of the current revisions that this build does not have
 */
public record CurrentRevisions(List<String> current, List<String> heads, List<String> pending, List<String> unknown) {

	/**
	 * Copies the lists.
	 */
	public CurrentRevisions {
		current = List.copyOf(current);
		heads = List.copyOf(heads);
		pending = List.copyOf(pending);
		unknown = List.copyOf(unknown);
	}

	/** What several schemas are at, and what is pending in any of them. */
	static CurrentRevisions union(List<CurrentRevisions> all) {
		return new CurrentRevisions(union(all, CurrentRevisions::current), union(all, CurrentRevisions::heads),
				union(all, CurrentRevisions::pending), union(all, CurrentRevisions::unknown));
	}

	private static List<String> union(List<CurrentRevisions> all, Function<CurrentRevisions, List<String>> part) {
		return all.stream().flatMap((each) -> part.apply(each).stream()).distinct().toList();
	}

	/**
	 * Whether the database has everything that this build has, and nothing else.
	 * @return {@code true} where its rows are the effective heads
	 */
	public boolean atHeads() {
		return Set.copyOf(this.current).equals(Set.copyOf(this.heads));
	}

}
