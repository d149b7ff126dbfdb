package io.appmigrations.internal.database.lock;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationListener;
import io.appmigrations.MigrationResult;
import io.appmigrations.Migrations;
import io.appmigrations.Step;
import io.appmigrations.settings.LockType;
import io.appmigrations.testing.DatabaseTest;
import io.appmigrations.testing.Patience;
import io.appmigrations.testing.Revisions;
import io.appmigrations.testing.RoundTripCounter;
import io.appmigrations.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The contract of the migration lock, for each kind of lock.
 */
@DatabaseTest
class LockingTests {

	private static Revisions revisions() {
		Revisions revisions = Revisions.none()
			.sql("r0", "", "create table t (id int);\ninsert into t select generate_series(1, 1000);", "drop table t;");
		for (int i = 1; i <= 5; i++) {
			revisions.sql("r" + i, "r" + (i - 1), "create table t%s (id int);".formatted(i),
					"drop table t%s;".formatted(i));
		}
		return revisions.file("""
				-- revision: r6
				-- down-revision: r5
				-- migrate:upgrade transaction:off
				create index concurrently t_id_idx on t (id);
				""");
	}

	@ParameterizedTest
	@EnumSource(value = LockType.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
	void manyReplicasRunEachRevisionOnce(LockType type, TestDatabase database) throws Exception {
		int replicas = 12;
		CountDownLatch start = new CountDownLatch(1);
		ExecutorService executor = Executors.newFixedThreadPool(replicas);
		try {
			List<Future<MigrationResult>> results = new ArrayList<>();
			for (int i = 0; i < replicas; i++) {
				Migrations migrations = revisions().lock(type, Patience.LIMIT).on(database);
				results.add(executor.submit(() -> {
					start.await();
					return migrations.upgrade("heads");
				}));
			}
			start.countDown();
			int steps = 0;
			for (Future<MigrationResult> result : results) {
				assertThat(result.get(Patience.MINUTES, TimeUnit.MINUTES).current()).containsExactly("r6");
				steps += result.get().steps().size();
			}
			assertThat(steps).isEqualTo(7);
			assertThat(database.log()).filteredOn((entry) -> entry.endsWith("done")).hasSize(7);
		}
		finally {
			executor.shutdownNow();
		}
	}

	@ParameterizedTest
	@EnumSource(value = LockType.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
	void timeoutNamesTheHolderAndTheLockIsReleasedOnFailure(LockType type, TestDatabase database) throws Exception {
		CountDownLatch holding = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		Migrations holder = Revisions.none()
			.sql("a1", "", "create table a ();", "")
			.lock(type, Patience.LIMIT)
			.listener(new MigrationListener() {
				@Override
				public void beforeRevision(Step step) {
					holding.countDown();
					try {
						release.await();
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
					throw new IllegalStateException("after holding");
				}
			})
			.on(database);
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			Future<MigrationResult> held = executor.submit(() -> holder.upgrade("heads"));
			holding.await();
			Revisions other = Revisions.none()
				.sql("a1", "", "create table a ();", "")
				.sql("b2", "a1", "create table b ();", "");
			assertThatExceptionOfType(MigrationException.class)
				.isThrownBy(() -> other.lock(type, Duration.ofMillis(200)).on(database).upgrade("heads"))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.LOCK_TIMEOUT))
				.withMessageContaining("did not finish within 200 ms")
				.withMessageMatching(
						(type == LockType.ADVISORY) ? "(?s).*pid \\d+ .*test-app.*" : "(?s).*host '.*lease until.*");
			release.countDown();
			assertThat(held).failsWithin(Patience.LIMIT);
			assertThat(other.lock(type, Duration.ZERO).on(database).upgrade("heads").current()).containsExactly("b2");
		}
		finally {
			executor.shutdownNow();
		}
	}

	/** Many may wait, and the log may be long. */
	@Test
	void whoWaitsReadsNothingButTheRows(TestDatabase database) throws Exception {
		Revisions revisions = Revisions.none().sql("a1", "", "create table a ();", "");
		revisions.on(database).upgrade("heads");
		revisions.sql("b2", "a1", "create table b ();", "").lock(LockType.ADVISORY, Duration.ofMillis(1200));
		try (RoundTripCounter counter = new RoundTripCounter(database);
				AdvisoryLock held = new AdvisoryLock(database.connect(), database.name() + ".public.app_migrations")) {
			assertThat(held.tryAcquire()).isTrue();
			assertThatExceptionOfType(MigrationException.class)
				.isThrownBy(() -> revisions.on(counter.dataSource(database)).upgrade("heads"))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.LOCK_TIMEOUT));
			assertThat(counter.texts()).filteredOn((sql) -> sql.contains("app_migrations_log")).hasSize(1);
			assertThat(counter.texts()).filteredOn((sql) -> sql.contains("select revision from")).hasSizeGreaterThan(2);
		}
	}

	@Test
	void blockedRevisionIsRolledBackAndTriedAgain(TestDatabase database) throws Exception {
		List<Step> tries = new ArrayList<>();
		database.jdbc().sql("create table busy (id int)").update();
		try (Connection blocker = database.dataSource().getConnection()) {
			blocker.setAutoCommit(false);
			try (Statement statement = blocker.createStatement()) {
				statement.execute("lock table busy in access exclusive mode");
			}
			Migrations migrations = Revisions.none()
				.sql("a1", "", "create table before_it ();\nalter table busy add column name text;", "")
				.lockTimeout(Duration.ofMillis(100))
				.listener(new MigrationListener() {
					@Override
					public void beforeRevision(Step step) {
						tries.add(step);
						if (tries.size() == 2) {
							commit(blocker);
						}
					}
				})
				.on(database);
			assertThat(migrations.upgrade("heads").current()).containsExactly("a1");
		}
		assertThat(tries).hasSize(2);
	}

	/**
	 * Reading the version table comes before the migration lock, and has no lock_timeout
	 * of its own.
	 */
	@Test
	void lockedVersionTableIsWaitedForAndItsHolderNamed(TestDatabase database) throws Exception {
		Revisions revisions = Revisions.none().sql("a1", "", "create table a ();", "");
		revisions.on(database).upgrade("heads");
		try (Connection holder = database.dataSource().getConnection()) {
			holder.setAutoCommit(false);
			try (Statement statement = holder.createStatement()) {
				statement.execute("lock table app_migrations in access exclusive mode");
			}
			assertThatExceptionOfType(MigrationException.class)
				.isThrownBy(
						() -> revisions.lock(LockType.ADVISORY, Duration.ofSeconds(1)).on(database).upgrade("heads"))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.LOCK_TIMEOUT))
				.withMessageMatching(
						"(?s)The version table cannot be read: AccessExclusiveLock on \"app_migrations\" is held"
								+ ".*pid \\d+, user postgres, .*idle in transaction.*")
				.satisfies((ex) -> assertThat(ex.getHint()).containsPattern("pg_terminate_backend\\(\\d+\\)"));
			ExecutorService executor = Executors.newSingleThreadExecutor();
			try {
				Future<MigrationResult> waiting = executor
					.submit(() -> revisions.lock(LockType.ADVISORY, Patience.LIMIT).on(database).upgrade("heads"));
				assertThat(waiting).failsWithin(Duration.ofMillis(500))
					.withThrowableOfType(java.util.concurrent.TimeoutException.class);
				holder.commit();
				assertThat(waiting.get(Patience.MINUTES, TimeUnit.MINUTES).current()).containsExactly("a1");
			}
			finally {
				executor.shutdownNow();
			}
		}
	}

	private static void commit(Connection connection) {
		try {
			connection.commit();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A statement that waits for a lock lets everybody queue behind it, for as long as it
	 * waits and no longer.
	 */
	@Test
	void readersQueueUntilTheLockTimeoutAndThenRead(TestDatabase database) throws Exception {
		database.jdbc().sql("create table busy (id int)").update();
		ExecutorService executor = Executors.newCachedThreadPool();
		try (Connection reader = database.dataSource().getConnection();
				Connection other = database.dataSource().getConnection()) {
			reader.setAutoCommit(false);
			select(reader);
			Future<MigrationResult> run = executor.submit(() -> Revisions.none()
				.sql("a1", "", "alter table busy add column name text;", "")
				.lockTimeout(Duration.ofSeconds(1))
				.lockRetries(100)
				.on(database)
				.upgrade("heads"));
			boolean queued = false;
			while (!queued && !run.isDone()) {
				Future<?> read = executor.submit(() -> {
					select(other);
					return null;
				});
				while (!read.isDone()) {
					queued |= waitsFor(database, "AccessShareLock");
				}
				read.get();
			}
			assertThat(queued).as("a reader had to queue").isTrue();
			assertThat(run).as("the reader before it has not ended, so only the revision can have given way")
				.isNotDone();
			reader.commit();
			assertThat(run.get(Patience.MINUTES, TimeUnit.MINUTES).current()).containsExactly("a1");
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static boolean waitsFor(TestDatabase database, String mode) {
		return database.jdbc()
			.sql("select exists (select from pg_locks where not granted and mode = ? and relation = 'busy'::regclass)")
			.param(mode)
			.query(Boolean.class)
			.single();
	}

	private static void select(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.executeQuery("select count(*) from busy").close();
		}
	}

	@Test
	void givesUpAfterTheLastRetry(TestDatabase database) throws Exception {
		database.jdbc().sql("create table busy (id int)").update();
		try (Connection blocker = database.dataSource().getConnection()) {
			blocker.setAutoCommit(false);
			try (Statement statement = blocker.createStatement()) {
				statement.execute("lock table busy in access exclusive mode");
			}
			assertThatExceptionOfType(MigrationException.class)
				.isThrownBy(() -> Revisions.none()
					.sql("a1", "", "alter table busy add column name text;", "")
					.lockTimeout(Duration.ofSeconds(4))
					.lockRetries(1)
					.on(database)
					.upgrade("heads"))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.LOCK_TIMEOUT))
				.withMessageContaining("SQLSTATE 55P03")
				.withMessageMatching("(?s).*AccessExclusiveLock on busy is held or waited for by\n"
						+ "    pid \\d+, user postgres, application 'PostgreSQL JDBC Driver', idle in transaction, for \\d+ s: "
						+ "lock table busy in access exclusive mode.*")
				.satisfies((ex) -> assertThat(ex.getHint()).containsPattern("pg_terminate_backend\\(\\d+\\)"));
		}
	}

	@Test
	void endsWhoHoldsTheLockWhereWanted(TestDatabase database) throws Exception {
		database.jdbc().sql("create table busy (id int)").update();
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try (Connection holder = database.dataSource().getConnection();
				Connection bystander = database.dataSource().getConnection();
				Connection waiter = database.dataSource().getConnection()) {
			holder.setAutoCommit(false);
			bystander.setAutoCommit(false);
			select(holder);
			try (Statement statement = bystander.createStatement()) {
				statement.execute("create table another (id int)");
			}
			Future<?> waiting = executor.submit(() -> {
				try (Statement statement = waiter.createStatement()) {
					statement.execute("alter table busy add column before_it text");
				}
				return null;
			});
			awaitLockWait(database);

			assertThat(Revisions.none()
				.sql("a1", "", "alter table busy add column name text;", "")
				.lockTimeout(Duration.ofSeconds(2))
				.lockRetries(20)
				.killBlockers()
				.on(database)
				.upgrade("heads")
				.current()).containsExactly("a1");

			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> select(holder))
				.withMessageContaining("terminating connection due to administrator command");
			waiting.get(Patience.MINUTES, TimeUnit.MINUTES);
			bystander.commit();
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(database.jdbc()
			.sql("select attname from pg_attribute where attrelid = 'busy'::regclass and attnum > 0 order by attnum")
			.query(String.class)
			.list()).as("who only waited is not ended").containsExactly("id", "before_it", "name");
	}

	/** An index that is built concurrently holds nobody up while it waits. */
	@Test
	void endsNobodyForAnIndexThatIsBuiltConcurrently(TestDatabase database) throws Exception {
		database.jdbc().sql("create table busy (id int)").update();
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try (Connection reader = database.dataSource().getConnection()) {
			reader.setAutoCommit(false);
			select(reader);
			Future<MigrationResult> run = executor.submit(() -> Revisions.none()
				.file("-- index\n-- revision: a1\n-- migrate:upgrade transaction:off\ncreate index concurrently on busy (id);")
				.lockTimeout(Duration.ofMillis(200))
				.killBlockers()
				.on(database)
				.upgrade("heads"));
			assertThat(run).failsWithin(Duration.ofSeconds(2))
				.withThrowableOfType(java.util.concurrent.TimeoutException.class);
			select(reader);
			reader.commit();
			assertThat(run.get(Patience.MINUTES, TimeUnit.MINUTES).current()).containsExactly("a1");
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static void awaitLockWait(TestDatabase database) throws InterruptedException {
		while (!database.jdbc()
			.sql("select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')")
			.query(Boolean.class)
			.single()) {
			Thread.sleep(20);
		}
	}

}
