package io.appmigrations.internal.database.lock;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.database.ConnectionFailure;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.Quoting;
import io.appmigrations.internal.database.TransactionPooling;
import io.appmigrations.internal.secret.Redaction;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;
import net.javacrumbs.shedlock.provider.sql.DatabaseProduct;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.NestedExceptionUtils;

/**
 * A lease in a table, kept by ShedLock with the database's clock, for servers behind a
 * pooler in transaction mode. While it is held a thread extends it, on a connection of
 * its own: a data source of one connection cannot do that.
 */
public final class ShedLockLock implements MigrationLock {

	private static final Logger logger = LoggerFactory.getLogger(ShedLockLock.class);

	private final MigrationConnection connection;

	private final String table;

	private final String name;

	private final String displayTable;

	private final Duration lease;

	private final Duration interval;

	private final LockProvider provider;

	private volatile @Nullable SimpleLock lock;

	private volatile boolean lost;

	/** In nanoseconds, before the lease was asked for. */
	private volatile long extendedAt;

	private @Nullable ScheduledExecutorService extender;

	private @Nullable ScheduledFuture<?> extension;

	/**
	 * Creates a lock.
	 * @param connection the connection that migrates
	 * @param dataSource where the connections for taking and extending the lease come
	 * from
	 * @param schema the schema of the lock table
	 * @param table the name of the lock table, which is created where it does not exist
	 * @param name what is locked
	 * @param lease how long the lease outlives a process that dies
	 */
	public ShedLockLock(MigrationConnection connection, DataSource dataSource, String schema, String table, String name,
			Duration lease) {
		this(connection, dataSource, schema, table, name, lease, lease.dividedBy(3));
	}

	/**
	 * Creates a lock that is extended at an interval.
	 * @param interval how long after each extension the next follows
	 */
	ShedLockLock(MigrationConnection connection, DataSource dataSource, String schema, String table, String name,
			Duration lease, Duration interval) {
		this.connection = connection;
		this.interval = interval;
		this.table = Quoting.identifier(schema) + "." + Quoting.identifier(table);
		this.displayTable = table;
		this.name = name;
		this.lease = lease;
		DataSource source = connection.session().isTransactionPooled()
				? TransactionPooling.withoutNamedStatements(dataSource) : dataSource;
		this.provider = new JdbcTemplateLockProvider(JdbcTemplateLockProvider.Configuration.builder()
			.withJdbcTemplate(new LeaseStatements(source))
			.withTransactionManager(LeaseStatements.transactions(source))
			.withTableName(this.table)
			.withDatabaseProduct(DatabaseProduct.POSTGRES_SQL)
			.usingDbTime()
			.build());
	}

	/**
	 * Creates the lock table where it does not exist.
	 */
	public void createTable() {
		boolean exists = this.connection.query(
				"select pg_catalog.to_regclass(%s) is not null".formatted(Quoting.literal(this.table)),
				(rows) -> rows.next() && rows.getBoolean(1));
		if (!exists) {
			this.connection.createUnlessAnotherDoes(List.of("""
					create table if not exists %s (
					    name text not null,
					    lock_until timestamp not null,
					    locked_at timestamp not null,
					    locked_by text not null,
					    constraint %s primary key (name)
					)""".formatted(this.table, Quoting.identifier(this.displayTable + "_pkey"))));
		}
	}

	@Override
	public boolean tryAcquire() {
		try {
			this.extendedAt = System.nanoTime();
			Optional<SimpleLock> acquired = this.provider
				.lock(new LockConfiguration(Instant.now(), this.name, this.lease, Duration.ZERO));
			acquired.ifPresent(this::hold);
			return acquired.isPresent();
		}
		catch (RuntimeException ex) {
			Throwable cause = NestedExceptionUtils.getMostSpecificCause(ex);
			ErrorCode code = (cause instanceof SQLException failure) ? ConnectionFailure.ofStatement(failure).getCode()
					: ErrorCode.INVALID_CONFIGURATION;
			throw new MigrationException((code == ErrorCode.STATEMENT_FAILED) ? ErrorCode.INVALID_CONFIGURATION : code,
					"The migration lock cannot be acquired in table %s: %s".formatted(this.table,
							Redaction.redact(cause.getMessage())),
					isForeign(cause) ? "The table belongs to something else: rename it, or drop it if it is not needed."
							: "lock.type=shedlock needs a second connection besides the one that migrates (a pool of "
									+ "at least two), transactions (no pooler in statement mode), and a database login "
									+ "that may write to this table.");
		}
	}

	/** Undefined column or table, wrong type. */
	private static boolean isForeign(Throwable cause) {
		return cause instanceof SQLException failure
				&& Set.of("42703", "42P01", "42804", "42883").contains(Objects.toString(failure.getSQLState(), ""));
	}

	private void hold(SimpleLock acquired) {
		this.lock = acquired;
		this.lost = false;
		ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "app-migrations-lock");
			thread.setDaemon(true);
			return thread;
		});
		long pause = this.interval.toMillis();
		this.extension = executor.scheduleWithFixedDelay(this::extend, pause, pause, TimeUnit.MILLISECONDS);
		this.extender = executor;
	}

	private void extend() {
		SimpleLock current = this.lock;
		if (current == null || this.lost) {
			return;
		}
		long asked = System.nanoTime();
		try {
			Optional<SimpleLock> extended = current.extend(this.lease, Duration.ZERO);
			this.lock = extended.orElse(null);
			this.lost = extended.isEmpty();
			this.extendedAt = asked;
		}
		catch (RuntimeException ex) {
			logger.warn("The migration lock could not be extended: {}", Redaction.redact(ex.getMessage()));
		}
		catch (Error ex) {
			// nobody extends it anymore
			this.lost = true;
			throw ex;
		}
	}

	/**
	 * An extension that hangs, or a process that was stopped for a while, is told by the
	 * time alone.
	 */
	private boolean isExpired() {
		return System.nanoTime() - this.extendedAt > this.lease.toNanos();
	}

	@Override
	public void requireHeld() {
		if (this.lost || this.lock == null || isExpired()) {
			throw new MigrationException(ErrorCode.LOCK_TIMEOUT,
					"The lease of the migration lock '%s' could not be extended and may belong to another process"
						.formatted(this.name),
					"lock.type=shedlock needs a second connection besides the one that migrates: check the size of the "
							+ "connection pool and the load of the server, then start again.");
		}
	}

	@Override
	public String describeHolder() {
		return this.connection.query(
				"""
						select locked_by, locked_at, lock_until from %s where name = %s
						   and lock_until > pg_catalog.timezone('utc', pg_catalog.clock_timestamp())"""
					.formatted(this.table, Quoting.literal(this.name)),
				(rows) -> rows.next() ? "host '%s' since %s UTC, with a lease until %s UTC".formatted(rows.getString(1),
						rows.getString(2), rows.getString(3)) : "a process that has just released it");
	}

	@Override
	public void close() {
		ScheduledExecutorService executor = this.extender;
		ScheduledFuture<?> scheduled = this.extension;
		if (executor != null && scheduled != null) {
			scheduled.cancel(false);
			executor.shutdown();
			awaitEnd(executor);
			this.extender = null;
		}
		SimpleLock current = this.lock;
		this.lock = null;
		if (current != null && !this.lost) {
			try {
				current.unlock();
			}
			catch (RuntimeException ex) {
				logger.warn("The migration lock could not be released; it expires with its lease of {} s: {}",
						this.lease.toSeconds(), Redaction.redact(ex.getMessage()));
			}
		}
	}

	/** An extension that is under way would revive the lock after its release. */
	private static void awaitEnd(ScheduledExecutorService executor) {
		try {
			if (!executor.awaitTermination(30, TimeUnit.SECONDS)) {
				executor.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			executor.shutdownNow();
			Thread.currentThread().interrupt();
		}
	}

}
