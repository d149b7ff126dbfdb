package io.appmigrations.internal.family;

import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.ObjectId;

/**
 * Defaults of columns of views, and of inherited columns.
 */
final class OverriddenDefaults extends Settings {

	@Override
	boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return !difference.isReleased(below, above);
	}

	@Override
	public boolean isPrinted(SchemaObject object) {
		return true;
	}

}
