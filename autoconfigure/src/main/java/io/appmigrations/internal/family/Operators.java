package io.appmigrations.internal.family;

import java.util.List;
import java.util.Set;

import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Schema;
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

	@Override
	boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return !(below.kind() == Kind.OPERATOR && ShellOperators.isShell(difference.from().get(above)))
				&& super.mustGo(below, above, difference);
	}

	@Override
	ObjectId madeWith(ObjectId id, Difference difference) {
		return ShellOperators.isShell(difference.to().get(id)) ? ShellOperators.namedBy(id, difference.to())
			.stream()
			.filter(difference::isCreated)
			.findFirst()
			.orElse(id) : id;
	}

	/** What names an operator is made again where that becomes a shell. */
	@Override
	public void complete(Difference difference) {
		Schema to = difference.to();
		for (Definition shell : to.all(Definition.class)) {
			if (ShellOperators.isShell(shell) && difference.isDropped(shell.id())) {
				ShellOperators.namedBy(shell.id(), to)
					.stream()
					.filter((name) -> difference.from().get(name) != null && to.get(name) != null)
					.forEach(difference::recreate);
			}
		}
	}

}
