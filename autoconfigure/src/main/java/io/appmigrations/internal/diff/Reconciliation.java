package io.appmigrations.internal.diff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

import io.appmigrations.internal.family.Adoption;
import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.family.UniqueNames;
import io.appmigrations.internal.family.constraint.Equivalence;
import io.appmigrations.internal.family.constraint.ImplicitNames;
import io.appmigrations.internal.family.rename.Words;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.NamingConvention;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;
import org.jspecify.annotations.Nullable;

/**
 * Computes the desired state of the database, from its state and what the model declares:
 * constraints that the model does not name keep the names that they have; what the model
 * cannot declare stays as it is.
 */
public final class Reconciliation implements Adoption {

	private final Schema actual;

	private final Schema desired;

	private final ComparisonOptions options;

	private final TargetNames names;

	private final RemovableObjects removable;

	private final FileDeclarations files;

	private final Map<ObjectId, SchemaObject> target = new TreeMap<>();

	private final Map<ObjectId, Set<ObjectId>> dependencies = new HashMap<>();

	private final Set<ObjectId> freed = new HashSet<>();

	/** Constraints of the model that a unique index of the database stands for. */
	private final Set<ObjectId> indexed = new HashSet<>();

	private final Set<ObjectId> notInModel = new TreeSet<>();

	private final Set<String> notCompared = new TreeSet<>();

	/** Sequences that the model does not name, and columns of the model need. */
	private final Set<ObjectId> supplying = new HashSet<>();

	private final List<Rename> renames = new ArrayList<>();

	private Reconciliation(Schema actual, Schema desired, ComparisonOptions options, NamingConvention convention,
			FileDeclarations files) {
		this.actual = actual;
		this.desired = desired;
		this.options = options;
		this.names = new TargetNames(actual, desired, convention);
		this.files = files;
		this.removable = new RemovableObjects(actual, desired, options, files);
	}

	/**
	 * Reconciles a database with a model that cannot declare everything.
	 * @param actual what the database has
	 * @param desired what the model declares
	 * @param options what to compare
	 * @param convention how to name what the model does not name
	 * @return the desired state of the database
	 */
	public static Reconciled partial(Schema actual, Schema desired, ComparisonOptions options,
			NamingConvention convention) {
		return mixed(actual, desired, options, convention, FileDeclarations.NONE, Set.of());
	}

	/**
	 * Reconciles a database with a model in which files declare what entities cannot say.
	 * @param actual what the database has
	 * @param desired what the model declares
	 * @param options what to compare
	 * @param convention how to name what the model does not name
	 * @param files what of the model files declare
	 * @param needed what stays, since something that is not compared needs it
	 * @return the desired state of the database
	 */
	public static Reconciled mixed(Schema actual, Schema desired, ComparisonOptions options,
			NamingConvention convention, FileDeclarations files, Set<ObjectId> needed) {
		Schema tables = desired.filter((object) -> files.contains(object.id()) || !isMappedToView(actual, object));
		return new Reconciliation(actual, tables, options, convention, files).reconcile(needed);
	}

	/** An entity may stand for the rows of a view or of a foreign table. */
	private static boolean isMappedToView(Schema actual, SchemaObject object) {
		ObjectId table = object.tableAround();
		return table != null && ObjectId.relations(table.schema(), table.name())
			.stream()
			.anyMatch((other) -> !other.equals(table) && other.kind().isRelation() && actual.get(other) != null);
	}

	/**
	 * Reconciles a database with a model that declares everything.
	 * @param actual what the database has
	 * @param desired what the model declares
	 * @param options what to compare
	 * @param about which kinds of objects it is about
	 * @param needed what stays, since something that is not compared needs it
	 * @return the desired state of the database
	 */
	public static Reconciled complete(Schema actual, Schema desired, ComparisonOptions options, Set<Kind> about,
			Set<ObjectId> needed) {
		Reconciliation reconciliation = new Reconciliation(actual, desired, options, NamingConvention.postgresql(),
				FileDeclarations.NONE);
		reconciliation.matchRenamed();
		desired.objects().forEach((id, object) -> reconciliation.put(id, reconciliation.compared(object)));
		reconciliation
			.keep((id) -> !about.contains(id.kind()) || needed.contains(id) || reconciliation.removable.isForeign(id));
		return reconciliation.result();
	}

	private Reconciled reconcile(Set<ObjectId> needed) {
		matchConstraints();
		this.desired.objects().forEach((id, object) -> {
			if (!this.indexed.contains(id)) {
				put(id, adopted(object));
			}
		});
		keep((id) -> !this.removable.mayGo(id) || needed.contains(id));
		return result();
	}

	private Reconciled result() {
		this.names.nameSequences(this.target);
		this.desired.dependencies()
			.forEach((id, below) -> this.dependencies.computeIfAbsent(this.names.of(id), (key) -> new TreeSet<>())
				.addAll(below.stream().map((one) -> this.names.of(one)).toList()));
		Map<ObjectId, List<SchemaObject>> inherited = new HashMap<>(this.actual.inheritedParts());
		this.desired.inheritedParts()
			.forEach((table, parts) -> inherited.put(table,
					parts.stream()
						.map((part) -> Families.of(part.id().kind()).inherited(part, inheritedOrOwn(part.id())))
						.toList()));
		Schema target = new Schema(this.actual.defaultSchema(), this.target.values(), this.dependencies, Set.of(),
				inherited)
			.withOwners(this.actual.owners());
		return new Reconciled(target, this.notInModel, this.notCompared, this.renames, this.freed);
	}

	private void put(ObjectId id, @Nullable SchemaObject object) {
		if (object != null && !this.options.leavesOut(id)) {
			this.target.put(object.id(), object);
		}
	}

	@Override
	public @Nullable SchemaObject inheritedOrOwn(ObjectId id) {
		SchemaObject own = this.actual.get(id);
		ObjectId table = id.table();
		return (own != null || table == null) ? own
				: this.actual.inheritedParts(table)
					.stream()
					.filter((part) -> part.id().equals(id))
					.findFirst()
					.orElse(null);
	}

	private @Nullable SchemaObject compared(SchemaObject declared) {
		return Families.of(declared.id().kind()).compared(declared, this.actual.get(declared.id()), this);
	}

	/** What the model cannot say about an object is taken from the database. */
	private @Nullable SchemaObject adopted(SchemaObject declared) {
		ObjectId name = this.names.of(declared.id());
		SchemaObject object = renamed(declared, name);
		SchemaObject now = this.actual.get(name);
		return (now != null && !this.files.contains(declared.id()))
				? Families.of(name.kind()).adopted(object, now, this) : compared(object);
	}

	@Override
	public Schema actual() {
		return this.actual;
	}

	@Override
	public Schema desired() {
		return this.desired;
	}

	@Override
	public SchemaObject plain(SchemaObject declared) {
		return this.files.plain(declared);
	}

	@Override
	public boolean isLeaving(SchemaObject object) {
		return this.files.areThere() && this.desired.get(object.id()) == null && this.removable.mayGo(object.id());
	}

	@Override
	public boolean comparesTypes() {
		return this.options.compareType();
	}

	@Override
	public boolean comparesDefaults() {
		return this.options.compareDefault();
	}

	@Override
	public void keep(SchemaObject object) {
		this.target.put(object.id(), object);
		this.dependencies.put(object.id(), this.actual.dependencies(object.id()));
	}

	@Override
	public void keepSupplying(ObjectId sequence) {
		this.supplying.add(sequence);
	}

	@Override
	public void noteNotCompared(String what) {
		this.notCompared.add(what);
	}

	private static SchemaObject renamed(SchemaObject object, ObjectId name) {
		if (object instanceof Constraint constraint) {
			return constraint.renamed(name.name());
		}
		return (object instanceof Index index) ? index.renamed(name.name()) : object;
	}

	private void matchConstraints() {
		Map<ObjectId, List<SchemaObject>> free = new HashMap<>();
		this.actual.objects().values().forEach((object) -> {
			ObjectId table = tableOf(object);
			if (table != null && (this.desired.get(object.id()) == null || ImplicitNames.isImplicit(object))) {
				free.computeIfAbsent(table, (key) -> new ArrayList<>()).add(object);
			}
		});
		List<SchemaObject> declared = this.desired.objects()
			.values()
			.stream()
			.filter((object) -> tableOf(object) != null)
			.toList();
		Set<ObjectId> taken = new HashSet<>();
		declared.stream()
			.filter((object) -> this.actual.get(object.id()) != null && isSame(object, this.actual.get(object.id())))
			.forEach((object) -> taken.add(object.id()));
		Set<ObjectId> same = Set.copyOf(taken);
		for (SchemaObject object : declared) {
			if (!same.contains(object.id())) {
				match(object, free.getOrDefault(Objects.requireNonNull(tableOf(object)), List.of()), taken);
			}
		}
	}

	/** An index or a constraint that only its name tells from the declared one. */
	private void matchRenamed() {
		Map<ObjectId, List<SchemaObject>> free = new HashMap<>();
		this.actual.objects().values().forEach((object) -> {
			ObjectId table = tableOf(object);
			if (table != null && this.desired.get(object.id()) == null && !this.options.leavesOut(object.id())) {
				free.computeIfAbsent(table, (key) -> new ArrayList<>()).add(object);
			}
		});
		Set<String> taken = new HashSet<>();
		this.actual.objects().values().forEach((object) -> taken.addAll(UniqueNames.ofAnyKind(object)));
		for (SchemaObject object : this.desired.objects().values()) {
			List<SchemaObject> candidates = (tableOf(object) != null) ? free.get(tableOf(object)) : null;
			if (candidates == null || this.actual.get(object.id()) != null || this.options.leavesOut(object.id())
					|| UniqueNames.ofAnyKind(object).stream().anyMatch(taken::contains)) {
				continue;
			}
			candidates.stream()
				.filter((other) -> other.id().kind() == object.id().kind()
						&& renamed(other, object.id()).equals(withCommentOf(object, other)))
				.findFirst()
				.ifPresent((other) -> {
					candidates.remove(other);
					this.renames.add(new Rename(other.id(), object.id().name()));
				});
		}
	}

	private static SchemaObject withCommentOf(SchemaObject object, SchemaObject other) {
		if (object instanceof Constraint constraint) {
			return constraint.withComment(other.comment());
		}
		return (object instanceof Index index) ? new Index(index.id(), index.table(), index.unique(),
				index.definition(), index.columns(), index.valid(), other.comment()) : object;
	}

	private void match(SchemaObject object, List<SchemaObject> free, Set<ObjectId> taken) {
		SchemaObject same = free.stream()
			.filter((other) -> !taken.contains(other.id()) && isSame(object, other))
			.findFirst()
			.orElse(null);
		if (same != null && !this.options.leavesOut(same.id())) {
			taken.add(same.id());
			if (ImplicitNames.isImplicit(object)) {
				this.names.give(object.id(), same.id());
			}
			else if (this.actual.get(object.id()) == null) {
				this.renames.add(new Rename(same.id(), object.id().name()));
			}
		}
		else if (object instanceof Constraint constraint
				&& free.stream().anyMatch((other) -> serves(other, constraint))) {
			this.indexed.add(object.id());
		}
		else if (ImplicitNames.isImplicit(object) && object instanceof Constraint constraint) {
			String name = this.names.conventional(constraint);
			this.names.give(object.id(), object.id().renamed(name));
			this.names.take(constraint.renamed(name));
		}
	}

	/** A unique index that somebody made does what the constraint would. */
	private boolean serves(SchemaObject other, Constraint constraint) {
		return constraint.type() == ConstraintType.UNIQUE && other instanceof Index index && index.unique()
				&& index.valid() && !this.removable.mayGo(index.id()) && this.desired.get(index.id()) == null
				&& constraint.definition().equalsIgnoreCase("unique " + index.definition().replaceFirst("^btree ", ""));
	}

	private static @Nullable ObjectId tableOf(SchemaObject object) {
		return (object instanceof Index || object instanceof Constraint) ? object.tableAround() : null;
	}

	private static boolean isSame(SchemaObject left, @Nullable SchemaObject right) {
		if (left instanceof Constraint one && right instanceof Constraint other) {
			return Equivalence.areSame(one, other) && Objects.equals(one.references(), other.references());
		}
		return left instanceof Index one && right instanceof Index other && one.unique() == other.unique()
				&& one.definition().equals(other.definition());
	}

	/** Keeps what the database has and the model has not, where it is to be kept. */
	private void keep(Predicate<ObjectId> kept) {
		Set<ObjectId> going = new HashSet<>();
		Set<ObjectId> staying = new TreeSet<>();
		Set<ObjectId> renamed = new HashSet<>();
		this.renames.forEach((rename) -> renamed.add(rename.object()));
		for (ObjectId id : this.actual.objects().keySet()) {
			if (this.target.containsKey(id) || renamed.contains(id)) {
				continue;
			}
			if (kept.test(id) || this.options.leavesOut(id) || this.supplying.contains(id)) {
				staying.add(id);
			}
			else {
				going.add(id);
			}
		}
		keepBelow(going, staying, this.options::leavesOut, (id) -> true);
		if (this.files.areThere()) {
			keepBelow(going, staying, (id) -> true, this.removable::isDispensable);
			while (keepMentioned(going, staying)) {
				keepBelow(going, staying, (id) -> true, this.removable::isDispensable);
			}
		}
		FreedObjects freed = new FreedObjects(this.actual, this.target, going);
		Map<ObjectId, SchemaObject> remaining = new TreeMap<>();
		staying.forEach((id) -> remaining.put(id, Objects.requireNonNull(this.actual.get(id))));
		removeDependents(going, remaining, freed);
		for (Map.Entry<ObjectId, SchemaObject> entry : remaining.entrySet()) {
			ObjectId id = entry.getKey();
			SchemaObject object = freed.following(entry.getValue());
			Set<ObjectId> below = new TreeSet<>();
			this.actual.dependencies(id)
				.stream()
				.filter((other) -> !freed.isReplaced(other))
				.forEach((other) -> below.add(freed.name(other)));
			if (below.size() < this.actual.dependencies(id).size()) {
				this.freed.add(id);
			}
			this.target.put(object.id(), object);
			this.dependencies.put(object.id(), below);
			if (!this.options.leavesOut(id) && Families.of(id.kind()).isWorthNaming(id)
					&& !this.supplying.contains(id)) {
				this.notInModel.add(id);
			}
		}
	}

	/** What is to be left alone keeps what it cannot be without. */
	private void keepBelow(Set<ObjectId> going, Set<ObjectId> staying, Predicate<ObjectId> left,
			Predicate<ObjectId> kept) {
		Deque<ObjectId> queue = new ArrayDeque<>(staying.stream().filter(left).toList());
		while (!queue.isEmpty()) {
			for (ObjectId below : this.actual.dependencies(queue.remove())) {
				if (going.contains(below) && kept.test(below)) {
					going.remove(below);
					staying.add(below);
					queue.add(below);
				}
			}
		}
	}

	/**
	 * PostgreSQL does not know what the bodies of routines need.
	 * @return whether something more is to stay
	 */
	private boolean keepMentioned(Set<ObjectId> going, Set<ObjectId> staying) {
		List<Words> bodies = new ArrayList<>();
		for (ObjectId id : staying) {
			Definition routine = this.actual.get(id, Definition.class);
			if (routine != null && StaleRoutines.isBodyText(routine)) {
				bodies.add(Words.in(routine.create()));
			}
		}
		Set<ObjectId> mentioned = new TreeSet<>(going.stream()
			.filter((id) -> Families.of(id.kind()).isNamedInBodies() && this.removable.isDispensable(id)
					&& !this.options.made().contains(Objects.requireNonNull(this.actual.get(id)))
					&& bodies.stream().anyMatch((body) -> body.mention(id.bareName())))
			.toList());
		staying.addAll(mentioned);
		return going.removeAll(mentioned);
	}

	/**
	 * What depends on something that goes cannot stay, unless it can do without: so it is
	 * with a type whose columns get another one.
	 */
	private void removeDependents(Set<ObjectId> going, Map<ObjectId, SchemaObject> kept, FreedObjects freed) {
		Map<ObjectId, Set<ObjectId>> dependents = new HashMap<>();
		kept.keySet()
			.forEach((id) -> this.actual.dependencies(id)
				.forEach((below) -> dependents.computeIfAbsent(below, (key) -> new HashSet<>()).add(id)));
		Deque<ObjectId> queue = new ArrayDeque<>(going);
		while (!queue.isEmpty()) {
			ObjectId below = queue.remove();
			for (ObjectId above : dependents.getOrDefault(below, Set.of())) {
				SchemaObject object = kept.remove(above);
				SchemaObject without = (object != null) ? freed.without(below, object) : null;
				if (without != null) {
					kept.put(above, without);
				}
				else if (object != null) {
					queue.add(above);
				}
			}
		}
	}

	/**
	 * What comes out.
	 *
	 * @param target the desired state of the database
	 * @param notInModel what the database has, the model has not, and is left alone
	 * @param notCompared what is not the same, and nothing is done about: for people
	 * @param renames what is to get another name before anything else
	 * @param freed what is left alone although a type that it needs goes
	 */
	public record Reconciled(Schema target, Set<ObjectId> notInModel, Set<String> notCompared,
			Collection<Rename> renames, Set<ObjectId> freed) {
	}

}
