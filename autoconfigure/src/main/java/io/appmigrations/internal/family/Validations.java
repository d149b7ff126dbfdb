package io.appmigrations.internal.family;

import java.util.List;

import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * That the rows of a table satisfy a constraint that is not valid for its parent.
 */
final class Validations extends Settings {

	@Override
	boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return true;
	}

	/** What is valid is never less so. */
	@Override
	public boolean isLasting() {
		return true;
	}

	@Override
	ObjectId madeWith(ObjectId id, Difference difference) {
		// checks are valid in a new table
		boolean isCheck = difference.to()
			.dependencies(id)
			.stream()
			.anyMatch((below) -> below.kind() == Kind.CONSTRAINT);
		return isCheck ? difference.madeWith(id, Removal.tableOf(id)) : id;
	}

	@Override
	public List<String> refusedByAddition(SchemaObject object, RefusedRows rows) {
		return rows.validation(object);
	}

}
