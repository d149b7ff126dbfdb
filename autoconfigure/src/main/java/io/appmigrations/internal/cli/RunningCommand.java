package io.appmigrations.internal.cli;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Migrations;
import io.appmigrations.internal.engine.DefaultMigrations;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The command that this process was started for.
 */
public final class RunningCommand {

	/** Says that a command runs; only for this library's own use. */
	public static final String PROPERTY = "app.migrations.command";

	/** Says that the command needs the JPA entities. */
	public static final String ENTITIES = PROPERTY + "-entities";

	/** The database that the command line names, with the login behind it. */
	public static final String URL = PROPERTY + "-url";

	/** The login that the command line names. */
	public static final String USERNAME = PROPERTY + "-username";

	/** Its password. */
	public static final String PASSWORD = PROPERTY + "-password";

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
		DefaultMigrations migrations = null;
		try {
			migrations = migrations(beanFactory.getBean(Migrations.class)).withoutStartupLint();
		}
		catch (RuntimeException ex) {
			work.fail(failure(ex));
		}
		if (migrations != null) {
			work.run(migrations);
		}
		return true;
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
