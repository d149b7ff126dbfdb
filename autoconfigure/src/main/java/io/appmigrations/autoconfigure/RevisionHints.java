package io.appmigrations.autoconfigure;

import java.util.List;
import java.util.Objects;

import io.appmigrations.internal.engine.DefaultMigrations;
import io.appmigrations.internal.script.RevisionLocations;
import io.appmigrations.javarevision.JavaRevision;
import io.appmigrations.settings.MigrationSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Keeps in a native image what an application looks for when it runs: the revision files
 * of the locations that are configured when it is processed ahead of time, and the
 * classes of Java revisions in their packages. What is a bean is kept by Spring.
 */
final class RevisionHints implements BeanFactoryInitializationAotProcessor {

	@Override
	public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
			ConfigurableListableBeanFactory beanFactory) {
		if (beanFactory.getBeanNamesForType(DefaultMigrations.class, true, false).length == 0) {
			return null;
		}
		Environment environment = beanFactory.getBean(Environment.class);
		boolean several = !InstanceNames.in(environment).isEmpty();
		RevisionLocations locations = new RevisionLocations(
				several ? MigrationInstances.locations(common(environment), environment) : configured(environment));
		ClassLoader classLoader = Objects.requireNonNullElse(beanFactory.getBeanClassLoader(),
				JavaRevision.class.getClassLoader());
		List<Class<?>> types = new JavaRevisions(beanFactory, classLoader, locations.packages()).inPackages();
		return (context, code) -> {
			register(context.getRuntimeHints(), locations, types);
			if (several) {
				BindableRuntimeHintsRegistrar.forTypes(InstanceProperties.class)
					.registerHints(context.getRuntimeHints(), classLoader);
			}
		};
	}

	private static AppMigrationsProperties common(Environment environment) {
		return Binder.get(environment)
			.bind("app.migrations", AppMigrationsProperties.class)
			.orElseGet(AppMigrationsProperties::new);
	}

	private static List<String> configured(Environment environment) {
		return Binder.get(environment)
			.bind("app.migrations.locations", Bindable.listOf(String.class))
			.orElse(MigrationSettings.DEFAULT_LOCATIONS);
	}

	private static void register(RuntimeHints hints, RevisionLocations locations, List<Class<?>> types) {
		for (String folder : locations.classPathFolders()) {
			hints.resources().registerPattern(folder.isEmpty() ? "**/*.sql" : folder + "/**");
		}
		for (Class<?> type : types) {
			// the scan reads the file, and the bean factory injects what it declares
			hints.resources().registerType(type);
			hints.reflection()
				.registerType(type, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS, MemberCategory.INVOKE_DECLARED_METHODS,
						MemberCategory.ACCESS_DECLARED_FIELDS);
		}
	}

}
