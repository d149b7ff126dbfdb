package io.appmigrations.benchmark.application;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.management.ThreadMXBean;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.data.jpa.repository.JpaRepository;

/**
 * An application with a web server and JPA. Which tool migrates its database is a matter
 * of the class path.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class BenchmarkApplication {

	/** The first word of the line that says what it cost, before {@code name=value}. */
	public static final String READY = "READY";

	/** How long the tool's own bean took to be initialized, in nanoseconds. */
	private static final AtomicLong TOOL = new AtomicLong();

	/**
	 * Starts the application, says what it cost, and stops when standard input ends.
	 * @param arguments as for any application
	 */
	public static void main(String[] arguments) throws IOException {
		ConfigurableApplicationContext context = SpringApplication.run(BenchmarkApplication.class, arguments);
		while (System.in.read() >= 0) {
			// whoever started it has not seen enough
		}
		context.close();
	}

	@Bean
	static BeanPostProcessor stopwatch() {
		return new Stopwatch();
	}

	@Bean
	static ApplicationListener<ApplicationReadyEvent> ready() {
		return (event) -> {
			Map<String, Long> costs = new LinkedHashMap<>();
			costs.put("tool", TOOL.get());
			costs.put("classes", ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount());
			costs.put("beans", (long) event.getApplicationContext().getBeanFactory().getSingletonCount());
			costs.put("allocated", allocated());
			say(costs);
		};
	}

	private static long allocated() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
	}

	/**
	 * Says what something cost.
	 * @param costs the numbers by name
	 */
	public static void say(Map<String, Long> costs) {
		StringBuilder line = new StringBuilder(READY);
		costs.forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
		System.out.println(line);
	}

	/**
	 * Whether a bean is the one that migrates.
	 * @param bean its name, as the tools and Spring Boot call it
	 * @return whether it is
	 */
	public static boolean migrates(String bean) {
		return switch (bean) {
			case "migrationInitializer", "flywayInitializer", "liquibase" -> true;
			default -> false;
		};
	}

	/** Takes the time of the bean that migrates. */
	static final class Stopwatch implements BeanPostProcessor {

		private long start;

		@Override
		public Object postProcessBeforeInitialization(Object bean, String name) {
			if (migrates(name)) {
				this.start = System.nanoTime();
			}
			return bean;
		}

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			if (migrates(name)) {
				TOOL.set(System.nanoTime() - this.start);
			}
			return bean;
		}

	}

	/** So that there is something to map. */
	@Entity(name = "thing")
	static class Thing {

		@Id
		@SuppressWarnings("NullAway.Init")
		private Long id;

	}

	interface Things extends JpaRepository<Thing, Long> {

	}

}
