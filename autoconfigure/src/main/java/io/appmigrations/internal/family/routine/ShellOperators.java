package io.appmigrations.internal.family.routine;

import java.util.List;

import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Operators without a function, which are there because another operator names them as
 * its commutator or negator: whoever makes that one makes them too. One that is dropped
 * is forgotten by those that name it.
 */
final class ShellOperators {

	private ShellOperators() {
	}

	/** Whether an object is such an operator: it takes several statements to make one. */
	static boolean isShell(@Nullable SchemaObject object) {
		return object instanceof Definition definition && definition.id().kind() == Kind.OPERATOR
				&& definition.create().size() > 1;
	}

	/** The operators that name a shell. */
	static List<ObjectId> namedBy(ObjectId shell, Schema schema) {
		return schema.dependencies(shell).stream().filter((below) -> below.kind() == Kind.OPERATOR).toList();
	}

}
