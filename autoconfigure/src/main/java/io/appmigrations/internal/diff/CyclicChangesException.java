package io.appmigrations.internal.diff;

import java.util.List;

/**
 * Changes need each other, so that none of them can come first.
 */
public final class CyclicChangesException extends RuntimeException {

	CyclicChangesException(List<String> cycle) {
		super("some changes need each other: %s, which needs %s".formatted(String.join(", which needs ", cycle),
				cycle.get(0)));
	}

}
