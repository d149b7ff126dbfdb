package io.appmigrations.revision;

import java.util.Set;

/**
 * One revision run in one direction, and what that does to the rows of the version table.
 *
 * @param direction up or down
 * @param revision the revision that runs
 * @param from the rows that the step replaces
 * @param to the rows that it leaves in their place
 */
public record Step(Direction direction, Revision revision, Set<String> from, Set<String> to) {

	/**
	 * Changes rows as the step does.
	 * @param rows the rows of the version table, changed
	 */
	public void applyTo(Set<String> rows) {
		rows.removeAll(this.from);
		rows.addAll(this.to);
	}

}
