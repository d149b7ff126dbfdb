package io.appmigrations;

import java.util.Locale;

/**
 * Which way a step goes.
 */
public enum Direction {

	/** From a revision's parents to the revision. */
	UPGRADE,

	/** From a revision back to its parents. */
	DOWNGRADE;

	/**
	 * Returns the name as files, the log and JSON spell it.
	 * @return {@code upgrade} or {@code downgrade}
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
