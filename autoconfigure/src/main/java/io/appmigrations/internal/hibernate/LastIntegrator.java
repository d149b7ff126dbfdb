package io.appmigrations.internal.hibernate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.hibernate.boot.Metadata;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.integrator.spi.IntegratorService;
import org.hibernate.jpa.boot.spi.IntegratorProvider;
import org.hibernate.service.spi.SessionFactoryServiceRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.util.ClassUtils;

/**
 * Takes the metadata when all other integrators have had it, and stops the session
 * factory there. Bean Validation, for example, makes columns {@code not null} in an
 * integrator.
 */
final class LastIntegrator implements Integrator {

	private final Consumer<MetadataImplementor> work;

	private @Nullable MetadataImplementor metadata;

	private boolean done;

	LastIntegrator(Consumer<MetadataImplementor> work) {
		this.work = work;
	}

	/**
	 * Returns the provider of the application's own integrators and this one.
	 * @param provider the application's setting: an instance, a class or its name, or
	 * {@code null}
	 * @param classLoader where to find the class, or {@code null} for the default
	 */
	IntegratorProvider after(@Nullable Object provider, @Nullable ClassLoader classLoader) {
		List<Integrator> integrators = new ArrayList<>();
		if (provider != null) {
			integrators.addAll(instance(provider, classLoader).getIntegrators());
		}
		integrators.add(this);
		return () -> integrators;
	}

	static IntegratorProvider instance(Object provider, @Nullable ClassLoader classLoader) {
		if (provider instanceof IntegratorProvider instance) {
			return instance;
		}
		Class<?> type = (provider instanceof Class<?> given) ? given
				: ClassUtils.resolveClassName(provider.toString(), classLoader);
		return (IntegratorProvider) BeanUtils.instantiateClass(type);
	}

	@Override
	public void integrate(Metadata metadata, BootstrapContext bootstrapContext,
			SessionFactoryImplementor sessionFactory) {
		this.metadata = (MetadataImplementor) metadata;
		List<Integrator> integrated = new ArrayList<>();
		try {
			for (Integrator integrator : later(sessionFactory)) {
				integrator.integrate(metadata, bootstrapContext, sessionFactory);
				integrated.add(integrator);
			}
			this.work.accept(this.metadata);
			this.done = true;
		}
		finally {
			integrated.forEach((integrator) -> integrator.disintegrate(sessionFactory,
					(SessionFactoryServiceRegistry) sessionFactory.getServiceRegistry()));
		}
		throw new Stop();
	}

	/**
	 * Those found by the service loader come after the provided ones
	 * ({@code IntegratorServiceImpl}), so they run from here.
	 */
	private List<Integrator> later(SessionFactoryImplementor sessionFactory) {
		List<Integrator> later = new ArrayList<>();
		boolean found = false;
		for (Integrator integrator : sessionFactory.getServiceRegistry()
			.requireService(IntegratorService.class)
			.getIntegrators()) {
			if (found) {
				later.add(integrator);
			}
			found = found || integrator == this;
		}
		return later;
	}

	boolean isDone() {
		return this.done;
	}

	/** Releases Hibernate's services; Hibernate itself leaves them after a failure. */
	void close() {
		if (this.metadata != null) {
			StandardServiceRegistryBuilder.destroy(this.metadata.getMetadataBuildingOptions().getServiceRegistry());
		}
	}

	/**
	 * Ends the construction of the session factory.
	 */
	private static final class Stop extends RuntimeException {

		Stop() {
			super("stop", null, false, false);
		}

	}

}
