package io.appmigrations.internal.family;

import java.util.List;
import java.util.Set;

import io.appmigrations.internal.schema.Definition;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Operators, operator families and operator classes.
 */
final class Operators extends Family {

	@Override
	String reference(ObjectId id, SqlWriter writer) {
		return hidden(id, writer);
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 2 : 5;
	}

	@Override
	@Nullable Alteration alterDefinition(Definition old, Definition definition, Transition transition) {
		if (ShellOperators.isShell(old) && !ShellOperators.isShell(definition)) {
			// the comment is the same, or is written after it
			return Alteration.of(transition.writer()
				.create(new Definition(definition.id(), definition.create(), null, List.of(), null), Set.of()));
		}
		return super.alterDefinition(old, definition, transition);
	}

}
