package io.appmigrations.internal.cli;

import java.util.Map;

import io.appmigrations.internal.engine.DefaultMigrations;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Makes the start of a command a quiet one. What the application configures itself wins.
 */
class CommandEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	/** A failure is reported by the command, in its own form. */
	private static final Map<String, Object> QUIET = Map.of("logging.level.org.springframework.boot.SpringApplication",
			"off", "logging.level.org.springframework.boot.diagnostics", "off",
			"logging.level.org.springframework.context", "error");

	private static final Map<String, Object> DEFAULTS = Map.of("logging.level.root", "warn",
			"logging.level." + DefaultMigrations.STATE_LOGGER, "info", "logging.pattern.console",
			"%clr(%-5level){faint} %m%n%wEx", "spring.datasource.hikari.minimum-idle", "0");

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (environment.getProperty(RunningCommand.PROPERTY, Boolean.class, false)) {
			environment.getPropertySources().addFirst(new MapPropertySource("appMigrationsCommand", QUIET));
			environment.getPropertySources().addLast(new MapPropertySource("appMigrationsCommandDefaults", DEFAULTS));
			addDataSource(environment);
		}
	}

	/**
	 * Entities are mapped by an entity manager factory, which needs a {@code DataSource},
	 * also where the application is not configured for the database that the command
	 * looks at. Nothing connects to it.
	 */
	private static void addDataSource(ConfigurableEnvironment environment) {
		String instance = environment.getProperty(RunningCommand.INSTANCE);
		String configured = (instance != null) ? "app.migrations.instances.%s.url".formatted(instance)
				: "app.migrations.url";
		String url = environment.getProperty(RunningCommand.URL, environment.getProperty(configured, ""));
		if (!url.isBlank() && environment.getProperty("spring.datasource.url", "").isBlank()
				&& environment.getProperty(CommandNeed.ENTITIES.property(), Boolean.class, false)) {
			environment.getPropertySources()
				.addFirst(
						new MapPropertySource("appMigrationsCommandDataSource", Map.of("spring.datasource.url", url)));
		}
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
