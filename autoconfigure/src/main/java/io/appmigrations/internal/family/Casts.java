package io.appmigrations.internal.family;

import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Casts.
 */
final class Casts extends Family {

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 2 : 5;
	}

	@Override
	public boolean mayGo(SchemaObject object, Undeclared undeclared) {
		return undeclared.isMade(object);
	}

	@Override
	public @Nullable ObjectId record(SchemaObject object) {
		return object.id();
	}

}
