package io.appmigrations.cli;

import java.time.Duration;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;

/**
 * Turns {@code java -jar app.jar migrations COMMAND} into one command: before anything
 * else of the application happens, the command runs and the process ends.
 */
class CommandLineRunListener implements SpringApplicationRunListener, Ordered {

	private static final String FIRST_ARGUMENT = "migrations";

	private final SpringApplication application;

	private final String[] arguments;

	CommandLineRunListener(SpringApplication application, String[] arguments) {
		this.application = application;
		this.arguments = arguments;
	}

	@Override
	public void starting(ConfigurableBootstrapContext bootstrapContext) {
		if (this.arguments.length > 0 && this.arguments[0].equals(FIRST_ARGUMENT)) {
			String[] rest = Arrays.copyOfRange(this.arguments, 1, this.arguments.length);
			if (!ClassUtils.isPresent("picocli.CommandLine", getClass().getClassLoader())) {
				System.err.println("error: the command line needs picocli on the class path (info.picocli:picocli)");
				exit(1);
				return;
			}
			exit(CommandLineTool.run(this.application, rest));
		}
	}

	/**
	 * Ends the start that a command made, before anybody is told that the application has
	 * started.
	 */
	@Override
	public void started(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
		if (context.getBeanFactory().containsSingleton(ApplicationRun.WORK_BEAN)) {
			throw new SpringApplication.AbandonedRunException(context);
		}
	}

	void exit(int status) {
		System.exit(status);
	}

	/** Before all others: none of them shall see this start. */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
