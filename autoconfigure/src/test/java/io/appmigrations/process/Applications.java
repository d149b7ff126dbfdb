package io.appmigrations.process;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import io.appmigrations.autoconfigure.AppMigrationsAutoConfiguration;
import io.appmigrations.autoconfigure.MigrationStrategy;
import io.appmigrations.javarevision.JavaRevision;
import io.appmigrations.javarevision.RevisionContext;
import io.appmigrations.javarevision.RevisionInfo;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.ParentContextApplicationContextInitializer;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportSelector;
import org.springframework.core.Ordered;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * The main methods that processes are started with.
 */
final class Applications {

	private Applications() {
	}

	/** As little as an application needs, and a runner that must never be called. */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataSourceAutoConfiguration.class, AppMigrationsAutoConfiguration.class })
	@Import(Runner.class)
	static class Migrating {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Runner.class)
	static class Empty {

	}

	/** Restarted by DevTools, if it is on the class path. */
	static final class Restarting {

		@Configuration(proxyBeanMethods = false)
		@Import({ Migrating.class, DevTools.class })
		static class Watching {

		}

		/** The class path of the tests does not have it. */
		static class DevTools implements ImportSelector {

			@Override
			public String[] selectImports(AnnotationMetadata metadata) {
				return new String[] {
						"org.springframework.boot.devtools.autoconfigure.LocalDevToolsAutoConfiguration" };
			}

		}

		public static void main(String[] arguments) {
			SpringApplication.run(Watching.class, arguments);
		}

	}

	/** Leaves the database to others. */
	static final class WithStrategy {

		@Configuration(proxyBeanMethods = false)
		@Import(Migrating.class)
		static class Refusing {

			@Bean
			MigrationStrategy strategy() {
				return (migrations, target) -> null;
			}

		}

		public static void main(String[] arguments) {
			SpringApplication.run(Refusing.class, arguments);
		}

	}

	/** Says what it is told, and sees what is excluded. */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = AppMigrationsAutoConfiguration.class)
	@Import(Runner.class)
	static class Excluding {

	}

	@Configuration(proxyBeanMethods = false)
	static class Runner {

		@Bean
		CommandLineRunner runner() {
			return (arguments) -> System.out.println("RUNNER");
		}

	}

	/** Catches whatever comes, and has a thread that goes on. */
	static final class Catching {

		public static void main(String[] arguments) {
			new Thread(() -> sleep()).start();
			try {
				SpringApplication.run(Boolean.getBoolean("excluding") ? Excluding.class : Migrating.class, arguments);
			}
			catch (Throwable ex) {
				System.out.println("CAUGHT");
			}
			sleep();
		}

		private static void sleep() {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

	/** The database is the child's. */
	static final class Child {

		public static void main(String[] arguments) {
			new SpringApplicationBuilder(Empty.class).web(WebApplicationType.NONE)
				.child(Migrating.class)
				.web(WebApplicationType.NONE)
				.run(arguments);
		}

	}

	/** The same without the builder. */
	static final class ChildByHand {

		public static void main(String[] arguments) {
			ConfigurableApplicationContext parent = new SpringApplication(Empty.class).run(arguments);
			SpringApplication child = new SpringApplication(Migrating.class);
			child.addInitializers(new ParentContextApplicationContextInitializer(parent));
			child.run(arguments);
		}

	}

	/** The database is the parent's. */
	static final class Parent {

		public static void main(String[] arguments) {
			new SpringApplicationBuilder(Migrating.class).web(WebApplicationType.NONE)
				.child(Empty.class)
				.web(WebApplicationType.NONE)
				.run(arguments);
		}

	}

	/** As Spring Cloud's {@code BootstrapApplicationListener} does it. */
	static final class Bootstrapped {

		public static void main(String[] arguments) {
			SpringApplication application = new SpringApplication(Migrating.class);
			application.addListeners(new Bootstrap());
			application.run(arguments);
		}

		private static final class Bootstrap
				implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

			@Override
			public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
				MutablePropertySources outer = event.getEnvironment().getPropertySources();
				if (outer.contains("bootstrap")) {
					return;
				}
				StandardEnvironment environment = new StandardEnvironment();
				environment.getPropertySources().forEach((source) -> {
				});
				environment.getPropertySources()
					.addFirst(new MapPropertySource("bootstrap",
							new HashMap<>(Map.of("spring.config.name", "bootstrap"))));
				for (PropertySource<?> source : outer) {
					if (!(source instanceof PropertySource.StubPropertySource)
							&& !environment.getPropertySources().contains(source.getName())) {
						environment.getPropertySources().addLast(source);
					}
				}
				ConfigurableApplicationContext context = new SpringApplicationBuilder(Empty.class)
					.web(WebApplicationType.NONE)
					.environment(environment)
					.run();
				event.getSpringApplication().addInitializers(new ParentContextApplicationContextInitializer(context));
			}

			@Override
			public int getOrder() {
				return Ordered.HIGHEST_PRECEDENCE + 5;
			}

		}

	}

	/** A Java revision that fails as Java does. */
	@RevisionInfo(revision = "shop3", downRevision = "shop2", message = "assert")
	static final class Asserting implements JavaRevision {

		@Override
		public void upgrade(RevisionContext context) {
			if (Boolean.getBoolean("exiting")) {
				System.exit(0);
			}
			throw new AssertionError("prices must not be negative");
		}

	}

	static final class WithJavaRevision {

		public static void main(String[] arguments) {
			try {
				new SpringApplicationBuilder(Migrating.class, Asserting.class).run(arguments);
			}
			catch (Throwable ex) {
				System.out.println("CAUGHT");
			}
		}

	}

}
