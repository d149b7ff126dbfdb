package io.appmigrations.internal.engine;

import java.time.Duration;
import java.util.Objects;

import javax.sql.DataSource;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.database.lock.AdvisoryLock;
import io.appmigrations.internal.database.lock.MigrationLock;
import io.appmigrations.internal.database.lock.ShedLockLock;
import io.appmigrations.internal.database.lock.UnguardedLock;
import io.appmigrations.internal.database.version.VersionTable;
import io.appmigrations.settings.LockSettings;

import org.springframework.util.ClassUtils;

/**
 * Makes the lock that is configured.
 */
final class LockFactory {

	private static final String SHEDLOCK_CLASS = "net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider";

	private static final Duration LEASE = Duration.ofSeconds(30);

	private final LockSettings settings;

	private final DataSource dataSource;

	/**
	 * Creates no lock yet.
	 * @param settings the configuration
	 * @param dataSource where ShedLock gets its connections
	 */
	LockFactory(LockSettings settings, DataSource dataSource) {
		this.settings = settings;
		this.dataSource = dataSource;
	}

	MigrationLock create(MigrationConnection connection, VersionTable table) {
		String name = Objects.requireNonNullElseGet(this.settings.name(),
				() -> connection.session().database() + "." + table.displayName());
		return switch (this.settings.type()) {
			case ADVISORY -> new AdvisoryLock(connection, name);
			case NONE -> new UnguardedLock();
			case SHEDLOCK -> shedLock(connection, table, name);
		};
	}

	private MigrationLock shedLock(MigrationConnection connection, VersionTable table, String name) {
		if (!ClassUtils.isPresent(SHEDLOCK_CLASS, getClass().getClassLoader())) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"app.migrations.lock.type=shedlock needs ShedLock on the class path",
					"Add the dependency net.javacrumbs.shedlock:shedlock-provider-jdbc-template.");
		}
		table.createSchema(connection, table.schema());
		ShedLockLock lock = new ShedLockLock(connection, this.dataSource, table.schema(), table.table() + "_lock", name,
				LEASE);
		lock.createTable();
		return lock;
	}

}
