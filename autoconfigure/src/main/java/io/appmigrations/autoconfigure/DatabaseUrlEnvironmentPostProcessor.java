package io.appmigrations.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import io.appmigrations.MigrationException;
import io.appmigrations.internal.cli.RunningCommand;
import io.appmigrations.internal.database.DatabaseUrl;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/**
 * Where {@code spring.datasource.url} is not set, {@code DATABASE_URL} is used: the
 * convention of platforms that hand out databases. Since it names the login together with
 * the database, user and password of configuration files do not count beside it; those of
 * arguments, system properties and {@code SPRING_DATASOURCE_*} variables do.
 */
class DatabaseUrlEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	private static final String VARIABLE = "DATABASE_URL";

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		String text = DotEnvFile.unquoted(environment.getProperty(VARIABLE, ""));
		if (text.isBlank()) {
			text = DotEnvFile.exported(environment.getPropertySources(), VARIABLE);
		}
		if (text.isBlank() || !environment.getProperty("spring.datasource.url", "").isBlank()) {
			return;
		}
		boolean enabled = MigrationsEnabled.in(environment);
		if (!enabled && !text.strip().matches("(?s)(?:jdbc:)?postgres.*")) {
			return;
		}
		Map<String, Object> properties = new LinkedHashMap<>();
		try {
			add(properties, DatabaseUrl.parse(text));
		}
		catch (MigrationException ex) {
			if (!environment.getProperty(RunningCommand.PROPERTY, Boolean.class, false)) {
				throw ex;
			}
			// many commands need no database; the others are told when they ask for it
			properties.put(CommandDatabase.UNREAD_URL, text);
		}
		addSource(environment.getPropertySources(), new MapPropertySource("appMigrationsDatabaseUrl", properties));
	}

	private static void add(Map<String, Object> properties, DatabaseUrl database) {
		properties.put("spring.datasource.url", database.url());
		if (database.username() != null) {
			properties.put("spring.datasource.username", database.username());
		}
		if (database.password() != null) {
			properties.put("spring.datasource.password", database.password());
		}
	}

	private static void addSource(MutablePropertySources sources, MapPropertySource source) {
		if (sources.contains(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
			sources.addAfter(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, source);
		}
		else {
			sources.addFirst(source);
		}
	}

	/** After the configuration files were read, which may hold either of the two. */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE - 1;
	}

}
