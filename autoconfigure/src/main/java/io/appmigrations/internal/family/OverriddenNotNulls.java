package io.appmigrations.internal.family;

import io.appmigrations.internal.schema.Definition;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Not null constraints of inherited columns whose parents have none.
 */
final class OverriddenNotNulls extends Settings {

	@Override
	public int phase(Kind kind, Action action) {
		// a primary key keeps its columns required
		return (action == Action.DROP) ? 4 : super.phase(kind, action);
	}

	@Override
	@Nullable Alteration alterDefinition(Definition old, Definition definition, Transition transition) {
		return NotNulls.validated(old, definition);
	}

}
