package io.appmigrations.internal.cli;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.sql.init.dependency.DatabaseInitializerDetector;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

/**
 * Beans that change the database when they are created: our own, Flyway's, scripts of the
 * application. Spring Boot has whatever uses the database wait for them, such as a
 * {@code JdbcTemplate}; in a command, nobody does, since the command alone says what is
 * changed.
 */
final class DatabaseInitializers {

	private DatabaseInitializers() {
	}

	/**
	 * Has no bean wait for them.
	 * @param beanFactory a bean factory that has all definitions
	 */
	static void disregard(ConfigurableListableBeanFactory beanFactory) {
		Set<String> initializers = find(beanFactory);
		for (String name : beanFactory.getBeanDefinitionNames()) {
			BeanDefinition definition = beanFactory.getBeanDefinition(name);
			@Nullable String @Nullable [] dependsOn = definition.getDependsOn();
			if (dependsOn != null) {
				definition.setDependsOn(Arrays.stream(dependsOn)
					.filter((other) -> !initializers.contains(other))
					.toArray(String[]::new));
			}
		}
	}

	private static Set<String> find(ConfigurableListableBeanFactory beanFactory) {
		Set<String> found = new HashSet<>();
		SpringFactoriesLoader.forDefaultResourceLocation(beanFactory.getBeanClassLoader())
			.load(DatabaseInitializerDetector.class,
					ArgumentResolver.of(Environment.class, beanFactory.getBean(Environment.class)))
			.forEach((detector) -> found.addAll(detector.detect(beanFactory)));
		return found;
	}

}
