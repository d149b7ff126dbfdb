package io.appmigrations.sample.embeddedpostgres;

import java.nio.file.Files;
import java.nio.file.Path;

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
@Conditional(EmbeddedPostgresConfiguration.NoDatabaseConfigured.class)
class EmbeddedPostgresConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedPostgresConfiguration.class);

	@Bean(destroyMethod = "close")
	LocalPostgres localPostgres(@Value("${sample.embedded-postgres.directory:#{null}}") @Nullable Path directory) {
		LocalPostgres postgres = new LocalPostgres((directory != null) ? directory : defaultDirectory());
		// a JVM that exits while the context still starts does not destroy its beans
		SpringApplication.getShutdownHandlers().add(postgres::close);
		postgres.open();
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
		return new LocalPostgresConnectionDetails(postgres);
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
	 * @param postgres the server
	 */
	private record LocalPostgresConnectionDetails(LocalPostgres postgres) implements JdbcConnectionDetails {

		@Override
		public String getJdbcUrl() {
			return this.postgres.jdbcUrl();
		}

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
