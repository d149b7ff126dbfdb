package io.appmigrations.autoconfigure;

import io.appmigrations.MigrationListener;

/**
 * A listener that says which of several databases it was told about.
 */
interface InstanceListener extends MigrationListener {

	/**
	 * Returns what is told about one database.
	 * @param instance the name of the instance
	 */
	MigrationListener ofInstance(String instance);

}
