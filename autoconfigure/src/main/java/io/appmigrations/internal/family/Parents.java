package io.appmigrations.internal.family;

import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;

/**
 * That tables inherit, or are partitions.
 */
final class Parents extends Family {

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 0 : 5;
	}

}
