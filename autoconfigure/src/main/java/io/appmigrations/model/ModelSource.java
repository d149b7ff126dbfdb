package io.appmigrations.model;

/**
 * A source of the desired schema. The JPA entities of the application are one source, a
 * DDL file is another; a bean of this type can be a third.
 */
@FunctionalInterface
public interface ModelSource {

	/**
	 * Reads the desired schema.
	 * @param majorVersion the PostgreSQL server's major version, on which DDL may depend
	 * @param minorVersion the server's minor version
	 * @param defaultSchema the schema whose objects are named without a schema
	 * @return the model
	 * @throws io.appmigrations.MigrationException if it cannot be read
	 */
	Model read(int majorVersion, int minorVersion, String defaultSchema);

}
