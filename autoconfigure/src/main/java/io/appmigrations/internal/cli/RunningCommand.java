package io.appmigrations.internal.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;
import io.appmigrations.internal.engine.DefaultMigrations;
import io.appmigrations.internal.engine.Instances;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * The command that this process was started for.
 */
public final class RunningCommand {

	/** Says that a command runs; only for this library's own use. */
	public static final String PROPERTY = "app.migrations.command";

	/** The database that the command line names, with the login behind it. */
	public static final String URL = PROPERTY + "-url";

	/** The login that the command line names. */
	public static final String USERNAME = PROPERTY + "-username";

	/** Its password. */
	public static final String PASSWORD = PROPERTY + "-password";

	/** The instance that the command line names. */
	public static final String INSTANCE = PROPERTY + "-instance";

	private RunningCommand() {
	}

	/**
	 * Runs the command, where there is one.
	 * @param beanFactory a bean factory that has all definitions
	 * @return {@code false} where the process was not started for a command
	 */
	public static boolean run(ConfigurableListableBeanFactory beanFactory) {
		if (!beanFactory.containsSingleton(ApplicationRun.WORK_BEAN)) {
			return false;
		}
		CommandWork<?> work = beanFactory.getBean(ApplicationRun.WORK_BEAN, CommandWork.class);
		try {
			DatabaseInitializers.disregard(beanFactory);
			Environment environment = beanFactory.getBean(Environment.class);
			Map<String, DefaultMigrations> selected = selected(beanFactory, environment.getProperty(INSTANCE));
			requireDatabaseOfOne(environment, selected);
			work.prepare(selected);
		}
		catch (RuntimeException ex) {
			work.fail(failure(ex));
			return true;
		}
		work.run();
		return true;
	}

	/** What migrates, by the name of the instance, which is empty if there are none. */
	private static Map<String, DefaultMigrations> selected(ConfigurableListableBeanFactory beanFactory,
			@Nullable String instance) {
		@Nullable Instances instances = beanFactory.getBeanProvider(Instances.class).getIfAvailable();
		if (instances == null) {
			if (instance != null) {
				throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
						"There is no instance '%s': the application has a single history".formatted(instance),
						"Leave out --instance, or configure app.migrations.instances.");
			}
			return Map.of("", migrations(beanFactory.getBean(Migrations.class)).withoutStartupLint());
		}
		if (instance != null && !instances.names().contains(instance)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"There is no instance '%s'".formatted(instance),
					"Use one of %s.".formatted(String.join(", ", instances.names())));
		}
		Map<String, DefaultMigrations> selected = new LinkedHashMap<>();
		((instance != null) ? List.of(instance) : instances.names())
			.forEach((name) -> selected.put(name, instances.migrations(name).withoutStartupLint()));
		return selected;
	}

	private static void requireDatabaseOfOne(Environment environment, Map<String, DefaultMigrations> selected) {
		if (selected.size() > 1 && environment.containsProperty(URL)) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"-x db_url selects one database, but there are several: %s"
						.formatted(String.join(", ", selected.keySet())),
					"Say whose it is with --instance NAME.");
		}
	}

	private static DefaultMigrations migrations(Migrations bean) {
		if (bean instanceof DefaultMigrations migrations) {
			return migrations;
		}
		throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				"The application defines its own bean of type Migrations: %s".formatted(bean.getClass().getName()),
				"The commands need the bean that App Migrations configures: remove the application's bean, or give it another type.");
	}

	private static Throwable failure(RuntimeException exception) {
		try {
			return ApplicationRun.startFailure(exception);
		}
		catch (Error ex) {
			return ex;
		}
	}

}
