package io.appmigrations.autoconfigure;

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Makes an application that was started with {@code --migrate-only} one without a web
 * server, and a quiet one.
 */
class MigrateOnlyEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (MigrateOnly.isRequested(environment)) {
			environment.getPropertySources()
				.addFirst(new MapPropertySource("appMigrationsMigrateOnly",
						Map.of(MigrateOnly.PROPERTY, "true", "spring.main.web-application-type", "none",
								"spring.main.keep-alive", "false", "spring.main.banner-mode", "off")));
			// the failure analysis says the same in a form for people
			environment.getPropertySources()
				.addLast(new MapPropertySource("appMigrationsMigrateOnlyDefaults", Map.of(
						"logging.level.org.springframework.context.annotation.AnnotationConfigApplicationContext",
						"error")));
		}
	}

	/** After the configuration files were read, since they may ask for it too. */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
