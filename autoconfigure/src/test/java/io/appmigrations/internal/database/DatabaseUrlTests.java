package io.appmigrations.internal.database;

import io.appmigrations.MigrationException;
import io.appmigrations.internal.secret.Redaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DatabaseUrl} and {@link Redaction}.
 */
class DatabaseUrlTests {

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			textBlock = """
					postgres://u:p@h:5433/d,                            jdbc:postgresql://h:5433/d,                          u,   p
					postgresql://u:p@h/d?sslmode=require,               jdbc:postgresql://h/d?sslmode=require,               u,   p
					postgresql+psycopg2://u:p@h/d,                      jdbc:postgresql://h/d,                               u,   p
					postgres://u%40x:p%3A%2F%23%25+@h/d%20b,            jdbc:postgresql://h/d%20b,                           u@x, p:/#%+
					postgres://u:p@ss@h/d,                              jdbc:postgresql://h/d,                               u,   p@ss
					postgres://u@h,                                     jdbc:postgresql://h/u,                               u,   -
					postgres://h/d?user=u&password=p,                   jdbc:postgresql://h/d,                               u,   p
					'postgres://u:p@[::1]:5432,h2:5433/d',              'jdbc:postgresql://[::1]:5432,h2:5433/d',            u,   p
					postgres://u:p@h/d?application_name=x&connect_timeout=3, jdbc:postgresql://h/d?ApplicationName=x&connectTimeout=3, u, p
					postgres://u:p@h/d?target_session_attrs=read-write, jdbc:postgresql://h/d?targetServerType=primary,      u,   p
					jdbc:postgresql://h/d?user=u&password=p,            jdbc:postgresql://h/d,                               u,   p
					jdbc:postgresql://h:1/d,                            jdbc:postgresql://h:1/d,                             -,   -
					jdbc:postgresql://u:p@h/d,                          jdbc:postgresql://h/d,                               u,   p
					""")
	void everyFormBecomesAJdbcUrl(String url, String jdbcUrl, String username, String password) {
		assertThat(DatabaseUrl.parse(url)).isEqualTo(new DatabaseUrl(jdbcUrl, username, password));
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			jdbc:postgresql://h/d,                               jdbc:postgresql://h:5432/n%20x
			jdbc:postgresql://h:5433/d?user=u&sslmode=require,   jdbc:postgresql://h:5433/n%20x?user=u&sslmode=require
			jdbc:postgresql:d,                                   jdbc:postgresql://localhost:5432/n%20x
			jdbc:postgresql:d?ssl=true,                          jdbc:postgresql://localhost:5432/n%20x?ssl=true
			jdbc:postgresql:///,                                 jdbc:postgresql://localhost:5432/n%20x
			jdbc:postgresql://h/?user=u,                         jdbc:postgresql://h:5432/n%20x?user=u
			'jdbc:postgresql://[::1]:5433,h2/d?a=b',             'jdbc:postgresql://[::1]:5433,h2:5432/n%20x?a=b'
			jdbc:postgresql://h/d?PGDBNAME=e&user=u,             jdbc:postgresql://h:5432/n%20x?user=u
			jdbc:postgresql:?host=h&dbname=d,                    jdbc:postgresql://h:5432/n%20x?host=h
			""")
	void anotherDatabaseOfTheSameServer(String url, String expected) {
		assertThat(DatabaseUrl.withDatabase(url, "n x")).isEqualTo(expected);
		assertThat(org.postgresql.Driver.parseURL(expected, null)).containsEntry("PGDBNAME", "n x");
	}

	@ParameterizedTest
	@ValueSource(strings = { "mysql://u:s3cret@h/d", "postgres://u:s3cret%zz@h/d", "postgres://u:s3cret@h:port/d",
			"postgres://u:s3cret@/d?host=/var/run", "s3cret", "postgres:u:s3cret@h", "postgres://u:s3cret@h/d?x" })
	void whatIsNoUrlIsRefusedWithoutShowingIt(String url) {
		assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> DatabaseUrl.parse(url))
			.satisfies(
					(ex) -> assertThat(ex.toString() + ex.getHint()).doesNotContain("s3cret").contains("DATABASE_URL"));
	}

	@Test
	void nothingShowsThePassword() {
		assertThat(DatabaseUrl.parse("postgres://u:s3cret@h/d").toString()).doesNotContain("s3cret");
		assertThat(Redaction.redact("No suitable driver for jdbc:x://u:s3cret@h/d?password=s3cret&sslpassword=s3cret"))
			.isEqualTo("No suitable driver for jdbc:x://u:***@h/d?password=***&sslpassword=***");
		for (String url : new String[] { "jdbc:postgresql://u:s3/cret@h/d", "jdbc:postgresql://u:s3 cret@h/d",
				"jdbc:postgresql://u:s3@cret@h/d", "jdbc:postgresql://h/d?password=s3 cret,s3;cret" }) {
			assertThat(Redaction.redact("URL " + url + " is wrong")).doesNotContain("cret", "s3");
		}
	}

}
