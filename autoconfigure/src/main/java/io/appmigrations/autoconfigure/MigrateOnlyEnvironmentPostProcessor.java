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

	/**
	 * One connection is enough, a second for {@code lock.type=shedlock}. The context's
	 * warning repeats what the failure analysis says in a form for people.
	 */
	private static final Map<String, Object> DEFAULTS = Map.of("spring.datasource.hikari.minimum-idle", "0",
			"logging.level.com.zaxxer.hikari.HikariDataSource", "warn",
			"logging.level.org.springframework.data.repository.config", "warn",
			"logging.level.org.springframework.context.annotation.AnnotationConfigApplicationContext", "error");

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (MigrateOnly.isRequested(environment)) {
			environment.getPropertySources()
				.addFirst(new MapPropertySource("appMigrationsMigrateOnly",
						Map.of(MigrateOnly.PROPERTY, "true", "spring.main.web-application-type", "none",
								"spring.main.keep-alive", "false", "spring.main.banner-mode", "off")));
			environment.getPropertySources()
				.addLast(new MapPropertySource("appMigrationsMigrateOnlyDefaults", DEFAULTS));
		}
		else if (MigrateOnly.isActive(environment)) {
			environment.getPropertySources()
				.addFirst(new MapPropertySource("appMigrationsMigrateOnly", Map.of(MigrateOnly.PROPERTY, "false")));
		}
	}

	/** After the configuration files were read, since they may ask for it too. */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
