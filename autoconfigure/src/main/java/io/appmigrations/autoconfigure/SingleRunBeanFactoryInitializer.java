package io.appmigrations.autoconfigure;

import java.util.Set;

import io.appmigrations.internal.cli.RunningCommand;

import org.springframework.beans.factory.BeanFactoryInitializer;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.core.env.Environment;

/**
 * In a process that migrates or runs a command and then ends: does that before the first
 * bean of the application exists, then takes all definitions out that were not needed for
 * it. What remains of the start has nothing to create: no JPA, no runner, no scheduled
 * job.
 */
final class SingleRunBeanFactoryInitializer implements BeanFactoryInitializer<ConfigurableListableBeanFactory> {

	private final Environment environment;

	SingleRunBeanFactoryInitializer(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void initialize(ConfigurableListableBeanFactory beanFactory) {
		boolean done = RunningCommand.run(beanFactory);
		if (!done && MigrateOnly.isActive(this.environment)) {
			beanFactory.getBeansOfType(MigrationInitializer.class);
			done = true;
		}
		if (done) {
			removeUnused(beanFactory);
		}
	}

	private static void removeUnused(ConfigurableListableBeanFactory beanFactory) {
		// the others of this kind are asked for next
		Set<String> initializers = Set.of(beanFactory.getBeanNamesForType(BeanFactoryInitializer.class, true, false));
		BeanDefinitionRegistry registry = (BeanDefinitionRegistry) beanFactory;
		for (String name : beanFactory.getBeanDefinitionNames()) {
			if (!beanFactory.containsSingleton(name) && !initializers.contains(name)) {
				registry.removeBeanDefinition(name);
			}
		}
	}

}
