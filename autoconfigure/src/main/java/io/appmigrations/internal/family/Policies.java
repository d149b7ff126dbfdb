package io.appmigrations.internal.family;

import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * Policies for row level security.
 */
final class Policies extends Family {

	@Override
	String reference(ObjectId id, SqlWriter writer) {
		return ofRelation(id, writer);
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 0 : 6;
	}

	/** Another table cannot go before what mentions it. */
	@Override
	ObjectId removedWith(ObjectId id, Difference difference) {
		return difference.removal().needsAnotherTable(id) ? id : super.removedWith(id, difference);
	}

	@Override
	public boolean isPrinted(SchemaObject object) {
		return true;
	}

}
