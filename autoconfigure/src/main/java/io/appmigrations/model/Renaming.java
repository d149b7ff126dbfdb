package io.appmigrations.model;

/**
 * A rename of an object or of an enum value.
 */
public sealed interface Renaming permits Rename, ValueRename {

	/**
	 * Returns the argument of the option.
	 * @return the old and the new name, separated by an equals sign
	 */
	String argument();

	/**
	 * Returns the option that declares the rename.
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
	 * @return the name, with its schema if it changes
	 */
	String becomes();

}
