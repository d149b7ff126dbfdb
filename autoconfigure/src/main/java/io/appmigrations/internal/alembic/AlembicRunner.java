package io.appmigrations.internal.alembic;

/**
 * Runs commands of Alembic.
 */
@FunctionalInterface
interface AlembicRunner {

	/**
	 * Runs a command.
	 * @param arguments the command and its options
	 * @return what it printed
	 */
	AlembicOutput run(String... arguments);

}
