package io.appmigrations.autoconfigure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.appmigrations.MigrationListener;
import io.appmigrations.internal.engine.DefaultMigrations;
import io.appmigrations.internal.engine.ImportSettings;
import io.appmigrations.internal.engine.MigrationContext;
import io.appmigrations.internal.flyway.FlywaySettings;
import io.appmigrations.internal.liquibase.LiquibaseSettings;
import io.appmigrations.internal.script.FoundRevisions;
import io.appmigrations.internal.script.RevisionLocations;
import io.appmigrations.javarevision.JavaRevision;
import io.appmigrations.model.ModelSource;
import io.appmigrations.model.NamingConvention;
import io.appmigrations.model.RevisionCustomizer;
import io.appmigrations.settings.AutogenerateSettings;
import io.appmigrations.settings.MigrationSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/**
 * Puts together what migrates a database from its properties and the beans of the
 * application.
 *
 * @param beanFactory the application's beans
 * @param resourceLoader knows the application's class loader
 * @param environment the application's properties
 * @param events the application context
 */
record MigrationsAssembly(ConfigurableListableBeanFactory beanFactory, ResourceLoader resourceLoader,
		Environment environment, ApplicationEventPublisher events) {

	/**
	 * Connects to nothing and reads nothing yet.
	 * @param properties how to migrate
	 * @param database opens other databases of the server
	 * @param dataSource chooses the database
	 * @param entities the model where none is configured
	 * @param instance the name of the instance, or {@code null} if there is one history
	 * @param packagesOfAll the packages with the Java revisions of all databases, or
	 * {@code null} if there is one
	 */
	DefaultMigrations of(AppMigrationsProperties properties, MigrationsDataSourceResolver database,
			Supplier<DataSource> dataSource, ModelSource entities, @Nullable String instance,
			@Nullable List<String> packagesOfAll) {
		MigrationSettings settings = properties.toSettings(MigrationOrigin.of(this.environment));
		ClassLoader classLoader = classLoader();
		RevisionLocations locations = new RevisionLocations(settings.locations());
		JavaRevisions javaRevisions = new JavaRevisions(this.beanFactory, classLoader, locations.packages(),
				packagesOfAll);
		ListenerBeans listeners = new ListenerBeans(this.beanFactory.getBeanProvider(MigrationListener.class),
				this.events, instance);
		AutogenerateSettings autogenerate = properties.getAutogenerate()
			.toSettings(this.beanFactory.getBeanProvider(ModelSource.class).getIfAvailable(() -> entities),
					this.beanFactory.getBeanProvider(NamingConvention.class)
						.getIfAvailable(NamingConvention::postgresql),
					this.beanFactory.getBeanProvider(RevisionCustomizer.class).orderedStream().toList(), database);
		QuietDataSource quiet = new QuietDataSource(dataSource,
				this.beanFactory.getBeanProvider(LoggingSystem.class).getIfAvailable());
		return new DefaultMigrations(
				new MigrationContext(quiet, settings, new FoundRevisions(locations, classLoader, javaRevisions::find),
						listeners, classLoader, autogenerate)
					.with(this::imports));
	}

	/** The own properties of other tools, whether these are on the class path or not. */
	private ImportSettings imports() {
		FlywaySettings flyway = new FlywaySettings(
				properties("spring.flyway.", List.of("table", "default-schema", "schemas", "encoding",
						"placeholder-replacement", "placeholder-prefix", "placeholder-suffix", "execute-in-transaction",
						"sql-migration-prefix", "repeatable-sql-migration-prefix", "undo-sql-migration-prefix",
						"baseline-migration-prefix", "sql-migration-separator", "sql-migration-suffixes", "locations")),
				map("spring.flyway.placeholders"));
		LiquibaseSettings liquibase = new LiquibaseSettings(
				properties("spring.liquibase.",
						List.of("change-log", "contexts", "label-filter", "default-schema", "liquibase-schema",
								"database-change-log-table", "database-change-log-lock-table")),
				map("spring.liquibase.parameters"));
		return new ImportSettings(flyway, liquibase);
	}

	private Map<String, String> properties(String prefix, List<String> names) {
		Binder binder = Binder.get(this.environment);
		Map<String, String> values = new HashMap<>();
		for (String name : names) {
			binder.bind(prefix + name, Bindable.listOf(String.class))
				.ifBound((list) -> values.put(name, String.join(",", list)));
		}
		return values;
	}

	private Map<String, String> map(String name) {
		return Binder.get(this.environment).bind(name, Bindable.mapOf(String.class, String.class)).orElse(Map.of());
	}

	ClassLoader classLoader() {
		@Nullable ClassLoader classLoader = this.resourceLoader.getClassLoader();
		return (classLoader != null) ? classLoader : JavaRevision.class.getClassLoader();
	}

}
