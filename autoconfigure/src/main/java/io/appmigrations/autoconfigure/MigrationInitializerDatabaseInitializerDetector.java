package io.appmigrations.autoconfigure;

import java.util.Set;

import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDatabaseInitializerDetector;
import org.springframework.boot.sql.init.dependency.DatabaseInitializerDetector;

/**
 * Tells Spring Boot which bean initializes the database, so that it makes those that use
 * it wait.
 */
class MigrationInitializerDatabaseInitializerDetector extends AbstractBeansOfTypeDatabaseInitializerDetector {

	/**
	 * After Flyway and Liquibase (0 and 1), whose schema a team may be coming from, and
	 * before {@code schema.sql}.
	 */
	private static final int ORDER = 10;

	@Override
	protected Set<Class<?>> getDatabaseInitializerBeanTypes() {
		return Set.of(MigrationInitializer.class);
	}

	/**
	 * See {@link DatabaseInitializerDetector#getOrder()}.
	 */
	@Override
	public int getOrder() {
		return ORDER;
	}

}
