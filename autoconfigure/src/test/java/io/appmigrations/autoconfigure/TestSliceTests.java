package io.appmigrations.autoconfigure;

import java.util.Objects;

import io.appmigrations.Migrations;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.OnNewestPostgres;
import io.appmigrations.testing.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.annotation.DirtiesContext.HierarchyMode;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Spring Boot's test slices migrate the database of the application, and say what to do
 * where they have replaced it.
 */
@DatabaseTest
@OnNewestPostgres
class TestSliceTests {

	/** A slice is told by annotations alone. */
	private static @Nullable TestDatabase database;

	@BeforeEach
	void setUp(TestDatabase database) {
		TestSliceTests.database = database;
	}

	@AfterEach
	void tearDown() {
		TestSliceTests.database = null;
	}

	@ParameterizedTest
	@ValueSource(classes = { JpaSlice.class, JdbcSlice.class })
	void sliceMigrates(Class<?> slice) {
		TestContext context = new TestContextManager(slice).getTestContext();
		try {
			ApplicationContext application = context.getApplicationContext();
			assertThat(application.getBeansOfType(Migrations.class)).hasSize(1);
			assertThat(Objects.requireNonNull(database).rows()).containsExactly("shop2");
		}
		finally {
			context.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
		}
	}

	@Test
	void sliceThatReplacesTheDatabaseSaysHowToKeepIt() {
		TestContext context = new TestContextManager(ReplacingSlice.class).getTestContext();
		Throwable failure = catchThrowable(context::getApplicationContext);
		assertThat(failure).hasStackTraceContaining("Failed to replace DataSource with an embedded database");
		assertThat(Objects.requireNonNull(new MigrationFailureAnalyzer().analyze(failure)).getAction())
			.contains("@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)");
		assertThat(Objects.requireNonNull(database).hasTable("app_migrations")).isFalse();
	}

	@DataJpaTest(properties = "spring.jpa.hibernate.ddl-auto=validate")
	@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
	@ContextConfiguration(classes = Application.class, initializers = Database.class)
	static class JpaSlice {

	}

	@JdbcTest
	@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
	@ContextConfiguration(classes = Application.class, initializers = Database.class)
	static class JdbcSlice {

	}

	@JdbcTest
	@ContextConfiguration(classes = Application.class, initializers = Database.class)
	static class ReplacingSlice {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	static class Database implements ApplicationContextInitializer<ConfigurableApplicationContext> {

		@Override
		public void initialize(ConfigurableApplicationContext context) {
			TestPropertyValues.of(Objects.requireNonNull(database).properties())
				.and("app.migrations.locations=classpath:fixtures/shop")
				.applyTo(context);
		}

	}

}
