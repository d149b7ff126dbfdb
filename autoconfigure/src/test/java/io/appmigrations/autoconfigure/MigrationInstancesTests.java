package io.appmigrations.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationListener;
import io.appmigrations.Migrations;
import io.appmigrations.StepResult;
import io.appmigrations.javarevision.JavaRevision;
import io.appmigrations.javarevision.RevisionContext;
import io.appmigrations.javarevision.RevisionInfo;
import io.appmigrations.model.Change;
import io.appmigrations.settings.LockType;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.OnNewestPostgres;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.persistence.EntityManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for {@link MigrationInstances}: several databases with a history each.
 */
@DatabaseTest
@OnNewestPostgres
class MigrationInstancesTests {

	private static final String INSTANCES = "app.migrations.instances.";

	@TempDir
	private Path folder;

	/** The application's own database has fixtures, the other one a folder of its own. */
	private ApplicationContextRunner runner(TestDatabase main, TestDatabase reports) {
		Revisions.none()
			.sql("r1", "", "create table report (id int);", "drop table report;")
			.sql("r2", "r1", "create index on report (id);", "drop index report_id_idx;")
			.writeTo(this.folder);
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
					JdbcTemplateAutoConfiguration.class, AppMigrationsAutoConfiguration.class,
					AppMigrationsObservabilityAutoConfiguration.class, AppMigrationsEndpointAutoConfiguration.class))
			.withPropertyValues(main.properties())
			.withPropertyValues("app.migrations.version-table=history", "reports.url=" + reports.url(),
					"reports.username=" + reports.username(), "reports.password=" + reports.password(),
					INSTANCES + "main.locations=classpath:fixtures/shop",
					INSTANCES + "reports.data-source=reportsDataSource",
					INSTANCES + "reports.locations=file:" + this.folder)
			.withBean("reportsDataSource", DataSource.class,
					() -> new DriverManagerDataSource(reports.url(), reports.username(), reports.password()),
					(definition) -> ((AbstractBeanDefinition) definition).setDefaultCandidate(false));
	}

	private static List<String> rows(TestDatabase database) {
		return database.jdbc().sql("select revision from history").query(String.class).list();
	}

	@Test
	void eachIsMigratedBeforeWhatUsesADatabase(TestDatabase main, TestDatabase reports) {
		runner(main, reports).withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
			.withUserConfiguration(AppMigrationsAutoConfigurationTests.Entities.class)
			.withPropertyValues("spring.jpa.hibernate.ddl-auto=validate")
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(EntityManagerFactory.class);
				assertThat(rows(main)).containsExactly("shop2");
				assertThat(rows(reports)).containsExactly("r2");
				for (Class<?> type : List.of(EntityManagerFactory.class, JdbcTemplate.class)) {
					String name = context.getBeanNamesForType(type)[0];
					assertThat(context.getBeanFactory().getBeanDefinition(name).getDependsOn()).as(name)
						.contains("mainMigrationInitializer", "reportsMigrationInitializer");
				}
				assertThat(context.getBean("mainMigrations", Migrations.class)
					.check(AutogenerateOptions.defaults())
					.upgrade()).extracting(Change::object)
					.isNotEmpty()
					.allMatch((object) -> object.toString().startsWith("public.product."));
				assertThatExceptionOfType(MigrationException.class)
					.isThrownBy(() -> context.getBean("reportsMigrations", Migrations.class)
						.check(AutogenerateOptions.defaults()))
					.withMessageContaining("no entity manager factory uses the DataSource of this database");
			});
	}

	@Test
	void whatCanBeSeenIsSeenOfEach(TestDatabase main, TestDatabase reports) {
		runner(main, reports)
			.withPropertyValues("management.endpoints.web.exposure.include=migrations,migrations-page",
					"management.info.migrations.enabled=true")
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(MigrationsEndpoint.class);
				SimpleMeterRegistry registry = new SimpleMeterRegistry();
				context.getBean(MigrationMeters.class).bindTo(registry);
				assertThat(registry.get("app.migrations.revision").tags("database", "reports").timer().count())
					.isEqualTo(2);
				assertThat(registry.getMeters())
					.allMatch((meter) -> List.of("main", "reports").contains(meter.getId().getTag("database")));
				Info.Builder info = new Info.Builder();
				context.getBean(InfoContributor.class).contribute(info);
				assertThat(info.build().getDetails()).containsOnly(entry("migrations",
						Map.of("main", Map.of("heads", List.of("shop2"), "current", List.of("shop2")), "reports",
								Map.of("heads", List.of("r2"), "current", List.of("r2")))));
				context.getBean("reportsMigrations", Migrations.class).downgrade("r1");
				CompositeHealthContributor health = context.getBean(CompositeHealthContributor.class);
				assertThat(status(health, "main")).isEqualTo(Status.UP);
				assertThat(status(health, "reports")).isEqualTo(Status.OUT_OF_SERVICE);
				MigrationInstancesEndpoint endpoint = context.getBean(MigrationInstancesEndpoint.class);
				assertThat(endpoint.migrations().instances()).containsOnlyKeys("main", "reports")
					.hasEntrySatisfying("reports", (state) -> assertThat(state.pending()).containsExactly("r2"));
				assertThat(endpoint.instance("main")).matches((state) -> state.current().equals(List.of("shop2")));
				assertThat(endpoint.instance("other")).isNull();
				MigrationInstancesPageEndpoint page = context.getBean(MigrationInstancesPageEndpoint.class);
				assertThat(page.page(SecurityContext.NONE, "reports")).contains("\"current\":[\"r1\"]");
				assertThat(page.page(SecurityContext.NONE, "other")).isNull();
			});
	}

	private static @Nullable Status status(CompositeHealthContributor health, String name) {
		Health said = (health.getContributor(name) instanceof HealthIndicator indicator) ? indicator.health() : null;
		return (said != null) ? said.getStatus() : null;
	}

	@Test
	void beansCanBeInjectedByNameOrAllOfThem(TestDatabase main, TestDatabase reports) {
		runner(main, reports).withBean(Injected.class).run((context) -> {
			Injected injected = context.getBean(Injected.class);
			assertThat(injected.reports.current().current()).containsExactly("r2");
			assertThat(injected.byName).containsOnlyKeys("mainMigrations", "reportsMigrations")
				.containsEntry("reportsMigrations", injected.reports);
			assertThat(injected.all).containsExactlyElementsOf(injected.byName.values());
		});
	}

	/** A process that only migrates keeps the beans that were needed, and no other. */
	@Test
	void beansAreThereWithMigrateOnlyToo(TestDatabase main, TestDatabase reports) {
		runner(main, reports).withPropertyValues("app.migrations.migrate-only=true").run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(JdbcTemplate.class);
			assertThat(context.getBeanProvider(Migrations.class).stream()).hasSize(2);
			assertThat(rows(reports)).containsExactly("r2");
		});
	}

	@Test
	void listenersAndEventsSayWhichInstanceTheyAreAbout(TestDatabase main, TestDatabase reports) {
		List<String> told = new ArrayList<>();
		runner(main, reports).withBean(MigrationListener.class, () -> new MigrationListener() {
			@Override
			public MigrationListener forInstance(String instance) {
				return new MigrationListener() {
					@Override
					public void afterRevision(StepResult result) {
						told.add("listener " + instance + " " + result.step().revision().id());
					}
				};
			}
		})
			.withInitializer((context) -> context
				.addApplicationListener((PayloadApplicationEvent<RevisionEvent.Completed> event) -> told
					.add("event " + event.getPayload().instance() + " " + event.getPayload().step().revision().id())))
			.run((context) -> assertThat(told).containsExactly("listener main shop1", "event main shop1",
					"listener main shop2", "event main shop2", "listener reports r1", "event reports r1",
					"listener reports r2", "event reports r2"));
	}

	/** Otherwise a test has to say whose database the instance's is. */
	@Test
	void urlCountsBesideTheApplicationsOwnConnectionDetails(TestDatabase main, TestDatabase reports) {
		ApplicationContextRunner runner = runner(main, reports)
			.withBean(JdbcConnectionDetails.class, () -> new OwnDetails(main))
			.withPropertyValues(INSTANCES + "reports.data-source=", INSTANCES + "reports.url=" + reports.url(),
					INSTANCES + "reports.username=" + reports.username(),
					INSTANCES + "reports.password=" + reports.password());
		runner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("Inlined Test Properties", Map.of("in", "a test"))))
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(
						"app.migrations.instances.reports.url is not of this test: OwnDetails selects"));
		assertThat(reports.hasTable("history")).isFalse();
		runner.run((context) -> assertThat(rows(reports)).containsExactly("r2"));
	}

	@Test
	void failureNamesTheInstanceAndTheOthersStay(TestDatabase main, TestDatabase reports) {
		runner(main, reports).withPropertyValues(INSTANCES + "reports.target=r9").run((context) -> {
			assertThat(context).getFailure().rootCause().hasMessageContaining("r9");
			assertThat(context.getStartupFailure()).hasStackTraceContaining("Instance reports: ");
			assertThat(rows(main)).containsExactly("shop2");
		});
		runner(main, reports).withPropertyValues(INSTANCES + "reports.target=none", INSTANCES + "main.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(reports.hasTable("history")).isFalse();
	}

	/** A bean is of the database whose locations have its package. */
	@Test
	void revisionBeansAreOfOneInstance(TestDatabase main, TestDatabase reports) {
		runner(main, reports).withBean(Stray.class)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("is in no package of an instance's locations"));
		runner(main, reports).withBean(Stray.class)
			.withPropertyValues(INSTANCES + "main.locations=classpath:io/appmigrations/autoconfigure",
					INSTANCES + "main.enabled=false")
			.run((context) -> assertThat(context.getBean("reportsMigrations", Migrations.class).history())
				.extracting((details) -> details.revision().id())
				.containsExactly("r2", "r1"));
	}

	@Test
	void theSameDatabaseIsFoundBehindAnotherName(TestDatabase main, TestDatabase reports) {
		runner(main, reports)
			.withPropertyValues(INSTANCES + "third.url=" + main.url() + "?ApplicationName=third",
					INSTANCES + "third.username=" + main.username(), INSTANCES + "third.password=" + main.password(),
					INSTANCES + "third.locations=file:" + this.folder)
			.run((context) -> {
				assertThat(context).getFailure()
					.hasStackTraceContaining("The instances main and third have the same database");
				assertThat(main.hasTable("history")).isFalse();
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					main.locatoins=x                        | app.migrations.instances.main.locatoins is not a property of an instance
					main.order=1                            | app.migrations.instances.main.order is not a property of an instance
					Main.locations=x                        | 'Main' is not the name of an instance
					a-b.locations=x                         | 'a-b' is not the name of an instance
					other.target=heads                      | app.migrations.instances.other.locations is not set
					reports.url=jdbc:postgresql://x/y       | app.migrations.instances.reports.url and app.migrations.instances.reports.data-source both name a database
					reports.data-source=nothing             | There is no bean 'nothing' to migrate
					reports.data-source=                    | The instances main and reports have the same database and the same version table
					reports.locations=classpath:fixtures/shop/deeper | The location classpath:fixtures/shop/deeper of instance reports is in classpath:fixtures/shop of instance main
					reports.locations=classpath:nowhere/at/all | the class path has no folder nowhere/at/all
					reports.lock.type=strong                | app.migrations.instances.reports.lock.type
					reports.lock-timeout=-1s                | Instance reports: app.migrations.lock-timeout must not be negative
					../url=jdbc:postgresql://x/y            | app.migrations.url is set, but with app.migrations.instances each database has its own
					../locations=classpath:x                | app.migrations.locations is set, but
					../tenants.schemas=a                    | app.migrations.tenants.schemas is set, but
					""")
	void badInputIsRefused(String property, String message, TestDatabase main, TestDatabase reports) {
		runner(main, reports)
			.withPropertyValues(
					property.startsWith("../") ? "app.migrations." + property.substring(3) : INSTANCES + property)
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining(message));
	}

	@Test
	void instanceInheritsHowToMigrateAndNothingOfADatabase() {
		Environment environment = environment("app.migrations.lock-timeout=1s", "app.migrations.lock.type=none",
				"app.migrations.lock.name=common", "app.migrations.target=none", "app.migrations.placeholders.a=1",
				"app.migrations.placeholders.b=1", "app.migrations.lint.ignore=x,y", "app.migrations.url=jdbc:x",
				"app.migrations.default-schema=s", "app.migrations.tenants.schemas=s",
				"app.migrations.autogenerate.exclude=shedlock", INSTANCES + "one.locations=classpath:a,classpath:b",
				INSTANCES + "one.lock.wait=1m", INSTANCES + "one.placeholders.b=2", INSTANCES + "one.lint.ignore=z",
				INSTANCES + "one.target=heads", INSTANCES + "two.locations=classpath:c");
		AppMigrationsProperties common = Binder.get(environment)
			.bind("app.migrations", AppMigrationsProperties.class)
			.get();
		assertThat(InstanceNames.in(environment)).containsExactly("one", "two");
		InstanceProperties one = InstanceProperties.of("one", common, environment);
		InstanceProperties two = InstanceProperties.of("two", common, environment);
		assertThat(one.getLockTimeout()).isEqualTo(Duration.ofSeconds(1));
		assertThat(one.getLock().getType()).isEqualTo(LockType.NONE);
		assertThat(one.getLock().getWait()).isEqualTo(Duration.ofMinutes(1));
		assertThat(one.getLock().getName()).isNull();
		assertThat(one.getUrl()).isNull();
		assertThat(one.getDefaultSchema()).isNull();
		assertThat(one.getTenants().areNone()).isTrue();
		assertThat(one.getAutogenerate().getExclude()).containsExactly("shedlock");
		assertThat(one.getLocations()).containsExactly("classpath:a", "classpath:b");
		assertThat(one.getPlaceholders()).containsOnly(entry("a", "1"), entry("b", "2"));
		assertThat(one.getLint().getIgnore()).containsExactly("z");
		assertThat(Stream.of(one, two).map(AppMigrationsProperties::getTarget)).containsExactly("heads", "none");
		assertThat(two.getLint().getIgnore()).containsExactly("x", "y");
		assertThat(two.getPlaceholders()).containsOnly(entry("a", "1"), entry("b", "1"));
	}

	@Test
	void argumentsAndVariablesSayItToo() {
		StandardEnvironment environment = environment(INSTANCES + "one.locations=classpath:a",
				INSTANCES + "one.placeholders.a=1", INSTANCES + "one.lock-retries=1");
		environment.getPropertySources()
			.addFirst(new SimpleCommandLinePropertySource("--app.migrations.placeholders[a]=2",
					"--app.migrations.lock-retries=2", "--" + INSTANCES + "one.lock-retries=3"));
		environment.getPropertySources()
			.addLast(new SystemEnvironmentPropertySource("test-systemEnvironment",
					Map.of("APP_MIGRATIONS_INSTANCES_TWO_LOCATIONS", "classpath:b",
							"APP_MIGRATIONS_INSTANCES_TWO_LOCK_WAIT", "7s")));
		assertThat(InstanceNames.in(environment)).containsExactly("one", "two");
		InstanceProperties one = InstanceProperties.of("one", new AppMigrationsProperties(), environment);
		assertThat(one.getPlaceholders()).containsOnly(entry("a", "2"));
		assertThat(one.getLockRetries()).isEqualTo(3);
		assertThat(InstanceProperties.of("two", new AppMigrationsProperties(), environment).getLock().getWait())
			.isEqualTo(Duration.ofSeconds(7));
	}

	private static StandardEnvironment environment(String... properties) {
		StandardEnvironment environment = new StandardEnvironment();
		TestPropertyValues.of(new ArrayList<>(List.of(properties))).applyTo(environment);
		return environment;
	}

	static final class Injected {

		private final Migrations reports;

		private final List<Migrations> all;

		private final Map<String, Migrations> byName;

		Injected(@Qualifier("reportsMigrations") Migrations reports, List<Migrations> all,
				Map<String, Migrations> byName) {
			this.reports = reports;
			this.all = all;
			this.byName = byName;
		}

	}

	private record OwnDetails(TestDatabase database) implements JdbcConnectionDetails {

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

	@RevisionInfo(revision = "stray", message = "in a package of its own")
	static final class Stray implements JavaRevision {

		@Override
		public void upgrade(RevisionContext context) {
			throw new IllegalStateException("nobody runs it");
		}

	}

}
