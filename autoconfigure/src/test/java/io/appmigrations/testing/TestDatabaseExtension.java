package io.appmigrations.testing;

import java.util.Arrays;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Makes a database for each test, or one for each of its parameters, and drops it
 * afterwards.
 */
final class TestDatabaseExtension implements ParameterResolver {

	private static final Namespace NAMESPACE = Namespace.create(TestDatabaseExtension.class);

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == TestDatabase.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return context.getStore(NAMESPACE)
			.computeIfAbsent("database " + number(parameter), (key) -> new Stored(new TestDatabase()), Stored.class)
			.database();
	}

	/** The first of a method is the first of the constructor too. */
	private static long number(ParameterContext parameter) {
		return Arrays.stream(parameter.getDeclaringExecutable().getParameterTypes())
			.limit(parameter.getIndex())
			.filter(TestDatabase.class::equals)
			.count();
	}

	private record Stored(TestDatabase database) implements AutoCloseable {

		@Override
		public void close() {
			this.database.drop();
		}

	}

}
