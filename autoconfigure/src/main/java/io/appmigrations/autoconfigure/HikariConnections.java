package io.appmigrations.autoconfigure;

import java.util.Properties;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.util.ClassUtils;

/**
 * The connections of a HikariCP pool without the pool. A process that only migrates needs
 * one connection, once: no threads that fill a pool, and none of the queries with which a
 * pool examines its first connection.
 */
final class HikariConnections {

	private static final boolean PRESENT = ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource",
			HikariConnections.class.getClassLoader());

	private HikariConnections() {
	}

	/**
	 * Returns a data source that opens connections as the pool would.
	 * @param dataSource the application's
	 * @return one without a pool; the same where it is not HikariCP's, or where the pool
	 * does more with a new connection than to open it
	 */
	static DataSource withoutPool(DataSource dataSource) {
		return (PRESENT && isPlainPool(dataSource)) ? unpooled((HikariDataSource) dataSource) : dataSource;
	}

	/**
	 * Returns where a pool connects to.
	 * @param dataSource the application's
	 * @return the URL, or {@code null} where it is not HikariCP's or has none
	 */
	static @Nullable String urlOf(DataSource dataSource) {
		return (PRESENT && dataSource instanceof HikariDataSource pool) ? pool.getJdbcUrl() : null;
	}

	private static boolean isPlainPool(DataSource dataSource) {
		return dataSource.getClass() == HikariDataSource.class && isPlain((HikariDataSource) dataSource);
	}

	private static boolean isPlain(HikariDataSource pool) {
		return pool.getJdbcUrl() != null && pool.getDataSource() == null && pool.getConnectionInitSql() == null
				&& pool.getSchema() == null && pool.getCatalog() == null && pool.getCredentialsProvider() == null
				&& !pool.isReadOnly();
	}

	private static DataSource unpooled(HikariDataSource pool) {
		SimpleDriverDataSource unpooled = DataSourceBuilder.derivedFrom(pool)
			.type(SimpleDriverDataSource.class)
			.build();
		Properties properties = new Properties();
		// lets the driver say its name while it connects, instead of by a statement
		// afterwards
		properties.put("assumeMinServerVersion", "9.0");
		properties.putAll(MigrationsDataSourceResolver.PATIENCE);
		properties.putAll(pool.getDataSourceProperties());
		unpooled.setConnectionProperties(properties);
		return unpooled;
	}

}
