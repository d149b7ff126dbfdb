package io.appmigrations.autoconfigure;

import java.util.function.BooleanSupplier;

import javax.sql.DataSource;

import io.appmigrations.Migrations;
import io.appmigrations.internal.database.MigratedDatabase;
import io.appmigrations.internal.engine.DefaultMigrations;
import io.appmigrations.internal.hibernate.EntityModelReader;
import io.appmigrations.internal.hibernate.SchemaToolGuard;
import io.appmigrations.settings.Reaction;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

import org.springframework.beans.factory.BeanFactoryInitializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.SchemaManagement;
import org.springframework.boot.jdbc.SchemaManagementProvider;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Auto-configuration of App Migrations: pending revisions run before anything that uses
 * the database is created.
 */
@AutoConfiguration(after = DataSourceAutoConfiguration.class)
@ConditionalOnClass({ JdbcClient.class, Driver.class })
@Conditional({ MigrationsEnabled.class, AppMigrationsAutoConfiguration.DatabaseCondition.class })
@EnableConfigurationProperties(AppMigrationsProperties.class)
@Import({ InstanceBeans.class, DatabaseInitializationDependencyConfigurer.class })
public final class AppMigrationsAutoConfiguration {

	@Bean
	@Conditional(InstancesConfigured.None.class)
	@ConditionalOnMissingBean(value = MigrationsConnectionDetails.class, ignored = ServiceConnectionDetails.class)
	PropertiesMigrationsConnectionDetails migrationsConnectionDetails(AppMigrationsProperties properties) {
		return new PropertiesMigrationsConnectionDetails(properties);
	}

	@Bean
	@Conditional(InstancesConfigured.None.class)
	@ConditionalOnMissingBean(Migrations.class)
	DefaultMigrations migrations(AppMigrationsProperties properties,
			ObjectProvider<MigrationsConnectionDetails> connectionDetails, ObjectProvider<DataSource> dataSource,
			@MigrationsDataSource ObjectProvider<DataSource> migrationsDataSource,
			ObjectProvider<AppMigrationsCustomizer> customizers, ConfigurableListableBeanFactory beanFactory,
			ResourceLoader resourceLoader, Environment environment, ApplicationEventPublisher events) {
		YamlNumbers.requireNone(environment);
		customizers.orderedStream().forEach((customizer) -> customizer.customize(properties));
		MigrationsDataSourceResolver database = new MigrationsDataSourceResolver("app.migrations.",
				MigrationsDataSourceResolver.configured(connectionDetails), dataSource,
				migrationsDataSource::getIfUnique, CommandDatabase.of(environment),
				new TestConnection(beanFactory, environment), environment);
		return new MigrationsAssembly(beanFactory, resourceLoader, environment, events).of(properties, database,
				database::resolve, (majorVersion, minorVersion, defaultSchema) -> EntityModelReader.read(beanFactory,
						majorVersion, minorVersion, defaultSchema),
				null, null);
	}

	@Bean
	@Conditional(InstancesConfigured.class)
	MigrationInstances migrationsInstances(AppMigrationsProperties properties, ObjectProvider<DataSource> dataSource,
			@MigrationsDataSource ObjectProvider<DataSource> migrationsDataSource,
			ObjectProvider<AppMigrationsCustomizer> customizers, ConfigurableListableBeanFactory beanFactory,
			ResourceLoader resourceLoader, Environment environment, ApplicationEventPublisher events) {
		YamlNumbers.requireNone(environment);
		customizers.orderedStream().forEach((customizer) -> customizer.customize(properties));
		return new MigrationInstances(properties,
				new MigrationsAssembly(beanFactory, resourceLoader, environment, events), dataSource,
				migrationsDataSource);
	}

	@Bean
	@Conditional(InstancesConfigured.None.class)
	@ConditionalOnMissingBean
	MigrationInitializer migrationInitializer(Migrations migrations, AppMigrationsProperties properties,
			ObjectProvider<MigrationStrategy> strategy) {
		return new MigrationInitializer(null, migrations, properties.getTarget(), properties.isEnabled(),
				strategy.getIfAvailable(() -> Migrations::upgrade));
	}

	@Bean
	@Conditional(InstancesConfigured.None.class)
	@ConditionalOnMissingBean
	DriftCheck migrationsDriftCheck(Migrations migrations, AppMigrationsProperties properties) {
		return new DriftCheck(null, migrations, properties.isEnabled() ? properties.getDrift() : Reaction.IGNORE);
	}

	/** Keeps {@code ddl-auto} from defaulting to anything else than {@code none}. */
	@Bean
	SchemaManagementProvider migrationsSchemaManagementProvider(ObjectProvider<DataSource> application,
			AppMigrationsProperties properties, ObjectProvider<MigrationInstances> instances) {
		return (dataSource) -> (properties.isEnabled()
				&& isMigrated(dataSource, application, instances.getIfAvailable())) ? SchemaManagement.MANAGED
						: SchemaManagement.UNMANAGED;
	}

	private static boolean isMigrated(DataSource dataSource, ObjectProvider<DataSource> application,
			@Nullable MigrationInstances instances) {
		return (instances != null) ? instances.isMigrated(dataSource) : dataSource == application.getIfUnique();
	}

	@Bean
	static BeanFactoryInitializer<ConfigurableListableBeanFactory> migrationsSingleRunBeanFactoryInitializer(
			Environment environment) {
		return new SingleRunBeanFactoryInitializer(environment);
	}

	@Bean
	static LazyInitializationExcludeFilter migrationInitializerLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(MigrationInitializer.class);
	}

	/**
	 * Keeps Hibernate from changing what revisions make.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = { "org.hibernate.SessionFactory",
			"org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean" })
	static class HibernateConfiguration {

		@Bean
		static SchemaToolGuard migrationsSchemaToolGuard(ObjectProvider<AppMigrationsProperties> properties,
				ObjectProvider<DataSource> application, @MigrationsDataSource ObjectProvider<DataSource> marked,
				ObjectProvider<MigrationsConnectionDetails> details, ObjectProvider<MigrationInstances> instances) {
			return new SchemaToolGuard((dataSource) -> isGuarded(dataSource, properties.getObject(), application,
					instances, () -> marked.getIfUnique() == null
							&& details.stream().allMatch((each) -> selects(each, application.getIfUnique()))));
		}

		private static boolean selects(MigrationsConnectionDetails details, @Nullable DataSource application) {
			return (details instanceof ServiceConnectionDetails service)
					? MigrationsDataSourceResolver.isDatabaseOf(application, service) : details.getJdbcUrl() == null;
		}

		private static boolean isGuarded(@Nullable DataSource dataSource, AppMigrationsProperties properties,
				ObjectProvider<DataSource> application, ObjectProvider<MigrationInstances> several,
				BooleanSupplier applicationIsMigrated) {
			if (!properties.isEnabled() || properties.isAllowDdlAuto()) {
				return false;
			}
			if (dataSource == null) {
				return true;
			}
			@Nullable MigrationInstances instances = several.getIfAvailable();
			if (instances != null) {
				return MigratedDatabase.isPostgres(dataSource) && instances.isMadeByRevisions(dataSource);
			}
			return MigratedDatabase.isPostgres(dataSource)
					&& ((applicationIsMigrated.getAsBoolean() && dataSource == application.getIfUnique())
							|| MigratedDatabase.hasVersionTable(dataSource, properties.getVersionTable()));
		}

	}

	/**
	 * Matches where there is a database to migrate.
	 */
	static final class DatabaseCondition extends AnyNestedCondition {

		DatabaseCondition() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnBean(DataSource.class)
		static final class DataSourceBean {

		}

		@Conditional(DataSourceMarked.class)
		static final class MarkedDataSourceBean {

		}

		@ConditionalOnBean(JdbcConnectionDetails.class)
		static final class JdbcConnectionDetailsBean {

		}

		/** Spring Boot makes no {@code DataSource} of it where there is R2DBC. */
		@ConditionalOnProperty("spring.datasource.url")
		static final class DataSourceUrlProperty {

		}

		@ConditionalOnProperty("app.migrations.url")
		static final class UrlProperty {

		}

		@ConditionalOnBean(MigrationsConnectionDetails.class)
		static final class MigrationsConnectionDetailsBean {

		}

		@Conditional(InstancesConfigured.class)
		static final class InstancesProperties {

		}

	}

}
