package io.appmigrations.internal.hibernate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.support.Causes;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.spi.PersistenceUnitInfo;
import org.hibernate.HibernateException;
import org.hibernate.boot.registry.BootstrapServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.bytecode.enhance.spi.EnhancementContext;
import org.hibernate.bytecode.internal.none.BytecodeProviderImpl;
import org.hibernate.bytecode.spi.BytecodeProvider;
import org.hibernate.cfg.CacheSettings;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.cfg.ManagedBeanSettings;
import org.hibernate.cfg.MappingSettings;
import org.hibernate.cfg.SchemaToolingSettings;
import org.hibernate.jpa.boot.internal.EntityManagerFactoryBuilderImpl;
import org.hibernate.jpa.boot.internal.PersistenceUnitInfoDescriptor;
import org.hibernate.jpa.boot.spi.JpaSettings;
import org.hibernate.resource.beans.container.spi.BeanContainer;
import org.jspecify.annotations.Nullable;

import org.springframework.orm.jpa.persistenceunit.SmartPersistenceUnitInfo;

/**
 * A persistence unit, and the properties of its entity manager factory.
 *
 * @param info the unit
 * @param properties the properties, which win over the unit's
 */
record PersistenceUnit(PersistenceUnitInfo info, Map<String, ?> properties) {

	/** Returns the database of the unit, as far as it is known. */
	Optional<DataSource> dataSource() {
		return Optional.ofNullable((this.info.getNonJtaDataSource() != null) ? this.info.getNonJtaDataSource()
				: this.info.getJtaDataSource());
	}

	/**
	 * Maps the entities and hands over the result while Hibernate's services are still
	 * there. The metadata is private: the consumer may change it.
	 * @param majorVersion the server's major version
	 * @param minorVersion the server's minor version
	 * @param work what to do with the metadata
	 * @throws MigrationException where the entities cannot be mapped
	 */
	void withMetadata(int majorVersion, int minorVersion, Consumer<MetadataImplementor> work) {
		LastIntegrator last = new LastIntegrator(work);
		try {
			new Mapping(new Descriptor(this.info), settings(majorVersion, minorVersion, last)).build().close();
		}
		catch (RuntimeException ex) {
			if (!last.isDone()) {
				throw failed(ex);
			}
			return;
		}
		finally {
			last.close();
		}
		throw new IllegalStateException("Hibernate built a session factory without its integrators");
	}

	private MigrationException failed(RuntimeException failure) {
		for (Throwable cause : Causes.of(failure)) {
			if (cause instanceof MigrationException exception) {
				return exception;
			}
		}
		return new MigrationException(ErrorCode.INVALID_CONFIGURATION,
				"Hibernate cannot map the entities of persistence unit '%s': %s"
					.formatted(this.info.getPersistenceUnitName(), message(failure)),
				null, failure);
	}

	/**
	 * Hibernate's innermost exception, which knows the entity, and what is behind it.
	 */
	private static String message(Throwable failure) {
		Throwable known = failure;
		Throwable root = failure;
		for (Throwable cause : Causes.of(failure)) {
			known = (cause instanceof HibernateException || cause instanceof PersistenceException) ? cause : known;
			root = cause;
		}
		String message = text(known);
		return (root == known || message.contains(text(root))) ? message : message + ": " + text(root);
	}

	private static String text(Throwable failure) {
		return (failure.getMessage() != null) ? failure.getMessage() : failure.toString();
	}

	private Map<String, Object> settings(int majorVersion, int minorVersion, LastIntegrator last) {
		Map<String, Object> settings = new HashMap<>(this.properties);
		settings.keySet().removeIf(PersistenceUnit::createsSchema);
		settings.put(SchemaToolingSettings.HBM2DDL_AUTO, "none");
		settings.put(JdbcSettings.ALLOW_METADATA_ON_BOOT, false);
		settings.put(JdbcSettings.JAKARTA_HBM2DDL_DB_NAME, "PostgreSQL");
		settings.put(JdbcSettings.JAKARTA_HBM2DDL_DB_VERSION, majorVersion + "." + minorVersion);
		settings.put(JdbcSettings.JAKARTA_HBM2DDL_DB_MAJOR_VERSION, majorVersion);
		settings.put(JdbcSettings.JAKARTA_HBM2DDL_DB_MINOR_VERSION, minorVersion);
		// a cache manager may be shared with the application, and would be closed
		settings.put(CacheSettings.USE_SECOND_LEVEL_CACHE, false);
		settings.put(CacheSettings.USE_QUERY_CACHE, false);
		settings.put(MappingSettings.JSON_FORMAT_MAPPER, new UnusedFormatMapper());
		settings.put(MappingSettings.XML_FORMAT_MAPPER, new UnusedFormatMapper());
		settings.computeIfPresent(ManagedBeanSettings.BEAN_CONTAINER, (name,
				value) -> (value instanceof BeanContainer container) ? new BorrowedBeanContainer(container) : value);
		settings.put(JpaSettings.INTEGRATOR_PROVIDER,
				last.after(setting(JpaSettings.INTEGRATOR_PROVIDER), this.info.getClassLoader()));
		return settings;
	}

	private @Nullable Object setting(String name) {
		Object value = this.properties.get(name);
		Properties unitProperties = this.info.getProperties();
		return (value == null && unitProperties != null) ? unitProperties.get(name) : value;
	}

	private static boolean createsSchema(Object setting) {
		return SchemaToolingSettings.HBM2DDL_AUTO.equals(setting)
				|| setting.toString().startsWith("jakarta.persistence.schema-generation")
				|| setting.toString().startsWith("javax.persistence.schema-generation");
	}

	/**
	 * Spring's unit, as {@code SpringHibernateJpaPersistenceProvider} describes it, but
	 * without weaving. The order of its classes, which is the file system's, shows in the
	 * DDL: it is made a stable one.
	 */
	private static final class Descriptor extends PersistenceUnitInfoDescriptor {

		private final List<String> managedClassNames;

		private final Properties properties = new Properties();

		Descriptor(PersistenceUnitInfo info) {
			super(info);
			Stream<String> packages = (info instanceof SmartPersistenceUnitInfo smart)
					? smart.getManagedPackages().stream().sorted() : Stream.of();
			this.managedClassNames = Stream.concat(info.getManagedClassNames().stream().sorted(), packages).toList();
			Properties original = info.getProperties();
			if (original != null) {
				this.properties.putAll(original);
				this.properties.keySet().removeIf(PersistenceUnit::createsSchema);
			}
		}

		@Override
		public List<String> getManagedClassNames() {
			return this.managedClassNames;
		}

		@Override
		public Properties getProperties() {
			return this.properties;
		}

		@Override
		public void pushClassTransformer(EnhancementContext enhancementContext) {
			// the classes may be loaded already, or be loaded for something else later
		}

	}

	/**
	 * Hibernate's bootstrap, with the keywords that it would ask the server for, and
	 * without the library that makes proxies and instrumented classes: nothing is made of
	 * entities that are only mapped.
	 */
	private static final class Mapping extends EntityManagerFactoryBuilderImpl {

		Mapping(Descriptor descriptor, Map<String, Object> settings) {
			super(descriptor, settings);
		}

		@Override
		protected StandardServiceRegistryBuilder getStandardServiceRegistryBuilder(BootstrapServiceRegistry registry) {
			return super.getStandardServiceRegistryBuilder(registry).addInitiator(new PostgresqlKeywords())
				.addService(BytecodeProvider.class, new BytecodeProviderImpl());
		}

	}

}
