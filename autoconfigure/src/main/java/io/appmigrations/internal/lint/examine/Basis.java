package io.appmigrations.internal.lint.examine;

/**
 * What a rule must know of a revision to decide.
 */
public enum Basis {

	/** What is written in it. */
	TEXT,

	/**
	 * What its statements do. Of some of them that is the same for every table, so that
	 * their text says it.
	 */
	TEXT_IN_PART,

	/** What its statements did when they ran. */
	FACTS,

	/** What the catalog says after they ran. */
	CATALOG,

	/** What the statistics of the database that will be migrated say of its rows. */
	STATISTICS

}
