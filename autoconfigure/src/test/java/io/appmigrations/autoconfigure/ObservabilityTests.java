package io.appmigrations.autoconfigure;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.appmigrations.Direction;
import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;
import io.appmigrations.Revision;
import io.appmigrations.Step;
import io.appmigrations.StepResult;
import io.appmigrations.settings.MigrationSettings;
import io.appmigrations.standalone.MigrationsFactory;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.metrics.buffering.BufferingApplicationStartup;
import org.springframework.boot.context.metrics.buffering.StartupTimeline.TimelineEvent;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.metrics.StartupStep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link AppMigrationsObservabilityAutoConfiguration}.
 */
@DatabaseTest
class ObservabilityTests {

	private static ApplicationContextRunner runner(TestDatabase database) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
					AppMigrationsAutoConfiguration.class, AppMigrationsObservabilityAutoConfiguration.class))
			.withPropertyValues(database.properties())
			.withPropertyValues("app.migrations.locations=classpath:fixtures/shop");
	}

	private static MeterRegistry bound(MigrationMeters meters) {
		MeterRegistry registry = new SimpleMeterRegistry();
		meters.bindTo(registry);
		return registry;
	}

	private static Timer timer(MeterRegistry registry, String direction, String outcome) {
		return registry.get("app.migrations.revision").tags("direction", direction, "outcome", outcome).timer();
	}

	@Test
	void whatRanBeforeThereWasARegistryIsMeasured(TestDatabase database) {
		runner(database).run((context) -> {
			MeterRegistry registry = bound(context.getBean(MigrationMeters.class));
			assertThat(timer(registry, "upgrade", "success").count()).isEqualTo(2);
			assertThat(registry.get("app.migrations.lock.wait").timer().count()).isOne();
			assertThat(registry.get("app.migrations.pending").gauge().value()).isZero();
			context.getBean(Migrations.class).downgrade("-1");
			assertThat(timer(registry, "downgrade", "success").count()).isOne();
		});
	}

	@Test
	void nothingToDoIsNotMeasured(TestDatabase database) {
		runner(database).run((context) -> assertThat(context).hasNotFailed());
		runner(database).run((context) -> assertThat(bound(context.getBean(MigrationMeters.class)).getMeters())
			.extracting((meter) -> meter.getId().getName())
			.containsExactly("app.migrations.pending"));
	}

	@Test
	void failuresAndRetriesAreMeasured(TestDatabase database) {
		runner(database)
			.withPropertyValues("app.migrations.target=none", "app.migrations.lock-timeout=20ms",
					"app.migrations.lock-retries=1")
			.run((context) -> {
				Migrations migrations = context.getBean(Migrations.class);
				migrations.upgrade("shop1");
				MeterRegistry registry = bound(context.getBean(MigrationMeters.class));
				try (Connection other = database.dataSource().getConnection();
						Statement statement = other.createStatement()) {
					other.setAutoCommit(false);
					statement.execute("lock table product in access share mode");
					assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> migrations.upgrade("heads"));
				}
				assertThat(timer(registry, "upgrade", "failure").count()).isOne();
				assertThat(registry.get("app.migrations.retries").counter().count()).isOne();
				assertThat(registry.get("app.migrations.pending").gauge().value()).isOne();
			});
	}

	@Test
	void nothingIsPendingOnceAFailedRunIsRepeated() {
		MigrationMeters meters = new MigrationMeters(List.of());
		MeterRegistry registry = bound(meters);
		List<Step> plan = List.of(step("a1"), step("b2"));
		meters.beforePlan(plan);
		completed(meters, plan.get(0));
		meters.beforeRevision(plan.get(1));
		meters.revisionFailed(plan.get(1), failure());
		assertThat(registry.get("app.migrations.pending").gauge().value()).isOne();
		meters.beforePlan(plan.subList(1, 2));
		assertThat(registry.get("app.migrations.pending").gauge().value()).isOne();
		completed(meters, plan.get(1));
		assertThat(registry.get("app.migrations.pending").gauge().value()).isZero();
	}

	/** The second one fails, and is tried again alone; then another run fails. */
	@Test
	void revisionsOfTenantsAreToldApart() throws Exception {
		MigrationMeters meters = new MigrationMeters(List.of());
		MeterRegistry registry = bound(meters);
		List<Step> plan = List.of(step("a1"), step("b2"));
		for (int run = 0; run < 2; run++) {
			meters.beforeTenants(2);
			meters.beforePlan(plan);
			meters.beforeRevision(plan.get(0));
			Thread other = new Thread(() -> {
				meters.beforePlan(plan);
				completed(meters, plan.get(0));
				meters.beforeRevision(plan.get(1));
				meters.revisionFailed(plan.get(1), failure());
			});
			other.start();
			other.join();
			meters.revisionFailed(plan.get(0), failure());
			assertThat(registry.get("app.migrations.pending").gauge().value()).isEqualTo(3);
		}
		assertThat(timer(registry, "upgrade", "failure").count()).isEqualTo(4);
		assertThat(timer(registry, "upgrade", "failure").max(TimeUnit.NANOSECONDS)).isPositive();
		meters.beforePlan(plan.subList(1, 2));
		completed(meters, plan.get(1));
		assertThat(registry.get("app.migrations.pending").gauge().value()).isEqualTo(2);
	}

	private static Step step(String id) {
		return new Step(Direction.UPGRADE, new Revision(id, List.of(), List.of(), List.of(), "", null, id + ".sql"),
				Set.of(), Set.of(id));
	}

	private static MigrationException failure() {
		return new MigrationException(ErrorCode.STATEMENT_FAILED, "failed", null);
	}

	private static void completed(MigrationMeters meters, Step step) {
		meters.beforeRevision(step);
		meters.afterRevision(new StepResult(step, 1));
	}

	@Test
	void revisionsAreStartupSteps(TestDatabase database) {
		BufferingApplicationStartup startup = new BufferingApplicationStartup(10_000);
		startup.addFilter((step) -> step.getName().startsWith("app.migrations"));
		runner(database).withInitializer((context) -> context.setApplicationStartup(startup)).run((context) -> {
			assertThat(context).hasNotFailed();
			List<StartupStep> steps = startup.getBufferedTimeline()
				.getEvents()
				.stream()
				.map(TimelineEvent::getStartupStep)
				.toList();
			assertThat(steps).extracting(StartupStep::getName)
				.containsExactly("app.migrations.revision", "app.migrations.revision");
			assertThat(steps.get(0).getTags()).extracting(StartupStep.Tag::getKey, StartupStep.Tag::getValue)
				.contains(tuple("revision", "shop1"), tuple("outcome", "success"));
		});
	}

	@Test
	void healthSaysWhetherTheDatabaseIsBehindTheBuild(TestDatabase database) {
		runner(database).run((context) -> {
			MigrationsHealthIndicator indicator = context.getBean(MigrationsHealthIndicator.class);
			assertThat(indicator.health()).isEqualTo(Health.up().withDetail("current", List.of("shop2")).build());
			context.getBean(Migrations.class).downgrade("-1");
			assertThat(indicator.health()).isEqualTo(Health.outOfService()
				.withDetail("current", List.of("shop1"))
				.withDetail("pending", List.of("shop2"))
				.build());
			database.jdbc().sql("drop table app_migrations").update();
			database.jdbc().sql("create view app_migrations as select 'secret' as revision").update();
			assertThat(indicator.health())
				.isEqualTo(Health.down().withDetail("error", "invalid_configuration").build());
		});
	}

	@Test
	void databaseAheadOfTheBuildIsHealthy(TestDatabase database) {
		runner(database).run((context) -> {
			database.jdbc().sql("update app_migrations set revision = 'newer'").update();
			assertThat(context.getBean(MigrationsHealthIndicator.class).health()).isEqualTo(Health.up()
				.withDetail("current", List.of("newer"))
				.withDetail("unknown", List.of("newer"))
				.build());
		});
	}

	@Test
	void healthSaysWhichTenantsAreBehind(TestDatabase database) {
		runner(database).withPropertyValues("app.migrations.tenants.schemas=one,two").run((context) -> {
			database.jdbc().sql("update two.app_migrations set revision = 'shop1'").update();
			Health health = context.getBean(MigrationsHealthIndicator.class).health();
			assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(health.getDetails()).contains(entry("tenants", 2), entry("tenantsBehind", List.of("two")));
		});
	}

	@Test
	void infoIsShownWhereAskedFor(TestDatabase database) {
		runner(database).run((context) -> assertThat(context).doesNotHaveBean(MigrationsInfoContributor.class));
		runner(database).withPropertyValues("management.info.migrations.enabled=true").run((context) -> {
			Info.Builder info = new Info.Builder();
			context.getBean(MigrationsInfoContributor.class).contribute(info);
			assertThat(info.build().getDetails())
				.containsOnly(entry("migrations", Map.of("heads", List.of("shop2"), "current", List.of("shop2"))));
		});
	}

	@Test
	void applicationThatMigratesByItselfIsSeenToo(TestDatabase database) {
		Migrations own = MigrationsFactory.create(database.dataSource(),
				MigrationSettings.builder().locations(List.of("classpath:fixtures/shop")).build());
		runner(database).withConfiguration(AutoConfigurations.of(AppMigrationsEndpointAutoConfiguration.class))
			.withBean(Migrations.class, () -> own)
			.withPropertyValues("app.migrations.enabled=false", "management.info.migrations.enabled=true",
					"management.endpoints.web.exposure.include=migrations,migrations-page")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(MigrationsHealthIndicator.class).health().getStatus())
					.isEqualTo(Status.OUT_OF_SERVICE);
				own.upgrade("heads");
				assertThat(context.getBean(MigrationsEndpoint.class).migrations().current()).containsExactly("shop2");
				Info.Builder info = new Info.Builder();
				context.getBean(MigrationsInfoContributor.class).contribute(info);
				assertThat(info.build().getDetails())
					.containsOnly(entry("migrations", Map.of("heads", List.of("shop2"))));
			});
	}

	@Test
	void healthCanBeSwitchedOff(TestDatabase database) {
		runner(database).withPropertyValues("management.health.migrations.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(MigrationsHealthIndicator.class));
	}

	@Test
	void migratesWithoutTheLibraries(TestDatabase database) {
		runner(database)
			.withClassLoader(new FilteredClassLoader(MeterBinder.class, HealthIndicator.class, InfoContributor.class))
			.run((context) -> {
				assertThat(context).hasNotFailed()
					.doesNotHaveBean(MigrationMeters.class)
					.doesNotHaveBean(MigrationsHealthIndicator.class);
				assertThat(database.rows()).containsExactly("shop2");
			});
	}

}
