package io.appmigrations;

import java.util.List;

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

}
