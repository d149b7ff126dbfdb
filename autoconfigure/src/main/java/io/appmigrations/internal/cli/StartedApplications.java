package io.appmigrations.internal.cli;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The applications that this process starts. There can be more than one: a bootstrap
 * context inside of the start of the application proper, or a parent before its child.
 * The one without a database is not the one that was meant.
 */
public final class StartedApplications {

	/** What happens between the start of a parent and the start of its child is short. */
	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final Set<String> STARTS_OF_A_PARENT = Set.of("configureAsChildIfNecessary", "runAndExtractParent");

	private static final AtomicInteger STARTING = new AtomicInteger();

	private StartedApplications() {
	}

	/** An application begins to start. */
	public static void begin() {
		STARTING.incrementAndGet();
	}

	/** An application has started, or has failed to. */
	public static void end() {
		STARTING.decrementAndGet();
	}

	/**
	 * Whether another application is starting.
	 * @return {@code true} inside of the start of another one
	 */
	public static boolean isAnyStarting() {
		return STARTING.get() > 0;
	}

	/**
	 * Whether this thread starts the parent of an application that follows.
	 */
	static boolean isChildExpected() {
		return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
			.walk((frames) -> frames.anyMatch((frame) -> frame.getDeclaringClass() == SpringApplicationBuilder.class
					&& STARTS_OF_A_PARENT.contains(frame.getMethodName())));
	}

	/**
	 * Takes the runners out of an application that is not the one that was meant: none of
	 * them is called in a process that migrates or runs a command.
	 * @param context the application, started
	 */
	public static void removeRunners(ConfigurableApplicationContext context) {
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		for (Class<?> type : List.of(ApplicationRunner.class, CommandLineRunner.class)) {
			for (String name : beanFactory.getBeanNamesForType(type)) {
				if (beanFactory.containsBeanDefinition(name)) {
					((BeanDefinitionRegistry) beanFactory).removeBeanDefinition(name);
				}
			}
		}
	}

	/**
	 * Waits for the application that was meant, which ends the process. The thread that
	 * starts applications is this one.
	 * @param none what to do where no other one starts
	 */
	public static void awaitAnother(Runnable none) {
		Thread main = Thread.currentThread();
		Thread thread = new Thread(() -> {
			awaitEnd(main);
			none.run();
		}, "app-migrations-another");
		thread.setDaemon(true);
		thread.start();
	}

	private static void awaitEnd(Thread main) {
		long idle = System.nanoTime();
		while (main.isAlive() && System.nanoTime() - idle < PATIENCE.toNanos()) {
			try {
				main.join(50);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
			idle = isAnyStarting() ? System.nanoTime() : idle;
		}
	}

}
