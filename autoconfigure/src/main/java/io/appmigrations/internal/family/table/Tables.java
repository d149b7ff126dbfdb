package io.appmigrations.internal.family.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.internal.family.Adoption;
import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.ChangeGraph;
import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.Inheritance;
import io.appmigrations.internal.family.RefusedRows;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.StorageParameters;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.family.Undeclared;
import io.appmigrations.internal.family.constraint.Constraints;
import io.appmigrations.internal.family.read.CatalogPlace;
import io.appmigrations.internal.family.read.Row;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Tables. Columns, constraints and the rest are families of their own.
 */
public final class Tables extends Family {

	static Table read(ObjectId id, Row row) {
		String accessMethod = row.string("amname");
		return new Table(id, "u".equals(row.string("relpersistence")), row.string("partition_key"),
				row.strings("parents"), row.string("bound"), row.strings("reloptions"), row.flag("relrowsecurity"),
				row.flag("relforcerowsecurity"), "heap".equals(accessMethod) ? null : accessMethod, List.of(),
				row.string("comment"));
	}

	@Override
	public CatalogPlace place(ObjectId id, Names names) {
		return CatalogPlace.relation(names.of(id));
	}

	@Override
	protected List<String> create(SchemaObject object, Set<ObjectId> parts, SqlWriter writer) {
		Table table = (Table) object;
		List<String> lines = new ArrayList<>();
		List<Column> columns = writer.parts(parts, Column.class)
			.sorted(Comparator.comparingInt(Column::position))
			.toList();
		columns.forEach(
				(column) -> lines.add(Columns.definition(column, Columns.defaultOf(column, parts, writer), writer)));
		writer.parts(parts, Constraint.class)
			.sorted(Comparator.comparing(Constraint::type).thenComparing(Constraint::id))
			.forEach((constraint) -> lines.add(Constraints.definition(constraint)));
		boolean partition = table.isPartition();
		StringBuilder sql = new StringBuilder("create ").append(table.unlogged() ? "unlogged " : "")
			.append("table ")
			.append(writer.names().of(table.id()));
		if (partition) {
			sql.append(" partition of ").append(table.parents().get(0));
		}
		if (!lines.isEmpty()) {
			sql.append(lines.stream().collect(Collectors.joining(",\n\t", " (\n\t", "\n)")));
		}
		else if (!partition) {
			sql.append(" ()");
		}
		if (partition) {
			sql.append(" ").append(table.bound());
		}
		else if (!table.parents().isEmpty()) {
			sql.append(" inherits (").append(String.join(", ", table.parents())).append(")");
		}
		if (table.partitionKey() != null) {
			sql.append(" partition by ").append(table.partitionKey());
		}
		if (table.accessMethod() != null && table.partitionKey() == null) {
			sql.append(" using ").append(table.accessMethod());
		}
		if (!table.options().isEmpty()) {
			sql.append(" with (").append(String.join(", ", table.options())).append(")");
		}
		List<String> all = new ArrayList<>(List.of(sql.toString()));
		columns.forEach((column) -> all.addAll(Columns.settings(column, writer)));
		if (table.rowSecurity()) {
			all.add("alter table %s enable row level security".formatted(writer.names().of(table.id())));
		}
		if (table.forcedRowSecurity()) {
			all.add("alter table %s force row level security".formatted(writer.names().of(table.id())));
		}
		return all;
	}

	@Override
	public int phase(Kind kind, Action action) {
		return (action == Action.DROP) ? 8 : 3;
	}

	@Override
	protected int rank(Action action) {
		return 3;
	}

	@Override
	protected @Nullable Alteration alterInPlace(SchemaObject before, SchemaObject after, Transition transition) {
		Table old = (Table) before;
		Table table = (Table) after;
		if (!Objects.equals(old.partitionKey(), table.partitionKey())) {
			return null;
		}
		String prefix = "alter table %s ".formatted(transition.names().of(table.id()));
		List<String> sql = new ArrayList<>();
		if (old.unlogged() != table.unlogged()) {
			sql.add(prefix + (table.unlogged() ? "set unlogged" : "set logged"));
		}
		if (!Objects.equals(old.accessMethod(), table.accessMethod())) {
			sql.add(prefix + "set access method " + ((table.accessMethod() != null) ? table.accessMethod() : "heap"));
		}
		sql.addAll(StorageParameters.alter(old.options(), table.options(), prefix));
		if (old.rowSecurity() != table.rowSecurity()) {
			sql.add(prefix + (table.rowSecurity() ? "enable" : "disable") + " row level security");
		}
		if (old.forcedRowSecurity() != table.forcedRowSecurity()) {
			sql.add(prefix + (table.forcedRowSecurity() ? "force" : "no force") + " row level security");
		}
		return Alteration.of(sql);
	}

	@Override
	protected boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return difference.isDropped(below) && below.kind() == Kind.TABLE
				&& difference.to().dependencies(above).contains(below);
	}

	@Override
	public List<String> add(SchemaObject object, Set<ObjectId> parts, Difference difference) {
		List<String> sql = new ArrayList<>(super.add(object, parts, difference));
		sql.addAll(difference.transition().partitionIndexes().names(object, difference));
		return sql;
	}

	@Override
	public List<Note> removalNotes(SchemaObject object, Difference difference) {
		return List.of(Note.losesData("the rows of %s irreversibly."
			.formatted(difference.transition().fromWriter().names().of(object.id()))));
	}

	@Override
	public boolean holdsData(SchemaObject object) {
		return true;
	}

	@Override
	public Collection<ObjectId> touchedTables(ObjectId id, Schema schema) {
		return (schema.get(id) instanceof Table table)
				? Inheritance.defaultPartition(schema, table).map(Table::id).toList() : List.of();
	}

	@Override
	public List<Note> refusedByAddition(SchemaObject object, RefusedRows rows) {
		return ((Table) object).isPartition() ? rows.belongingInto((Table) object) : List.of();
	}

	@Override
	public String grantedOn(Kind kind) {
		return "table";
	}

	/** A table that is logged cannot refer to one that is not. */
	@Override
	public void order(ChangeGraph graph) {
		for (Constraint constraint : graph.to().all(Constraint.class)) {
			ObjectId table = constraint.id().table();
			ObjectId target = constraint.references();
			if (table != null && target != null && graph.to().get(table) instanceof Table child
					&& (changesPersistence(table, graph) || changesPersistence(target, graph))) {
				ChangeGraph.Node first = graph.alterations().get(child.unlogged() ? table : target);
				graph.put(first, graph.alterations().get(child.unlogged() ? target : table));
			}
		}
	}

	private static boolean changesPersistence(ObjectId id, ChangeGraph graph) {
		return graph.from().get(id) instanceof Table before && graph.to().get(id) instanceof Table after
				&& before.unlogged() != after.unlogged();
	}

	@Override
	public boolean mayGo(SchemaObject object, Undeclared undeclared) {
		return !undeclared.isPartitionOfModel(object);
	}

	@Override
	public boolean mayBePruned(SchemaObject object, Undeclared undeclared) {
		return !undeclared.isPartitionOfModel(object);
	}

	@Override
	public SchemaObject adopted(SchemaObject declared, SchemaObject present, Adoption adoption) {
		Table table = (Table) declared;
		Table old = (Table) present;
		Table plain = (Table) adoption.plain(table);
		boolean secured = table.rowSecurity() != plain.rowSecurity();
		boolean kept = !secured && !losesPolicies(table.id(), adoption);
		return new Table(table.id(), said(table.unlogged(), plain.unlogged(), old.unlogged()), table.partitionKey(),
				said(table.parents(), plain.parents(), old.parents()),
				saidOrNone(table.bound(), plain.bound(), old.bound()),
				table.options().isEmpty() ? old.options() : table.options(),
				table.rowSecurity() || (kept && old.rowSecurity()),
				table.forcedRowSecurity() || (kept && old.forcedRowSecurity()),
				saidOrNone(table.accessMethod(), plain.accessMethod(), old.accessMethod()),
				said(table.inherited(), plain.inherited(), old.inherited()), table.comment());
	}

	/**
	 * Row level security without policies would hide all rows. As long as somebody else's
	 * policy is left, it is what hides some.
	 */
	private static boolean losesPolicies(ObjectId table, Adoption adoption) {
		return policies(adoption.actual(), table).findAny().isPresent()
				&& policies(adoption.actual(), table).allMatch(adoption::isLeaving)
				&& policies(adoption.desired(), table).findAny().isEmpty();
	}

	private static Stream<SchemaObject> policies(Schema schema, ObjectId table) {
		return schema.parts(table, SchemaObject.class).filter((object) -> object.id().kind() == Kind.POLICY);
	}

	/** Options of TOAST tables go where no column is left that may be long. */
	@Override
	public SchemaObject declarable(SchemaObject object) {
		Table table = (Table) object;
		if (table.options().stream().noneMatch(Tables::isOfToast)) {
			return table;
		}
		return new Table(table.id(), table.unlogged(), table.partitionKey(), table.parents(), table.bound(),
				table.options().stream().filter((option) -> !isOfToast(option)).toList(), table.rowSecurity(),
				table.forcedRowSecurity(), table.accessMethod(), table.inherited(), table.comment());
	}

	private static boolean isOfToast(String option) {
		return option.startsWith("toast.");
	}

	@Override
	public ObjectId recordedAfterRename(ObjectId recorded, ObjectId object, String newName) {
		ObjectId renamed = afterRenameOfRelation(recorded, object, newName);
		return isOtherRelation(renamed, object) ? renamed.renamed(newName) : renamed;
	}

	@Override
	public boolean movesWith(ObjectId recorded, ObjectId object) {
		return super.movesWith(recorded, object) || isPartOf(recorded, object) || isOtherRelation(recorded, object);
	}

	@Override
	public boolean goesWith(ObjectId recorded, ObjectId object) {
		return isPartOf(recorded, object);
	}

	/** {@code ALTER TABLE} takes whatever shares its names with tables. */
	private static boolean isOtherRelation(ObjectId recorded, ObjectId object) {
		return recorded.kind().isRelation() && isNamed(recorded, object.inKind(recorded.kind()));
	}

}
