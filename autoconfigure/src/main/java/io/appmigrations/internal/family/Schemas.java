package io.appmigrations.internal.family;

import java.util.List;
import java.util.Set;

import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Schemas.
 */
final class Schemas extends Family {

	@Override
	List<String> create(SchemaObject object, Set<ObjectId> parts, SqlWriter writer) {
		return List.of("create schema " + writer.names().of(object.id()));
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 10 : 2;
	}

	@Override
	@Nullable Alteration alterInPlace(SchemaObject before, SchemaObject after, Transition transition) {
		return Alteration.of(List.of());
	}

	@Override
	boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return false;
	}

	@Override
	public boolean mayBePruned(SchemaObject object, Undeclared undeclared) {
		return false;
	}

	@Override
	public boolean isWorthNaming(ObjectId id) {
		return false;
	}

	@Override
	public boolean isEverywhere(ObjectId id) {
		return true;
	}

}
