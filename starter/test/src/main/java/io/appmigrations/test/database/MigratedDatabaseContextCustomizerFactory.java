package io.appmigrations.test.database;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Finds {@link MigratedDatabase} on the class of a Spring test, or on a class that it is
 * nested in.
 */
final class MigratedDatabaseContextCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> attributes) {
		var descriptor = TestContextAnnotationUtils.findAnnotationDescriptor(testClass, MigratedDatabase.class);
		if (descriptor == null) {
			return null;
		}
		MigratedDatabase annotation = descriptor.getAnnotation();
		if (annotation.scope() == DatabaseScope.METHOD) {
			throw new IllegalStateException(
					"%s: a Spring test cannot have @MigratedDatabase(scope = METHOD), because the database belongs to the application context. Annotate single methods, or use @Transactional."
						.formatted(testClass.getName()));
		}
		if (!annotation.target().equals("heads")) {
			throw new IllegalStateException(
					"%s: a Spring test cannot have @MigratedDatabase(target = \"%s\"), because the application upgrades its database when it starts. Annotate a single method, or test without Spring."
						.formatted(testClass.getName(), annotation.target()));
		}
		return new MigratedDatabaseContextCustomizer(List.of(annotation.locations()),
				annotation.ownContext() ? descriptor.getRootDeclaringClass() : null);
	}

}
