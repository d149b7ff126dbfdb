package io.appmigrations.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.MigrationResult;
import io.appmigrations.Migrations;
import io.appmigrations.error.ErrorCode;
import io.appmigrations.error.MigrationException;
import io.appmigrations.revision.MigrationPlan;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Ends a process that was started with {@code --migrate-only}, before runners are called.
 * An init container that silently does nothing would be worse than one that fails: where
 * no migration was run, this is an error.
 */
class MigrateOnlyRunListener implements SpringApplicationRunListener, Ordered {

	private static final Logger logger = LoggerFactory.getLogger(MigrateOnlyRunListener.class);

	MigrateOnlyRunListener(SpringApplication application, String[] arguments) {
	}

	@Override
	public void environmentPrepared(ConfigurableBootstrapContext bootstrapContext,
			ConfigurableEnvironment environment) {
		if (MigrateOnly.isActive(environment) && !MigrationsEnabled.in(environment)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"--migrate-only was asked for, but app.migrations.enabled is false", "Remove one of the two.");
		}
	}

	@Override
	public void started(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
		if (!MigrateOnly.isActive(context.getEnvironment()) || context.getParent() != null) {
			return;
		}
		List<MigrationInitializer> initializers = context.getBeanProvider(MigrationInitializer.class).stream().toList();
		if (initializers.isEmpty()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"--migrate-only was asked for, but nothing migrates in this application",
					"Configure a database (spring.datasource.url or DATABASE_URL), and do not exclude AppMigrationsAutoConfiguration.");
		}
		if (context.getBeanProvider(Migrations.class)
			.stream()
			.allMatch((migrations) -> migrations.history().isEmpty())) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"--migrate-only was asked for, but this application has no revisions",
					"Check app.migrations.locations (src/main/resources/db/migrations by default), and that the files end in .sql.");
		}
		for (MigrationInitializer initializer : initializers) {
			MigrationResult result = Objects.requireNonNull(initializer.getResult(), "'result' must not be null");
			logger.info("Done: {} {} run, the database is at {}", result.steps().size(),
					(result.steps().size() == 1) ? "revision" : "revisions",
					MigrationPlan.describeRows(Set.copyOf(result.current())));
		}
		exit(SpringApplication.exit(context));
	}

	/**
	 * Closing the context would not be enough: Spring Boot would still call the runners.
	 */
	void exit(int status) {
		System.exit(status);
	}

	/** After Spring Boot's own listener, which initializes logging. */
	@Override
	public int getOrder() {
		return 1;
	}

}
