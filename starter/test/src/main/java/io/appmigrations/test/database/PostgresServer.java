package io.appmigrations.test.database;

import io.appmigrations.internal.database.DatabaseUrl;

/**
 * Where databases are created.
 *
 * @param maintenanceUrl the JDBC URL of a database to connect to while another one is
 * created or dropped
 * @param username a login that may create databases
 * @param password its password
 * @param temporary whether it ends together with this JVM, with all databases
 */
record PostgresServer(String maintenanceUrl, String username, String password, boolean temporary) {

	String url(String database) {
		return DatabaseUrl.withDatabase(this.maintenanceUrl, database);
	}

	/** The URL and the password stay out of messages. */
	@Override
	public String toString() {
		return "PostgresServer[***]";
	}

}
