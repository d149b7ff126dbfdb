package io.appmigrations.internal.database;

import java.sql.SQLException;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link ConnectionFailure}.
 */
class ConnectionFailureTests {

	static Stream<Arguments> failures() {
		return Stream.of(
				arguments(
						new SQLException("FATAL: invalid value for parameter \"TimeZone\": \"Asia/Qostanay\"", "22023"),
						"-Duser.timezone"),
				arguments(new SQLException("FATAL: ungültiger Wert für Parameter »TimeZone«: »Asia/Qostanay«", "22023"),
						"-Duser.timezone"),
				arguments(new SQLException("FATAL: invalid value for parameter \"options\"", "22023"),
						"parameters of the URL"),
				arguments(new IllegalStateException("Cannot determine target DataSource for lookup key [null]"),
						"app.migrations.url"),
				arguments(new SQLException("Connection refused", "08001"), "host and port"),
				arguments(new SQLException("the database system is starting up", "57P03"), "connect-retries"),
				arguments(new SQLException("password authentication failed", "28P01"), "user and password"),
				arguments(new SQLException("out of disk", "53100"), "does not know the cause"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void hintComesFromTheStateAndTheSituation(Exception failure, String hint) {
		assertThat(ConnectionFailure.of(failure, null).getHint()).contains(hint);
	}

}
