package io.appmigrations.autoconfigure;

import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * Whether the process was started to migrate and exit. Asked at run time, never by a
 * condition: conditions are frozen when an application is processed ahead of time.
 */
final class MigrateOnly {

	static final String ARGUMENT = "migrate-only";

	static final String PROPERTY = "app.migrations.migrate-only";

	private MigrateOnly() {
	}

	static boolean isRequested(ConfigurableEnvironment environment) {
		PropertySource<?> commandLine = environment.getPropertySources()
			.get(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME);
		Object argument = (commandLine != null) ? commandLine.getProperty(ARGUMENT) : null;
		return (argument != null) ? !"false".equals(argument) : isActive(environment);
	}

	static boolean isActive(Environment environment) {
		return environment.getProperty(PROPERTY, Boolean.class, false);
	}

}
