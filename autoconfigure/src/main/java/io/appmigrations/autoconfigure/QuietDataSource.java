package io.appmigrations.autoconfigure;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.util.Assert;

/**
 * Keeps HikariCP from logging a stack trace when its pool cannot start, and the driver
 * from logging a malformed URL with the password in it. We get the same failure as an
 * exception and report it in a few lines.
 */
final class QuietDataSource extends DelegatingDataSource {

	private static final List<String> LOGGERS = List.of("com.zaxxer.hikari.pool.HikariPool", "org.postgresql.Driver",
			"org.postgresql.PGProperty", "org.postgresql.util.PGPropertyUtil",
			"org.postgresql.core.v3.ConnectionFactoryImpl");

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
		Map<String, @Nullable LogLevel> levels = new HashMap<>();
		for (String name : LOGGERS) {
			LoggerConfiguration configuration = this.loggingSystem.getLoggerConfiguration(name);
			levels.put(name, (configuration != null) ? configuration.getConfiguredLevel() : null);
			this.loggingSystem.setLogLevel(name, LogLevel.OFF);
		}
		try {
			return dataSource.getConnection();
		}
		finally {
			levels.forEach(this.loggingSystem::setLogLevel);
		}
	}

}
