package io.appmigrations.internal.hibernate;

import org.hibernate.resource.beans.container.spi.BeanContainer;
import org.hibernate.resource.beans.container.spi.ContainedBean;
import org.hibernate.resource.beans.spi.BeanInstanceProducer;

/**
 * The application's bean container, which is not ours to stop: the converters in it may
 * be in use.
 */
final class BorrowedBeanContainer implements BeanContainer {

	private final BeanContainer container;

	BorrowedBeanContainer(BeanContainer container) {
		this.container = container;
	}

	@Override
	public <B> ContainedBean<B> getBean(Class<B> beanType, LifecycleOptions lifecycleOptions,
			BeanInstanceProducer fallbackProducer) {
		return this.container.getBean(beanType, lifecycleOptions, fallbackProducer);
	}

	@Override
	public <B> ContainedBean<B> getBean(String name, Class<B> beanType, LifecycleOptions lifecycleOptions,
			BeanInstanceProducer fallbackProducer) {
		return this.container.getBean(name, beanType, lifecycleOptions, fallbackProducer);
	}

	@Override
	public void stop() {
		// still in use
	}

}
