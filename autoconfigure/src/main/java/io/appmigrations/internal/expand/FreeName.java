package io.appmigrations.internal.expand;

import java.util.function.Predicate;

import io.appmigrations.model.NamingConvention;

/**
 * Names for what is there until the last revision.
 */
final class FreeName {

	private FreeName() {
	}

	/** Joins names as PostgreSQL does, with a number where the name is taken. */
	static String of(Predicate<String> isTaken, String first, String second, String label) {
		String name = NamingConvention.joined(first, second, label);
		for (int i = 1; isTaken.test(name); i++) {
			name = NamingConvention.joined(first, second, label + i);
		}
		return name;
	}

}
