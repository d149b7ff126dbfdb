package io.appmigrations.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationResult;
import io.appmigrations.Step;
import io.appmigrations.internal.cli.StartedApplications;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/**
 * Ends a process that was started with {@code --migrate-only}, before runners are called.
 * An init container that silently does nothing would be worse than one that fails: where
 * no migration was run, this is an error.
 */
class MigrateOnlyRunListener implements SpringApplicationRunListener, Ordered {

	private static final Logger logger = LoggerFactory.getLogger(MigrateOnlyRunListener.class);

	private final SpringApplication application;

	private final String[] arguments;

	private @Nullable ConfigurableEnvironment environment;

	MigrateOnlyRunListener(SpringApplication application, String[] arguments) {
		this.application = application;
		this.arguments = arguments;
	}

	@Override
	public void starting(ConfigurableBootstrapContext bootstrapContext) {
		StartedApplications.begin();
	}

	@Override
	public void environmentPrepared(ConfigurableBootstrapContext bootstrapContext,
			ConfigurableEnvironment environment) {
		this.environment = environment;
		if (MigrateOnly.isActive(environment)) {
			UnfinishedExit.guard();
		}
		if (MigrateOnly.isActive(environment) && !MigrationsEnabled.in(environment)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"--migrate-only was given, but app.migrations.enabled is false", "Remove one of the two.");
		}
	}

	/** Ahead-of-time processing ends a start here, and nobody is told. */
	@Override
	public void contextLoaded(ConfigurableApplicationContext context) {
		if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
			StartedApplications.end();
		}
	}

	@Override
	public void started(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
		StartedApplications.end();
		if (!MigrateOnly.isActive(context.getEnvironment())) {
			return;
		}
		if (StartedApplications.isAnyStarting()) {
			// part of the start of another one, which has the last word
			StartedApplications.removeRunners(context);
			return;
		}
		List<MigrationInitializer> initializers = context.getBeanProvider(MigrationInitializer.class).stream().toList();
		if (initializers.isEmpty()) {
			// a parent's child may be the one that has the database
			StartedApplications.removeRunners(context);
			StartedApplications.awaitAnother(() -> fail(context, nothingMigrates()));
			return;
		}
		List<MigrationInitializer> enabled = initializers.stream().filter(MigrationInitializer::isEnabled).toList();
		requireRevisions(enabled);
		for (MigrationInitializer initializer : enabled) {
			MigrationResult result = requireResult(initializer.getResult());
			logger.info("Done: {} {} run, the database{} is at {}", result.steps().size(),
					(result.steps().size() == 1) ? "revision" : "revisions",
					(initializer.getInstance() != null) ? " of instance " + initializer.getInstance() : "",
					Step.describeRows(Set.copyOf(result.current())));
		}
		exit(SpringApplication.exit(context));
	}

	private static MigrationException nothingMigrates() {
		return new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				"--migrate-only was given, but App Migrations is not active in this application",
				"Configure a database (spring.datasource.url or DATABASE_URL), and do not exclude AppMigrationsAutoConfiguration. "
						+ R2dbcOnlyAutoConfiguration.HINT);
	}

	private static MigrationResult requireResult(@Nullable MigrationResult result) {
		if (result == null) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"--migrate-only was given, but the MigrationStrategy of this application did not migrate",
					"Let it return the result of migrations.upgrade(target).");
		}
		return result;
	}

	private static void requireRevisions(List<MigrationInitializer> enabled) {
		if (enabled.isEmpty()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"--migrate-only was given, but every one of app.migrations.instances has enabled=false",
					"Enable one of them, or remove --migrate-only.");
		}
		if (enabled.stream().noneMatch(MigrationInitializer::hasRevisions)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"--migrate-only was given, but this application has no revisions",
					"Check app.migrations.locations (src/main/resources/db/migrations by default), and that the files end in .sql.");
		}
	}

	/**
	 * Ends the process here: a main method may catch the exception, DevTools does, and
	 * threads of the application may continue.
	 */
	@Override
	public void failed(@Nullable ConfigurableApplicationContext context, Throwable exception) {
		StartedApplications.end();
		if (isRequested() && !StartedApplications.isAnyStarting()) {
			fail(context, exception);
		}
	}

	private boolean isRequested() {
		try {
			return (this.environment != null) ? MigrateOnly.isRequested(this.environment)
					: MigrateOnly.isRequested(this.arguments);
		}
		catch (RuntimeException ex) {
			// a value that is neither true nor false is a reason to fail, and the failure
			// says so
			logger.debug("Cannot determine whether --migrate-only was given", ex);
			return true;
		}
	}

	private void fail(@Nullable ConfigurableApplicationContext context, Throwable exception) {
		try {
			report(context, exception);
		}
		finally {
			exit(1);
		}
	}

	/** As Spring Boot would do it next. */
	private void report(@Nullable ConfigurableApplicationContext context, Throwable exception) {
		ArgumentResolver resolver = (context != null)
				? ArgumentResolver.of(ConfigurableApplicationContext.class, context) : ArgumentResolver.none();
		for (SpringBootExceptionReporter reporter : SpringFactoriesLoader
			.forDefaultResourceLocation(this.application.getClassLoader())
			.load(SpringBootExceptionReporter.class, resolver, FailureHandler.logging(LogFactory.getLog(getClass())))) {
			if (reporter.reportException(exception)) {
				return;
			}
		}
		logger.error("Application run failed", exception);
	}

	/**
	 * Closing the context would not be enough: Spring Boot would still call the runners.
	 */
	void exit(int status) {
		UnfinishedExit.finished();
		System.exit(status);
	}

	/** After Spring Boot's own listener, which initializes logging. */
	@Override
	public int getOrder() {
		return 1;
	}

}
