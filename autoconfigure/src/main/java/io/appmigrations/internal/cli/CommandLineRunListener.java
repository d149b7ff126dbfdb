package io.appmigrations.internal.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ClassUtils;

/**
 * Turns {@code java -jar app.jar migrations COMMAND} into one command: before anything
 * else of the application happens, the command runs and the process ends.
 */
class CommandLineRunListener implements SpringApplicationRunListener, Ordered {

	private static final String FIRST_ARGUMENT = "migrations";

	private static final int FAILED = 1;

	/** Where the answer goes once an application was passed over. */
	private static final AtomicReference<@Nullable PrintStream> passedOverOut = new AtomicReference<>();

	private final SpringApplication application;

	private final String[] arguments;

	private boolean passedOver;

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
		List<String> arguments = new ArrayList<>(List.of(this.arguments));
		arguments.remove(command);
		// whoever catches an exception of a start must not turn it into a success
		int status = FAILED;
		try {
			status = run(arguments.toArray(String[]::new));
		}
		catch (RuntimeException | Error ex) {
			System.err.println("error: " + ex);
		}
		if (status == CommandLineTool.ELSEWHERE) {
			this.passedOver = true;
		}
		else {
			exit(status);
		}
	}

	private int run(String[] arguments) {
		if (!ClassUtils.isPresent("picocli.CommandLine", getClass().getClassLoader())) {
			System.err.println("error: the command line needs picocli on the class path (info.picocli:picocli)");
			return FAILED;
		}
		PrintStream out = passedOverOut.compareAndSet(null, System.out) ? System.out
				: Objects.requireNonNull(passedOverOut.get());
		int status = CommandLineTool.run(this.application, arguments, out, true);
		if (status == CommandLineTool.ELSEWHERE) {
			// the answer is still to come, and stands alone
			System.setOut(System.err);
			StartedApplications.awaitAnother(() -> exit(CommandLineTool.run(this.application, arguments, out, false)));
		}
		return status;
	}

	/** A parent, or what is part of another start, starts with as little as it can. */
	@Override
	public void environmentPrepared(ConfigurableBootstrapContext bootstrapContext,
			ConfigurableEnvironment environment) {
		if (this.passedOver) {
			environment.getPropertySources()
				.addFirst(new MapPropertySource("appMigrationsPassedOver", ApplicationRun.QUIET));
		}
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
			// nobody after this listener is told
			StartedApplications.end();
			throw new SpringApplication.AbandonedRunException(context);
		}
		if (context.getEnvironment().getProperty(RunningCommand.PROPERTY, Boolean.class, false)) {
			StartedApplications.removeRunners(context);
		}
	}

	void exit(int status) {
		System.exit(status);
	}

	/** Before all others: none of them is to see this start. */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
