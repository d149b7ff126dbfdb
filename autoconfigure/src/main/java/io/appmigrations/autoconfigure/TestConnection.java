package io.appmigrations.autoconfigure;

import java.util.List;
import java.util.Set;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.type.MethodMetadata;

/**
 * Whether the application was given a database from outside of its configuration: by a
 * container ({@code @ServiceConnection}), a Compose file, {@code @DynamicPropertySource},
 * or an {@code @AutoConfigureTestDatabase} that replaces its {@code DataSource}. Then
 * what is configured as the database to migrate is another one, perhaps a real one, and a
 * test must not touch it.
 */
final class TestConnection {

	private static final String PROPERTIES_DETAILS = "org.springframework.boot.jdbc.autoconfigure.PropertiesJdbcConnectionDetails";

	private static final String REPLACEMENT = "org.springframework.boot.jdbc.test.autoconfigure.";

	/** Spring's tests and Boot's name them so; neither type is on our class path. */
	private static final Set<String> TEST_SOURCES = Set.of("Dynamic Test Properties", "Inlined Test Properties");

	private final ConfigurableListableBeanFactory beanFactory;

	private final Environment environment;

	TestConnection(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		this.beanFactory = beanFactory;
		this.environment = environment;
	}

	/**
	 * Returns whose it is where there is one.
	 * @param property the property that names the configured database or its login
	 * @return for people, or {@code null} where what is configured counts
	 */
	@Nullable String insteadOf(String property) {
		List<ServiceConnectionDetails> details = details();
		if (!details.isEmpty()) {
			return details.get(0).source();
		}
		if (isReplaced()) {
			return "@AutoConfigureTestDatabase";
		}
		return (isFromTest("spring.datasource.url") && !isFromTest(property)) ? "the test's spring.datasource.url"
				: null;
	}

	/**
	 * Returns the connection of a container or a Compose file.
	 * @return the one for migrations, else the application's where it is not Spring
	 * Boot's own reading of {@code spring.datasource}
	 */
	List<ServiceConnectionDetails> details() {
		List<ServiceConnectionDetails> forMigrations = forMigrations();
		return !forMigrations.isEmpty() ? forMigrations
				: this.beanFactory.getBeanProvider(JdbcConnectionDetails.class)
					.orderedStream()
					.filter((details) -> !details.getClass().getName().equals(PROPERTIES_DETAILS))
					.map(ServiceConnectionDetails::of)
					.toList();
	}

	/**
	 * Returns the connection that a container or a Compose file gives to migrations,
	 * whatever the application's is.
	 */
	List<ServiceConnectionDetails> forMigrations() {
		return this.beanFactory.getBeanProvider(ServiceConnectionDetails.class).orderedStream().toList();
	}

	/**
	 * Returns whether a Compose file gives the database, which is no test.
	 */
	boolean isCompose() {
		List<ServiceConnectionDetails> details = details();
		return !details.isEmpty() && details.stream().allMatch((each) -> each.source().contains("DockerCompose"));
	}

	/**
	 * Returns whether it is a test that gives the database. A bean of the application's
	 * own is none outside of tests.
	 */
	boolean isTest() {
		return isReplaced() || details().stream().anyMatch(ServiceConnectionDetails::isContainer)
				|| (this.environment instanceof ConfigurableEnvironment configurable
						&& TEST_SOURCES.stream().anyMatch(configurable.getPropertySources()::contains));
	}

	private boolean isReplaced() {
		for (String name : this.beanFactory.getBeanNamesForType(DataSource.class, true, false)) {
			if (this.beanFactory.containsBeanDefinition(name)
					&& isReplacement(this.beanFactory.getBeanDefinition(name))) {
				return true;
			}
		}
		return false;
	}

	private static boolean isReplacement(BeanDefinition definition) {
		MethodMetadata method = (definition instanceof AnnotatedBeanDefinition annotated)
				? annotated.getFactoryMethodMetadata() : null;
		String type = (method != null) ? method.getDeclaringClassName() : definition.getBeanClassName();
		return type != null && type.startsWith(REPLACEMENT);
	}

	/** Whether a test has set a property. */
	boolean isFromTest(String property) {
		if (!(this.environment instanceof ConfigurableEnvironment configurable)) {
			return false;
		}
		for (PropertySource<?> source : configurable.getPropertySources()) {
			if (!source.getName().equals("configurationProperties") && source.containsProperty(property)) {
				return TEST_SOURCES.contains(source.getName())
						|| String.valueOf(source.getProperty(property)).startsWith("jdbc:tc:");
			}
		}
		return false;
	}

}
