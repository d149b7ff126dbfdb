package io.appmigrations.internal.hibernate;

import java.util.HashMap;
import java.util.Map;

import javax.sql.DataSource;

import io.appmigrations.model.Model;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.spi.PersistenceUnitInfo;
import org.hibernate.jpa.HibernatePersistenceProvider;

/**
 * Classes of a test as the model, and as Hibernate runs them.
 */
public final class TestModel {

	private TestModel() {
	}

	public static Model of(int majorVersion, int minorVersion, Class<?>... classes) {
		return EntityModelReader.read(TestUnit.of(classes), TestUnit.NAMING, majorVersion, minorVersion, "public");
	}

	public static EntityManagerFactory factory(DataSource dataSource, Class<?>... classes) {
		PersistenceUnitInfo unit = TestUnit.of(classes);
		Map<String, Object> settings = new HashMap<>(TestUnit.NAMING);
		settings.put("jakarta.persistence.nonJtaDataSource", dataSource);
		return new HibernatePersistenceProvider().createContainerEntityManagerFactory(unit, settings);
	}

}
