package io.appmigrations.autoconfigure;

import java.util.Map;
import java.util.Properties;

import javax.sql.DataSource;

import io.appmigrations.database.DatabaseUrl;
import io.appmigrations.database.Redaction;
import io.appmigrations.error.ErrorCode;
import io.appmigrations.error.MigrationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

	private static final Logger logger = LoggerFactory.getLogger(MigrationsDataSourceResolver.class);

	/**
	 * Without it a server that accepts a connection and then says nothing holds up the
	 * start for ever. The URL may say otherwise.
	 */
	static final Map<String, String> PATIENCE = Map.of("loginTimeout", "30");

	DataSource resolve() {
		try {
			return choose();
		}
		catch (BeansException ex) {
			if (ex.getMostSpecificCause() instanceof ClassNotFoundException missing) {
				throw new MigrationException(ErrorCode.UNSUPPORTED_DATABASE,
						"The driver %s is not on the class path; App Migrations supports PostgreSQL with the driver org.postgresql"
							.formatted(missing.getMessage()),
						"Use jdbc:postgresql://HOST:PORT/DB in spring.datasource.url, DATABASE_URL or app.migrations.url.",
						ex);
			}
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The DataSource cannot be made: %s"
						.formatted(Redaction.redact(String.valueOf(ex.getMostSpecificCause().getMessage()))),
					"Set spring.datasource.url, DATABASE_URL or app.migrations.url.", ex);
		}
	}

	private DataSource choose() {
		if (this.command.url() != null) {
			return login(builder(null).url(requirePostgres(this.command.url())), this.command.username(),
					this.command.password());
		}
		if (this.command.unreadUrl() != null) {
			DatabaseUrl url = DatabaseUrl.parse(this.command.unreadUrl());
			return login(builder(null).url(url.url()), url.username(), url.password());
		}
		@Nullable DataSource markedBean = this.marked.getIfUnique();
		if (markedBean != null) {
			return markedBean;
		}
		if (this.details.getJdbcUrl() != null) {
			String url = requirePostgres(this.details.getJdbcUrl());
			return login(builder(loginOfApplication()).url(url), this.details.getUsername(),
					this.details.getPassword());
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

	/**
	 * The application's login, unless another is named: a URL alone goes round a pooler,
	 * for example. An application without a database of its own has none to give.
	 */
	private @Nullable DataSource loginOfApplication() {
		if (this.details.getUsername() != null) {
			return null;
		}
		try {
			return this.application.getIfUnique();
		}
		catch (BeansException ex) {
			logger.debug("The application's DataSource cannot be made; its login is not used", ex);
			return null;
		}
	}

	/** Opens another database with the login of this one. */
	DataSource open(String url) {
		return login(builder(resolve()).url(requirePostgres(url)), null, null);
	}

	private static DataSourceBuilder<SimpleDriverDataSource> builder(@Nullable DataSource application) {
		DataSourceBuilder<?> builder = (application != null) ? DataSourceBuilder.derivedFrom(application)
				: DataSourceBuilder.create();
		return builder.type(SimpleDriverDataSource.class);
	}

	/**
	 * Drivers that wrap PostgreSQL's name it in their URLs too.
	 */
	private static String requirePostgres(String url) {
		if (!url.contains("postgresql")) {
			throw new MigrationException(ErrorCode.UNSUPPORTED_DATABASE,
					"'%s' is not a URL of PostgreSQL, the one database that App Migrations supports"
						.formatted(Redaction.redact(url).replaceFirst("[/?;].*$", "...")),
					"Use jdbc:postgresql://HOST:PORT/DB.");
		}
		return url;
	}

	private static DataSource login(DataSourceBuilder<SimpleDriverDataSource> builder, @Nullable String username,
			@Nullable String password) {
		if (username != null) {
			builder.username(username);
		}
		if (password != null) {
			builder.password(password);
		}
		SimpleDriverDataSource dataSource = builder.build();
		Properties properties = new Properties();
		properties.putAll(PATIENCE);
		dataSource.setConnectionProperties(properties);
		return dataSource;
	}

}
