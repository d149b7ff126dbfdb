package io.appmigrations.internal.family;

import java.util.List;
import java.util.Set;

import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Names;
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

}
