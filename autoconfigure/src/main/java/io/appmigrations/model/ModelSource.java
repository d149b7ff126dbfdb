package io.appmigrations.model;

/**
 * Where the desired schema comes from. The application's JPA entities are one source, a
 * file of DDL another; a bean of this type can be a third.
 */
@FunctionalInterface
public interface ModelSource {

	/**
	 * Reads the desired schema.
	 * @param majorVersion the PostgreSQL server's major version, on which DDL may depend
	 * @param minorVersion the server's minor version
	 * @param defaultSchema the schema whose names are written without it
	 * @return the model
	 * @throws io.appmigrations.MigrationException where it cannot be read
	 */
	Model read(int majorVersion, int minorVersion, String defaultSchema);

}
