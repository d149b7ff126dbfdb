package io.appmigrations;

import java.util.List;
import java.util.Set;

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

	/**
	 * Whether the database has everything that this build has, and nothing else.
	 * @return {@code true} where its rows are the effective heads
	 */
	public boolean atHeads() {
		return Set.copyOf(this.current).equals(Set.copyOf(this.heads));
	}

}
