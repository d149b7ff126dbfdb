package io.appmigrations.internal.measure;

/**
 * How long a statement takes in kind: what it does to the rows of tables.
 */
public enum Work {

	/** The same for a table of any size. */
	INSTANT,

	/** Reads a whole table. */
	SCAN,

	/** Reads a whole table and builds an index. */
	INDEX_BUILD,

	/** Writes a whole table, and all of its indexes. */
	REWRITE

}
