package io.appmigrations.internal.family;

import io.appmigrations.internal.schema.Names;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * Checks of domains.
 */
final class DomainConstraints extends Constraints {

	@Override
	String owner() {
		return "domain";
	}

	@Override
	String reference(ObjectId id, SqlWriter writer) {
		return "constraint %s on domain %s".formatted(Names.quoted(id.name()), writer.names().relationOf(id));
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 9 : 2;
	}

}
