package io.appmigrations.internal.family.constraint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.appmigrations.internal.family.Adoption;
import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.ChangeGraph;
import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.Inheritance;
import io.appmigrations.internal.family.PartitionIndexes;
import io.appmigrations.internal.family.RefusedRows;
import io.appmigrations.internal.family.Scope;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.family.Undeclared;
import io.appmigrations.internal.family.read.Address;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.CatalogPlace;
import io.appmigrations.internal.family.read.CatalogQuery;
import io.appmigrations.internal.family.read.PrintedSql;
import io.appmigrations.internal.family.read.Relation;
import io.appmigrations.internal.family.read.Row;
import io.appmigrations.internal.family.read.SystemCatalog;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Indexes that belong to no constraint.
 */
public final class Indexes extends Family {

	private static final String INDEXES = """
			select i.indexrelid::int8, n.nspname, c.relname, t.relname as table_name, t.oid::int8 as table_oid, i.indisunique, i.indisvalid,
			  (select inh.inhparent::int8 from pg_catalog.pg_inherits inh
			    where inh.inhrelid = i.indexrelid) as parent_oid, pg_catalog.pg_get_indexdef(i.indexrelid, 0, true) as definition,
			  d.description as comment,
			  (select pg_catalog.array_agg(a.attname order by k.place)
			    from pg_catalog.unnest(i.indkey) with ordinality as k (attnum, place)
			    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum) as columns
			from pg_catalog.pg_index i
			join pg_catalog.pg_class c on c.oid = i.indexrelid
			join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			join pg_catalog.pg_class t on t.oid = i.indrelid
			left join pg_catalog.pg_description d on d.objoid = c.oid and d.objsubid = 0
			  and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
			where n.nspname = any (:schemas) and t.relkind in ('r', 'p', 'm')
			  and not exists (select from pg_catalog.pg_constraint k
			    where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))""";

	@Override
	protected List<CatalogQuery> queries(int majorVersion) {
		return List.of(new CatalogQuery(INDEXES, Indexes::readIndex));
	}

	private static void readIndex(Row row, CatalogContents contents) {
		Relation relation = contents.relation(row.number("table_oid"));
		if (relation == null) {
			return;
		}
		String definition = PrintedSql.restored(row.text("definition"), relation.varchars());
		definition = definition.substring(definition.indexOf(" USING ") + " USING ".length());
		Index index = new Index(ObjectId.of(Kind.INDEX, row.schema(), row.text("relname")), row.text("table_name"),
				row.flag("indisunique"), definition, row.strings("columns"), row.flag("indisvalid"),
				row.string("comment"));
		Address address = new Address(SystemCatalog.PG_CLASS, row.number("indexrelid"));
		long parent = row.number("parent_oid");
		if (parent != 0) {
			contents.derive(address, new Address(SystemCatalog.PG_CLASS, parent));
			contents.inherit(relation.id(), index);
		}
		else {
			contents.add(address, index);
		}
	}

	@Override
	public CatalogPlace place(ObjectId id, Names names) {
		return CatalogPlace.relation(names.of(id));
	}

	@Override
	protected List<String> create(SchemaObject object, Set<ObjectId> parts, SqlWriter writer) {
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
	protected int rank(Action action) {
		return (action == Action.DROP) ? 2 : 9;
	}

	@Override
	protected @Nullable Alteration alterInPlace(SchemaObject before, SchemaObject after, Transition transition) {
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
	protected boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
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
		return difference.isDropped(id)
				? difference.from().dependencies(id).stream().filter(difference.removal()::isRemovedWithIndex).toList()
				: List.of();
	}

	@Override
	protected List<ObjectId> wholes(ObjectId id, Schema schema) {
		return (schema.get(id) instanceof Index index) ? ObjectId.relations(id.schema(), index.table()) : List.of();
	}

	@Override
	protected ObjectId removedWithPart(ObjectId id, Difference difference) {
		return (difference.from().get(id) instanceof Index index)
				? difference.removal().columnOf(id, index.table(), (column) -> true) : id;
	}

	@Override
	public List<String> add(SchemaObject object, Set<ObjectId> parts, Difference difference) {
		List<String> sql = new ArrayList<>(super.add(object, parts, difference));
		sql.addAll(difference.transition().partitionIndexes().names(object, difference));
		return sql;
	}

	@Override
	public List<String> remove(SchemaObject object, Difference difference) {
		List<String> sql = super.remove(object, difference);
		return keysRemovedWith(object, difference).isEmpty() ? sql : List.of(sql.get(0) + " cascade");
	}

	@Override
	public List<Note> removalNotes(SchemaObject object, Difference difference) {
		return keysRemovedWith(object, difference).stream()
			.map((key) -> Note.of("Drops %s of partition %s too, because its index is a part of this one."
				.formatted(Names.quoted(key.name()), difference.transition().fromWriter().names().relationOf(key))))
			.toList();
	}

	/**
	 * PostgreSQL drops the keys of partitions with the index that they are attached to.
	 */
	private static List<ObjectId> keysRemovedWith(SchemaObject index, Difference difference) {
		return difference.from()
			.dependencies(index.id())
			.stream()
			.filter((below) -> difference.removal().isAttached(below)
					&& difference.removedWith(below).equals(index.id()))
			.toList();
	}

	@Override
	public List<Note> refusedByAddition(SchemaObject object, RefusedRows rows) {
		return rows.index((Index) object);
	}

	/**
	 * An index of a partitioned table takes over those of its partitions that are like
	 * it, and they cannot go by themselves from then on.
	 */
	@Override
	public void order(ChangeGraph graph) {
		Map<ObjectId, List<ChangeGraph.Node>> droppedKeys = ChangeGraph.keysByTable(graph.drops(), graph.from());
		Map<ObjectId, List<ChangeGraph.Node>> createdKeys = ChangeGraph.keysByTable(graph.creations(), graph.to());
		droppedKeys.forEach((table, dropped) -> {
			Inheritance.partitionedAbove(graph.from(), table)
				.forEach((above) -> graph.putAll(droppedKeys.getOrDefault(above, List.of()), dropped));
			Inheritance.partitionedAbove(graph.to(), table)
				.forEach((above) -> graph.putAll(dropped, createdKeys.getOrDefault(above, List.of())));
		});
		createdKeys.forEach((table, created) -> Inheritance.partitionedAbove(graph.from(), table)
			.forEach((above) -> graph.putAll(droppedKeys.getOrDefault(above, List.of()), created)));
		createdKeys.forEach((table, created) -> Inheritance.partitionedAbove(graph.to(), table)
			.forEach((above) -> graph.putAll(indexes(createdKeys.getOrDefault(above, List.of())),
					created.stream().filter((node) -> isOnItsOwn(graph.to().get(node.object()))).toList())));
		// a partition that comes later would have the index by itself
		graph.creations().forEach((id, node) -> {
			if (id.kind() == Kind.TABLE) {
				Inheritance.partitionedAbove(graph.to(), id)
					.forEach((above) -> graph.putAll(List.of(node),
							createdKeys.getOrDefault(above, List.of())
								.stream()
								.filter((key) -> PartitionIndexes.isIncomplete(graph.to().get(key.object())))
								.toList()));
			}
		});
	}

	private static List<ChangeGraph.Node> indexes(List<ChangeGraph.Node> nodes) {
		return nodes.stream().filter((node) -> node.object().kind() == Kind.INDEX).toList();
	}

	private static boolean isOnItsOwn(@Nullable SchemaObject object) {
		return object instanceof Constraint constraint && constraint.isKey() && !constraint.attached();
	}

	@Override
	public boolean goesBefore(ObjectId above, ObjectId below, Schema from) {
		return !(from.get(below) instanceof Constraint key && key.attached());
	}

	@Override
	public boolean mayGo(SchemaObject object, Undeclared undeclared) {
		return undeclared.isMade(object) || ImplicitNames.isHashed(object.id().name());
	}

	@Override
	public boolean isPrinted(SchemaObject object) {
		String definition = ((Index) object).definition();
		return definition.indexOf('(') != definition.lastIndexOf('(') || definition.contains(" WHERE ");
	}

	@Override
	public boolean isRebuilt() {
		return true;
	}

	@Override
	public boolean isNamedInBodies() {
		return false;
	}

	@Override
	public boolean isCompared(SchemaObject object, Scope scope) {
		return !scope.isOwn(object.id().schema(), ((Index) object).table());
	}

	@Override
	public @Nullable ObjectId record(SchemaObject object) {
		ObjectId id = object.id();
		return new ObjectId(id.kind(), id.schema(), ((Index) object).table(), id.name());
	}

	@Override
	public SchemaObject adopted(SchemaObject declared, SchemaObject present, Adoption adoption) {
		Index index = (Index) declared;
		return new Index(index.id(), index.table(), index.unique(), index.definition(), index.columns(), index.valid(),
				saidOrNone(index.comment(), adoption.plain(index).comment(), present.comment()));
	}

	/**
	 * An index is named without its table, and {@code ALTER INDEX} renames tables and
	 * views too.
	 */
	@Override
	public ObjectId recordedAfterRename(ObjectId recorded, ObjectId object, String newName) {
		return isNamed(recorded, object) ? recorded.renamed(newName) : afterRenameOfRelation(recorded, object, newName);
	}

	@Override
	public boolean goesWith(ObjectId recorded, ObjectId object) {
		return isNamed(recorded, object);
	}

}
