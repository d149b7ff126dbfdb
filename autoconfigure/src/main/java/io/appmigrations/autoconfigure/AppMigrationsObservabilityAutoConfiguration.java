package io.appmigrations.autoconfigure;

import io.appmigrations.Migrations;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorFallback;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of what can be seen of migrations: startup steps, meters, health and
 * info, each where the application has the library for it.
 */
@AutoConfiguration(after = AppMigrationsAutoConfiguration.class)
@ConditionalOnBean(Migrations.class)
public final class AppMigrationsObservabilityAutoConfiguration {

	@Bean
	MigrationStartupSteps migrationsStartupSteps(ConfigurableListableBeanFactory beanFactory) {
		return new MigrationStartupSteps(beanFactory.getApplicationStartup());
	}

	/**
	 * Meters of the revisions.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetersConfiguration {

		@Bean
		@ConditionalOnMissingBean
		MigrationMeters migrationsMeters() {
			return new MigrationMeters();
		}

	}

	/**
	 * Whether the database has the revisions of this build.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
	static class HealthConfiguration {

		@Bean
		@ConditionalOnEnabledHealthIndicator("migrations")
		@ConditionalOnMissingBean(name = { "migrationsHealthIndicator", "migrationsHealthContributor" })
		MigrationsHealthIndicator migrationsHealthIndicator(Migrations migrations, DriftCheck drift) {
			return new MigrationsHealthIndicator(migrations, drift);
		}

	}

	/**
	 * The heads of this build.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ InfoContributor.class, ConditionalOnEnabledInfoContributor.class })
	static class InfoConfiguration {

		@Bean
		@ConditionalOnEnabledInfoContributor(value = "migrations", fallback = InfoContributorFallback.DISABLE)
		MigrationsInfoContributor migrationsInfoContributor(Migrations migrations, MigrationInitializer initializer) {
			return new MigrationsInfoContributor(migrations, initializer);
		}

	}

}
