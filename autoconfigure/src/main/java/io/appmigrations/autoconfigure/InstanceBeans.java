package io.appmigrations.autoconfigure;

import io.appmigrations.Migrations;
import io.appmigrations.internal.engine.DefaultMigrations;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Defines for each of {@code app.migrations.instances} the beans that the application has
 * once where it has a single history: {@code ordersMigrations},
 * {@code ordersMigrationInitializer}, {@code ordersMigrationsDriftCheck}.
 */
final class InstanceBeans implements ImportBeanDefinitionRegistrar {

	private static final String FACTORY = "migrationsInstances";

	private static final String MIGRATIONS = "Migrations";

	private static final String INITIALIZER = "MigrationInitializer";

	private static final String DRIFT_CHECK = "MigrationsDriftCheck";

	private final Environment environment;

	InstanceBeans(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importingClassMetadata, BeanDefinitionRegistry registry) {
		String before = null;
		for (String name : InstanceNames.in(this.environment)) {
			registry.registerBeanDefinition(name + MIGRATIONS, made(DefaultMigrations.class, "migrations", name));
			RootBeanDefinition initializer = made(MigrationInitializer.class, "initializer", name);
			if (before != null) {
				// one after the other, whichever bean asks for which of them first
				initializer.setDependsOn(before);
			}
			before = name + INITIALIZER;
			registry.registerBeanDefinition(before, initializer);
			registry.registerBeanDefinition(name + DRIFT_CHECK, made(DriftCheck.class, "driftCheck", name));
		}
	}

	/** What the application sees, with what its post-processors made of it. */
	static Migrations migrations(BeanFactory beanFactory, String name) {
		return beanFactory.getBean(name + MIGRATIONS, Migrations.class);
	}

	static MigrationInitializer initializer(BeanFactory beanFactory, String name) {
		return beanFactory.getBean(name + INITIALIZER, MigrationInitializer.class);
	}

	static DriftCheck driftCheck(BeanFactory beanFactory, String name) {
		return beanFactory.getBean(name + DRIFT_CHECK, DriftCheck.class);
	}

	private static RootBeanDefinition made(Class<?> type, String method, String name) {
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(type);
		definition.setFactoryBeanName(FACTORY);
		definition.setFactoryMethodName(method);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
		return definition;
	}

}
