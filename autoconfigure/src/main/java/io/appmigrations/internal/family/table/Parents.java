package io.appmigrations.internal.family.table;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.internal.family.ChangeGraph;
import io.appmigrations.internal.family.DefinitionSelect;
import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.Inheritance;
import io.appmigrations.internal.family.RefusedRows;
import io.appmigrations.internal.family.Removal;
import io.appmigrations.internal.family.Undeclared;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.Relation;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;

/**
 * That tables inherit, or are partitions.
 */
public final class Parents extends Family {

	/** What a table has itself between the one parent and the other. */
	private static final Set<Kind> PARTS = EnumSet.of(Kind.COLUMN, Kind.DEFAULT, Kind.CONSTRAINT, Kind.INDEX,
			Kind.FOREIGN_KEY);

	/** Whether any table, partition or index has a parent. */
	public static final String ANY = "exists (select from pg_catalog.pg_inherits)";

	private static final String DEFINITIONS = """
			select null, null, 'PARENT', n.nspname::text, c.relname::text, 'parent',
			  array[case when c.relispartition then pg_catalog.format('alter table %s attach partition %s %s', p.name,
			      c.oid::pg_catalog.regclass, pg_catalog.pg_get_expr(c.relpartbound, c.oid))
			    else pg_catalog.format('alter table %s %s', c.oid::pg_catalog.regclass, p.made) end],
			  case when c.relispartition then pg_catalog.format('alter table %s detach partition %s', p.name,
			      c.oid::pg_catalog.regclass)
			    else pg_catalog.format('alter table %s %s', c.oid::pg_catalog.regclass, p.undone) end,
			  null, null, null, null, null, 0
			from pg_catalog.pg_class c
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			cross join lateral (select pg_catalog.min(i.inhparent::pg_catalog.regclass::text) as name,
			  pg_catalog.string_agg('inherit ' || i.inhparent::pg_catalog.regclass, ', ' order by i.inhseqno) as made,
			  pg_catalog.string_agg('no inherit ' || i.inhparent::pg_catalog.regclass, ', ' order by i.inhseqno) as undone
			  from pg_catalog.pg_inherits i where i.inhrelid = c.oid) p
			where c.relkind in ('r', 'p') and p.name is not null and n.nspname = any (:schemas)""";

	@Override
	protected List<DefinitionSelect> definitions(int majorVersion) {
		return List.of(new DefinitionSelect(DEFINITIONS, ANY));
	}

	/** That it inherits depends on all tables above. */
	static void read(CatalogContents contents) {
		for (Relation relation : contents.relations()) {
			ObjectId inheritance = ObjectId.member(Kind.PARENT, relation.id(), "parent");
			contents.parents(relation).forEach((parent) -> contents.depend(inheritance, parent.id()));
		}
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 0 : 5;
	}

	@Override
	protected boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return difference.isDropped(below) && below.kind() == Kind.TABLE;
	}

	@Override
	protected ObjectId madeWith(ObjectId id, Difference difference) {
		ObjectId table = Removal.tableOf(id);
		return difference.isCreated(table) ? table : id;
	}

	@Override
	protected ObjectId removedWith(ObjectId id, Difference difference) {
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

	@Override
	public List<Note> refusedByAddition(SchemaObject object, RefusedRows rows) {
		return rows.attachment(object);
	}

	/**
	 * Between the one parent and the other a table has everything itself. Two partitions
	 * have no value in common at any time.
	 */
	@Override
	public void order(ChangeGraph graph) {
		Map<ObjectId, List<ChangeGraph.Node>> freed = new HashMap<>();
		graph.drops().forEach((id, node) -> {
			if (id.kind() == Kind.PARENT) {
				tablesAround(graph.from(), id).forEach((table) -> {
					freed.computeIfAbsent(table, (key) -> new ArrayList<>()).add(node);
					if (node.object().equals(id)) {
						partsOf(table, graph).stream()
							.filter((part) -> part.action() != Action.DROP || part.object().kind() != Kind.FOREIGN_KEY)
							.forEach((part) -> graph.put(node, part));
						graph.put(node, graph.drops().get(table));
					}
				});
			}
		});
		graph.creations().forEach((id, node) -> {
			if (id.kind() == Kind.PARENT) {
				tablesAround(graph.to(), id).forEach((table) -> {
					if (!table.equals(id.table())) {
						freed.getOrDefault(table, List.of()).forEach((first) -> graph.put(first, node));
					}
					if (node.object().equals(id)) {
						partsOf(table, graph).stream()
							.filter((part) -> part.action() != Action.CREATE
									|| part.object().kind() != Kind.FOREIGN_KEY)
							.forEach((part) -> graph.put(part, node));
					}
				});
			}
		});
	}

	private static List<ObjectId> tablesAround(Schema schema, ObjectId parent) {
		return schema.dependencies(parent).stream().filter((below) -> below.kind() == Kind.TABLE).toList();
	}

	private static List<ChangeGraph.Node> partsOf(ObjectId table, ChangeGraph graph) {
		List<ChangeGraph.Node> parts = new ArrayList<>();
		for (Map<ObjectId, ChangeGraph.Node> nodes : List.of(graph.drops(), graph.alterations(), graph.creations())) {
			nodes.values().forEach((node) -> {
				SchemaObject object = (node.action() == Action.DROP) ? graph.from().get(node.object())
						: graph.to().get(node.object());
				if (PARTS.contains(node.object().kind()) && object != null && table.equals(object.whole())) {
					parts.add(node);
				}
			});
		}
		return parts;
	}

	@Override
	public boolean mayBePruned(SchemaObject object, Undeclared undeclared) {
		return false;
	}

	@Override
	public boolean isWorthNaming(ObjectId id) {
		return false;
	}

	@Override
	public Collection<ObjectId> touchedTables(ObjectId id, Schema schema) {
		Stream<ObjectId> defaultPartition = (schema.get(Removal.tableOf(id)) instanceof Table table)
				? Inheritance.defaultPartition(schema, table).map(Table::id) : Stream.empty();
		return Stream
			.concat(schema.dependencies(id).stream().filter((below) -> below.kind() == Kind.TABLE), defaultPartition)
			.toList();
	}

}
