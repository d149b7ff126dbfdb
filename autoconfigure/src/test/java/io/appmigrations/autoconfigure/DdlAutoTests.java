package io.appmigrations.autoconfigure;

import javax.sql.DataSource;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Hibernate does not create, drop or empty what revisions make, however it is told to.
 */
@DatabaseTest
@ExtendWith(OutputCaptureExtension.class)
class DdlAutoTests {

	private static ApplicationContextRunner application(TestDatabase database) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
					DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class,
					AppMigrationsAutoConfiguration.class, HibernateJpaAutoConfiguration.class))
			.withUserConfiguration(Entities.class)
			.withPropertyValues(database.properties())
			.withPropertyValues("app.migrations.locations=classpath:fixtures/shop");
	}

	private static int products(TestDatabase database) {
		return database.jdbc().sql("select count(*) from product").query(Integer.class).single();
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.jpa.hibernate.ddl-auto=create", "spring.jpa.hibernate.ddl-auto=create-drop",
			"spring.jpa.hibernate.ddl-auto=create-only", "spring.jpa.hibernate.ddl-auto=drop",
			"spring.jpa.properties.hibernate.hbm2ddl.auto=create",
			"spring.jpa.properties.jakarta.persistence.schema-generation.database.action=create",
			"spring.jpa.properties.jakarta.persistence.schema-generation.database.action=drop-and-create",
			"spring.jpa.properties.jakarta.persistence.schema-generation.database.action=drop" })
	void isRefusedBeforeItHappens(String property, TestDatabase database) {
		application(database).run((context) -> assertThat(context).hasNotFailed());
		int before = products(database);
		application(database).withPropertyValues(property).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(failure(context.getStartupFailure())).satisfies((failure) -> {
				assertThat(failure.getCode()).isEqualTo(ErrorCode.UNSAFE_OPERATION);
				assertThat(failure.getHint()).contains("spring.jpa.hibernate.ddl-auto=validate",
						"app.migrations.allow-ddl-auto=true");
			});
		});
		assertThat(products(database)).isEqualTo(before).isPositive();
	}

	private static MigrationException failure(@Nullable Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof MigrationException exception) {
				return exception;
			}
		}
		throw new AssertionError(failure);
	}

	@Test
	void isRefusedOfAFactoryOfTheApplicationsOwn(TestDatabase database) {
		application(database).withUserConfiguration(OwnFactory.class).run((context) -> {
			assertThat(failure(context.getStartupFailure()).getCode()).isEqualTo(ErrorCode.UNSAFE_OPERATION);
			assertThat(products(database)).isPositive();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.jpa.hibernate.ddl-auto=update", "spring.jpa.generate-ddl=true" })
	void updateIsWarnedOf(String property, TestDatabase database, CapturedOutput output) {
		application(database).withPropertyValues(property).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains("Hibernate is configured to alter the tables that revisions create");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "app.migrations.allow-ddl-auto=true", "app.migrations.enabled=false" })
	void isAllowedWhereSaid(String property, TestDatabase database) {
		application(database).withPropertyValues("spring.jpa.hibernate.ddl-auto=create", property)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(database.hasTable("product")).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.jpa.hibernate.ddl-auto=validate", "spring.jpa.hibernate.ddl-auto=none",
			"spring.jpa.properties.jakarta.persistence.schema-generation.database.action=validate" })
	void whatChangesNothingIsNoMatter(String property, TestDatabase database, CapturedOutput output) {
		application(database).withPropertyValues(property).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("Hibernate is configured");
	}

	@Test
	void anotherDatabaseIsNoMatter(TestDatabase database, TestDatabase other) {
		application(database).withBean(Other.class, () -> new Other(other))
			.withUserConfiguration(OtherFactory.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(other.hasTable("product")).isTrue();
			});
	}

	@Configuration(proxyBeanMethods = false)
	@EntityScan(basePackageClasses = Product.class)
	static class Entities {

	}

	private static LocalContainerEntityManagerFactoryBean factory(DataSource dataSource) {
		LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
		factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
		factory.setDataSource(dataSource);
		factory.setPackagesToScan(Product.class.getPackageName());
		factory.getJpaPropertyMap().put("hibernate.hbm2ddl.auto", "create");
		return factory;
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnFactory {

		@Bean
		LocalContainerEntityManagerFactoryBean entityManagerFactory(DataSource dataSource) {
			return factory(dataSource);
		}

	}

	record Other(TestDatabase database) {
	}

	@Configuration(proxyBeanMethods = false)
	static class OtherFactory {

		@Bean
		LocalContainerEntityManagerFactoryBean entityManagerFactory(Other other) {
			return factory(other.database().dataSource());
		}

	}

}
