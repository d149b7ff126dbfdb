package io.appmigrations.internal.hibernate;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import javax.sql.DataSource;

import io.appmigrations.model.IdGenerator;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Model;
import io.appmigrations.model.ObjectId;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.spi.PersistenceUnitInfo;
import org.hibernate.jpa.HibernatePersistenceProvider;
import org.jspecify.annotations.Nullable;

/**
 * Classes of a test as the model, and as Hibernate runs them.
 */
public final class TestModel {

	private TestModel() {
	}

	public static Model of(int majorVersion, int minorVersion, Class<?>... classes) {
		return of("the classes",
				EntityModelReader.read(TestUnit.of(classes), TestUnit.NAMING, majorVersion, minorVersion, "public"));
	}

	static Model of(String name, EntityModel entities) {
		return new Model(name,
				entities.statements()
					.stream()
					.map((statement) -> new Model.Statement(statement.sql(), statement.origin()))
					.toList(),
				entities.schemas(), Set.of(), Set.of(),
				entities.renames()
					.stream()
					.map((rename) -> new Model.RenamedFrom(rename.schema(), rename.table(), rename.column(),
							rename.oldName()))
					.toList(),
				entities.renamedValues()
					.stream()
					.map((rename) -> new Model.RenamedValue(rename.schema(), rename.table(), rename.column(),
							rename.oldName(), rename.name()))
					.toList(),
				entities.generators().stream().map(TestModel::generator).toList(), false);
	}

	private static IdGenerator generator(EntityGenerator generator) {
		EntityGenerator.Row row = generator.row();
		return new IdGenerator(
				new ObjectId(Kind.COLUMN, schema(generator.schema()), generator.table(), generator.column()),
				ObjectId.of((row != null) ? Kind.TABLE : Kind.SEQUENCE, schema(generator.sourceSchema()),
						generator.source()),
				generator.distance(), (row == null) ? null
						: new IdGenerator.Row(row.segmentColumn(), row.segment(), row.valueColumn(), row.initial()));
	}

	private static String schema(@Nullable String schema) {
		return Objects.requireNonNullElse(schema, "public");
	}

	public static EntityManagerFactory factory(DataSource dataSource, Class<?>... classes) {
		PersistenceUnitInfo unit = TestUnit.of(classes);
		Map<String, Object> settings = new HashMap<>(TestUnit.NAMING);
		settings.put("jakarta.persistence.nonJtaDataSource", dataSource);
		return new HibernatePersistenceProvider().createContainerEntityManagerFactory(unit, settings);
	}

}
