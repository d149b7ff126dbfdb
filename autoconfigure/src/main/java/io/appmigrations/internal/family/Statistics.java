package io.appmigrations.internal.family;

import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;

/**
 * Statistics on several columns.
 */
final class Statistics extends Family {

	@Override
	public int phase(Kind kind, Action action) {
		return 3;
	}

	@Override
	public int rank(Action action) {
		return (action == Action.DROP) ? 2 : 9;
	}

}
