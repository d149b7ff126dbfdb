package io.appmigrations.internal.family;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * That tables inherit, or are partitions.
 */
final class Parents extends Family {

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 0 : 5;
	}

	@Override
	boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return difference.isDropped(below) && below.kind() == Kind.TABLE;
	}

	@Override
	ObjectId madeWith(ObjectId id, Difference difference) {
		ObjectId table = Removal.tableOf(id);
		return difference.isCreated(table) ? table : id;
	}

	@Override
	ObjectId removedWith(ObjectId id, Difference difference) {
		return isReferencedAndKept(id, difference) ? id : super.removedWith(id, difference);
	}

	/** PostgreSQL does not drop a partition of a table that a foreign key points at. */
	private static boolean isReferencedAndKept(ObjectId parent, Difference difference) {
		Schema from = difference.from();
		Set<ObjectId> ancestors = new HashSet<>();
		Deque<ObjectId> queue = new ArrayDeque<>(from.dependencies(parent));
		queue.remove(Removal.tableOf(parent));
		while (!queue.isEmpty()) {
			ObjectId next = queue.remove();
			if (next.kind() == Kind.TABLE && ancestors.add(next)) {
				if (difference.isDropped(next)) {
					return false;
				}
				queue.addAll(from.dependencies(next));
			}
		}
		return from.all(Constraint.class)
			.stream()
			.anyMatch((constraint) -> constraint.references() != null && ancestors.contains(constraint.references()));
	}

}
