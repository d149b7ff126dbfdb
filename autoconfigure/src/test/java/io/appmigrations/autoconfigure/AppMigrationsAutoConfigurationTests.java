package io.appmigrations.autoconfigure;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import io.appmigrations.CurrentRevisions;
import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationListener;
import io.appmigrations.Migrations;
import io.appmigrations.Step;
import io.appmigrations.StepResult;
import io.appmigrations.javarevision.JavaRevision;
import io.appmigrations.javarevision.RevisionContext;
import io.appmigrations.javarevision.RevisionInfo;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Patience;
import io.appmigrations.testing.TestDatabase;
import jakarta.persistence.EntityManagerFactory;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.SchemaManagement;
import org.springframework.boot.jdbc.SchemaManagementProvider;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDatabaseInitializerDetector;
import org.springframework.boot.sql.init.dependency.DatabaseInitializerDetector;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AppMigrationsAutoConfiguration}.
 */
@DatabaseTest
@ExtendWith(OutputCaptureExtension.class)
class AppMigrationsAutoConfigurationTests {

	private static ApplicationContextRunner jdbc(TestDatabase database) {
		return new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(DataSourceAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
							JdbcClientAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class,
							TransactionAutoConfiguration.class, AppMigrationsAutoConfiguration.class))
			.withPropertyValues(database.properties())
			.withPropertyValues("app.migrations.locations=classpath:fixtures/shop");
	}

	private static ApplicationContextRunner jpa(TestDatabase database) {
		return jdbc(database).withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
			.withUserConfiguration(Entities.class)
			.withPropertyValues("spring.jpa.hibernate.ddl-auto=validate");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void hibernateValidatesTheMigratedSchemaWithASmallPool(int poolSize, TestDatabase database) {
		jpa(database).withPropertyValues("spring.datasource.hikari.maximum-pool-size=" + poolSize).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(EntityManagerFactory.class);
			assertThat(database.rows()).containsExactly("shop2");
		});
	}

	@Test
	void beansThatUseTheDatabaseWaitForTheInitializer(TestDatabase database) {
		jpa(database).run((context) -> {
			for (Class<?> type : List.of(EntityManagerFactory.class, JdbcTemplate.class, JdbcClient.class)) {
				String name = context.getBeanNamesForType(type)[0];
				assertThat(context.getBeanFactory().getBeanDefinition(name).getDependsOn()).as(name)
					.contains("migrationInitializer");
			}
		});
	}

	@Test
	void migratesWithoutWhatIsOptional(TestDatabase database) {
		jdbc(database)
			.withClassLoader(new FilteredClassLoader("org.hibernate", "jakarta.persistence", "picocli",
					"net.javacrumbs.shedlock", "org.springframework.boot.actuate", "io.micrometer"))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(database.rows()).containsExactly("shop2");
			});
	}

	@Test
	void whatRunsForLongIsLogged(TestDatabase database, CapturedOutput output) {
		MigrationListener slow = new MigrationListener() {

			@Override
			public void beforeRevision(Step step) {
				if (step.revision().id().equals("shop2")) {
					Awaitility.await()
						.atMost(Patience.LIMIT)
						.until(() -> output.getAll().contains("[2/2] upgrade shop2"));
				}
			}

		};
		jdbc(database).withBean(MigrationListener.class, () -> slow).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).containsPattern("INFO .*\\[2/2] upgrade shop2 \\(.*\\)  \\d+ s\\R");
		});
	}

	@Test
	void disabledLeavesNoBean(TestDatabase database) {
		jdbc(database).withPropertyValues("app.migrations.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeanDefinitionNames())
				.noneMatch((name) -> name.toLowerCase(Locale.ROOT).contains("migration"));
			assertThat(database.hasTable("app_migrations")).isFalse();
		});
	}

	@ParameterizedTest
	@CsvSource({ "on, true", "1, true", "TRUE, true", "off, false", "0, false", "no, false" })
	void enabledIsReadAsSpringReadsIt(String value, boolean enabled, TestDatabase database) {
		jdbc(database).withPropertyValues("app.migrations.enabled=" + value)
			.run((context) -> assertThat(database.hasTable("app_migrations")).isEqualTo(enabled));
	}

	@Test
	void withoutADatabaseThereIsNothingToDo() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(AppMigrationsAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Migrations.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.jdbc", "org.postgresql" })
	void withoutSpringJdbcOrTheDriverThereIsNothingToDo(String missing) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(AppMigrationsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(missing))
			.withPropertyValues("app.migrations.url=jdbc:postgresql://localhost:1/nowhere")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Migrations.class));
	}

	@Test
	void eightContextsAtOnceRunEveryRevisionOnce(TestDatabase database) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(8);
		try {
			Callable<List<String>> start = () -> {
				List<String> current = new ArrayList<>();
				jdbc(database).withPropertyValues("spring.datasource.hikari.maximum-pool-size=2")
					.run((context) -> current.addAll(context.getBean(Migrations.class).current().current()));
				return current;
			};
			List<Future<List<String>>> contexts = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				contexts.add(executor.submit(start));
			}
			for (Future<List<String>> context : contexts) {
				assertThat(context.get(Patience.MINUTES, TimeUnit.MINUTES)).containsExactly("shop2");
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(database.log()).containsExactly("upgrade shop1 done", "upgrade shop2 done");
	}

	@Test
	void separateLoginMigratesAndOwnsTheTables(TestDatabase database) {
		String login = "ddl_" + database.name();
		database.jdbc().sql("create role %s superuser login password 'pw'".formatted(login)).update();
		try {
			jdbc(database).withPropertyValues("app.migrations.username=" + login, "app.migrations.password=pw")
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(owner(database)).isEqualTo(login);
				});
		}
		finally {
			database.jdbc().sql("drop owned by %s".formatted(login)).update();
			database.jdbc().sql("drop role %s".formatted(login)).update();
		}
	}

	private static String owner(TestDatabase database) {
		return database.jdbc()
			.sql("select tableowner from pg_tables where tablename = 'product'")
			.query(String.class)
			.single();
	}

	@Test
	void urlOfItsOwnNeedsNoDataSource(TestDatabase database) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(AppMigrationsAutoConfiguration.class))
			.withPropertyValues("app.migrations.locations=classpath:fixtures/shop",
					"app.migrations.url=" + database.url(), "app.migrations.username=" + database.username(),
					"app.migrations.password=" + database.password(),
					"app.migrations.driver-class-name=" + WrappingDriver.class.getName())
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(database.rows()).containsExactly("shop2");
				assertThat(WrappingDriver.connected).isTrue();
			});
	}

	/** A driver that the URL does not name. */
	static class WrappingDriver extends Driver {

		private static volatile boolean connected;

		@Override
		public @Nullable Connection connect(String url, Properties properties) throws SQLException {
			connected = true;
			return super.connect(url, properties);
		}

	}

	@Test
	void markedDataSourceIsUsed(TestDatabase database) {
		jdbc(database).withPropertyValues("spring.datasource.url=jdbc:postgresql://localhost:1/nowhere")
			.withBean(TestDatabase.class, () -> database)
			.withUserConfiguration(MarkedDataSource.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(database.rows()).containsExactly("shop2");
			});
	}

	@Test
	void customizerChangesTheProperties(TestDatabase database) {
		jdbc(database)
			.withBean(AppMigrationsCustomizer.class, () -> (properties) -> properties.setVersionTable("versions"))
			.run((context) -> assertThat(database.hasTable("versions")).isTrue());
	}

	@Test
	void customizersAndListenersHaveAnOrder(TestDatabase database) {
		jdbc(database).withUserConfiguration(Ordered.class).run((context) -> {
			assertThat(database.hasTable("versions_first_second")).isTrue();
			assertThat(context.getBean("told", StringBuilder.class))
				.hasToString("first shop1 second shop1 first shop2 second shop2 ");
		});
	}

	/** In the order of their names they would be the other way round. */
	@Configuration(proxyBeanMethods = false)
	static class Ordered {

		@Bean
		StringBuilder told() {
			return new StringBuilder();
		}

		@Bean
		@Order(2)
		AppMigrationsCustomizer a() {
			return (properties) -> properties.setVersionTable(properties.getVersionTable() + "_second");
		}

		@Bean
		@Order(1)
		AppMigrationsCustomizer b() {
			return (properties) -> properties.setVersionTable("versions_first");
		}

		@Bean
		@Order(2)
		MigrationListener c(StringBuilder told) {
			return telling(told, "second");
		}

		@Bean
		@Order(1)
		MigrationListener d(StringBuilder told) {
			return telling(told, "first");
		}

		private static MigrationListener telling(StringBuilder told, String name) {
			return new MigrationListener() {

				@Override
				public void beforeRevision(Step step) {
					told.append(name).append(' ').append(step.revision().id()).append(' ');
				}

			};
		}

	}

	@Test
	void scriptsOfSpringRunAfterTheRevisions(TestDatabase database) {
		jdbc(database).withConfiguration(AutoConfigurations.of(DataSourceInitializationAutoConfiguration.class))
			.withPropertyValues("spring.sql.init.mode=always",
					"spring.sql.init.schema-locations=optional:classpath:none.sql")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(dependsOn(context, "dataSourceScriptDatabaseInitializer"))
					.containsExactly("migrationInitializer");
			});
	}

	@Test
	void strategyDecidesWhatIsRun(TestDatabase database) {
		jdbc(database)
			.withBean(MigrationStrategy.class, () -> (migrations, target) -> migrations.upgrade(target + "-1"))
			.withPropertyValues("app.migrations.target=shop2")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(database.rows()).containsExactly("shop1");
			});
		jdbc(database).withBean(MigrationStrategy.class, () -> (migrations, target) -> null).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(MigrationInitializer.class).getResult()).isNull();
			assertThat(database.rows()).containsExactly("shop1");
		});
	}

	@Test
	void initializerOfTheApplicationReplacesTheAutoConfiguredOne(TestDatabase database) {
		jdbc(database).withUserConfiguration(OwnInitializer.class).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(MigrationInitializer.class);
			assertThat(dependsOn(context, "jdbcTemplate")).containsExactly("ownInitializer");
			assertThat(database.rows()).containsExactly("shop1");
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnInitializer {

		@Bean
		MigrationInitializer ownInitializer(Migrations migrations) {
			return new MigrationInitializer(migrations, "shop1");
		}

	}

	@ParameterizedTest
	@CsvSource({ "app.migrations.enabled=true, migrationInitializer, otherTool",
			"app.migrations.order=-1, otherTool, migrationInitializer" })
	void runsAfterFlywayAndLiquibaseUnlessConfigured(String property, String later, String earlier,
			@TempDir Path folder, TestDatabase database) throws Exception {
		Files.writeString(Files.createDirectory(folder.resolve("META-INF")).resolve("spring.factories"),
				DatabaseInitializerDetector.class.getName() + "=" + OtherToolDetector.class.getName());
		try (URLClassLoader classLoader = new URLClassLoader(new URL[] { folder.toUri().toURL() },
				getClass().getClassLoader())) {
			ApplicationContextRunner both = jdbc(database).withClassLoader(classLoader)
				.withBean("otherTool", OtherTool.class)
				.withPropertyValues(property);
			both.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(dependsOn(context, later)).containsExactly(earlier);
				assertThat(dependsOn(context, earlier)).isNull();
				assertThat(dependsOn(context, "jdbcTemplate")).contains(earlier, later);
			});
			both.withPropertyValues("app.migrations.migrate-only=true")
				.run((context) -> assertThat(context.getBeanFactory().containsSingleton("otherTool"))
					.isEqualTo(earlier.equals("otherTool")));
		}
	}

	private static String @Nullable [] dependsOn(AssertableApplicationContext context, String bean) {
		return context.getBeanFactory().getBeanDefinition(bean).getDependsOn();
	}

	/** Stands for Flyway and Liquibase, whose detectors have the same number. */
	static class OtherTool {

	}

	static class OtherToolDetector extends AbstractBeansOfTypeDatabaseInitializerDetector {

		@Override
		protected Set<Class<?>> getDatabaseInitializerBeanTypes() {
			return Set.of(OtherTool.class);
		}

		@Override
		public int getOrder() {
			return 0;
		}

	}

	@Test
	void childUsesTheMigrationsOfItsParent(TestDatabase database) {
		jdbc(database).run((parent) -> jdbc(database).withParent(parent).run((child) -> {
			assertThat(child).hasNotFailed();
			assertThat(child.getBean(Migrations.class)).isSameAs(parent.getBean(Migrations.class));
			assertThat(child.getBeanFactory().getBeanDefinitionNames()).doesNotContain("migrations",
					"migrationInitializer", "migrationsDriftCheck");
			assertThat(database.rows()).containsExactly("shop2");
		}));
	}

	@Test
	void childWithADatabaseMigratesWhereItsParentHasNone(TestDatabase first, TestDatabase second) {
		ApplicationContextRunner without = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AppMigrationsAutoConfiguration.class));
		without.run((parent) -> List.of(first, second)
			.forEach((database) -> jdbc(database).withParent(parent).run((child) -> {
				assertThat(parent).doesNotHaveBean(Migrations.class);
				assertThat(database.rows()).containsExactly("shop2");
			})));
	}

	@Test
	void onlyTheMigratedDataSourceIsManaged(TestDatabase database) {
		jdbc(database).run((context) -> {
			SchemaManagementProvider provider = context.getBean(SchemaManagementProvider.class);
			assertThat(provider.getSchemaManagement(context.getBean(DataSource.class)))
				.isEqualTo(SchemaManagement.MANAGED);
			assertThat(provider.getSchemaManagement(database.dataSource())).isEqualTo(SchemaManagement.UNMANAGED);
		});
	}

	@Test
	void listenersAndEventsTellOfEveryRevision(TestDatabase database) {
		List<String> told = new ArrayList<>();
		jdbc(database).withBean(MigrationListener.class, () -> new MigrationListener() {
			@Override
			public void afterRevision(StepResult result) {
				told.add("listener " + result.step().revision().id());
			}
		})
			.withInitializer((context) -> context.addApplicationListener(events(told)))
			.run((context) -> assertThat(told).containsExactly("Started shop1", "listener shop1", "Completed shop1",
					"Started shop2", "listener shop2", "Completed shop2"));
	}

	@Test
	void listenerBeanOfOneKindOfEventIsTold(TestDatabase database) {
		jdbc(database).withUserConfiguration(CompletedListener.class)
			.run((context) -> assertThat(context.getBean(CompletedListener.class).told).containsExactly("shop1",
					"shop2"));
	}

	/** As docs/startup.md shows it. */
	static class CompletedListener implements ApplicationListener<PayloadApplicationEvent<RevisionEvent.Completed>> {

		private final List<String> told = new ArrayList<>();

		@Override
		public void onApplicationEvent(PayloadApplicationEvent<RevisionEvent.Completed> event) {
			this.told.add(event.getPayload().step().revision().id());
		}

	}

	private static ApplicationListener<PayloadApplicationEvent<?>> events(List<String> told) {
		return (event) -> {
			if (event.getPayload() instanceof RevisionEvent revision) {
				told.add(revision.getClass().getSimpleName() + " " + revision.step().revision().id());
			}
		};
	}

	@Test
	void javaRevisionsAreFoundInPackagesAndAmongBeans(TestDatabase database) {
		jdbc(database)
			.withPropertyValues("app.migrations.locations=classpath:fixtures/shop,classpath:fixtures/javarevisions",
					"raise=5")
			.withBean(RenameProducts.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(database.jdbc().sql("select name || price from product").query(String.class).single())
					.isEqualTo("renamed5.00");
				assertThat(database.rows()).containsExactly("shop4");
			});
	}

	@Test
	void targetNoneOnlyReports(TestDatabase database, CapturedOutput output) {
		jdbc(database).withPropertyValues("app.migrations.target=none").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Migrations.class).current()).isEqualTo(new CurrentRevisions(List.of(),
					List.of("shop2"), List.of("shop1", "shop2"), List.of(), List.of(), null));
			assertThat(output).contains("Pending revisions are not run because the target is 'none': shop1, shop2");
		});
	}

	@Test
	void contextThatFailsAfterwardsLeavesTheDatabaseMigratedAndUnlocked(TestDatabase database) {
		JdbcClient client = JdbcClient.create(database.dataSource());
		jdbc(database).withUserConfiguration(FailsAfterTheMigration.class).run((context) -> {
			assertThat(context).hasFailed().getFailure().hasRootCauseMessage("products: 1");
			assertThat(database.rows()).containsExactly("shop2");
			assertThat(database.log()).containsExactly("upgrade shop1 done", "upgrade shop2 done");
			assertThat(client
				.sql("select count(*) from pg_locks where locktype = 'advisory' and database = "
						+ "(select oid from pg_database where datname = current_database())")
				.query(Integer.class)
				.single()).isZero();
		});
		jdbc(database).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void failureIsAnalyzed(TestDatabase database) {
		jdbc(database).withPropertyValues("app.migrations.locations=classpath:fixtures/failing").run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = Objects.requireNonNull(
					new MigrationFailureAnalyzer().analyze(Objects.requireNonNull(context.getStartupFailure())));
			assertThat(analysis.getDescription()).contains("fixtures/failing/1.sql:7", "no_such_function",
					"(statement_failed)");
			assertThat(analysis.getAction()).contains("Nothing with this name was found");
		});
	}

	@Test
	void wrongPasswordIsReportedWithoutAStackTrace(TestDatabase database, CapturedOutput output) {
		jdbc(database)
			.withPropertyValues("spring.datasource.username=no_such_user", "spring.datasource.password=s3cret")
			.run((context) -> {
				assertThat(context).getFailure()
					.rootCause()
					.isInstanceOfSatisfying(MigrationException.class,
							(ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.CONNECTION_FAILED));
				assertThat(output).doesNotContain("s3cret").doesNotContain("Exception during pool initialization");
			});
	}

	@Test
	void unreachableServerIsTriedAgain(TestDatabase database, CapturedOutput output) {
		jdbc(database)
			.withPropertyValues("spring.datasource.url=jdbc:postgresql://localhost:1/nowhere",
					"app.migrations.connect-retries=2", "app.migrations.connect-retry-interval=10ms")
			.run((context) -> {
				assertThat(context).getFailure().rootCause().hasMessageContaining("localhost:1 refused");
				assertThat(output).contains("Attempt 3 of 3 follows in 10 ms");
			});
	}

	@Configuration(proxyBeanMethods = false)
	@EntityScan(basePackageClasses = Product.class)
	static class Entities {

	}

	@Configuration(proxyBeanMethods = false)
	static class FailsAfterTheMigration {

		@Bean
		Product product(JdbcClient client) {
			throw new IllegalStateException(
					"products: " + client.sql("select count(*) from product").query(Integer.class).single());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MarkedDataSource {

		@Bean(defaultCandidate = false)
		@MigrationsDataSource
		DataSource migrationsDataSource(TestDatabase database) {
			return database.dataSource();
		}

	}

	@RevisionInfo(revision = "shop4", downRevision = "shop3", message = "rename")
	static class RenameProducts implements JavaRevision {

		@Override
		public void upgrade(RevisionContext context) {
			context.jdbc().sql("update product set name = 'renamed'").update();
		}

	}

}
