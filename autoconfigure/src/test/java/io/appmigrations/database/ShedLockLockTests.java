package io.appmigrations.database;

import java.time.Duration;

import io.appmigrations.error.MigrationException;
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

	private static final Duration LEASE = Duration.ofMillis(900);

	private static ShedLockLock lock(MigrationConnection connection, TestDatabase database) {
		ShedLockLock lock = new ShedLockLock(connection, database.dataSource(), "public", "Locks \"of\" ours", "name",
				LEASE);
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
				Thread.sleep(LEASE.multipliedBy(3).toMillis());
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
			Thread.sleep(LEASE.toMillis());
			assertThatExceptionOfType(MigrationException.class).isThrownBy(mine::requireHeld)
				.withMessageContaining("could not be extended");
		}
	}

}
