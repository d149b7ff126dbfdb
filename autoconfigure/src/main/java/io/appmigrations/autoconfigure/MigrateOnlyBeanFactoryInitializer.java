package io.appmigrations.autoconfigure;

import org.springframework.beans.factory.BeanFactoryInitializer;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.core.env.Environment;

/**
 * With {@code --migrate-only}: migrates before the first bean of the application exists,
 * then takes all definitions out that were not needed for it. What remains of the start
 * has nothing to create: no JPA, no runner, no scheduled job.
 */
final class MigrateOnlyBeanFactoryInitializer implements BeanFactoryInitializer<ConfigurableListableBeanFactory> {

	private final Environment environment;

	MigrateOnlyBeanFactoryInitializer(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void initialize(ConfigurableListableBeanFactory beanFactory) {
		if (MigrateOnly.isActive(this.environment)) {
			beanFactory.getBeansOfType(MigrationInitializer.class);
			BeanDefinitionRegistry registry = (BeanDefinitionRegistry) beanFactory;
			for (String name : beanFactory.getBeanDefinitionNames()) {
				if (!beanFactory.containsSingleton(name)) {
					registry.removeBeanDefinition(name);
				}
			}
		}
	}

}
