package io.appmigrations.internal.family;

import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * Foreign keys.
 */
final class ForeignKeys extends Constraints {

	@Override
	String owner() {
		return "table";
	}

	@Override
	String reference(ObjectId id, SqlWriter writer) {
		return ofRelation(id, writer);
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 1 : 4;
	}

}
