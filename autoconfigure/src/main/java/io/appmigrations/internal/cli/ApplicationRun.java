package io.appmigrations.internal.cli;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.secret.Redaction;
import io.appmigrations.internal.support.Causes;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.AbstractApplicationContext;

/**
 * Starts the application as far as a command needs it: its environment and its bean
 * definitions, no bean but the {@code DataSource} and revisions. No web server, no JPA,
 * no runner, no scheduled job. Where a bean cannot be created although the command runs
 * no revision, it may have missed what was left out: then the application starts once
 * more, with everything.
 *
 * @param application the application, as its main method built it
 * @param arguments the Spring properties among the command's arguments
 * @param needs what the command needs of the application
 */
record ApplicationRun(SpringApplication application, List<String> arguments, Set<CommandNeed> needs) {

	/** Whether auto-configurations are left out. */
	static final String FILTER = "app.migrations.command-filter";

	/**
	 * DevTools would start everything again, in another thread. The other one loads what
	 * serves requests, in another thread too.
	 */
	private static final List<String> UNWANTED_LISTENERS = List.of("org.springframework.boot.devtools.",
			"org.springframework.boot.autoconfigure.preinitialize.");

	private static final String ENABLED = "--app.migrations.enabled";

	private static final Map<String, String> OWN = Map.of("--" + RunningCommand.PROPERTY, "true",
			"--spring.main.web-application-type", "none", "--spring.main.banner-mode", "off",
			"--spring.main.keep-alive", "false", "--spring.main.log-startup-info", "false");

	/** The same for an application that only comes before the one that is meant. */
	static final Map<String, Object> QUIET = Map.of(RunningCommand.PROPERTY, "true", "spring.main.web-application-type",
			"none", "spring.main.banner-mode", "off", "spring.main.keep-alive", "false", "spring.main.log-startup-info",
			"false", "spring.main.lazy-initialization", "true");

	static final String WORK_BEAN = "appMigrationsCommandWork";

	<T> T run(Supplier<CommandWork<T>> work) {
		this.application.setListeners(this.application.getListeners()
			.stream()
			.filter((listener) -> UNWANTED_LISTENERS.stream().noneMatch(listener.getClass().getName()::startsWith))
			.toList());
		Map<String, String> own = own();
		try {
			return run(work.get(), own);
		}
		catch (MigrationException ex) {
			// a bean that fails does so before anything has changed
			if (this.needs.contains(CommandNeed.REVISIONS) || !mayMissBean(ex)) {
				throw ex;
			}
		}
		own.put("--" + FILTER, "false");
		return run(work.get(), own);
	}

	/**
	 * A {@code DataSource} of an auto-configuration that found nothing to build on is not
	 * there, and nothing fails.
	 */
	private static boolean mayMissBean(MigrationException failure) {
		return (failure instanceof AbsentMigrations absent) ? !absent.isAnotherMeant()
				: Causes.of(failure).stream().anyMatch(BeansException.class::isInstance);
	}

	private <T> T run(CommandWork<T> work, Map<String, String> own) {
		Collection<ApplicationContextInitializer<?>> initializers = List.copyOf(this.application.getInitializers());
		this.application.addInitializers((context) -> {
			context.getBeanFactory().registerSingleton(WORK_BEAN, work);
			context.addBeanFactoryPostProcessor(AbsentMigrations.check());
			if (context instanceof AbstractApplicationContext messages) {
				context.addBeanFactoryPostProcessor((definitions) -> UnusedMessages.addTo(messages));
			}
		});
		try {
			this.application.run(springArguments(own)).close();
		}
		catch (SpringApplication.AbandonedRunException ex) {
			ConfigurableApplicationContext context = ex.getApplicationContext();
			if (context != null) {
				context.close();
			}
		}
		catch (RuntimeException ex) {
			throw startFailure(ex);
		}
		finally {
			// where this is a parent, it starts again for its child
			this.application.setInitializers(initializers);
		}
		if (!work.isDone()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"App Migrations is not configured in this application",
					"Do not exclude AppMigrationsAutoConfiguration, put the PostgreSQL driver on the class path and configure a DataSource.");
		}
		try {
			return work.result();
		}
		catch (BeansException ex) {
			// listeners are created when there is something to tell
			throw startFailure(ex);
		}
	}

	/** Of a property that is given twice, Spring would make a list. */
	private String[] springArguments(Map<String, String> own) {
		Stream<String> theirs = this.arguments.stream().filter((argument) -> !own.containsKey(nameOf(argument)));
		return Stream.concat(own.entrySet().stream().map((entry) -> entry.getKey() + "=" + entry.getValue()), theirs)
			.toArray(String[]::new);
	}

	private Map<String, String> own() {
		Map<String, String> own = new LinkedHashMap<>(OWN);
		this.needs.forEach((need) -> own.put("--" + need.property(), "true"));
		if (this.arguments.stream().noneMatch((argument) -> nameOf(argument).equals(ENABLED) && !isFalse(argument))) {
			// it says whether to migrate at startup; a command was asked for
			own.put(ENABLED, "true");
		}
		return own;
	}

	private static boolean isFalse(String argument) {
		return argument.substring(argument.indexOf('=') + 1).toLowerCase(Locale.ROOT).matches("false|off|no|0");
	}

	private static String nameOf(String argument) {
		int equals = argument.indexOf('=');
		return (equals < 0) ? argument : argument.substring(0, equals);
	}

	private static MigrationException badValue(BindException failure) {
		Throwable root = Causes.rootOf(failure);
		Class<?> type = failure.getTarget().getType().toClass();
		Object[] allowed = type.isEnum() ? type.getEnumConstants() : new Object[0];
		String values = Stream.of(allowed)
			.map((constant) -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
			.collect(Collectors.joining(", "));
		String reason = values.isEmpty() ? ": " + Redaction.redact(root.getMessage()) : "";
		return new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				"The value of %s is invalid%s".formatted(failure.getName(), reason),
				values.isEmpty() ? "Correct it, or remove it." : "Use one of %s.".formatted(values));
	}

	/**
	 * What is the matter with the application, in words.
	 * @throws Error where it is the matter of the Java machine
	 */
	static RuntimeException startFailure(RuntimeException failure) {
		Throwable root = failure;
		for (Throwable cause : Causes.of(failure)) {
			if (cause instanceof MigrationException migrationException) {
				return migrationException;
			}
			if (cause instanceof BindException bindException) {
				return badValue(bindException);
			}
			if (cause instanceof Error error && !(error instanceof LinkageError)) {
				throw error;
			}
			root = cause;
		}
		return new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				"The application's configuration cannot be read: %s"
					.formatted((root instanceof Error) ? root : root.getMessage()),
				((root instanceof NoSuchBeanDefinitionException)
						? "If Spring Boot has this bean, set %s=false: a command omits the auto-configurations that it rarely needs. Otherwise correct it"
							.formatted(FILTER)
						: "Correct it") + "; --debug shows the stack trace.",
				failure);
	}

}
