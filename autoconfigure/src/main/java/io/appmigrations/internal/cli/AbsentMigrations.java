package io.appmigrations.internal.cli;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Ends the start of an application that has no {@link Migrations}, before any of its
 * beans is created: no command can run in it.
 */
@SuppressWarnings("serial")
final class AbsentMigrations extends MigrationException {

	private static final String AUTO_CONFIGURATION = "org.springframework.boot.autoconfigure.AutoConfigurationPackages";

	private final boolean autoConfigured;

	private AbsentMigrations(boolean autoConfigured) {
		super(ErrorCode.INVALID_CONFIGURATION, "App Migrations is not configured in this application",
				"Do not exclude AppMigrationsAutoConfiguration, put the PostgreSQL driver on the class path and "
						+ "configure a DataSource. App Migrations connects through JDBC: if the application uses only "
						+ "R2DBC, set app.migrations.url or spring.datasource.url.");
		this.autoConfigured = autoConfigured;
	}

	/** Looks once all bean definitions are there. */
	static BeanFactoryPostProcessor check() {
		return AbsentMigrations::check;
	}

	private static void check(ConfigurableListableBeanFactory beanFactory) {
		if (beanFactory.getBeanNamesForType(Migrations.class, true, false).length == 0) {
			throw new AbsentMigrations(beanFactory.containsBean(AUTO_CONFIGURATION));
		}
	}

	/**
	 * Whether another application of this process is the one that was meant: where this
	 * one is a parent, is part of the start of another one, or could not have App
	 * Migrations at all.
	 */
	boolean isAnotherMeant() {
		return !this.autoConfigured || StartedApplications.isChildExpected() || StartedApplications.isAnyStarting();
	}

}
