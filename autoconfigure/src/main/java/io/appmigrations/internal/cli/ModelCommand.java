package io.appmigrations.internal.cli;

/**
 * A command that may need the application's JPA entities.
 */
interface ModelCommand {

	/**
	 * Whether it needs them this time.
	 * @return {@code true} where the start must know them
	 */
	boolean needsEntities();

}
