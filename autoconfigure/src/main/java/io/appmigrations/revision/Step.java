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
	 * Describes the step for people.
	 * @return for example {@code upgrade a1 -> b2}: direction, and the revision with its
	 * parents
	 */
	public String describe() {
		String below = MigrationPlan.describeRows(Set.copyOf(this.revision.downRevisions()));
		String id = this.revision.id();
		boolean up = this.direction == Direction.UPGRADE;
		return "%s %s -> %s".formatted(this.direction, up ? below : id, up ? id : below);
	}

	/**
	 * Changes rows as the step does.
	 * @param rows the rows of the version table, changed
	 */
	public void applyTo(Set<String> rows) {
		rows.removeAll(this.from);
		rows.addAll(this.to);
	}

}
