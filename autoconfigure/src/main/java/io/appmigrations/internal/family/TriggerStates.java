package io.appmigrations.internal.family;

import io.appmigrations.model.ObjectId;

/**
 * Firing modes of partitions' triggers that differ from their parents'.
 */
final class TriggerStates extends Settings {

	@Override
	boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return !difference.isReleased(below, above);
	}

}
