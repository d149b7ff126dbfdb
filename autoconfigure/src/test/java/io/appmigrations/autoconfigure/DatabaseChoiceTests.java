package io.appmigrations.autoconfigure;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.Mockito;
import org.testcontainers.postgresql.PostgreSQLContainer;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsFactories;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.jdbc.test.autoconfigure.TestDatabaseAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which database is migrated, and which one is never touched. The first one of each test
 * is the right one.
 */
@DatabaseTest
@ExtendWith(OutputCaptureExtension.class)
class DatabaseChoiceTests {

	private static ApplicationContextRunner application(TestDatabase right) {
		return new ApplicationContextRunner().withBean(TestDatabase.class, () -> right)
			.withConfiguration(
					AutoConfigurations.of(ServiceConnectionAutoConfiguration.class, DataSourceAutoConfiguration.class,
							AppMigrationsAutoConfiguration.class, R2dbcOnlyAutoConfiguration.class))
			.withPropertyValues("app.migrations.locations=classpath:fixtures/shop");
	}

	/** As Spring Boot makes it where R2DBC is there: no {@code DataSource}. */
	private static ApplicationContextRunner r2dbc(TestDatabase right) {
		return new ApplicationContextRunner().withBean(TestDatabase.class, () -> right)
			.withConfiguration(
					AutoConfigurations.of(AppMigrationsAutoConfiguration.class, R2dbcOnlyAutoConfiguration.class))
			.withPropertyValues("app.migrations.locations=classpath:fixtures/shop", "spring.r2dbc.url=r2dbc:x");
	}

	private static String[] migrationsProperties(TestDatabase database) {
		return new String[] { "app.migrations.url=" + database.url(), "app.migrations.username=" + database.username(),
				"app.migrations.password=" + database.password() };
	}

	@FunctionalInterface
	private interface Case {

		ApplicationContextRunner of(TestDatabase right, TestDatabase wrong);

	}

	private static Named<Case> named(String name, Case one) {
		return Named.of(name, one);
	}

	static Stream<Named<Case>> choices() {
		return Stream.of(
				named("a container beats what is configured to be migrated",
						(right, wrong) -> application(right).withUserConfiguration(Container.class)
							.withPropertyValues(wrong.properties())
							.withPropertyValues(migrationsProperties(wrong))),
				named("a container beats a login that is configured",
						(right, wrong) -> application(right).withUserConfiguration(Container.class)
							.withPropertyValues(wrong.properties())
							.withPropertyValues("app.migrations.username=nobody", "app.migrations.password=x")),
				named("a container beats what is configured also where the application's DataSource is another one",
						(right, wrong) -> application(right).withUserConfiguration(Container.class)
							.withBean(DataSource.class, wrong::dataSource)
							.withPropertyValues(migrationsProperties(wrong))),
				named("connection details of another kind, as a Compose file gives them",
						(right, wrong) -> application(right).withUserConfiguration(Details.class)
							.withPropertyValues(migrationsProperties(wrong))),
				named("a container for migrations only",
						(right, wrong) -> application(right).withUserConfiguration(MigrationsContainer.class)
							.withPropertyValues(wrong.properties())),
				named("a container for migrations only beats what is configured to be migrated",
						(right, wrong) -> application(right).withUserConfiguration(MigrationsContainer.class)
							.withPropertyValues(wrong.properties())
							.withPropertyValues(migrationsProperties(wrong))),
				named("a Compose file",
						(right, wrong) -> application(right).withInitializer((context) -> compose(context, right))
							.withPropertyValues(migrationsProperties(wrong))),
				named("R2DBC with a Compose file",
						(right, wrong) -> r2dbc(right).withInitializer((context) -> compose(context, right))),
				named("a test's dynamic properties",
						(right, wrong) -> application(right).withPropertyValues(wrong.properties())
							.withPropertyValues(migrationsProperties(wrong))
							.withInitializer((context) -> context.getEnvironment()
								.getPropertySources()
								.addFirst(new MapPropertySource("Dynamic Test Properties",
										Map.of("spring.datasource.url", right.url(), "spring.datasource.username",
												right.username(), "spring.datasource.password", right.password()))))),
				named("a test's dynamic properties name both",
						(right, wrong) -> application(right).withPropertyValues(wrong.properties())
							.withInitializer((context) -> context.getEnvironment()
								.getPropertySources()
								.addFirst(new MapPropertySource("Dynamic Test Properties",
										Map.of("spring.datasource.url", wrong.url(), "app.migrations.url", right.url(),
												"app.migrations.username", right.username(), "app.migrations.password",
												right.password()))))),
				named("connection details of the application's own beat a container and what is configured",
						(right, wrong) -> application(wrong).withUserConfiguration(Container.class)
							.withBean(MigrationsConnectionDetails.class, () -> details(right))
							.withPropertyValues(migrationsProperties(wrong))),
				named("connection details of the application's own need no DataSource",
						(right, wrong) -> r2dbc(wrong).withBean(MigrationsConnectionDetails.class,
								() -> details(right))),
				named("a marked DataSource beats a container",
						(right, wrong) -> application(wrong).withUserConfiguration(Container.class, Marked.class)
							.withBean(Right.class, () -> new Right(right))),
				named("R2DBC with a marked DataSource, which is no default candidate",
						(right, wrong) -> r2dbc(wrong).withUserConfiguration(Marked.class)
							.withBean(Right.class, () -> new Right(right))),
				named("a marked DataSource beside two others of which none is primary",
						(right, wrong) -> application(wrong).withUserConfiguration(Marked.class)
							.withBean(Right.class, () -> new Right(right))
							.withBean("first", DataSource.class, wrong::dataSource)
							.withBean("second", DataSource.class, wrong::dataSource)),
				named("a URL alone, with the login of the application",
						(right, wrong) -> application(wrong).withPropertyValues(wrong.properties())
							.withPropertyValues("app.migrations.url=" + right.url())),
				named("R2DBC with the connection details of a container",
						(right, wrong) -> r2dbc(right).withUserConfiguration(Details.class)),
				named("R2DBC with spring.datasource.url",
						(right, wrong) -> r2dbc(right).withPropertyValues(right.properties())),
				named("R2DBC with app.migrations.url",
						(right, wrong) -> r2dbc(right).withPropertyValues(migrationsProperties(right))));
	}

	@ParameterizedTest
	@MethodSource("choices")
	void theRightOneIsMigratedAndTheOtherNotTouched(Case one, TestDatabase right, TestDatabase wrong) {
		one.of(right, wrong).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(right.rows()).containsExactly("shop2");
			assertThat(wrong.hasTable("app_migrations")).isFalse();
		});
	}

	@Test
	void r2dbcAloneIsToldToNameADatabase(TestDatabase database, CapturedOutput output) {
		r2dbc(database).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(Migrations.class);
			assertThat(output).contains("Nothing is migrated", "set app.migrations.url or spring.datasource.url");
		});
		r2dbc(database).withPropertyValues("app.migrations.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("migrationsNothingMigratesWarning"));
	}

	@Test
	void testSliceThatReplacesTheDatabaseIsToldToKeepIt(TestDatabase database) {
		application(database).withConfiguration(AutoConfigurations.of(TestDatabaseAutoConfiguration.class))
			.withPropertyValues(database.properties())
			.withPropertyValues(migrationsProperties(database))
			.run((context) -> {
				assertThat(context).getFailure()
					.rootCause()
					.hasMessageContaining("Failed to replace DataSource with an embedded database");
				FailureAnalysis analysis = Objects.requireNonNull(
						new MigrationFailureAnalyzer().analyze(Objects.requireNonNull(context.getStartupFailure())));
				assertThat(analysis.getAction()).contains(
						"@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)",
						"app.migrations.enabled=false");
				assertThat(database.hasTable("app_migrations")).isFalse();
			});
	}

	@Test
	void embeddedDatabaseOfATestIsNotMigrated(TestDatabase database) {
		application(database).withBean(DataSource.class, () -> Mockito.mock(EmbeddedDatabase.class))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(MigrationException.class, (ex) -> {
					assertThat(ex.getCode()).isEqualTo(ErrorCode.UNSUPPORTED_DATABASE);
					assertThat(ex.getHint())
						.contains("@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)");
				}));
	}

	@Test
	void severalContainersAreNotGuessedAbout(TestDatabase database) {
		application(database).withUserConfiguration(Details.class)
			.withBean("another", JdbcConnectionDetails.class, () -> new Details().composeConnectionDetails(database))
			.withBean("first", DataSource.class, database::dataSource)
			.withBean("second", DataSource.class, database::dataSource)
			.withPropertyValues(migrationsProperties(database))
			.run((context) -> {
				assertThat(context).getFailure()
					.rootCause()
					.isInstanceOf(MigrationException.class)
					.hasMessageContaining("several and none is primary");
				assertThat(database.hasTable("app_migrations")).isFalse();
			});
	}

	/** Testcontainers and Docker Compose give what the factories make of it. */
	private static void compose(ConfigurableApplicationContext context, TestDatabase database) {
		JdbcConnectionDetails details = new Details().composeConnectionDetails(database);
		Map<Class<?>, ConnectionDetails> adapted = new ConnectionDetailsFactories(null).getConnectionDetails(details,
				false);
		assertThat(adapted).containsKey(MigrationsConnectionDetails.class);
		BeanDefinitionRegistry registry = (BeanDefinitionRegistry) context;
		registry.registerBeanDefinition("jdbcForPostgres", definition(details.getClass(), details));
		adapted.forEach((type, each) -> registry.registerBeanDefinition(type.getSimpleName() + "ForPostgres",
				definition(each.getClass(), each)));
	}

	private static <T> RootBeanDefinition definition(Class<T> type, Object bean) {
		return new RootBeanDefinition(type, () -> type.cast(bean));
	}

	private static MigrationsConnectionDetails details(TestDatabase database) {
		return new MigrationsConnectionDetails() {

			@Override
			public @Nullable String getJdbcUrl() {
				return database.url();
			}

			@Override
			public @Nullable String getUsername() {
				return database.username();
			}

			@Override
			public @Nullable String getPassword() {
				return database.password();
			}

		};
	}

	/** A container that is a database of the test server. */
	private static final class RunningContainer extends PostgreSQLContainer {

		private final TestDatabase database;

		RunningContainer(TestDatabase database) {
			super("postgres:18");
			this.database = database;
		}

		@Override
		public void start() {
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return true;
		}

		@Override
		public String getJdbcUrl() {
			return this.database.url();
		}

		@Override
		public String getUsername() {
			return this.database.username();
		}

		@Override
		public String getPassword() {
			return this.database.password();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Container {

		@Bean
		@ServiceConnection
		PostgreSQLContainer container(TestDatabase database) {
			return new RunningContainer(database);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MigrationsContainer {

		@Bean
		@ServiceConnection(type = MigrationsConnectionDetails.class)
		PostgreSQLContainer container(TestDatabase database) {
			return new RunningContainer(database);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Details {

		@Bean
		JdbcConnectionDetails composeConnectionDetails(TestDatabase database) {
			return new JdbcConnectionDetails() {

				@Override
				public String getUsername() {
					return database.username();
				}

				@Override
				public String getPassword() {
					return database.password();
				}

				@Override
				public String getJdbcUrl() {
					return database.url();
				}

			};
		}

	}

	record Right(TestDatabase database) {
	}

	@Configuration(proxyBeanMethods = false)
	static class Marked {

		@Bean(defaultCandidate = false)
		@MigrationsDataSource
		DataSource migrationsDataSource(Right right) {
			return right.database().dataSource();
		}

	}

}
