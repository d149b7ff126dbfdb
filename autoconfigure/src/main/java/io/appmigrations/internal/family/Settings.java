package io.appmigrations.internal.family;

import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * What is set on another object and has no name of its own.
 */
public abstract class Settings extends Family {

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 0 : 7;
	}

	@Override
	protected boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return difference.isDropped(below) || below.kind().isType();
	}

	@Override
	protected ObjectId removedWithPart(ObjectId id, Difference difference) {
		// without its index a table would have no replica identity at all
		return (id.kind() == Kind.REPLICA_IDENTITY) ? id
				: difference.removal().setOn(id, difference, (below) -> below.kind() != Kind.FUNCTION);
	}

}
