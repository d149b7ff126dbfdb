package io.appmigrations.test.database;

import java.util.List;
import java.util.Map;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.autoconfigure.AppMigrationsProperties;
import io.appmigrations.settings.MigrationSettings;
import io.appmigrations.settings.MigrationSettingsBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.util.StringUtils;

/**
 * Gives a cloned database to an application context. Equal customizers let classes share
 * a context, and its database.
 *
 * @param locations those of the annotation
 * @param owner the class that has the context for itself, or {@code null}
 */
record MigratedDatabaseContextCustomizer(List<String> locations,
		@Nullable Class<?> owner) implements ContextCustomizer {

	private static final Logger logger = LoggerFactory.getLogger(MigratedDatabaseContextCustomizer.class);

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
		ConfigurableEnvironment environment = context.getEnvironment();
		if (!this.locations.isEmpty()) {
			add(environment, "app.migrations.locations", String.join(",", this.locations));
		}
		ClonedDatabases databases = ClonedDatabases.get();
		ClonedDatabase database = create(databases, environment, classLoader(context));
		// a test slice would put an embedded database in its place
		add(environment, "spring.test.database.replace", "none");
		add(environment, "spring.datasource.url", database.url());
		add(environment, "spring.datasource.username", database.username());
		add(environment, "spring.datasource.password", database.password());
		DefaultListableBeanFactory beans = (DefaultListableBeanFactory) context.getBeanFactory();
		// destroyed last, so after the pool
		beans.registerSingleton("clonedDatabase", database);
		if (!databases.server().temporary()) {
			beans.registerDisposableBean("clonedDatabase", () -> databases.drop(database));
		}
		beans.registerSingleton("clonedDatabaseConnectionDetails", new Details(database));
	}

	private static ClassLoader classLoader(ConfigurableApplicationContext context) {
		@Nullable ClassLoader loader = context.getClassLoader();
		return (loader != null) ? loader : MigratedDatabaseContextCustomizer.class.getClassLoader();
	}

	private static void add(ConfigurableEnvironment environment, String name, String value) {
		environment.getPropertySources()
			.addFirst(new MapPropertySource("@MigratedDatabase " + name, Map.of(name, value)));
	}

	private static ClonedDatabase create(ClonedDatabases databases, ConfigurableEnvironment environment,
			ClassLoader classLoader) {
		AppMigrationsProperties properties = Binder.get(environment)
			.bindOrCreate("app.migrations", AppMigrationsProperties.class);
		MigrationSettings settings = settings(properties);
		AppMigrationsProperties.Tenants tenants = properties.getTenants();
		if (!tenants.getSchemas().isEmpty() || StringUtils.hasText(tenants.getQuery())) {
			logger.info("The application migrates the database of its test itself, because it has tenants");
			return databases.create(Template.of(settings, null, classLoader));
		}
		String target = properties.getTarget();
		try {
			return databases.create(Template.of(settings, target.equals("none") ? "heads" : target, classLoader));
		}
		catch (MigrationException ex) {
			if (ex.getCode() != ErrorCode.MISSING_PARENT) {
				throw ex;
			}
			logger.info("The application migrates the database of its test itself, because it has Java revisions ({})",
					ex.getMessage());
			return databases.create(Template.of(settings, null, classLoader));
		}
	}

	private static MigrationSettings settings(AppMigrationsProperties properties) {
		MigrationSettingsBuilder builder = MigrationSettings.builder()
			.locations(properties.getLocations())
			.versionTable(properties.getVersionTable())
			.singleTransaction(properties.getTransaction() == AppMigrationsProperties.Transaction.ALL)
			.placeholderReplacement(properties.isPlaceholderReplacement())
			.placeholders(properties.getPlaceholders());
		if (StringUtils.hasText(properties.getDefaultSchema())) {
			builder.defaultSchema(properties.getDefaultSchema());
		}
		if (StringUtils.hasText(properties.getVersionTableSchema())) {
			builder.versionTableSchema(properties.getVersionTableSchema());
		}
		return builder.build();
	}

	private record Details(ClonedDatabase database) implements JdbcConnectionDetails {

		@Override
		public String getUsername() {
			return this.database.username();
		}

		@Override
		public String getPassword() {
			return this.database.password();
		}

		@Override
		public String getJdbcUrl() {
			return this.database.url();
		}

	}

}
