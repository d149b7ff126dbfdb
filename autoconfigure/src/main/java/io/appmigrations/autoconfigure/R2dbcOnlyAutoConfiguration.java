package io.appmigrations.autoconfigure;

import io.appmigrations.Migrations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration for an application that connects only by R2DBC: migrations need
 * JDBC, so a warning says that they do not run.
 */
@AutoConfiguration(after = AppMigrationsAutoConfiguration.class,
		afterName = "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration")
@Conditional({ MigrationsEnabled.class, R2dbcOnlyAutoConfiguration.R2dbcCondition.class })
@ConditionalOnMissingBean(Migrations.class)
public final class R2dbcOnlyAutoConfiguration {

	static final String HINT = "App Migrations connects through JDBC: if the application uses only R2DBC, set "
			+ "app.migrations.url or spring.datasource.url to the JDBC URL of the database.";

	private static final Logger logger = LoggerFactory.getLogger(R2dbcOnlyAutoConfiguration.class);

	@Bean
	InitializingBean migrationsNothingMigratesWarning(Environment environment) {
		return () -> {
			if (MigrationsEnabled.in(environment)) {
				logger.warn("Nothing is migrated. {}", HINT);
			}
		};
	}

	/**
	 * Matches where there is R2DBC.
	 */
	static final class R2dbcCondition extends AnyNestedCondition {

		R2dbcCondition() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnProperty("spring.r2dbc.url")
		static final class UrlProperty {

		}

		@ConditionalOnBean(type = "io.r2dbc.spi.ConnectionFactory")
		static final class ConnectionFactoryBean {

		}

	}

}
