package io.appmigrations.internal.family;

import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * Foreign keys.
 */
final class ForeignKeys extends Constraints {

	@Override
	String owner() {
		return "table";
	}

	@Override
	String reference(ObjectId id, SqlWriter writer) {
		return ofRelation(id, writer);
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 1 : 4;
	}

	@Override
	boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		if (difference.isDropped(below) || below.kind() != Kind.COLUMN) {
			return mustGoWithColumn(below, above, difference);
		}
		// rounded, one side has other values than the other side until that is rounded
		// too
		return difference.isRetyped(below) || difference.losesData(below);
	}

	@Override
	ObjectId removedWith(ObjectId id, Difference difference) {
		if (difference.from().get(id) instanceof Constraint key && key.references() != null) {
			Removal removal = difference.removal();
			if (Inheritance.isInherited(key, difference.from())) {
				return Removal.foreignKeyAbove(key, difference.from(), difference.dropped()).orElse(id);
			}
			if (removal.isInCycle(key) || removal.isInheritedBelow(key)) {
				return id;
			}
		}
		return super.removedWith(id, difference);
	}

	@Override
	ObjectId removedWithPart(ObjectId id, Difference difference) {
		return removedWithColumn(id, difference);
	}

	/**
	 * A partition gets the foreign keys of the table above when it is attached, or when
	 * they come after that.
	 */
	@Override
	ObjectId madeWith(ObjectId id, Difference difference) {
		Schema to = difference.to();
		if (!(to.get(id) instanceof Constraint key) || key.references() == null || !Inheritance.isInherited(key, to)) {
			return id;
		}
		return Removal.foreignKeyAbove(key, to, difference.created())
			.map(difference::madeWith)
			.orElse(PartitionIndexes.parent(Removal.tableOf(id)));
	}

}
