package io.appmigrations.internal.execution;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Patience;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LockWaits}: a revision that waits for several tables does not keep the
 * clients of the first one waiting for the sum.
 */
@DatabaseTest
class LockWaitsTests {

	private static final int TIMEOUT = 600;

	private static Revisions revision(String section) {
		return Revisions.none().file("-- revision: a1\n-- migrate:upgrade" + section);
	}

	@ParameterizedTest
	@ValueSource(strings = {
			" transaction:off\nbegin;\nlock table a, b in access exclusive mode;\nalter table b drop constraint k;\ncommit;",
			"\nlock table a, b in share row exclusive mode;", "\nalter table a add x int;\nalter table b add x int;" })
	void clientsOfTheFirstTableGetThroughWhileTheSecondIsHeld(String section, TestDatabase database) throws Exception {
		database.jdbc().sql("create table a (id int)").update();
		database.jdbc().sql("create table b (id int constraint k check (id > 0))").update();
		try (Connection first = holding(database, "a"); Connection second = holding(database, "b")) {
			CompletableFuture<?> migration = CompletableFuture
				.runAsync(() -> revision(section).lockTimeout(Duration.ofMillis(TIMEOUT))
					.lockRetries(20)
					.on(database)
					.upgrade("heads"));
			await(database, migration);
			database.jdbc().sql("select pg_sleep(?)").param(TIMEOUT * 0.75 / 1000).query().singleRow();
			first.rollback();
			CompletableFuture<?> client = CompletableFuture
				.runAsync(() -> database.jdbc().sql("insert into a values (1)").update());
			// who waits for the same table at the same time, for less than another
			// lock_timeout
			assertThatExceptionOfType(SQLException.class)
				.isThrownBy(() -> execute(database, "set lock_timeout = %s".formatted(TIMEOUT * 9 / 10),
						"lock table b in access exclusive mode"))
				.withMessageContaining("lock timeout");
			assertThat(client).isCompleted();
			assertThat(migration).isNotCompletedExceptionally();
			second.rollback();
			migration.get(Patience.MINUTES, TimeUnit.MINUTES);
		}
		assertThat(database.rows()).containsExactly("a1");
	}

	private static Connection holding(TestDatabase database, String table) throws SQLException {
		Connection connection = database.dataSource().getConnection();
		connection.setAutoCommit(false);
		try (Statement statement = connection.createStatement()) {
			statement.execute("insert into %s values (1)".formatted(table));
		}
		return connection;
	}

	private static void await(TestDatabase database, CompletableFuture<?> migration) {
		while (!database.jdbc()
			.sql("select exists (select from pg_locks where relation = 'a'::regclass and not granted)")
			.query(Boolean.class)
			.single()) {
			assertThat(migration).isNotDone();
		}
	}

	private static void execute(TestDatabase database, String... statements) throws SQLException {
		try (Connection connection = database.dataSource().getConnection();
				Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

	@Test
	void timeoutsAreLeftToWhoSetsThem(TestDatabase database) {
		String seen = "insert into seen values (current_setting('lock_timeout'), current_setting('statement_timeout'));\n";
		database.jdbc().sql("create table a (id int)").update();
		database.jdbc().sql("create table seen (lock text, statement text)").update();
		Revisions.none()
			.file("-- revision: a1\n-- migrate:upgrade statement-timeout:1h lock-timeout:2h\nlock table a;\n" + seen)
			.file("-- revision: b2\n-- down-revision: a1\n-- migrate:upgrade transaction:off lock-timeout:0\nbegin;\n"
					+ "lock table a;\n" + seen + "alter table a add b int;\n" + seen + "commit;\n")
			.file("-- revision: c3\n-- down-revision: b2\n-- migrate:upgrade\nset local lock_timeout = '7s';\n"
					+ "lock table a;\nalter table a add c int;\n" + seen)
			.on(database)
			.upgrade("heads");
		assertThat(database.jdbc()
			.sql("select lock || ' ' || statement from seen order by ctid")
			.query(String.class)
			.list()).containsExactly("2h 1h", "0 0", "0 0", "7s 0");
	}

}
