package io.appmigrations;

/**
 * How a generated revision changes tables that are in use.
 */
public enum OnlineMode {

	/** By plain statements in one transaction. */
	OFF,

	/** In the form that keeps nobody waiting for long, where PostgreSQL has one. */
	ON,

	/**
	 * As with {@link #ON}; what would rewrite a table is done in several revisions, by a
	 * new column that gets its values in batches.
	 */
	EXPAND

}
