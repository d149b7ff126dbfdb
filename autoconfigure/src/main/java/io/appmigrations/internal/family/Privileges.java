package io.appmigrations.internal.family;

import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;

/**
 * Privileges, also those on what is created later.
 */
final class Privileges extends Family {

	@Override
	public int phase(Kind kind, Action action) {
		boolean drop = action == Action.DROP;
		return (kind == Kind.DEFAULT_PRIVILEGES) ? (drop ? -1 : 8) : (drop ? 0 : 7);
	}

}
