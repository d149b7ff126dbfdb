package io.appmigrations.internal.support;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What is behind an exception. Exceptions of others can be the cause of each other, and
 * whoever follows such a circle never comes to an end.
 */
public final class Causes {

	private Causes() {
	}

	/**
	 * Lists an exception and its causes.
	 * @param exception the exception
	 * @return the exception first, the innermost cause last; each once
	 */
	public static List<Throwable> of(Throwable exception) {
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		List<Throwable> causes = new ArrayList<>();
		for (Throwable cause = exception; cause != null && seen.add(cause); cause = cause.getCause()) {
			causes.add(cause);
		}
		return causes;
	}

	/**
	 * Returns the innermost cause.
	 * @param exception the exception
	 * @return its root cause, itself where it has none
	 */
	public static Throwable rootOf(Throwable exception) {
		List<Throwable> causes = of(exception);
		return causes.get(causes.size() - 1);
	}

	/**
	 * Returns an exception as the cause of another one, which whoever reports that may
	 * follow to its end.
	 * @param exception the exception
	 * @return the exception, {@code null} where its causes are a circle
	 */
	public static @Nullable Throwable withoutCircle(Throwable exception) {
		return (rootOf(exception).getCause() != null) ? null : exception;
	}

}
