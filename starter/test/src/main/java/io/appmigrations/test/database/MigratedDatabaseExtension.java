package io.appmigrations.test.database;

import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import javax.sql.DataSource;

import io.appmigrations.Migrations;
import io.appmigrations.settings.MigrationSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.junit.jupiter.SpringExtension;
import org.springframework.util.ClassUtils;

/**
 * Gives the database of {@link MigratedDatabase} to parameters.
 */
final class MigratedDatabaseExtension implements ParameterResolver {

	private static final Namespace NAMESPACE = Namespace.create(MigratedDatabaseExtension.class);

	private static final Set<Class<?>> TYPES = Set.of(ClonedDatabase.class, DataSource.class, JdbcClient.class,
			Migrations.class);

	private static final String SPRING_ANNOTATIONS = "org.springframework.beans.factory.annotation.";

	/** For a constructor: the database of the method, not of the class. */
	@Override
	public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
		return ExtensionContextScope.TEST_METHOD;
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return TYPES.contains(parameter.getParameter().getType()) && !isForSpring(parameter, context);
	}

	/** What Spring injects, in a Spring test. */
	private static boolean isForSpring(ParameterContext parameter, ExtensionContext context) {
		return isSpringTest(context.getRequiredTestClass())
				&& (parameter.getDeclaringExecutable() instanceof Constructor || List
					.of(parameter.getParameter().getAnnotations())
					.stream()
					.anyMatch((annotation) -> annotation.annotationType().getName().startsWith(SPRING_ANNOTATIONS)));
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		Class<?> type = parameter.getParameter().getType();
		MigratedDatabase onMethod = context.getTestMethod()
			.flatMap((method) -> AnnotationSupport.findAnnotation(method, MigratedDatabase.class))
			.orElse(null);
		if (onMethod != null) {
			return convert(stored(context, onMethod), type);
		}
		if (isSpringTest(context.getRequiredTestClass())) {
			ApplicationContext application = SpringExtension.getApplicationContext(context);
			return application.getBean(type);
		}
		Annotated annotated = annotated(context);
		if (annotated.annotation().scope() == DatabaseScope.CLASS) {
			return convert(stored(annotated.context(), annotated.annotation()), type);
		}
		if (context.getTestMethod().isEmpty()) {
			throw new ParameterResolutionException(
					"@MigratedDatabase(scope = METHOD) has no database outside of test methods; use a parameter of a test method or of @BeforeEach");
		}
		return convert(stored(context, annotated.annotation()), type);
	}

	private static boolean isSpringTest(Class<?> testClass) {
		return ClassUtils.isPresent("org.springframework.test.context.junit.jupiter.SpringExtension",
				MigratedDatabaseExtension.class.getClassLoader())
				&& TestContextAnnotationUtils.getMergedRepeatableAnnotations(testClass, ExtendWith.class)
					.stream()
					.anyMatch((extend) -> List.of(extend.value()).contains(SpringExtension.class));
	}

	/** Of the class, or of the class that it is nested in. */
	private static Annotated annotated(ExtensionContext context) {
		ExtensionContext current = context;
		while (true) {
			Optional<Class<?>> element = current.getElement()
				.filter(Class.class::isInstance)
				.map((found) -> (Class<?>) found);
			@Nullable MigratedDatabase annotation = element
				.map((found) -> AnnotatedElementUtils.findMergedAnnotation(found, MigratedDatabase.class))
				.orElse(null);
			if (annotation != null) {
				return new Annotated(current, annotation);
			}
			current = current.getParent()
				.orElseThrow(() -> new ParameterResolutionException(
						"Neither the method nor its class has @MigratedDatabase, so there is no database for this parameter"));
		}
	}

	/** Dropped at the end of the context's class or method. */
	private static ClonedDatabase stored(ExtensionContext context, MigratedDatabase annotation) {
		return context.getStore(NAMESPACE).computeIfAbsent("database of " + context.getUniqueId(), (key) -> {
			ClonedDatabases databases = ClonedDatabases.get();
			return new Stored(databases, databases.create(template(annotation)));
		}, Stored.class).database();
	}

	private static Template template(MigratedDatabase annotation) {
		MigrationSettings settings = MigrationSettings.builder().build();
		if (annotation.locations().length > 0) {
			settings = settings.toBuilder().locations(List.of(annotation.locations())).build();
		}
		@Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
		return Template.of(settings, annotation.target(),
				(loader != null) ? loader : MigratedDatabaseExtension.class.getClassLoader());
	}

	private static Object convert(ClonedDatabase database, Class<?> type) {
		if (type == DataSource.class) {
			return database.dataSource();
		}
		if (type == JdbcClient.class) {
			return database.jdbc();
		}
		return (type == Migrations.class) ? database.migrations() : database;
	}

	private record Annotated(ExtensionContext context, MigratedDatabase annotation) {

	}

	private record Stored(ClonedDatabases databases, ClonedDatabase database) implements AutoCloseable {

		@Override
		public void close() {
			this.databases.discard(this.database);
		}

	}

}
