package io.appmigrations.settings;

/**
 * The reaction to a possible mistake.
 */
public enum Reaction {

	/** Do nothing. */
	IGNORE,

	/** Log a warning. */
	WARN,

	/** Stop with an error. */
	FAIL

}
