package io.appmigrations.internal.family;

import java.util.List;

import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;

/**
 * Foreign data wrappers, servers, user mappings and foreign tables.
 */
final class ForeignData extends Family {

	@Override
	public int phase(Kind kind, Action action) {
		boolean drop = action == Action.DROP;
		return (kind == Kind.FOREIGN_TABLE) ? (drop ? 8 : 3) : (drop ? 10 : 2);
	}

	@Override
	public List<String> removalNotes(SchemaObject object, Difference difference) {
		return (object.id().kind() == Kind.USER_MAPPING)
				? List.of("Its password goes with it, and is written nowhere.") : List.of();
	}

	@Override
	public List<String> additionNotes(SchemaObject object, Difference difference) {
		return (object.id().kind() == Kind.USER_MAPPING) ? List.of(
				"A password is not read from the database: say it here with alter user mapping ... options (add password ...).")
				: super.additionNotes(object, difference);
	}

	@Override
	String grantedOn(Kind kind) {
		return (kind == Kind.FOREIGN_TABLE) ? "table" : "";
	}

}
