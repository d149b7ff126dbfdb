package io.appmigrations.internal.family;

import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;

/**
 * Casts.
 */
final class Casts extends Family {

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 2 : 5;
	}

}
