package io.appmigrations.autoconfigure;

import io.appmigrations.Migrations;
import io.appmigrations.internal.engine.DefaultMigrations;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.web.PathMapper;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * Auto-configuration of the Actuator endpoints {@code migrations} and
 * {@code migrations-page}, each if it is exposed.
 */
@AutoConfiguration(after = AppMigrationsAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
public final class AppMigrationsEndpointAutoConfiguration {

	/**
	 * The state of the database in JSON.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnAvailableEndpoint(MigrationsEndpoint.class)
	@EnableConfigurationProperties(AppMigrationsProperties.class)
	static class StateConfiguration {

		@Bean
		@Conditional(InstancesConfigured.None.class)
		@ConditionalOnBean(Migrations.class)
		@ConditionalOnMissingBean
		MigrationsEndpoint migrationsEndpoint(Migrations migrations, AppMigrationsProperties properties) {
			return new MigrationsEndpoint(migrations, properties.getTenants().areNone());
		}

		@Bean
		@ConditionalOnBean(MigrationInstances.class)
		@ConditionalOnMissingBean
		MigrationInstancesEndpoint migrationsInstancesEndpoint(MigrationInstances instances) {
			return new MigrationInstancesEndpoint(instances
				.byName((name) -> new MigrationsEndpoint(instances.migrations(name), instances.hasOneSchema(name))));
		}

	}

	/**
	 * The page to look at.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnAvailableEndpoint(MigrationsPageEndpoint.class)
	@EnableConfigurationProperties(MigrationsPageProperties.class)
	@ImportRuntimeHints(PageHints.class)
	static class PageConfiguration {

		@Bean
		@Conditional(InstancesConfigured.None.class)
		@ConditionalOnBean(DefaultMigrations.class)
		@ConditionalOnMissingBean
		MigrationsPageEndpoint migrationsPageEndpoint(DefaultMigrations migrations, ObjectProvider<DriftCheck> drift,
				MigrationsPageProperties properties) {
			return new MigrationsPageEndpoint(migrations, DriftCheck.of(drift, migrations), properties);
		}

		@Bean
		@ConditionalOnBean(MigrationInstances.class)
		@ConditionalOnMissingBean
		MigrationInstancesPageEndpoint migrationsInstancesPageEndpoint(MigrationInstances instances,
				BeanFactory beanFactory, MigrationsPageProperties properties) {
			return new MigrationInstancesPageEndpoint(
					instances.byName((name) -> new MigrationsPageEndpoint(instances.migrations(name),
							InstanceBeans.driftCheck(beanFactory, name), properties)));
		}

		/** The id of an endpoint has no hyphen, but a path may. */
		@Bean
		PathMapper migrationsPagePathMapper() {
			EndpointId page = EndpointId.of(MigrationsPageEndpoint.ID);
			return (id) -> id.equals(page) ? "migrations-page" : null;
		}

	}

	static class PageHints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.resources().registerPattern("io/appmigrations/internal/page/page.*");
		}

	}

}
