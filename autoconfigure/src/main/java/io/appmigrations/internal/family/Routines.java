package io.appmigrations.internal.family;

import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * Functions, procedures and aggregates.
 */
final class Routines extends Family {

	@Override
	String reference(ObjectId id, SqlWriter writer) {
		return hidden(id, writer);
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 2 : 5;
	}

	@Override
	String grantedOn(Kind kind) {
		return (kind == Kind.PROCEDURE) ? "procedure" : "function";
	}

	@Override
	public boolean isPrinted(SchemaObject object) {
		return object.id().kind() != Kind.AGGREGATE;
	}

}
