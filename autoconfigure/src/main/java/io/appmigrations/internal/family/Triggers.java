package io.appmigrations.internal.family;

import java.util.List;

import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Triggers and rules.
 */
final class Triggers extends Family {

	@Override
	String reference(ObjectId id, SqlWriter writer) {
		return ofRelation(id, writer);
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 0 : 6;
	}

	/** When a trigger or rule fires, which the second statement says, can be changed. */
	@Override
	@Nullable Alteration alterDefinition(Definition old, Definition definition, Transition transition) {
		if (!old.create().get(0).equals(definition.create().get(0))) {
			return null;
		}
		ObjectId id = definition.id();
		return Alteration.of((definition.create().size() > 1) ? List.of(definition.create().get(1))
				: List.of("alter table %s enable %s %s".formatted(transition.names().relationOf(id),
						id.kind().keyword(), Names.quoted(id.name()))))
			.rewriting(false);
	}

	/** Another table cannot go before what mentions it. */
	@Override
	ObjectId removedWith(ObjectId id, Difference difference) {
		return (id.kind() == Kind.RULE && difference.removal().needsAnotherTable(id)) ? id : super.removedWith(id, difference);
	}

	@Override
	public boolean isPrinted(SchemaObject object) {
		return true;
	}

}
