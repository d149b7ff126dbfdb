package io.appmigrations.autoconfigure;

import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.hibernate.EntityGenerator;
import io.appmigrations.internal.hibernate.EntityModel;
import io.appmigrations.internal.hibernate.EntityModelReader;
import io.appmigrations.model.IdGenerator;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Model;
import io.appmigrations.model.ModelSource;
import io.appmigrations.model.ObjectId;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The application's JPA entities as the desired schema.
 *
 * @param beanFactory the application's beans
 */
record EntityModelSource(ConfigurableListableBeanFactory beanFactory) implements ModelSource {

	@Override
	public Model read(int majorVersion, int minorVersion, String defaultSchema) {
		EntityModel entities = EntityModelReader.read(this.beanFactory, majorVersion, minorVersion, defaultSchema);
		return new Model("the JPA entities",
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
				entities.generators().stream().map((one) -> generator(one, defaultSchema)).toList(), false);
	}

	private static IdGenerator generator(EntityGenerator generator, String defaultSchema) {
		EntityGenerator.Row row = generator.row();
		String schema = Objects.requireNonNullElse(generator.schema(), defaultSchema);
		return new IdGenerator(new ObjectId(Kind.COLUMN, schema, generator.table(), generator.column()),
				ObjectId.of((row != null) ? Kind.TABLE : Kind.SEQUENCE,
						Objects.requireNonNullElse(generator.sourceSchema(), defaultSchema), generator.source()),
				generator.distance(),
				(row != null)
						? new IdGenerator.Row(row.segmentColumn(), row.segment(), row.valueColumn(), row.initial())
						: null);
	}

}
