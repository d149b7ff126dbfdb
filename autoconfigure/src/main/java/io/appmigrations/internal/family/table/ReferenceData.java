package io.appmigrations.internal.family.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.ChangeGraph;
import io.appmigrations.internal.family.ChangeGraph.Node;
import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.ReferringRows;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.EnumType;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Rows;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The rows of tables that model files declare as reference data. Rows that come and
 * change are one change, those that go another: between them, rows of other tables get to
 * refer to those that came.
 */
public final class ReferenceData extends Family {

	/** As many rows a note names. */
	private static final int NAMED = 10;

	/** As many characters of a key it shows. */
	private static final int LONGEST = 60;

	/** Of a foreign key: that rows change or go along with those that they refer to. */
	static final Pattern ON_DELETE = Pattern.compile("(?i)\\bon delete (?:cascade|set )");

	private static final Set<Kind> LIMITS = Set.of(Kind.CONSTRAINT, Kind.INDEX, Kind.FOREIGN_KEY);

	private static final Set<Kind> ACTORS = Set.of(Kind.TRIGGER, Kind.RULE);

	/** What a table is made of, before it can have rows. */
	private static final Set<Kind> STRUCTURE = Set.of(Kind.TABLE, Kind.COLUMN);

	@Override
	public int phase(Kind kind, Action action) {
		return 3;
	}

	@Override
	protected int rank(Action action) {
		return 7;
	}

	@Override
	protected String name(ObjectId id, Names names) {
		return names.of(ObjectId.table(id.schema(), id.name()));
	}

	/** Rows that nobody declares any more are left alone. */
	@Override
	public boolean isLasting() {
		return true;
	}

	@Override
	public boolean isWorthNaming(ObjectId id) {
		return false;
	}

	@Override
	public boolean isSame(SchemaObject before, SchemaObject after) {
		Schema nothing = new Schema("", List.of(), Map.of());
		return RowChanges.between((Rows) before, (Rows) after, nothing, nothing).isNothing();
	}

	@Override
	protected List<String> create(SchemaObject object, Set<ObjectId> parts, SqlWriter writer) {
		return RowChanges.creation((Rows) object, writer.schema());
	}

	@Override
	public Action performed(Alteration alteration) {
		return alteration.sql().stream().anyMatch((sql) -> sql.startsWith("update ")) ? Action.ALTER : Action.CREATE;
	}

	@Override
	protected Alteration alterInPlace(SchemaObject before, SchemaObject after, Transition transition) {
		RowChanges changes = RowChanges.between((Rows) before, (Rows) after, transition.from(), transition.to());
		List<String> sql = new ArrayList<>();
		if (refersToItself(after, transition.to())) {
			sql.addAll(changes.inserts());
			sql.addAll(changes.updates());
		}
		else {
			// what one row gives up, another may get
			sql.addAll(changes.updates());
			sql.addAll(changes.inserts());
		}
		return Alteration.of(sql);
	}

	private static boolean refersToItself(SchemaObject rows, Schema schema) {
		ObjectId table = rows.whole();
		return table != null
				&& references(schema).anyMatch((key) -> table.equals(key.references()) && isOf(key, table));
	}

	private static Stream<Constraint> references(Schema schema) {
		return schema.all(Constraint.class).stream().filter((key) -> key.type() == ConstraintType.FOREIGN_KEY);
	}

	private static boolean isOf(Constraint key, @Nullable ObjectId table) {
		return table != null && table.equals(key.id().table());
	}

	@Override
	public void complete(Difference difference) {
		for (Rows after : difference.to().all(Rows.class)) {
			if (difference.from().get(after.id()) instanceof Rows before && !difference.isDropped(after.whole())
					&& !RowChanges.between(before, after, difference.from(), difference.to()).deleted().isEmpty()) {
				difference.drop(after.id());
			}
		}
	}

	@Override
	protected ObjectId removedWith(ObjectId id, Difference difference) {
		ObjectId table = ObjectId.table(id.schema(), id.name());
		return difference.isDropped(table) ? difference.removedWith(table) : id;
	}

	@Override
	public List<String> remove(SchemaObject object, Difference difference) {
		Rows before = (Rows) object;
		Schema there = goesFirst(before.whole(), difference.from(), difference.to()) ? difference.from()
				: difference.to();
		return (difference.to().get(object.id()) instanceof Rows after)
				? RowChanges.between(before, after, difference.from(), difference.to()).deletes(there) : List.of();
	}

	@Override
	public boolean holdsData(SchemaObject object) {
		return true;
	}

	@Override
	public List<Note> removalNotes(SchemaObject object, Difference difference) {
		Rows before = (Rows) object;
		if (!(difference.to().get(object.id()) instanceof Rows after)) {
			return List.of();
		}
		Names names = difference.transition().names();
		List<String> lost = RowChanges.between(before, after, difference.from(), difference.to()).lost();
		List<Note> notes = new ArrayList<>();
		notes.add(Note.losesData("%s of %s: %s%s. The opposite direction inserts %s again.".formatted(
				(lost.size() == 1) ? "a row" : lost.size() + " rows", names.of(before.whole()),
				lost.stream().limit(NAMED).map(ReferenceData::shortened).collect(Collectors.joining(", ")),
				(lost.size() > NAMED) ? " and %s more".formatted(String.valueOf(lost.size() - NAMED)) : "",
				(lost.size() == 1) ? "it" : "them")));
		notes
			.addAll(ReferringRows.notes(before.whole(), difference.to().all(Constraint.class), difference.to(), names));
		return notes;
	}

	private static String shortened(String key) {
		return (key.length() > LONGEST) ? key.substring(0, LONGEST) + "..." : key;
	}

	@Override
	public void order(ChangeGraph graph) {
		Stream
			.concat(graph.drops().keySet().stream(),
					Stream.concat(graph.creations().keySet().stream(), graph.alterations().keySet().stream()))
			.filter((id) -> id.kind() == Kind.ROWS)
			.distinct()
			.forEach((id) -> new Order(id, graph).add());
		Stream.concat(references(graph.from()), references(graph.to())).forEach((key) -> orderReferences(key, graph));
	}

	/** Rows come before those that refer to them, and go after them. */
	private static void orderReferences(Constraint key, ChangeGraph graph) {
		ObjectId child = key.id().table();
		ObjectId parent = key.references();
		if (child == null || parent == null || child.equals(parent)) {
			return;
		}
		Node goes = own(graph.drops().get(Rows.idOf(parent)), Rows.idOf(parent));
		Node childGoes = own(graph.drops().get(Rows.idOf(child)), Rows.idOf(child));
		Node childComes = arrival(Rows.idOf(child), graph);
		putPerhaps(arrival(Rows.idOf(parent), graph), childComes, graph);
		putPerhaps(childComes, goes, graph);
		putPerhaps(childGoes, goes, graph);
		putPerhaps(graph.drops().get(child), goes, graph);
	}

	private static void putPerhaps(@Nullable Node first, @Nullable Node second, ChangeGraph graph) {
		if (first != null && second != null) {
			graph.putPerhaps(first, second);
		}
	}

	private static @Nullable Node arrival(ObjectId id, ChangeGraph graph) {
		return graph.creations().getOrDefault(id, graph.alterations().get(id));
	}

	private static @Nullable Node own(@Nullable Node node, ObjectId id) {
		return (node != null && node.object().equals(id)) ? node : null;
	}

	/**
	 * Whether rows must go before the table changes: a column becomes required for which
	 * they have no value, or gets a type that cannot have their values.
	 */
	private static boolean goesFirst(ObjectId table, Schema from, Schema to) {
		return RowSql.columns(to, table)
			.values()
			.stream()
			.anyMatch((column) -> RowChanges.isRequiredNow(column, from, to)
					|| (from.get(column.id()) instanceof Column old
							&& (!old.type().equals(column.type()) || losesLabels(column, from, to))));
	}

	private static boolean losesLabels(Column column, Schema from, Schema to) {
		return Stream.concat(from.dependencies(column.id()).stream(), to.dependencies(column.id()).stream())
			.anyMatch((id) -> from.get(id) instanceof EnumType before
					&& !(to.get(id) instanceof EnumType after && after.labels().containsAll(before.labels())));
	}

	/** The places of the changes of one table's rows among the others. */
	private static final class Order {

		private final ObjectId id;

		private final ObjectId table;

		private final ChangeGraph graph;

		private final @Nullable Node comes;

		private final @Nullable Node goes;

		Order(ObjectId id, ChangeGraph graph) {
			this.id = id;
			this.table = ObjectId.table(id.schema(), id.name());
			this.graph = graph;
			this.comes = arrival(id, graph);
			this.goes = own(graph.drops().get(id), id);
		}

		void add() {
			boolean first = goesFirst(this.table, this.graph.from(), this.graph.to());
			if (first || areInTheWay()) {
				this.graph.put(this.goes, this.comes);
			}
			else {
				putPerhaps(this.comes, this.goes, this.graph);
			}
			arrivals().forEach((each) -> order(each, first));
			this.graph.drops().forEach((dropped, node) -> {
				if (concerns(dropped, this.graph.from()) || (ACTORS.contains(dropped.kind()) && isOfTable(dropped))) {
					putPerhaps(node, this.goes, this.graph);
					putPerhaps(node, this.comes, this.graph);
				}
				else if (dropped.kind() == Kind.COLUMN && isOfTable(dropped)) {
					// new rows have no value for it
					putPerhaps(node, this.comes, this.graph);
				}
			});
		}

		private boolean areInTheWay() {
			return this.graph.from().get(this.id) instanceof Rows before
					&& this.graph.to().get(this.id) instanceof Rows after
					&& RowChanges.between(before, after, this.graph.from(), this.graph.to()).deletesFirst();
		}

		private Stream<Map.Entry<ObjectId, Node>> arrivals() {
			return Stream.concat(this.graph.creations().entrySet().stream(),
					this.graph.alterations().entrySet().stream());
		}

		private void order(Map.Entry<ObjectId, Node> arrival, boolean first) {
			ObjectId other = arrival.getKey();
			Node node = arrival.getValue();
			boolean apart = node.object().equals(other);
			if (LIMITS.contains(other.kind()) && apart && concerns(other, this.graph.to())) {
				this.graph.put(this.comes, node);
				this.graph.put(this.goes, node);
			}
			else if (STRUCTURE.contains(other.kind()) && (isOfTable(other) || isPartition(other))) {
				this.graph.put(node, this.comes);
				if (first) {
					this.graph.put(this.goes, node);
				}
			}
			else if (other.kind() == Kind.ENUM || other.kind() == Kind.DOMAIN) {
				putPerhaps(node, this.comes, this.graph);
			}
			else if (other.kind() == Kind.DOMAIN_CONSTRAINT || (ACTORS.contains(other.kind()) && isOfTable(other))
					|| other.kind() == Kind.MATERIALIZED_VIEW) {
				putPerhaps(this.comes, node, this.graph);
				putPerhaps(this.goes, node, this.graph);
			}
		}

		/** Whether a constraint or an index says what rows the table may have. */
		private boolean concerns(ObjectId other, Schema schema) {
			return LIMITS.contains(other.kind()) && (isOfTable(other, schema)
					|| (schema.get(other) instanceof Constraint key && this.table.equals(key.references())));
		}

		private boolean isOfTable(ObjectId other) {
			return isOfTable(other, this.graph.to()) || isOfTable(other, this.graph.from());
		}

		private boolean isOfTable(ObjectId other, Schema schema) {
			SchemaObject object = schema.get(other);
			return other.equals(this.table) || (object != null && this.table.equals(object.whole()));
		}

		private boolean isPartition(ObjectId other) {
			return this.graph.to().get(other) instanceof Table partition && partition.isPartition()
					&& this.graph.to().dependencies(other).contains(this.table);
		}

	}

}
