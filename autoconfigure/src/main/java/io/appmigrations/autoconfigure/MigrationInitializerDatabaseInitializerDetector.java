package io.appmigrations.autoconfigure;

import java.util.Set;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDatabaseInitializerDetector;
import org.springframework.boot.sql.init.dependency.DatabaseInitializerDetector;
import org.springframework.core.env.Environment;

/**
 * Tells Spring Boot which bean initializes the database, so that it makes those that use
 * it wait.
 */
class MigrationInitializerDatabaseInitializerDetector extends AbstractBeansOfTypeDatabaseInitializerDetector {

	private final int order;

	MigrationInitializerDatabaseInitializerDetector(Environment environment) {
		this.order = Binder.get(environment)
			.bind("app.migrations.order", Integer.class)
			.orElse(AppMigrationsProperties.DEFAULT_ORDER);
	}

	@Override
	protected Set<Class<?>> getDatabaseInitializerBeanTypes() {
		return Set.of(MigrationInitializer.class);
	}

	/**
	 * See {@link DatabaseInitializerDetector#getOrder()}.
	 */
	@Override
	public int getOrder() {
		return this.order;
	}

}
