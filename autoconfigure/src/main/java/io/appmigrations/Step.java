package io.appmigrations;

import java.util.Set;
import java.util.TreeSet;

/**
 * A revision that runs in one direction, and its effect on the rows of the version table.
 *
 * @param direction upgrade or downgrade
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
		String below = describeRows(Set.copyOf(this.revision.downRevisions()));
		String id = this.revision.id();
		boolean up = this.direction == Direction.UPGRADE;
		return "%s %s -> %s".formatted(this.direction, up ? below : id, up ? id : below);
	}

	/**
	 * Applies the effect of the step to rows.
	 * @param rows the rows of the version table, changed
	 */
	public void applyTo(Set<String> rows) {
		rows.removeAll(this.from);
		rows.addAll(this.to);
	}

	/**
	 * Returns the names of rows for people.
	 * @param rows the rows
	 * @return the ids separated by commas, or {@code base} if there are none
	 */
	public static String describeRows(Set<String> rows) {
		return rows.isEmpty() ? "base" : String.join(", ", new TreeSet<>(rows));
	}

}
