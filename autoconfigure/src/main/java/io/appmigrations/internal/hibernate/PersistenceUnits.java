package io.appmigrations.internal.hibernate;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.spi.PersistenceUnitInfo;
import org.hibernate.SessionFactory;
import org.hibernate.jpa.HibernatePersistenceProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

/**
 * Finds the persistence units behind a context's entity manager factories.
 */
final class PersistenceUnits {

	private final ConfigurableListableBeanFactory beanFactory;

	PersistenceUnits(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Sets up those that are not in use yet.
	 * @return the units, in the order of their beans
	 */
	List<PersistenceUnit> find() {
		List<PersistenceUnit> units = new ArrayList<>();
		for (String name : this.beanFactory.getBeanNamesForType(LocalContainerEntityManagerFactoryBean.class, true,
				false)) {
			String beanName = BeanFactoryUtils.transformedBeanName(name);
			boolean inUse = this.beanFactory.containsSingleton(beanName);
			units.add(inUse ? get(beanName) : setUp(beanName));
		}
		return units;
	}

	private PersistenceUnit get(String beanName) {
		LocalContainerEntityManagerFactoryBean factory = this.beanFactory
			.getBean(BeanFactory.FACTORY_BEAN_PREFIX + beanName, LocalContainerEntityManagerFactoryBean.class);
		PersistenceUnitInfo unit = Objects.requireNonNull(factory.getPersistenceUnitInfo());
		return new PersistenceUnit(unit, factory.getJpaPropertyMap());
	}

	/**
	 * What the factory bean depends on by order only is left out: nothing of it changes
	 * the mapping, and database initializers, Flyway's or our own, would migrate.
	 */
	private PersistenceUnit setUp(String beanName) {
		BeanDefinition definition = this.beanFactory.containsBeanDefinition(beanName)
				? this.beanFactory.getBeanDefinition(beanName) : null;
		@Nullable String @Nullable [] dependsOn = (definition != null) ? definition.getDependsOn() : null;
		BeanPostProcessor interception = new Interception();
		this.beanFactory.addBeanPostProcessor(interception);
		try {
			if (definition != null) {
				definition.setDependsOn((String[]) null);
			}
			return get(beanName);
		}
		catch (BeansException ex) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The persistence unit of bean '%s' cannot be set up: %s".formatted(beanName,
							ex.getMostSpecificCause().getMessage()),
					"It is set up with the application's own beans and properties, as the application does it; only "
							+ "the session factory is not built.",
					ex);
		}
		finally {
			if (definition != null) {
				definition.setDependsOn(dependsOn);
			}
			if (this.beanFactory instanceof AbstractBeanFactory factory) {
				factory.getBeanPostProcessors().remove(interception);
			}
			if (this.beanFactory instanceof DefaultSingletonBeanRegistry singletons) {
				singletons.destroySingleton(beanName);
			}
		}
	}

	/**
	 * Keeps Spring's factory beans from building a session factory.
	 */
	private static final class Interception implements BeanPostProcessor {

		@Override
		public Object postProcessBeforeInitialization(Object bean, String beanName) {
			if (bean instanceof LocalContainerEntityManagerFactoryBean factory) {
				factory.setPersistenceProvider(new StubProvider());
				factory.setBootstrapExecutor(null);
			}
			return bean;
		}

	}

	/**
	 * Answers with a session factory that can only be closed.
	 */
	private static final class StubProvider extends HibernatePersistenceProvider {

		@Override
		public EntityManagerFactory createContainerEntityManagerFactory(PersistenceUnitInfo info,
				@SuppressWarnings("rawtypes") Map properties) {
			return (EntityManagerFactory) Proxy.newProxyInstance(getClass().getClassLoader(),
					new Class<?>[] { SessionFactory.class }, StubProvider::invoke);
		}

		private static @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
			return switch (method.getName()) {
				case "close" -> null;
				case "isOpen" -> true;
				case "hashCode" -> System.identityHashCode(proxy);
				case "equals" -> (arguments != null) && (proxy == arguments[0]);
				case "toString" -> "placeholder for a session factory";
				default -> throw new UnsupportedOperationException(method + " while entities are read");
			};
		}

	}

}
