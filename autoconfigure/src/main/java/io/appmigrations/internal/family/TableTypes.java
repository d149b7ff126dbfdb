package io.appmigrations.internal.family;

import io.appmigrations.model.ObjectId;

/**
 * The composite types that tables are of.
 */
final class TableTypes extends Settings {

	@Override
	boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return !difference.isReleased(below, above);
	}

	@Override
	public boolean followsAttributes() {
		return true;
	}

	@Override
	ObjectId removedWithPart(ObjectId id, Difference difference) {
		return id;
	}

}
