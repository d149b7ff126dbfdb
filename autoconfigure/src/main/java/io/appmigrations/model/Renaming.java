package io.appmigrations.model;

/**
 * That something is called otherwise than before.
 */
public sealed interface Renaming permits Rename, ValueRename {

	/**
	 * Writes what an option takes.
	 * @return old and new name with an equals sign between
	 */
	String argument();

	/**
	 * Writes the option that asks for it.
	 * @return the option with its argument
	 */
	String option();

	/**
	 * Returns the old name for people.
	 * @return the name
	 */
	String was();

	/**
	 * Returns the new name for people.
	 * @return the name, with its schema where that is another one
	 */
	String becomes();

}
