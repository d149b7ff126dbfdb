package io.appmigrations.testing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The server that {@code APP_MIGRATIONS_TEST_URL} names.
 */
class PostgresServerTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			postgres://ada:s%40crat@db:5433/tests | db        | 5433 | ada      | s@crat
			postgresql://ada@db/tests             | db        | 5432 | ada      | ''
			postgres://localhost/postgres         | localhost | 5432 | postgres | ''
			postgres://localhost                  | localhost | 5432 | postgres | ''
			""")
	void urlNamesServerAndLogin(String url, String host, int port, String user, String password) {
		assertThat(PostgresServer.fromUrl(url)).isEqualTo(new PostgresServer(host, port, user, password));
	}

	@Test
	void urlWithoutServerIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> PostgresServer.fromUrl("jdbc:postgresql://localhost/x"))
			.withMessage("APP_MIGRATIONS_TEST_URL is not like postgres://USER:PASSWORD@HOST:PORT/DB");
	}

}
