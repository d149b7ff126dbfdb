package io.appmigrations.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import io.appmigrations.benchmark.application.BenchmarkApplication;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Several applications in one JVM whose tools begin to migrate at the same moment.
 */
final class ManyStarters {

	private static final AtomicLong START = new AtomicLong();

	private static final AtomicLong LAST = new AtomicLong();

	private ManyStarters() {
	}

	/**
	 * Starts them.
	 * @param arguments how many, and the arguments of each
	 */
	public static void main(String[] arguments) throws Exception {
		int count = Integer.parseInt(arguments[0]);
		String[] own = List.of(arguments).subList(1, arguments.length).toArray(String[]::new);
		Gate.barrier = new CyclicBarrier(count, () -> START.set(System.nanoTime()));
		ExecutorService threads = Executors.newFixedThreadPool(count);
		List<Future<ConfigurableApplicationContext>> contexts = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			contexts.add(threads.submit(() -> new SpringApplicationBuilder(Started.class).web(WebApplicationType.NONE)
				.registerShutdownHook(false)
				.run(own)));
		}
		for (Future<ConfigurableApplicationContext> context : contexts) {
			context.get();
		}
		BenchmarkApplication.say(Map.of("tool", LAST.get() - START.get()));
		for (Future<ConfigurableApplicationContext> context : contexts) {
			context.get().close();
		}
		threads.shutdown();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			excludeName = { "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
					"org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration" })
	@Import(Gate.class)
	static class Started {

	}

	/** Opens when all are there. */
	@Configuration(proxyBeanMethods = false)
	static class Gate {

		private static CyclicBarrier barrier = new CyclicBarrier(1);

		@Bean
		static BeanPostProcessor gate() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessBeforeInitialization(Object bean, String name) {
					if (BenchmarkApplication.migrates(name)) {
						try {
							barrier.await();
						}
						catch (Exception ex) {
							throw new IllegalStateException(ex);
						}
					}
					return bean;
				}

				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					if (BenchmarkApplication.migrates(name)) {
						LAST.accumulateAndGet(System.nanoTime(), Math::max);
					}
					return bean;
				}

			};
		}

	}

}
