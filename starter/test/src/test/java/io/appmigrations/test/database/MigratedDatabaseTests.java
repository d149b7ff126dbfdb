package io.appmigrations.test.database;

import java.util.HashSet;
import java.util.Set;

import javax.sql.DataSource;

import io.appmigrations.Migrations;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests without Spring.
 */
@MigratedDatabase
class MigratedDatabaseTests {

	private static String ofClass = "";

	@BeforeAll
	static void remember(ClonedDatabase database) {
		ofClass = database.name();
	}

	@Test
	void theMethodsOfAClassShareItsDatabase(ClonedDatabase database, DataSource dataSource, JdbcClient jdbc,
			Migrations migrations) {
		assertThat(database.name()).isEqualTo(ofClass);
		assertThat(migrations.current().pending()).isEmpty();
		assertThat(jdbc.sql("select current_database()").query(String.class).single()).isEqualTo(ofClass);
		assertThat(JdbcClient.create(dataSource).sql("select email from orders").query(String.class).list())
			.contains("seed@example.org");
	}

	@Test
	@MigratedDatabase(target = "a1")
	void aMethodCanHaveADatabaseAtAnEarlierRevision(ClonedDatabase database, JdbcClient jdbc, Migrations migrations) {
		assertThat(database.name()).isNotEqualTo(ofClass);
		jdbc.sql("insert into orders (email) values ('Ada@Example.org')").update();
		migrations.upgrade("b2");
		assertThat(jdbc.sql("select email from orders order by id").query(String.class).list())
			.containsExactly("seed@example.org", "ada@example.org");
	}

	@Nested
	class InANestedClass {

		@Test
		void theDatabaseIsThatOfTheOuterClass(ClonedDatabase database) {
			assertThat(database.name()).isEqualTo(ofClass);
		}

	}

	@Nested
	@MigratedDatabase(scope = DatabaseScope.METHOD)
	class OfEachMethod {

		private static final Set<String> NAMES = new HashSet<>();

		private final ClonedDatabase ofConstructor;

		OfEachMethod(ClonedDatabase database) {
			this.ofConstructor = database;
		}

		@BeforeEach
		void add(JdbcClient jdbc) {
			jdbc.sql("insert into orders (email) values ('before@example.org')").update();
		}

		@RepeatedTest(2)
		void theDatabaseIsNew(ClonedDatabase database, JdbcClient jdbc) {
			assertThat(NAMES.add(database.name())).isTrue();
			assertThat(database).isSameAs(this.ofConstructor);
			assertThat(jdbc.sql("select count(*) from orders").query(Integer.class).single()).isEqualTo(2);
		}

	}

}
