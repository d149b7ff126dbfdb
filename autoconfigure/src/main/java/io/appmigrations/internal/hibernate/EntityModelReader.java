package io.appmigrations.internal.hibernate;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import javax.sql.DataSource;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.model.Model;
import jakarta.persistence.spi.PersistenceUnitInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * Reads the desired schema from JPA entities. Hibernate maps them in private, with the
 * application's own settings, and is stopped before it becomes a session factory: no
 * connection is opened, and a session factory of the application is not touched.
 */
public final class EntityModelReader {

	private static final boolean HIBERNATE_PRESENT = isPresent("org.hibernate.SessionFactory")
			&& isPresent("org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean");

	private EntityModelReader() {
	}

	/**
	 * Reads the entities of every persistence unit of an application context. Its entity
	 * manager factories may be in use; those that are not yet there are set up without a
	 * session factory, without the beans that they depend on only by order (such as
	 * database initializers), and are removed again. Units with the dialect of another
	 * database are passed over.
	 * @param beanFactory the context's beans, whose definitions are complete
	 * @param majorVersion the PostgreSQL server's major version, on which DDL depends
	 * @param minorVersion the server's minor version
	 * @param defaultSchema the schema whose names are written without it, or {@code null}
	 * for Hibernate's own default
	 * @return the model
	 * @throws MigrationException with {@code invalid_configuration} where there are no
	 * entities, or where they cannot be mapped
	 */
	public static Model read(ConfigurableListableBeanFactory beanFactory, int majorVersion, int minorVersion,
			@Nullable String defaultSchema) {
		return read(beanFactory, (dataSource) -> true, majorVersion, minorVersion, defaultSchema);
	}

	/**
	 * Reads the entities of those persistence units that use one of several databases.
	 * @param beanFactory the context's beans, whose definitions are complete
	 * @param isOfDatabase whether a {@code DataSource} is of the database
	 * @param majorVersion the PostgreSQL server's major version, on which DDL depends
	 * @param minorVersion the server's minor version
	 * @param defaultSchema the schema whose names are written without it, or {@code null}
	 * for Hibernate's own default
	 * @return the model
	 * @throws MigrationException with {@code invalid_configuration} where there are no
	 * entities, or where they cannot be mapped
	 */
	public static Model read(ConfigurableListableBeanFactory beanFactory, Predicate<DataSource> isOfDatabase,
			int majorVersion, int minorVersion, @Nullable String defaultSchema) {
		Assert.notNull(beanFactory, "'beanFactory' must not be null");
		if (!HIBERNATE_PRESENT) {
			throw noEntities("Hibernate is not on the class path");
		}
		List<PersistenceUnit> units = new PersistenceUnits(beanFactory).find();
		if (units.isEmpty()) {
			throw noEntities("the application has no entity manager factory");
		}
		units = units.stream().filter((unit) -> unit.dataSource().map(isOfDatabase::test).orElse(true)).toList();
		if (units.isEmpty()) {
			throw noEntities("no entity manager factory uses the DataSource of this database");
		}
		return read(units, majorVersion, minorVersion, defaultSchema);
	}

	/**
	 * Reads the entities of one persistence unit.
	 * @param unit the unit, as Spring's
	 * {@code LocalContainerEntityManagerFactoryBean.getPersistenceUnitInfo()} returns it
	 * @param properties the factory's properties, which win over the unit's
	 * @param majorVersion the PostgreSQL server's major version, on which DDL depends
	 * @param minorVersion the server's minor version
	 * @param defaultSchema the schema whose names are written without it, or {@code null}
	 * for Hibernate's own default
	 * @return the model
	 * @throws MigrationException with {@code invalid_configuration} where there are no
	 * entities, or where they cannot be mapped
	 */
	public static Model read(PersistenceUnitInfo unit, Map<String, ?> properties, int majorVersion, int minorVersion,
			@Nullable String defaultSchema) {
		Assert.notNull(unit, "'unit' must not be null");
		Assert.notNull(properties, "'properties' must not be null");
		return read(List.of(new PersistenceUnit(unit, properties)), majorVersion, minorVersion, defaultSchema);
	}

	private static Model read(List<PersistenceUnit> units, int majorVersion, int minorVersion,
			@Nullable String defaultSchema) {
		EntityModelBuilder model = new EntityModelBuilder(defaultSchema);
		for (PersistenceUnit unit : units) {
			unit.withMetadata(majorVersion, minorVersion, model::add);
		}
		if (!model.hasEntities()) {
			throw noEntities("no persistence unit has one for PostgreSQL");
		}
		return model.build();
	}

	private static MigrationException noEntities(String why) {
		return new MigrationException(ErrorCode.INVALID_CONFIGURATION, "There are no JPA entities: " + why,
				"Without entities, a file can describe the desired schema: set app.migrations.autogenerate.model=file:schema.sql.");
	}

	private static boolean isPresent(String className) {
		return ClassUtils.isPresent(className, EntityModelReader.class.getClassLoader());
	}

}
