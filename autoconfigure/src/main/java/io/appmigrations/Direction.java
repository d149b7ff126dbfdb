package io.appmigrations;

import java.util.Locale;

/**
 * The direction of a step.
 */
public enum Direction {

	/** From a revision's parents to the revision. */
	UPGRADE,

	/** From a revision back to its parents. */
	DOWNGRADE;

	/**
	 * Returns the name used in files, in the log and in JSON.
	 * @return {@code upgrade} or {@code downgrade}
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
