package io.appmigrations.internal.database;

import java.util.List;

import io.appmigrations.MigrationException;
import io.appmigrations.internal.database.MigrationConnection.RowReader;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a comparison prepares in a session of the application's pool.
 */
@DatabaseTest
class PlannedQueriesTests {

	private static final List<String> QUERIES = List.of("select 'one'", "select 'two'");

	private static void read(MigrationConnection connection) {
		connection.queries(QUERIES, List.of(RowReader::strings, RowReader::strings));
	}

	@ParameterizedTest
	@ValueSource(strings = { "select 1", "discard temp", "create temp table discarded_calls ()", "deallocate all",
			"deallocate app_migrations_1", "discard all" })
	void sessionIsGivenBackWithoutThem(String statement, TestDatabase database) throws PipelineException {
		for (int borrowed = 0; borrowed < 2; borrowed++) {
			try (MigrationConnection connection = database.connect()) {
				read(connection);
				connection.execute(List.of(statement));
				read(connection);
			}
			assertNothingPrepared(database);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "select 1 / 0", "select from nothing" })
	void sessionIsGivenBackWithoutThemAfterAFailure(String query, TestDatabase database) {
		for (int borrowed = 0; borrowed < 2; borrowed++) {
			try (MigrationConnection connection = database.connect()) {
				read(connection);
				assertThatExceptionOfType(MigrationException.class)
					.isThrownBy(() -> connection.queries(List.of(query), List.of(RowReader::strings)));
				read(connection);
			}
			assertNothingPrepared(database);
		}
	}

	private static void assertNothingPrepared(TestDatabase database) {
		assertThat(database.jdbc()
			.sql("select name from pg_prepared_statements where name like 'app_migrations%'")
			.query(String.class)
			.list()).isEmpty();
	}

}
