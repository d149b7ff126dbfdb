package io.appmigrations.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
		int command = commandIndex();
		if (command < 0) {
			return;
		}
		if (!ClassUtils.isPresent("picocli.CommandLine", getClass().getClassLoader())) {
			System.err.println("error: the command line needs picocli on the class path (info.picocli:picocli)");
			exit(1);
			return;
		}
		List<String> arguments = new ArrayList<>(List.of(this.arguments));
		arguments.remove(command);
		exit(CommandLineTool.run(this.application, arguments.toArray(String[]::new)));
	}

	/** Spring properties may stand before it. */
	private int commandIndex() {
		for (int i = 0; i < this.arguments.length; i++) {
			if (!this.arguments[i].startsWith("--")) {
				return this.arguments[i].equals(FIRST_ARGUMENT) ? i : -1;
			}
		}
		return -1;
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
