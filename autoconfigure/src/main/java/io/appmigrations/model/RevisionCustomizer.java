package io.appmigrations.model;

import java.util.List;

/**
 * Edits the changes of a generated revision before they are proven and written: it can
 * add, remove, reorder and rewrite them. Define beans of this type; they are called in
 * order.
 */
@FunctionalInterface
public interface RevisionCustomizer {

	/**
	 * Edits the changes.
	 * @param draft the changes of the upgrade and the downgrade
	 * @return the changes to write; without any change, no revision is written
	 */
	Draft customize(Draft draft);

	/**
	 * The changes of a revision.
	 *
	 * @param upgrade the changes of the upgrade, in order
	 * @param downgrade the changes of the downgrade, in order
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
