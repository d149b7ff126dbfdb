package io.appmigrations.autoconfigure;

/**
 * A bean that adjusts the properties in code, after they were bound and before they are
 * used.
 */
@FunctionalInterface
public interface AppMigrationsCustomizer {

	/**
	 * Adjusts the properties.
	 * @param properties the bound properties, to be changed
	 */
	void customize(AppMigrationsProperties properties);

}
