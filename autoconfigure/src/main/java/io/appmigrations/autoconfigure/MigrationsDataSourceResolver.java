package io.appmigrations.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.database.DatabaseUrl;
import io.appmigrations.internal.secret.Redaction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.AbstractDriverBasedDataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;

/**
 * Chooses the database to migrate: the one that the command line names, else the bean
 * marked with {@link MigrationsDataSource}, else what a
 * {@link MigrationsConnectionDetails} bean of the application says, else the database of
 * a container, a Compose file or a test, else what is configured, else the application's
 * {@code DataSource}. Asks for no bean before it is needed: what needs no database works
 * without one.
 *
 * @param prefix how the properties of the database begin
 * @param details what the application's bean says, or what is configured
 * @param application the application's {@code DataSource}
 * @param marked asks for the marked bean
 * @param command what the command line says
 * @param test what a container, a Compose file or a test has put in place
 * @param environment the application's properties
 */
record MigrationsDataSourceResolver(String prefix, MigrationsConnectionDetails details,
		ObjectProvider<DataSource> application, Supplier<@Nullable DataSource> marked, CommandDatabase command,
		TestConnection test, Environment environment) {

	private static final Logger logger = LoggerFactory.getLogger(MigrationsDataSourceResolver.class);

	private static final String REPLACE_NONE = "In a test: @AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE) keeps the application's PostgreSQL; a test that wants an embedded database sets app.migrations.enabled=false.";

	/**
	 * Without it a server that accepts a connection and then says nothing holds up the
	 * start forever. The URL may say otherwise.
	 */
	static final Map<String, String> PATIENCE = Map.of("loginTimeout", "30");

	/**
	 * Chooses the details that are not a container's: those come as a
	 * {@link TestConnection}.
	 * @param all the beans
	 * @return what the application's bean says, or what is configured
	 */
	static MigrationsConnectionDetails configured(ObjectProvider<MigrationsConnectionDetails> all) {
		List<MigrationsConnectionDetails> configured = all.stream()
			.filter((details) -> !(details instanceof ServiceConnectionDetails))
			.toList();
		return (configured.size() == 1) ? configured.get(0) : all.getObject();
	}

	DataSource resolve() {
		try {
			return choose();
		}
		catch (BeansException ex) {
			if (ex.getMostSpecificCause() instanceof ClassNotFoundException missing) {
				throw new MigrationException(ErrorCode.UNSUPPORTED_DATABASE,
						"The driver %s is not on the class path; App Migrations supports PostgreSQL with the driver org.postgresql"
							.formatted(missing.getMessage()),
						"Use jdbc:postgresql://HOST:PORT/DB in spring.datasource.url, DATABASE_URL or %surl."
							.formatted(this.prefix),
						ex);
			}
			String reason = String.valueOf(ex.getMostSpecificCause().getMessage());
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The DataSource cannot be created: %s".formatted(Redaction.redact(reason)),
					reason.contains("@AutoConfigureTestDatabase") ? REPLACE_NONE
							: "Set spring.datasource.url, DATABASE_URL or %surl.".formatted(this.prefix),
					ex);
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
		@Nullable DataSource markedBean = this.marked.get();
		if (markedBean != null) {
			return markedBean;
		}
		return isGiven() ? ofTest() : configured();
	}

	/**
	 * Whether a container, a Compose file or a test selects the database. A bean of the
	 * application's own is no configuration: it knows what it does.
	 */
	private boolean isGiven() {
		if (!(this.details instanceof PropertiesMigrationsConnectionDetails)
				|| this.application instanceof MigrationInstances.NamedDataSource) {
			return false;
		}
		String property = (this.details.getJdbcUrl() != null) ? this.prefix + "url"
				: (this.details.getUsername() != null) ? this.prefix + "username"
						: (this.details.getPassword() != null) ? this.prefix + "password" : null;
		@Nullable String instead = (property != null) ? this.test.insteadOf(property) : null;
		if (instead != null && isInstance() && this.details.getJdbcUrl() != null) {
			requireOfTest(this.prefix + "url", instead);
			return false;
		}
		if (instead != null) {
			logger.info("{} is ignored: {} selects the database", property, instead);
		}
		return instead != null || !this.test.forMigrations().isEmpty();
	}

	private boolean isInstance() {
		return this.prefix.startsWith(InstanceNames.PREFIX);
	}

	/** The database that a test has for one instance is none for the others. */
	private void requireOfTest(String property, String instead) {
		if (this.test.isTest() && !this.test.isCompose() && !this.test.isFromTest(property)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"%s is not of this test: %s selects the application's database, and the configured one may be a real one"
						.formatted(property, instead),
					"Set %s in the test, for example with @DynamicPropertySource, or %senabled=false."
						.formatted(property, this.prefix));
		}
	}

	private DataSource ofTest() {
		List<ServiceConnectionDetails> found = this.test.details();
		if (found.size() != 1) {
			return requireApplication();
		}
		ServiceConnectionDetails connection = found.get(0);
		@Nullable DataSource bean = this.application.getIfUnique();
		return (bean != null && isDatabaseOf(bean, connection)) ? bean : open(connection);
	}

	/**
	 * Whether a container or a Compose file gives the same database to the application
	 * and to migrations.
	 */
	static boolean isDatabaseOf(@Nullable DataSource application, ServiceConnectionDetails connection) {
		return application != null && connection.getJdbcUrl().equals(urlOf(application));
	}

	/** Where a data source connects to, if it is of a type that says so. */
	static @Nullable String urlOf(DataSource dataSource) {
		return (dataSource instanceof AbstractDriverBasedDataSource plain) ? plain.getUrl()
				: HikariConnections.urlOf(dataSource);
	}

	private static DataSource open(ServiceConnectionDetails connection) {
		return login(withDriver(builder(null).url(requirePostgres(connection.getJdbcUrl())),
				connection.getDriverClassName()), connection.getUsername(), connection.getPassword());
	}

	private DataSource configured() {
		if (this.details.getJdbcUrl() != null) {
			String url = requirePostgres(this.details.getJdbcUrl());
			return login(withDriver(builder(loginOfApplication()).url(url), this.details.getDriverClassName()),
					this.details.getUsername(), this.details.getPassword());
		}
		DataSource bean = requireApplication();
		if (this.details.getUsername() != null || this.details.getPassword() != null) {
			return login(builder(bean), this.details.getUsername(), this.details.getPassword());
		}
		return this.command.single() ? HikariConnections.withoutPool(bean) : bean;
	}

	private DataSource requireApplication() {
		@Nullable DataSource bean = this.application.getIfUnique();
		if (bean instanceof EmbeddedDatabase) {
			throw new MigrationException(ErrorCode.UNSUPPORTED_DATABASE,
					"The DataSource is an embedded database; App Migrations supports only PostgreSQL", REPLACE_NONE);
		}
		if (bean == null && this.application.stream().findAny().isEmpty()) {
			bean = withoutDataSource();
		}
		if (bean == null) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"There is no DataSource to migrate, or there are several and none is primary",
					"Set spring.datasource.url, DATABASE_URL or %surl, or mark a DataSource bean with @MigrationsDataSource."
						.formatted(this.prefix));
		}
		return bean;
	}

	/**
	 * An application that has R2DBC has no {@code DataSource}: Spring Boot makes none
	 * beside it, even where a JDBC URL is known.
	 */
	private @Nullable DataSource withoutDataSource() {
		List<ServiceConnectionDetails> found = this.test.details();
		if (found.size() == 1) {
			return open(found.get(0));
		}
		String url = this.environment.getProperty("spring.datasource.url", "");
		return url.isBlank() ? null
				: login(builder(null).url(requirePostgres(url)),
						this.environment.getProperty("spring.datasource.username"),
						this.environment.getProperty("spring.datasource.password"));
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
			logger.debug("The application's DataSource cannot be created; its login is not used", ex);
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
					"'%s' is not a PostgreSQL URL; App Migrations supports only PostgreSQL"
						.formatted(Redaction.redact(url).replaceFirst("[/?;].*$", "...")),
					"Use jdbc:postgresql://HOST:PORT/DB.");
		}
		return url;
	}

	private static DataSourceBuilder<SimpleDriverDataSource> withDriver(
			DataSourceBuilder<SimpleDriverDataSource> builder, @Nullable String driverClassName) {
		return (driverClassName != null) ? builder.driverClassName(driverClassName) : builder;
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
