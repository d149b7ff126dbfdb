package io.appmigrations.autoconfigure;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.util.Assert;

/**
 * Keeps HikariCP from logging a stack trace when its pool cannot start. We get the same
 * failure as an exception and report it in a few lines; nobody should have to find them
 * below sixty lines of trace.
 */
final class QuietDataSource extends DelegatingDataSource {

	private static final String POOL_LOGGER = "com.zaxxer.hikari.pool.HikariPool";

	private final LoggingSystem loggingSystem;

	private QuietDataSource(DataSource dataSource, LoggingSystem loggingSystem) {
		super(dataSource);
		this.loggingSystem = loggingSystem;
	}

	static DataSource wrap(DataSource dataSource, @Nullable LoggingSystem loggingSystem) {
		return (loggingSystem != null) ? new QuietDataSource(dataSource, loggingSystem) : dataSource;
	}

	@Override
	public Connection getConnection() throws SQLException {
		DataSource dataSource = getTargetDataSource();
		Assert.state(dataSource != null, "'dataSource' must not be null");
		LoggerConfiguration before = this.loggingSystem.getLoggerConfiguration(POOL_LOGGER);
		if (before != null && before.getEffectiveLevel().compareTo(LogLevel.INFO) < 0) {
			return dataSource.getConnection();
		}
		this.loggingSystem.setLogLevel(POOL_LOGGER, LogLevel.OFF);
		try {
			return dataSource.getConnection();
		}
		finally {
			this.loggingSystem.setLogLevel(POOL_LOGGER, (before != null) ? before.getConfiguredLevel() : null);
		}
	}

}
