package io.appmigrations.internal.database.lock;

import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ShedLockLock}: what a lease has and an advisory lock has not.
 */
@DatabaseTest
@ExtendWith(OutputCaptureExtension.class)
class ShedLockLockTests {

	/** Long, so that a busy machine loses none, and extended often. */
	private static final Duration LEASE = Duration.ofMinutes(10);

	private static final Duration INTERVAL = Duration.ofMillis(50);

	private static ShedLockLock lock(MigrationConnection connection, TestDatabase database) {
		ShedLockLock lock = new ShedLockLock(connection, database.dataSource(), "public", "Locks \"of\" ours", "name",
				LEASE, INTERVAL);
		lock.createTable();
		return lock;
	}

	private static MigrationConnection connect(TestDatabase database) {
		return MigrationConnection.open(database.dataSource(), (notice) -> {
		});
	}

	@Test
	void leaseIsExtendedForAsLongAsItIsHeld(TestDatabase database) throws Exception {
		try (MigrationConnection connection = connect(database); ShedLockLock other = lock(connection, database)) {
			try (ShedLockLock mine = lock(connection, database)) {
				assertThat(mine.tryAcquire()).isTrue();
				awaitExtension(database);
				awaitExtension(database);
				assertThat(other.tryAcquire()).isFalse();
				mine.requireHeld();
			}
			assertThat(other.tryAcquire()).isTrue();
		}
	}

	@Test
	void lostLeaseIsNoticed(TestDatabase database) throws Exception {
		try (MigrationConnection connection = connect(database); ShedLockLock mine = lock(connection, database)) {
			assertThat(mine.tryAcquire()).isTrue();
			database.jdbc()
				.sql("update \"Locks \"\"of\"\" ours\" set lock_until = now() - interval '1 day', locked_by = 'x'")
				.update();
			assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> {
				while (true) {
					mine.requireHeld();
					Thread.sleep(INTERVAL.toMillis());
				}
			}).withMessageContaining("could not be extended");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "drop table \"Locks \"\"of\"\" ours\"",
			"alter table \"Locks \"\"of\"\" ours\" drop column locked_by",
			"alter table \"Locks \"\"of\"\" ours\" alter lock_until type text",
			"alter table \"Locks \"\"of\"\" ours\" add check (name = 'another')", """
					create function kill_session() returns trigger language plpgsql as
					    $$begin perform pg_terminate_backend(pg_backend_pid()); return new; end$$;
					create trigger kill before insert on "Locks ""of"" ours" execute function kill_session()""", """
					create function refuse() returns trigger language plpgsql as
					    $$begin raise 'not now'; end$$;
					create constraint trigger late after insert on "Locks ""of"" ours"
					    deferrable initially deferred for each row execute function refuse()""" })
	void failureIsNoLockOfAnother(String damage, TestDatabase database, CapturedOutput output) {
		try (MigrationConnection connection = connect(database); ShedLockLock mine = lock(connection, database)) {
			database.jdbc().sql(damage).update();
			assertThatExceptionOfType(MigrationException.class).isThrownBy(mine::tryAcquire)
				.withMessageContaining("cannot be acquired");
		}
		assertThat(output).doesNotContain("\tat ");
	}

	@Test
	void poolOfOneIsSaid(TestDatabase database, CapturedOutput output) {
		try (HikariDataSource pool = new HikariDataSource()) {
			pool.setDataSource(database.dataSource());
			pool.setMaximumPoolSize(1);
			pool.setConnectionTimeout(300);
			try (MigrationConnection connection = MigrationConnection.open(pool, (notice) -> {
			}); ShedLockLock lock = new ShedLockLock(connection, pool, "public", "l", "name", LEASE)) {
				lock.createTable();
				assertThatExceptionOfType(MigrationException.class).isThrownBy(lock::tryAcquire)
					.satisfies((ex) -> assertThat(ex.getHint()).contains("a pool of at least two"));
			}
		}
		assertThat(output).doesNotContain("\tat ");
	}

	private static void awaitExtension(TestDatabase database) throws InterruptedException {
		String before = lease(database);
		while (lease(database).equals(before)) {
			Thread.sleep(INTERVAL.toMillis());
		}
	}

	private static String lease(TestDatabase database) {
		return database.jdbc()
			.sql("select lock_until::text from \"Locks \"\"of\"\" ours\"")
			.query(String.class)
			.single();
	}

}
