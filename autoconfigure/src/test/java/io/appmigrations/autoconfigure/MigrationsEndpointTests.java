package io.appmigrations.autoconfigure;

import java.util.List;

import io.appmigrations.Direction;
import io.appmigrations.UnfinishedRevision;
import io.appmigrations.autoconfigure.MigrationsEndpoint.MigrationsDescriptor;
import io.appmigrations.autoconfigure.MigrationsEndpoint.RevisionDescriptor;
import io.appmigrations.autoconfigure.MigrationsEndpoint.TenantDescriptor;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.web.PathMapper;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for {@link MigrationsEndpoint}.
 */
@DatabaseTest
class MigrationsEndpointTests {

	private static ApplicationContextRunner runner(TestDatabase database) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
					AppMigrationsAutoConfiguration.class, AppMigrationsEndpointAutoConfiguration.class))
			.withPropertyValues(database.properties())
			.withPropertyValues("app.migrations.locations=classpath:fixtures/shop");
	}

	@Test
	void saysWhereTheDatabaseIs(TestDatabase database) {
		runner(database).withPropertyValues("management.endpoints.web.exposure.include=migrations").run((context) -> {
			MigrationsDescriptor answer = context.getBean(MigrationsEndpoint.class).migrations();
			assertThat(answer.current()).containsExactly("shop2");
			assertThat(answer.pending()).isEmpty();
			assertThat(answer.error()).isNull();
			assertThat(answer.revisions()).extracting(RevisionDescriptor::revision).containsExactly("shop2", "shop1");
			assertThat(answer.revisions()).allMatch((revision) -> Boolean.TRUE.equals(revision.applied()));
		});
	}

	@Test
	void showsNeitherSqlNorPassword(TestDatabase database) {
		runner(database).withPropertyValues("management.endpoints.web.exposure.include=migrations").run((context) -> {
			MigrationsEndpoint endpoint = context.getBean(MigrationsEndpoint.class);
			assertThat(endpoint.migrations().toString()).doesNotContainIgnoringCase("create table", "alter table",
					"jdbc:");
			database.jdbc().sql("drop table app_migrations cascade").update();
			database.jdbc().sql("create view app_migrations as select 'secret' as revision").update();
			String broken = endpoint.migrations().toString();
			assertThat(broken).contains("error=invalid_configuration").doesNotContain("secret", "select");
		});
	}

	@Test
	void tenantsHaveAnAnswerEach(TestDatabase database) {
		runner(database)
			.withPropertyValues("management.endpoints.web.exposure.include=migrations",
					"app.migrations.tenants.schemas=one,two")
			.run((context) -> {
				MigrationsEndpoint endpoint = context.getBean(MigrationsEndpoint.class);
				assertThat(endpoint.migrations().current()).containsExactly("shop2");
				database.jdbc().sql("drop table two.app_migrations").update();
				database.jdbc().sql("create view two.app_migrations as select 'secret' as revision").update();
				MigrationsDescriptor answer = endpoint.migrations();
				assertThat(answer.error()).isEqualTo("invalid_configuration");
				assertThat(answer.revisions()).hasSize(2);
				assertThat(answer.tenants()).containsExactly(
						entry("one", new TenantDescriptor(List.of("shop2"), List.of(), List.of(), List.of(), null)),
						entry("two", new TenantDescriptor(List.of(), List.of(), List.of(), List.of(),
								"invalid_configuration")));
			});
	}

	@Test
	void halfDoneRevisionsAreShown(TestDatabase database) {
		runner(database).withPropertyValues("management.endpoints.web.exposure.include=migrations").run((context) -> {
			database.jdbc().sql("""
					insert into app_migrations_log (revision, direction, outcome, progress)
					values ('later', 'upgrade', 'started', '{"statement": 2}')""").update();
			assertThat(context.getBean(MigrationsEndpoint.class).migrations().unfinished())
				.containsExactly(new UnfinishedRevision("later", Direction.UPGRADE, 2, 0));
		});
	}

	@Test
	void pageShowsSqlOnlyWhereThatIsConfigured(TestDatabase database) {
		ApplicationContextRunner exposed = runner(database)
			.withPropertyValues("management.endpoints.web.exposure.include=migrations-page");
		exposed.withPropertyValues("management.endpoint.migrations-page.show-sql=always")
			.run((context) -> assertThat(context.getBean(MigrationsPageEndpoint.class).page(SecurityContext.NONE))
				.containsIgnoringCase("create table"));
		exposed.run((context) -> {
			assertThat(context).doesNotHaveBean(MigrationsEndpoint.class);
			MigrationsPageEndpoint endpoint = context.getBean(MigrationsPageEndpoint.class);
			assertThat(endpoint.page(SecurityContext.NONE))
				.contains("\"current\":[\"shop2\"]", "\"millis\":", "\"server\":null")
				.doesNotContainIgnoringCase("create table", "jdbc:");
			assertThat(
					PathMapper.getRootPath(List.of(context.getBean(PathMapper.class)), EndpointId.of("migrationspage")))
				.isEqualTo("migrations-page");
			database.jdbc().sql("drop table app_migrations cascade").update();
			database.jdbc().sql("create view app_migrations as select 'secret' as revision").update();
			assertThat(endpoint.page(SecurityContext.NONE))
				.contains("\"error\":\"invalid_configuration\"", "\"asked\":false", "\"revision\":\"shop2\"")
				.doesNotContain("secret");
		});
	}

	@Test
	void isNotThereUnlessExposed(TestDatabase database) {
		runner(database).run((context) -> assertThat(context).doesNotHaveBean(MigrationsEndpoint.class)
			.doesNotHaveBean(MigrationsPageEndpoint.class));
		runner(database)
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.endpoint.migrations.access=NONE", "management.endpoint.migrations-page.access=NONE")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(MigrationsEndpoint.class)
				.doesNotHaveBean(MigrationsPageEndpoint.class));
	}

	@Test
	void migratesWithoutActuator(TestDatabase database) {
		runner(database).withClassLoader(new FilteredClassLoader(Endpoint.class)).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(MigrationsEndpoint.class);
			assertThat(database.rows()).containsExactly("shop2");
		});
	}

}
