package io.appmigrations.internal.schema;

import java.util.List;
import java.util.Set;

/**
 * Default privileges of a role.
 *
 * @param given what roles get
 * @param withheld on whose objects, {@code functions} or {@code types}, not everybody has
 * what PostgreSQL gives otherwise
 */
public record DefaultGrants(List<DefaultGrant> given, Set<String> withheld) {

	/**
	 * Copies the collections.
	 */
	public DefaultGrants {
		given = List.copyOf(given);
		withheld = Set.copyOf(withheld);
	}

}
