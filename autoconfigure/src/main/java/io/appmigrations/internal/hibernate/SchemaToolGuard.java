package io.appmigrations.internal.hibernate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import javax.sql.DataSource;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.config.spi.ConfigurationService;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.jpa.boot.spi.IntegratorProvider;
import org.hibernate.jpa.boot.spi.JpaSettings;
import org.hibernate.tool.schema.Action;
import org.hibernate.tool.schema.spi.SchemaManagementToolCoordinator.ActionGrouping;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

/**
 * Keeps Hibernate from creating, dropping or emptying tables that revisions make. It
 * looks at the settings that Hibernate acts on, whoever set them and however: after all
 * of them were read, and before the first statement.
 */
public final class SchemaToolGuard implements BeanPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(SchemaToolGuard.class);

	private static final String HINT = "Set spring.jpa.hibernate.ddl-auto=validate or none, in test and development "
			+ "profiles too: the revisions create the schema there as well. A test that wants Hibernate's own tables "
			+ "sets app.migrations.enabled=false; app.migrations.allow-ddl-auto=true allows both together.";

	private final Predicate<@Nullable DataSource> guarded;

	/**
	 * Creates a guard.
	 * @param guarded whether the tables of a database are made by revisions; only asked
	 * where Hibernate would change some, with {@code null} where the database of an
	 * entity manager factory is not known
	 */
	public SchemaToolGuard(Predicate<@Nullable DataSource> guarded) {
		this.guarded = guarded;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof LocalContainerEntityManagerFactoryBean factory) {
			Map<String, Object> properties = factory.getJpaPropertyMap();
			@Nullable Object theirs = properties.get(JpaSettings.INTEGRATOR_PROVIDER);
			properties.put(JpaSettings.INTEGRATOR_PROVIDER,
					provider(new GuardingIntegrator(factory), theirs, factory.getBeanClassLoader()));
		}
		return bean;
	}

	private static IntegratorProvider provider(Integrator guard, @Nullable Object theirs,
			@Nullable ClassLoader classLoader) {
		List<Integrator> integrators = new ArrayList<>(List.of(guard));
		if (theirs != null) {
			integrators.addAll(LastIntegrator.instance(theirs, classLoader).getIntegrators());
		}
		return () -> integrators;
	}

	private void check(Action action, @Nullable DataSource dataSource) {
		boolean destroys = switch (action) {
			case CREATE, CREATE_ONLY, CREATE_DROP, DROP, TRUNCATE -> true;
			default -> false;
		};
		if (!(destroys || action == Action.UPDATE) || !this.guarded.test(dataSource)) {
			return;
		}
		String name = String.valueOf((action.getExternalHbm2ddlName() != null) ? action.getExternalHbm2ddlName()
				: action.getExternalJpaName());
		if (destroys) {
			throw new MigrationException(ErrorCode.UNSAFE_OPERATION,
					"Hibernate is configured to drop or recreate tables that revisions create, which loses their data: "
							+ "spring.jpa.hibernate.ddl-auto (or hibernate.hbm2ddl.auto, "
							+ "jakarta.persistence.schema-generation.database.action) is '" + name + "'",
					HINT);
		}
		logger
			.warn("Hibernate is configured to alter the tables that revisions create: spring.jpa.hibernate.ddl-auto is "
					+ "'{}'. The next revision may fail because of its changes. {}", name, HINT);
	}

	/**
	 * Is told by Hibernate when all settings are read.
	 */
	private final class GuardingIntegrator implements Integrator {

		private final LocalContainerEntityManagerFactoryBean factory;

		GuardingIntegrator(LocalContainerEntityManagerFactoryBean factory) {
			this.factory = factory;
		}

		@Override
		public void integrate(Metadata metadata, BootstrapContext bootstrapContext,
				SessionFactoryImplementor sessionFactory) {
			Map<String, Object> settings = sessionFactory.getServiceRegistry()
				.requireService(ConfigurationService.class)
				.getSettings();
			ActionGrouping.interpret(metadata, settings)
				.forEach((grouping) -> check(grouping.databaseAction(), this.factory.getDataSource()));
		}

	}

}
