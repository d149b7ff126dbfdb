package io.appmigrations.model;

import java.util.List;

/**
 * Edits the changes of a generated revision before they are proven and written: adds,
 * removes, reorders, rewrites them. Define beans of this type; they are called in order.
 */
@FunctionalInterface
public interface RevisionCustomizer {

	/**
	 * Edits the changes.
	 * @param draft the changes of both ways
	 * @return the changes to write; with no change in it, no revision is written
	 */
	Draft customize(Draft draft);

	/**
	 * The changes of a revision.
	 *
	 * @param upgrade those of the way up, in order
	 * @param downgrade those of the way down, in order
	 */
	record Draft(List<Change> upgrade, List<Change> downgrade) {

		/**
		 * Copies the lists.
		 */
		public Draft {
			upgrade = List.copyOf(upgrade);
			downgrade = List.copyOf(downgrade);
		}

	}

}
