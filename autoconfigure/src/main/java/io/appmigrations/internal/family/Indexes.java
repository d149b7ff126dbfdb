package io.appmigrations.internal.family;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Indexes that belong to no constraint.
 */
final class Indexes extends Family {

	@Override
	List<String> create(SchemaObject object, Set<ObjectId> parts, SqlWriter writer) {
		Index index = (Index) object;
		return List.of("create %sindex %s on %s%s %s".formatted(index.unique() ? "unique " : "",
				Names.quoted(index.id().name()), writer.only(index.whole(), index.valid()),
				writer.names().qualified(index.id().schema(), index.table()), index.definition().startsWith("btree ")
						? index.definition().substring("btree ".length()) : "using " + index.definition()));
	}

	@Override
	public int phase(Kind kind, Action action) {
		return 3;
	}

	@Override
	public int rank(Action action) {
		return (action == Action.DROP) ? 2 : 9;
	}

	@Override
	@Nullable Alteration alterInPlace(SchemaObject before, SchemaObject after, Transition transition) {
		Index old = (Index) before;
		Index index = (Index) after;
		if (old.unique() != index.unique() || !old.definition().equals(index.definition())
				|| !old.table().equals(index.table()) || (!old.valid() && index.valid())
				|| PartitionIndexes.losesPartitions(old, index, transition.to())) {
			return null;
		}
		return Alteration.of(List.of());
	}

	@Override
	public boolean isSame(SchemaObject before, SchemaObject after) {
		Index old = (Index) before;
		Index index = (Index) after;
		// a model says what is to be usable, an index that is usable already is no less
		// so
		return old.equals(index) || (old.valid() && old.equals(index.usable()));
	}

	@Override
	public boolean isChanged(SchemaObject before, SchemaObject after, Transition transition) {
		return super.isChanged(before, after, transition)
				|| PartitionIndexes.losesPartitions(before, after, transition.to());
	}

	/** Indexes that the key of a partition becomes a part of. */
	@Override
	public void complete(Difference difference) {
		PartitionIndexes partitions = difference.transition().partitionIndexes();
		for (Index index : difference.to().all(Index.class)) {
			ObjectId id = index.id();
			if (difference.from().get(id) != null && !difference.isDropped(id)
					&& (partitions.isRetyped(index) || difference.to()
						.dependencies(id)
						.stream()
						.anyMatch((below) -> difference.to().get(below) instanceof Constraint key
								&& partitions.needsAnotherIndex(index, key, difference.dropped())))) {
				difference.recreate(id);
			}
		}
	}

	@Override
	boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		if (!difference.isDropped(below)) {
			// PostgreSQL rebuilds an index on a column itself
			return below.kind() != Kind.COLUMN;
		}
		return difference.removal().isAttached(below) ? difference.removal().isRemovedWithIndex(below)
				: !difference.isReleased(below, above);
	}

	/** The keys of partitions that are attached to it. */
	@Override
	public Collection<ObjectId> takenAlong(ObjectId id, Difference difference) {
		return difference.isDropped(id) ? difference.from()
			.dependencies(id)
			.stream()
			.filter(difference.removal()::isRemovedWithIndex)
			.toList() : List.of();
	}

	@Override
	List<ObjectId> wholes(ObjectId id, Schema schema) {
		return (schema.get(id) instanceof Index index) ? ObjectId.relations(id.schema(), index.table()) : List.of();
	}

	@Override
	ObjectId removedWithPart(ObjectId id, Difference difference) {
		return (difference.from().get(id) instanceof Index index)
				? difference.removal().columnOf(id, index.table(), (column) -> true) : id;
	}

}
