package io.appmigrations;

/**
 * Whether the statements of a command are run or shown.
 */
public enum Mode {

	/** They are run. */
	RUN,

	/**
	 * They are shown, for the current rows of the database. Nothing is written, not even
	 * the version table.
	 */
	DRY_RUN,

	/**
	 * They are shown, for the rows that the target names ({@code FROM:TO}) or for an
	 * empty database. No connection is opened.
	 */
	OFFLINE

}
