package io.appmigrations.internal.family;

import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;

/**
 * What is set on another object and has no name of its own: comments and options of
 * columns and indexes, firing modes, the cluster index and the replica identity.
 */
class Settings extends Family {

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 0 : 7;
	}

}
