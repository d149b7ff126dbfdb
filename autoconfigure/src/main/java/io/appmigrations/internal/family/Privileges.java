package io.appmigrations.internal.family;

import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * Privileges, also those on what is created later.
 */
final class Privileges extends Family {

	@Override
	public int phase(Kind kind, Action action) {
		boolean drop = action == Action.DROP;
		return (kind == Kind.DEFAULT_PRIVILEGES) ? (drop ? -1 : 8) : (drop ? 0 : 7);
	}

	@Override
	boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return above.kind() == Kind.PRIVILEGES && (difference.isDropped(below) || below.kind().isType());
	}

	@Override
	ObjectId removedWithPart(ObjectId id, Difference difference) {
		return (id.kind() == Kind.PRIVILEGES) ? difference.removal().setOn(id, difference, (below) -> true) : id;
	}

}
