package io.appmigrations.autoconfigure;

import java.util.List;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.model.Model;
import io.appmigrations.model.ModelSource;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DriftCheck}.
 */
@DatabaseTest
@ExtendWith(OutputCaptureExtension.class)
class DriftCheckTests {

	private static ApplicationContextRunner runner(TestDatabase database) {
		ModelSource model = (majorVersion, minorVersion, defaultSchema) -> Model.builder("a test")
			.statements(List.of(new Model.Statement("create table a (id int, b int)", "table a")))
			.build();
		return new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(DataSourceAutoConfiguration.class, AppMigrationsAutoConfiguration.class))
			.withBean(ModelSource.class, () -> model)
			.withPropertyValues(database.properties())
			.withPropertyValues("app.migrations.locations=classpath:fixtures/none");
	}

	@Test
	void databaseThatIsAsTheModelSaysStarts(TestDatabase database) {
		database.jdbc().sql("create table a (b int, id int)").update();
		runner(database).withPropertyValues("app.migrations.drift=fail")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void differenceStopsTheStartWhereAskedTo(TestDatabase database) {
		database.jdbc().sql("create table a (id int)").update();
		runner(database).run((context) -> assertThat(context).hasNotFailed());
		runner(database).withPropertyValues("app.migrations.drift=fail").run((context) -> {
			assertThat(context).getFailure()
				.isInstanceOfSatisfying(MigrationException.class,
						(failure) -> assertThat(failure.getCode()).isEqualTo(ErrorCode.DRIFT))
				.hasMessageContaining("add column public.a.b");
		});
	}

	@Test
	void differenceIsLoggedWhereAskedTo(TestDatabase database, CapturedOutput output) {
		database.jdbc().sql("create table a (id int, b int, c int)").update();
		runner(database).withPropertyValues("app.migrations.drift=warn").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains("The database differs from the model: drop column public.a.c");
		});
	}

}
