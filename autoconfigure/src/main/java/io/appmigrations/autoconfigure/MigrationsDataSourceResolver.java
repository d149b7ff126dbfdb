package io.appmigrations.autoconfigure;

import javax.sql.DataSource;

import io.appmigrations.error.ErrorCode;
import io.appmigrations.error.MigrationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/**
 * Chooses the database to migrate: the bean marked with {@link MigrationsDataSource},
 * else the configured URL, else the application's database with the configured login,
 * else the application's {@code DataSource}.
 *
 * @param details what is configured
 * @param application the application's {@code DataSource}, or {@code null} where there is
 * none or no unique one
 * @param marked the marked bean, or {@code null}
 * @param migrateOnly whether the process ends after migrating, so that it needs no pool
 */
record MigrationsDataSourceResolver(MigrationsConnectionDetails details, @Nullable DataSource application,
		@Nullable DataSource marked, boolean migrateOnly) {

	DataSource resolve() {
		if (this.marked != null) {
			return this.marked;
		}
		if (this.details.getJdbcUrl() != null) {
			// the application's login, unless another is named: a URL alone goes round a
			// pooler, for example
			DataSourceBuilder<?> builder = (this.application != null) ? DataSourceBuilder.derivedFrom(this.application)
					: DataSourceBuilder.create();
			return login(builder.type(SimpleDriverDataSource.class).url(this.details.getJdbcUrl()));
		}
		if (this.application == null) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"There is no DataSource to migrate, or several and none is primary",
					"Set spring.datasource.url, DATABASE_URL or app.migrations.url, or mark a DataSource bean with @MigrationsDataSource.");
		}
		if (this.details.getUsername() != null || this.details.getPassword() != null) {
			return login(DataSourceBuilder.derivedFrom(this.application).type(SimpleDriverDataSource.class));
		}
		return this.migrateOnly ? HikariConnections.withoutPool(this.application) : this.application;
	}

	private DataSource login(DataSourceBuilder<SimpleDriverDataSource> builder) {
		if (this.details.getUsername() != null) {
			builder.username(this.details.getUsername());
		}
		if (this.details.getPassword() != null) {
			builder.password(this.details.getPassword());
		}
		return builder.build();
	}

}
