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
	 * As with {@link #ON}; a new type that would rewrite the table, a new column with a
	 * value in each row (volatile default, serial, identity) and a column that becomes
	 * required are done in several revisions. The columns of a table share a trigger and
	 * a backfill in batches; new types are swapped in by one transaction.
	 */
	EXPAND

}
