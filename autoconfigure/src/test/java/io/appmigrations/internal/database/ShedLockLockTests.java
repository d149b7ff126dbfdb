package io.appmigrations.internal.database;

import java.time.Duration;

import io.appmigrations.MigrationException;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ShedLockLock}: what a lease has and an advisory lock has not.
 */
@DatabaseTest
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
