package io.appmigrations.internal.family;

import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;

/**
 * Event triggers. They fire for the changes themselves.
 */
final class EventTriggers extends Family {

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? -1 : 8;
	}

}
