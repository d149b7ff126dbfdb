package io.appmigrations.sample.localpostgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * Starts PostgreSQL where no database is configured, so that the sample runs on a machine
 * that has nothing but Java.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(LocalPostgresConfiguration.NoDatabaseConfigured.class)
class LocalPostgresConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(LocalPostgresConfiguration.class);

	@Bean(destroyMethod = "")
	LocalPostgres localPostgres(@Value("${sample.embedded-postgres.directory:#{null}}") @Nullable Path directory)
			throws SQLException {
		LocalPostgres postgres = LocalPostgres.open((directory != null) ? directory : defaultDirectory());
		// after the contexts, and also where the JVM exits while one still starts
		SpringApplication.getShutdownHandlers().add(postgres::close);
		logger.info(
				"No database is configured: using PostgreSQL {} at {}, {}, data in {}. "
						+ "For another database set DATABASE_URL (postgres://USER:PASSWORD@HOST:PORT/DB) "
						+ "or spring.datasource.url.",
				postgres.serverVersion(), postgres.jdbcUrl(),
				postgres.isJoined() ? "started by another run of the sample" : "started by this run",
				postgres.dataDirectory());
		return postgres;
	}

	@Bean
	JdbcConnectionDetails localPostgresConnectionDetails(LocalPostgres postgres) {
		return new LocalPostgresConnectionDetails(postgres.jdbcUrl());
	}

	/**
	 * A build's output folder, so that {@code mvn clean} also resets the database.
	 */
	private static Path defaultDirectory() {
		Path target = Path.of("target");
		Path targetOfModule = Path.of("sample-app", "target");
		boolean inParent = !Files.isDirectory(target) && Files.isDirectory(targetOfModule);
		return (inParent ? targetOfModule : target).resolve("embedded-postgres");
	}

	/**
	 * {@link JdbcConnectionDetails} of a {@link LocalPostgres}.
	 *
	 * @param getJdbcUrl its URL
	 */
	private record LocalPostgresConnectionDetails(String getJdbcUrl) implements JdbcConnectionDetails {

		@Override
		public String getUsername() {
			return LocalPostgres.USERNAME;
		}

		@Override
		public @Nullable String getPassword() {
			return null;
		}

	}

	static final class NoDatabaseConfigured extends NoneNestedConditions {

		NoDatabaseConfigured() {
			super(ConfigurationPhase.PARSE_CONFIGURATION);
		}

		@ConditionalOnProperty("spring.datasource.url")
		static final class DatasourceUrl {

		}

	}

}
