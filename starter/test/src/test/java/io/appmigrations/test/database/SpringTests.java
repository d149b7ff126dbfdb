package io.appmigrations.test.database;

import java.util.List;

import io.appmigrations.Migrations;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The database of an application context.
 */
class SpringTests {

	private final MigratedDatabaseContextCustomizerFactory factory = new MigratedDatabaseContextCustomizerFactory();

	@Test
	void classesShareAContextUnlessOneWantsItsOwn() {
		assertThat(this.factory.createContextCustomizer(WholeApplication.class, List.of()))
			.isEqualTo(this.factory.createContextCustomizer(Slice.class, List.of()))
			.isNotEqualTo(this.factory.createContextCustomizer(Own.class, List.of()));
		assertThat(this.factory.createContextCustomizer(SpringTests.class, List.of())).isNull();
	}

	@Test
	void whatAContextCannotHaveIsRefused() {
		assertThatIllegalStateException()
			.isThrownBy(() -> this.factory.createContextCustomizer(PerMethod.class, List.of()))
			.withMessageContaining("because the database belongs to the application context");
		assertThatIllegalStateException()
			.isThrownBy(() -> this.factory.createContextCustomizer(Earlier.class, List.of()))
			.withMessageContaining("because the application upgrades its database when it starts");
	}

	@Nested
	@SpringBootTest
	@MigratedDatabase
	@TestPropertySource(properties = { "app.migrations.version-table=versions",
			"app.migrations.url=jdbc:postgresql://nowhere.invalid/production",
			"spring.datasource.url=jdbc:postgresql://nowhere.invalid/production" })
	class WholeApplication {

		@Test
		void usesTheClone(ClonedDatabase database, @Autowired Migrations migrations, @Autowired JdbcClient bean,
				JdbcClient jdbc) {
			assertThat(jdbc).isSameAs(bean);
			assertThat(jdbc.sql("select current_database()").query(String.class).single()).isEqualTo(database.name());
			assertThat(migrations.current().pending()).isEmpty();
			assertThat(bean.sql("select count(*) from versions").query(Integer.class).single()).isEqualTo(1);
		}

		@Test
		@MigratedDatabase
		void aMethodCanHaveAnother(@Autowired ClonedDatabase ofContext, ClonedDatabase own) {
			assertThat(own.name()).isNotEqualTo(ofContext.name());
		}

	}

	@Nested
	@JdbcTest
	@MigratedDatabase
	class Slice {

		@Test
		void usesTheClone(ClonedDatabase database, @Autowired JdbcClient jdbc) {
			assertThat(jdbc.sql("select current_database()").query(String.class).single()).isEqualTo(database.name());
			assertThat(jdbc.sql("select email from orders").query(String.class).list())
				.containsExactly("seed@example.org");
		}

	}

	@MigratedDatabase(ownContext = true)
	static class Own {

	}

	@MigratedDatabase(scope = DatabaseScope.METHOD)
	static class PerMethod {

	}

	@MigratedDatabase(target = "a1")
	static class Earlier {

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

	}

}
