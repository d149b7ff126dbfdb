package io.appmigrations.internal.family.constraint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.appmigrations.internal.family.ChangeGraph;
import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Inheritance;
import io.appmigrations.internal.family.PartitionIndexes;
import io.appmigrations.internal.family.Removal;
import io.appmigrations.internal.family.Undeclared;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Foreign keys.
 */
public final class ForeignKeys extends Constraints {

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 1 : 4;
	}

	@Override
	protected boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		if (difference.isDropped(below) || below.kind() != Kind.COLUMN) {
			return mustGoWithColumn(below, above, difference);
		}
		// rounded, one side has other values than the other side until that is rounded
		// too
		return difference.isRetyped(below) || difference.losesData(below);
	}

	@Override
	protected ObjectId removedWith(ObjectId id, Difference difference) {
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
	protected ObjectId removedWithPart(ObjectId id, Difference difference) {
		return removedWithColumn(id, difference);
	}

	/**
	 * A partition gets the foreign keys of the table above when it is attached, or when
	 * they come after that.
	 */
	@Override
	protected ObjectId madeWith(ObjectId id, Difference difference) {
		Schema to = difference.to();
		if (!(to.get(id) instanceof Constraint key) || key.references() == null || !Inheritance.isInherited(key, to)) {
			return id;
		}
		return Removal.foreignKeyAbove(key, to, difference.created())
			.map(difference::madeWith)
			.orElse(PartitionIndexes.parent(Removal.tableOf(id)));
	}

	/**
	 * PostgreSQL 14 takes a foreign key to a partitioned table from a partition that is
	 * detached.
	 */
	@Override
	public List<String> remove(SchemaObject object, Difference difference) {
		Constraint key = (Constraint) object;
		List<String> sql = super.remove(object, difference);
		boolean isPerhapsLost = key.references() != null
				&& difference.from().get(key.references()) instanceof Table target && target.partitionKey() != null
				&& Inheritance.isInherited(key, difference.from());
		return isPerhapsLost ? List.of(sql.get(0).replaceFirst(" drop constraint ", " drop constraint if exists "))
				: sql;
	}

	@Override
	public String rename(ObjectId id, String newName, Names names) {
		return renameOfTable("constraint", id, newName, names);
	}

	@Override
	public void order(ChangeGraph graph) {
		orderByKeys(graph);
		orderByPartitions(graph);
	}

	/** A foreign key takes any key that is there, also one that is about to go. */
	private static void orderByKeys(ChangeGraph graph) {
		Map<ObjectId, List<ChangeGraph.Node>> droppedKeys = ChangeGraph.keysByTable(graph.drops(), graph.from());
		graph.creations().forEach((id, creation) -> {
			if (graph.to().get(id) instanceof Constraint constraint && constraint.references() != null) {
				droppedKeys.getOrDefault(constraint.references(), List.of())
					.forEach((drop) -> graph.put(drop, creation));
			}
		});
	}

	/**
	 * The rows of a partition are there for foreign keys, on either side, as long as it
	 * is attached. Then it has the keys of the table above, for which one of its own that
	 * is like it would be taken.
	 */
	private static void orderByPartitions(ChangeGraph graph) {
		Map<ObjectId, List<ChangeGraph.Node>> detached = partitions(graph.drops(), graph.from());
		for (Constraint key : graph.from().all(Constraint.class)) {
			ChangeGraph.Node drop = graph.drops().get(key.id());
			ObjectId table = key.id().table();
			if (drop == null || table == null || key.references() == null) {
				continue;
			}
			List<ChangeGraph.Node> referenced = detached.getOrDefault(key.references(), List.of());
			List<ChangeGraph.Node> referring = detached.getOrDefault(table, List.of());
			boolean isKeyAlone = drop.object().equals(key.id());
			if (isKeyAlone && !Inheritance.isInherited(key, graph.from())) {
				graph.putAll(List.of(drop), referenced);
				graph.putAll(List.of(drop), referring);
				continue;
			}
			if (isKeyAlone) {
				graph.putAll(referring, List.of(drop));
			}
			referenced.stream()
				.filter((node) -> !referring.contains(node))
				.forEach((node) -> graph.putPerhaps(drop, node));
		}
		Map<ObjectId, List<ChangeGraph.Node>> attached = partitions(graph.creations(), graph.to());
		for (Constraint key : graph.to().all(Constraint.class)) {
			ObjectId table = key.id().table();
			if (table == null || key.references() == null) {
				continue;
			}
			List<ChangeGraph.Node> referenced = attached.getOrDefault(key.references(), List.of());
			List<ChangeGraph.Node> referring = attached.getOrDefault(table, List.of());
			ChangeGraph.Node creation = graph.creations().get(key.id());
			if (creation != null && creation.object().equals(key.id())) {
				graph.putAll(referenced, List.of(creation));
				graph.putAll(referring, List.of(creation));
				Inheritance.foreignKeysAbove(key, graph.to())
					.forEach((above) -> graph.put(graph.creations().get(above.id()), creation));
			}
			else if (creation == null || creation.object().kind() == Kind.PARENT) {
				// the key looks for the rows of what is attached
				((creation != null) ? Stream.of(creation) : referring.stream())
					.forEach((node) -> referenced.forEach((first) -> graph.putPerhaps(first, node)));
			}
		}
	}

	/** What makes partitions of tables, or no longer, by the tables around. */
	private static Map<ObjectId, List<ChangeGraph.Node>> partitions(Map<ObjectId, ChangeGraph.Node> nodes,
			Schema schema) {
		Map<ObjectId, List<ChangeGraph.Node>> partitions = new HashMap<>();
		nodes.forEach((id, node) -> {
			ObjectId table = id.table();
			if (id.kind() == Kind.PARENT && table != null && node.object().equals(id)) {
				List<ObjectId> around = Inheritance.partitionedAbove(schema, table);
				around.add(table);
				around.forEach((one) -> partitions.computeIfAbsent(one, (key) -> new ArrayList<>()).add(node));
			}
		});
		return partitions;
	}

	@Override
	public boolean mayGo(SchemaObject object, Undeclared undeclared) {
		return mayGoFromTable((Constraint) object, undeclared);
	}

	@Override
	public boolean connectsTables() {
		return true;
	}

	@Override
	public ObjectId recordedId(ObjectId id) {
		return id.inKind(Kind.CONSTRAINT);
	}

	@Override
	public @Nullable ObjectId record(SchemaObject object) {
		return recordedId(object.id());
	}

}
