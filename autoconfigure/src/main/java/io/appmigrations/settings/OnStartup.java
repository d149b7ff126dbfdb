package io.appmigrations.settings;

/**
 * What an application that starts does about unsafe statements of pending revisions.
 */
public enum OnStartup {

	/** Nothing: does not look for them. */
	OFF,

	/** Logs a warning, and runs them. */
	WARN,

	/** Does not run them, and does not start. */
	FAIL

}
