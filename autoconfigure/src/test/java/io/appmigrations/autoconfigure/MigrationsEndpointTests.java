package io.appmigrations.autoconfigure;

import io.appmigrations.autoconfigure.MigrationsEndpoint.MigrationsDescriptor;
import io.appmigrations.autoconfigure.MigrationsEndpoint.RevisionDescriptor;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

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
	void tenantsAreOneAnswer(TestDatabase database) {
		runner(database)
			.withPropertyValues("management.endpoints.web.exposure.include=migrations",
					"app.migrations.tenants.schemas=one,two")
			.run((context) -> assertThat(context.getBean(MigrationsEndpoint.class).migrations().current())
				.containsExactly("shop2"));
	}

	@Test
	void isNotThereUnlessExposed(TestDatabase database) {
		runner(database).run((context) -> assertThat(context).doesNotHaveBean(MigrationsEndpoint.class));
	}

	@Test
	void migratesWithoutActuator(TestDatabase database) {
		runner(database).withClassLoader(new FilteredClassLoader(Endpoint.class)).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(MigrationsEndpoint.class);
			assertThat(database.rows()).containsExactly("shop2");
		});
	}

}
