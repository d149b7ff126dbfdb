package io.appmigrations.autoconfigure;

import javax.sql.DataSource;

import io.appmigrations.database.Redaction;
import io.appmigrations.error.ErrorCode;
import io.appmigrations.error.MigrationException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/**
 * Chooses the database to migrate: the one that the command line names, else the bean
 * marked with {@link MigrationsDataSource}, else the configured URL, else the
 * application's database with the configured login, else the application's
 * {@code DataSource}. Asks for no bean before it is needed: what needs no database works
 * without one.
 *
 * @param details what is configured
 * @param application the application's {@code DataSource}
 * @param marked the marked bean
 * @param command what the command line says
 */
record MigrationsDataSourceResolver(MigrationsConnectionDetails details, ObjectProvider<DataSource> application,
		ObjectProvider<DataSource> marked, CommandDatabase command) {

	DataSource resolve() {
		try {
			return choose();
		}
		catch (BeansException ex) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The DataSource cannot be made: %s"
						.formatted(Redaction.redact(String.valueOf(ex.getMostSpecificCause().getMessage()))),
					"Set spring.datasource.url, DATABASE_URL or app.migrations.url.", ex);
		}
	}

	private DataSource choose() {
		if (this.command.url() != null) {
			return login(builder(null).url(this.command.url()), this.command.username(), this.command.password());
		}
		@Nullable DataSource markedBean = this.marked.getIfUnique();
		if (markedBean != null) {
			return markedBean;
		}
		if (this.details.getJdbcUrl() != null) {
			// the application's login, unless another is named: a URL alone goes round a
			// pooler, for example
			return login(builder(this.application.getIfUnique()).url(this.details.getJdbcUrl()),
					this.details.getUsername(), this.details.getPassword());
		}
		@Nullable DataSource bean = this.application.getIfUnique();
		if (bean == null) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"There is no DataSource to migrate, or several and none is primary",
					"Set spring.datasource.url, DATABASE_URL or app.migrations.url, or mark a DataSource bean with @MigrationsDataSource.");
		}
		if (this.details.getUsername() != null || this.details.getPassword() != null) {
			return login(builder(bean), this.details.getUsername(), this.details.getPassword());
		}
		return this.command.single() ? HikariConnections.withoutPool(bean) : bean;
	}

	private static DataSourceBuilder<SimpleDriverDataSource> builder(@Nullable DataSource application) {
		DataSourceBuilder<?> builder = (application != null) ? DataSourceBuilder.derivedFrom(application)
				: DataSourceBuilder.create();
		return builder.type(SimpleDriverDataSource.class);
	}

	private static DataSource login(DataSourceBuilder<SimpleDriverDataSource> builder, @Nullable String username,
			@Nullable String password) {
		if (username != null) {
			builder.username(username);
		}
		if (password != null) {
			builder.password(password);
		}
		return builder.build();
	}

}
