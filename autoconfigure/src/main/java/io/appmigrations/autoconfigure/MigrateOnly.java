package io.appmigrations.autoconfigure;

import io.appmigrations.internal.cli.RunningCommand;

import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

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
		if (isCommand(environment)) {
			return false;
		}
		PropertySource<?> commandLine = environment.getPropertySources()
			.get(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME);
		Object argument = (commandLine != null) ? commandLine.getProperty(ARGUMENT) : null;
		return (argument != null) ? !"false".equals(argument) : isActive(environment);
	}

	static boolean isActive(Environment environment) {
		return environment.getProperty(PROPERTY, Boolean.class, false) && !isCommand(environment);
	}

	/** A command does what it says, whatever the environment of the pod asks for. */
	private static boolean isCommand(Environment environment) {
		return environment.getProperty(RunningCommand.PROPERTY, Boolean.class, false);
	}

	/**
	 * Whether it was asked for, where the start failed before there was an environment to
	 * ask.
	 */
	static boolean isRequested(String[] arguments) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(arguments));
		ConfigurationPropertySources.attach(environment);
		return isRequested(environment);
	}

}
