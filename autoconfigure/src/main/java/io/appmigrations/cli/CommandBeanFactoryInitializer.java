package io.appmigrations.cli;

import io.appmigrations.Migrations;

import org.springframework.beans.factory.BeanFactoryInitializer;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;

/**
 * Runs a command before the first bean of the application exists, then takes all
 * definitions out that were not needed for it. Without a command it does nothing.
 */
public final class CommandBeanFactoryInitializer implements BeanFactoryInitializer<ConfigurableListableBeanFactory> {

	@Override
	public void initialize(ConfigurableListableBeanFactory beanFactory) {
		if (!beanFactory.containsSingleton(ApplicationRun.WORK_BEAN)) {
			return;
		}
		CommandWork<?> work = beanFactory.getBean(ApplicationRun.WORK_BEAN, CommandWork.class);
		Migrations migrations = null;
		try {
			migrations = beanFactory.getBean(Migrations.class);
		}
		catch (RuntimeException ex) {
			work.fail(ex);
		}
		if (migrations != null) {
			work.run(migrations);
		}
		BeanDefinitionRegistry registry = (BeanDefinitionRegistry) beanFactory;
		for (String name : beanFactory.getBeanDefinitionNames()) {
			if (!beanFactory.containsSingleton(name)) {
				registry.removeBeanDefinition(name);
			}
		}
	}

}
