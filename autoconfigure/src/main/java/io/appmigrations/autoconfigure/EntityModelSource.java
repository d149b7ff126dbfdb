package io.appmigrations.autoconfigure;

import java.util.Set;

import io.appmigrations.ModelSource;
import io.appmigrations.autogenerate.Model;
import io.appmigrations.hibernate.EntityModel;
import io.appmigrations.hibernate.EntityModelReader;

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
				false);
	}

}
