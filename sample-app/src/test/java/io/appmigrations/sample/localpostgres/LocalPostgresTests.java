package io.appmigrations.sample.localpostgres;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link LocalPostgres} and of the configuration that starts it.
 */
class LocalPostgresTests {

	@TempDir
	static Path directory;

	@Test
	void keepsItsDataForTheNextRun() throws SQLException {
		try (LocalPostgres first = LocalPostgres.open(directory.resolve("kept"))) {
			execute(first, "create table kept (id bigint)");
		}
		try (LocalPostgres second = LocalPostgres.open(directory.resolve("kept"))) {
			assertThat(second.isJoined()).isFalse();
			assertThat(tableExists(second, "kept")).isTrue();
		}
	}

	@Test
	void isSharedByRunsAtTheSameTimeAndStoppedByTheLast() throws SQLException {
		LocalPostgres first = LocalPostgres.open(directory.resolve("shared"));
		LocalPostgres second = LocalPostgres.open(directory.resolve("shared"));
		assertThat(second.isJoined()).isTrue();
		assertThat(second.jdbcUrl()).isEqualTo(first.jdbcUrl());

		first.close();
		assertThat(tableExists(second, "missing")).isFalse();

		second.close();
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> tableExists(second, "missing"));
	}

	@Test
	void isNotStartedWhereADatabaseIsConfigured() {
		new ApplicationContextRunner().withUserConfiguration(LocalPostgresConfiguration.class)
			.withPropertyValues("spring.datasource.url=jdbc:postgresql://localhost/catalogue")
			.run((context) -> assertThat(context).doesNotHaveBean(LocalPostgres.class));
	}

	private static void execute(LocalPostgres postgres, String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private static boolean tableExists(LocalPostgres postgres, String name) throws SQLException {
		try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery("select to_regclass('" + name + "') is not null")) {
			return result.next() && result.getBoolean(1);
		}
	}

}
