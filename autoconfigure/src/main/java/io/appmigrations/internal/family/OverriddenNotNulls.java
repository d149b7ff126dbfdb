package io.appmigrations.internal.family;

import java.util.List;
import java.util.Map;

import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Not null constraints of inherited columns whose parents have none.
 */
final class OverriddenNotNulls extends Settings {

	@Override
	public int phase(Kind kind, Action action) {
		// a primary key keeps its columns required
		return (action == Action.DROP) ? 4 : super.phase(kind, action);
	}

	@Override
	@Nullable Alteration alterDefinition(Definition old, Definition definition, Transition transition) {
		return NotNulls.validated(old, definition);
	}

	@Override
	public List<String> remove(SchemaObject object, Difference difference) {
		// it may be a part of the constraint above by then, and goes with that
		return difference.transition().inheritance().isRequiredAbove(object.id().inKind(Kind.COLUMN)) ? List.of()
				: super.remove(object, difference);
	}

	@Override
	public List<String> refusedByAddition(SchemaObject object, RefusedRows rows) {
		return (rows.hasRows(object.whole()) && NotNulls.isValid((Definition) object)) ? rows.withoutValue(object.id())
				: List.of();
	}

	@Override
	public List<String> refusedByAlteration(SchemaObject object, RefusedRows rows) {
		return (rows.before(object) instanceof Definition old && !NotNulls.isValid(old)
				&& NotNulls.isValid((Definition) object)) ? rows.withoutValue(object.id()) : List.of();
	}

	@Override
	public void order(ChangeGraph graph) {
		Map<ObjectId, List<ChangeGraph.Node>> droppedKeys = ChangeGraph.keysByTable(graph.drops(), graph.from());
		// a primary key keeps its columns required
		graph.drops().forEach((id, drop) -> {
			ObjectId table = id.table();
			if (table != null && id.kind() == Kind.OVERRIDDEN_NOT_NULL) {
				graph.putAll(droppedKeys.getOrDefault(table, List.of()), List.of(drop));
			}
		});
	}

}
