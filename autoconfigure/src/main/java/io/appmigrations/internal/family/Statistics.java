package io.appmigrations.internal.family;

import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * Statistics on several columns.
 */
final class Statistics extends Family {

	@Override
	public int phase(Kind kind, Action action) {
		return 3;
	}

	@Override
	public int rank(Action action) {
		return (action == Action.DROP) ? 2 : 9;
	}

	@Override
	boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		if (difference.isDropped(below) || below.kind() != Kind.COLUMN) {
			return Constraints.mustGoWithColumn(below, above, difference);
		}
		// PostgreSQL makes them again, without their target
		return difference.from().get(above) instanceof Definition statistics && statistics.create().size() > 1;
	}

	@Override
	public boolean isPrinted(SchemaObject object) {
		return true;
	}

	@Override
	public boolean isRebuilt() {
		return true;
	}

}
