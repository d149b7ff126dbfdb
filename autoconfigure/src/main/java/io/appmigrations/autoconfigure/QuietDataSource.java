package io.appmigrations.autoconfigure;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.util.function.SingletonSupplier;

/**
 * Finds the data source when the first connection is needed. Keeps HikariCP from logging
 * a stack trace when its pool cannot start, and the driver from logging a malformed URL
 * with the password in it: we get the same failure as an exception and report it in a few
 * lines.
 */
final class QuietDataSource extends DelegatingDataSource {

	private static final List<String> LOGGERS = List.of("com.zaxxer.hikari.pool.HikariPool", "org.postgresql.Driver",
			"org.postgresql.PGProperty", "org.postgresql.util.PGPropertyUtil",
			"org.postgresql.core.v3.ConnectionFactoryImpl");

	private final SingletonSupplier<DataSource> dataSource;

	private final @Nullable LoggingSystem loggingSystem;

	private final Map<String, @Nullable LogLevel> levels = new HashMap<>();

	private int callers;

	QuietDataSource(Supplier<DataSource> dataSource, @Nullable LoggingSystem loggingSystem) {
		this.dataSource = SingletonSupplier.of(dataSource);
		this.loggingSystem = loggingSystem;
	}

	@Override
	public DataSource getTargetDataSource() {
		return this.dataSource.obtain();
	}

	@Override
	public Connection getConnection() throws SQLException {
		DataSource target = this.dataSource.obtain();
		if (this.loggingSystem == null) {
			return target.getConnection();
		}
		silence(this.loggingSystem);
		try {
			return target.getConnection();
		}
		finally {
			restore(this.loggingSystem);
		}
	}

	/** The levels that the first caller finds are the ones that the last restores. */
	private synchronized void silence(LoggingSystem system) {
		if (this.callers++ > 0) {
			return;
		}
		for (String name : LOGGERS) {
			LoggerConfiguration configuration = system.getLoggerConfiguration(name);
			this.levels.put(name, (configuration != null) ? configuration.getConfiguredLevel() : null);
			system.setLogLevel(name, LogLevel.OFF);
		}
	}

	private synchronized void restore(LoggingSystem system) {
		if (--this.callers == 0) {
			this.levels.forEach(system::setLogLevel);
		}
	}

	@Override
	public Connection getConnection(String username, String password) throws SQLException {
		return this.dataSource.obtain().getConnection(username, password);
	}

}
