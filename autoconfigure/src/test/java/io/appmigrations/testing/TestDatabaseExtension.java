package io.appmigrations.testing;

import java.util.Arrays;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives an empty database to each test, or one to each of its parameters.
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
			.computeIfAbsent("database " + number(parameter), (key) -> new Stored(new TestDatabase(databases(context))),
					Stored.class)
			.database();
	}

	/** Dropped when the last class of this run is done. */
	private static TestDatabases databases(ExtensionContext context) {
		return context.getRoot()
			.getStore(NAMESPACE)
			.computeIfAbsent("databases", (key) -> new TestDatabases(), TestDatabases.class);
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
