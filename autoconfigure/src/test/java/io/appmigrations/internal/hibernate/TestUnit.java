package io.appmigrations.internal.hibernate;

import java.sql.Connection;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import io.appmigrations.model.Model;
import jakarta.persistence.spi.PersistenceUnitInfo;

import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.orm.jpa.persistenceunit.SpringPersistenceUnitInfo;

/**
 * Persistence units with the classes of a test.
 */
final class TestUnit {

	/** Boot's. */
	static final Map<String, Object> NAMING = Map.of("hibernate.physical_naming_strategy",
			"org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl", "hibernate.implicit_naming_strategy",
			"org.springframework.boot.hibernate.SpringImplicitNamingStrategy");

	private TestUnit() {
	}

	static PersistenceUnitInfo of(Class<?>... classes) {
		return of(TestUnit.class.getClassLoader(), classes);
	}

	static PersistenceUnitInfo of(ClassLoader classLoader, Class<?>... classes) {
		SpringPersistenceUnitInfo unit = new SpringPersistenceUnitInfo(classLoader);
		unit.setPersistenceUnitName("test");
		unit.setNonJtaDataSource(new NoConnections());
		unit.setExcludeUnlistedClasses(true);
		Arrays.stream(classes).map(Class::getName).forEach(unit::addManagedClassName);
		return unit.asStandardPersistenceUnitInfo();
	}

	static Model read(Class<?>... classes) {
		return EntityModelReader.read(of(classes), NAMING, 18, 4, null);
	}

	static List<String> sql(Model model) {
		return model.statements().stream().map(Model.Statement::sql).toList();
	}

	static List<String> sql(Class<?>... classes) {
		return sql(read(classes));
	}

	/**
	 * A database that must not be touched.
	 */
	static final class NoConnections extends AbstractDataSource implements DataSource {

		@Override
		public Connection getConnection() {
			throw new AssertionError("no connection must be opened");
		}

		@Override
		public Connection getConnection(String username, String password) {
			return getConnection();
		}

	}

}
