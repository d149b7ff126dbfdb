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
	 * As with {@link #ON}; what would rewrite a table, or give many rows a value at once,
	 * is done in several revisions, in batches.
	 */
	EXPAND

}
