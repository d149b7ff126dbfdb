package io.appmigrations.test.database;

/**
 * Who shares a database of {@link MigratedDatabase}.
 */
public enum DatabaseScope {

	/**
	 * The methods of a test class; in a Spring test, all that share its application
	 * context.
	 */
	CLASS,

	/**
	 * Nobody: each test method has a database of its own.
	 */
	METHOD

}
