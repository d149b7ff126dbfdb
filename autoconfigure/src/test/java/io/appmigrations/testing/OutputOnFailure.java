package io.appmigrations.testing;

import java.lang.reflect.Method;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * Lets a failed test name the file with its output: what it logged and what its
 * PostgreSQL server said. The build sets {@code test.output} to the folder; without it
 * the output is on the console already.
 */
public final class OutputOnFailure implements InvocationInterceptor {

	@Override
	public void interceptBeforeAllMethod(Invocation<@Nullable Void> invocation,
			ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
		proceed(invocation, context);
	}

	@Override
	public void interceptBeforeEachMethod(Invocation<@Nullable Void> invocation,
			ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
		proceed(invocation, context);
	}

	@Override
	public void interceptTestMethod(Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method,
			ExtensionContext context) throws Throwable {
		proceed(invocation, context);
	}

	@Override
	public void interceptTestTemplateMethod(Invocation<@Nullable Void> invocation,
			ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
		proceed(invocation, context);
	}

	@Override
	public void interceptDynamicTest(Invocation<@Nullable Void> invocation, DynamicTestInvocationContext test,
			ExtensionContext context) throws Throwable {
		proceed(invocation, context);
	}

	private static void proceed(Invocation<@Nullable Void> invocation, ExtensionContext context) throws Throwable {
		try {
			invocation.proceed();
		}
		catch (TestAbortedException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			String folder = System.getProperty("test.output");
			if (folder != null) {
				testClass(context)
					.ifPresent((type) -> ex.addSuppressed(new Output(folder + "/" + type.getName() + "-output.txt")));
			}
			throw ex;
		}
	}

	/** A dynamic test has none of its own. */
	private static Optional<Class<?>> testClass(ExtensionContext context) {
		Optional<Class<?>> own = context.getTestClass();
		return own.isPresent() ? own : context.getParent().flatMap(OutputOnFailure::testClass);
	}

	/** Not an error of its own: a line in the report of another. */
	private static final class Output extends Exception {

		Output(String file) {
			super("The output of this test is in " + file, null, false, false);
		}

	}

}
