package io.appmigrations;

/**
 * What becomes of the statements of a command.
 */
public enum Mode {

	/** They are run. */
	RUN,

	/**
	 * They are shown, for the rows that the database has at the moment. Nothing is
	 * written, not even the version table.
	 */
	DRY_RUN,

	/**
	 * They are shown, for the rows that the target names ({@code FROM:TO}) or for an
	 * empty database. No connection is opened.
	 */
	OFFLINE

}
