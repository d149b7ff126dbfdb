package io.appmigrations.autoconfigure;

/**
 * Adjusts the properties in code, after they were bound and before they are used. Define
 * a bean of this type.
 */
@FunctionalInterface
public interface AppMigrationsCustomizer {

	/**
	 * Adjusts the properties.
	 * @param properties the bound properties, to be changed
	 */
	void customize(AppMigrationsProperties properties);

}
