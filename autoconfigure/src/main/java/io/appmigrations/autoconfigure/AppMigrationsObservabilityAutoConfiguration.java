package io.appmigrations.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import io.appmigrations.Migrations;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorFallback;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

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
		MigrationMeters migrationsMeters(Environment environment) {
			return new MigrationMeters(InstanceNames.in(environment));
		}

	}

	/**
	 * Whether the database has the revisions of this build.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
	static class HealthConfiguration {

		@Bean
		@Conditional(InstancesConfigured.None.class)
		@ConditionalOnEnabledHealthIndicator("migrations")
		@ConditionalOnMissingBean(name = { "migrationsHealthIndicator", "migrationsHealthContributor" })
		MigrationsHealthIndicator migrationsHealthIndicator(Migrations migrations, ObjectProvider<DriftCheck> drift) {
			return new MigrationsHealthIndicator(migrations, DriftCheck.of(drift, migrations));
		}

		/** An application is as healthy as the worst of its databases. */
		@Bean
		@ConditionalOnBean(MigrationInstances.class)
		@ConditionalOnEnabledHealthIndicator("migrations")
		@ConditionalOnMissingBean(name = { "migrationsHealthIndicator", "migrationsHealthContributor" })
		CompositeHealthContributor migrationsHealthContributor(MigrationInstances instances, BeanFactory beanFactory) {
			return CompositeHealthContributor
				.fromMap(instances.byName((name) -> new MigrationsHealthIndicator(instances.migrations(name),
						InstanceBeans.driftCheck(beanFactory, name))));
		}

	}

	/**
	 * The heads of this build.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ InfoContributor.class, ConditionalOnEnabledInfoContributor.class })
	static class InfoConfiguration {

		@Bean
		@Conditional(InstancesConfigured.None.class)
		@ConditionalOnEnabledInfoContributor(value = "migrations", fallback = InfoContributorFallback.DISABLE)
		MigrationsInfoContributor migrationsInfoContributor(Migrations migrations,
				ObjectProvider<MigrationInitializer> initializer) {
			return new MigrationsInfoContributor(migrations, initializer.getIfAvailable());
		}

		@Bean
		@ConditionalOnBean(MigrationInstances.class)
		@ConditionalOnEnabledInfoContributor(value = "migrations", fallback = InfoContributorFallback.DISABLE)
		InfoContributor migrationsInstancesInfoContributor(MigrationInstances instances, BeanFactory beanFactory) {
			Map<String, MigrationsInfoContributor> all = instances
				.byName((name) -> new MigrationsInfoContributor(instances.migrations(name),
						InstanceBeans.initializer(beanFactory, name)));
			return (builder) -> {
				Map<String, Object> details = new LinkedHashMap<>();
				all.forEach((name, info) -> details.put(name, info.details()));
				builder.withDetail("migrations", details);
			};
		}

	}

}
