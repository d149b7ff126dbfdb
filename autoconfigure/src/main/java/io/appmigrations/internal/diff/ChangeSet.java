package io.appmigrations.internal.diff;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.family.Inheritance;
import io.appmigrations.internal.family.NotNulls;
import io.appmigrations.internal.family.PartitionIndexes;
import io.appmigrations.internal.family.ShellOperators;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.family.TypeExchange;
import io.appmigrations.internal.family.TypeReplacements;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Domain;
import io.appmigrations.internal.schema.Extension;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Which objects go, come and change between two schemas, with those that must go and come
 * again because something below them changes.
 */
final class ChangeSet {

	private final Transition transition;

	private final Schema from;

	private final Schema to;

	private final Set<ObjectId> following;

	private final TypeReplacements replacements;

	private final PartitionIndexes partitionIndexes;

	/** What is replaced by an alteration of something else, on either side. */
	private final Map<ObjectId, ObjectId> replacedWith = new HashMap<>();

	private final Set<ObjectId> replacedColumns = new HashSet<>();

	private final Set<ObjectId> dropped = new TreeSet<>();

	private final Set<ObjectId> created = new TreeSet<>();

	private final Removal removal;

	private final Map<ObjectId, Alteration> altered = new LinkedHashMap<>();

	private final Map<ObjectId, Set<ObjectId>> dependents = new HashMap<>();

	/**
	 * @param following what differs but needs no change
	 */
	ChangeSet(Transition transition, Set<ObjectId> following) {
		this.following = following;
		this.transition = transition;
		this.from = transition.from();
		this.to = transition.to();
		this.replacements = transition.replacements();
		this.removal = new Removal(this.from, this.dropped, this.replacements);
		this.from.dependencies()
			.forEach((object, below) -> below
				.forEach((one) -> this.dependents.computeIfAbsent(one, (key) -> new LinkedHashSet<>()).add(object)));
		this.partitionIndexes = transition.partitionIndexes();
		compare();
		attachKeys();
		linkShells();
		findReplacements();
		spread();
		replace();
	}

	Set<ObjectId> dropped() {
		return this.dropped;
	}

	Set<ObjectId> created() {
		return this.created;
	}

	Map<ObjectId, Alteration> altered() {
		return this.altered;
	}

	/**
	 * Returns what is replaced along with something else.
	 * @return types, old ones and new ones, and their columns, each with the new type
	 * that is altered
	 */
	Map<ObjectId, ObjectId> replacedWith() {
		return this.replacedWith;
	}

	private void findReplacements() {
		this.replacements.replaceOthers(this.dropped);
		Set<ObjectId> constraints = new TreeSet<>(this.created);
		constraints.addAll(this.altered.keySet());
		for (ObjectId id : constraints) {
			String domain = id.relation();
			if (id.kind() == Kind.DOMAIN_CONSTRAINT && domain != null) {
				ObjectId type = ObjectId.of(Kind.DOMAIN, id.schema(), domain);
				if (this.from.get(type) != null && this.replacements.isUsedInside(type)) {
					this.replacements.replace(type);
				}
			}
		}
		for (List<ObjectId> group : this.replacements.groups()) {
			ObjectId whole = this.replacements.replacementOf(group.get(0));
			for (ObjectId type : group) {
				this.altered.remove(type);
				this.replacedWith.put(type, whole);
				this.replacedWith.put(this.replacements.replacementOf(type), whole);
			}
			this.replacements.columns(group).forEach((column) -> {
				this.replacedColumns.add(column.id());
				this.replacedWith.put(column.id(), whole);
			});
		}
	}

	private void replace() {
		for (List<ObjectId> group : this.replacements.groups()) {
			this.altered.put(this.replacements.replacementOf(group.get(0)),
					TypeExchange.of(group, this::constraintsMadeWith, this.transition));
		}
	}

	private Set<ObjectId> constraintsMadeWith(ObjectId domain) {
		Set<ObjectId> constraints = new TreeSet<>();
		this.created.stream()
			.filter((id) -> id.kind() == Kind.DOMAIN_CONSTRAINT && madeWith(id).equals(domain))
			.forEach(constraints::add);
		return constraints;
	}

	private void compare() {
		Inheritance there = this.transition.inheritance();
		Inheritance back = new Inheritance(this.to, this.from);
		this.from.objects().forEach((id, before) -> {
			SchemaObject after = this.to.get(id);
			if (after == null) {
				// what is valid is never less so
				if (!back.becomesOwn(id) && id.kind() != Kind.VALIDATION) {
					this.dropped.add(id);
				}
			}
			else if ((!isSame(before, after) || PartitionIndexes.losesPartitions(before, after, this.to))
					&& !this.following.contains(id)) {
				Alteration alteration = Families.of(id.kind()).alter(before, after, this.transition);
				if (alteration != null && alteration.isReplacement()) {
					this.replacements.replace(id);
				}
				else if (alteration == null) {
					this.dropped.add(id);
					this.created.add(id);
				}
				else if (!alteration.sql().isEmpty()) {
					this.altered.put(id, alteration);
				}
			}
		});
		this.to.objects().keySet().forEach((id) -> {
			if (this.from.get(id) == null && !there.becomesOwn(id)) {
				this.created.add(id);
			}
		});
	}

	private void attachKeys() {
		for (Index index : this.to.all(Index.class)) {
			ObjectId id = index.id();
			if (this.from.get(id) != null && !this.dropped.contains(id)
					&& (this.partitionIndexes.isRetyped(index) || this.to.dependencies(id)
						.stream()
						.anyMatch((below) -> this.to.get(below) instanceof Constraint key
								&& this.partitionIndexes.needsAnotherIndex(index, key, this.dropped)))) {
				recreate(id);
			}
		}
	}

	/** What names an operator is made again where that becomes a shell. */
	private void linkShells() {
		for (Definition shell : this.to.all(Definition.class)) {
			if (ShellOperators.isShell(shell) && this.dropped.contains(shell.id())) {
				ShellOperators.namedBy(shell.id(), this.to)
					.stream()
					.filter((name) -> this.from.get(name) != null && this.to.get(name) != null)
					.forEach(this::recreate);
			}
		}
	}

	/** What is there goes, and comes again where it shall be there. */
	private void recreate(ObjectId id) {
		if (id.kind() != Kind.VALIDATION) {
			this.dropped.add(id);
		}
		this.altered.remove(id);
		if (this.to.get(id) != null) {
			this.created.add(id);
		}
	}

	static boolean isSame(SchemaObject before, SchemaObject after) {
		if (before instanceof Column old && after instanceof Column column) {
			return comparable(old).equals(comparable(column));
		}
		if (before instanceof Domain old && after instanceof Domain domain) {
			return comparable(old).equals(comparable(domain));
		}
		if (before instanceof Definition old && after instanceof Definition definition) {
			// the shape follows from what is below, which is compared by itself
			return old.create().equals(definition.create()) && Objects.equals(old.comment(), definition.comment());
		}
		if (before instanceof Extension old && after instanceof Extension extension) {
			return old.schema().equals(extension.schema());
		}
		if (before instanceof Index old && after instanceof Index index) {
			// a model says what is to be usable, an index that is usable already is no
			// less so
			return old.equals(index) || (old.valid() && old.equals(index.usable()));
		}
		return before.equals(after);
	}

	static Column comparable(Column column) {
		return column.withPosition(0).withNotNull(NotNulls.comparable(column.id(), column.notNull()));
	}

	private static Domain comparable(Domain domain) {
		return domain.withNotNull(NotNulls.comparable(domain.id(), domain.notNull()));
	}

	/**
	 * What depends on something that goes or is rewritten must go before, and come again.
	 */
	private void spread() {
		Deque<ObjectId> disturbed = new ArrayDeque<>(this.dropped);
		this.altered.forEach((id, alteration) -> {
			if (alteration.rewrites() || id.kind() == Kind.COMPOSITE) {
				disturbed.add(id);
			}
		});
		disturbed.addAll(this.replacements.successors().keySet());
		Set<ObjectId> seen = new TreeSet<>(disturbed);
		while (!disturbed.isEmpty()) {
			ObjectId below = disturbed.remove();
			for (ObjectId key : keysRemovedWith(below)) {
				if (!this.dropped.contains(key)) {
					recreate(key);
					seen.add(key);
					disturbed.add(key);
				}
			}
			for (ObjectId above : this.dependents.getOrDefault(below, Set.of())) {
				if (this.dropped.contains(above) || (isInPlace(below) && above.kind() != Kind.TABLE_TYPE)) {
					continue;
				}
				if (isRetyped(below, above)) {
					if (seen.add(above)) {
						disturbed.add(above);
					}
				}
				else if (mustGo(below, above) && this.from.get(above) != null) {
					recreate(above);
					seen.add(above);
					disturbed.add(above);
				}
			}
		}
	}

	private List<ObjectId> keysRemovedWith(ObjectId index) {
		return (index.kind() == Kind.INDEX && this.dropped.contains(index))
				? this.from.dependencies(index).stream().filter(this.removal::isRemovedWithIndex).toList() : List.of();
	}

	/** Only tables of a type mind that it gets another attribute. */
	private boolean isInPlace(ObjectId id) {
		Alteration alteration = this.altered.get(id);
		return alteration != null && id.kind() == Kind.COMPOSITE && !alteration.rewrites();
	}

	/** A column whose type is replaced is rewritten along with the type. */
	private boolean isRetyped(ObjectId below, ObjectId above) {
		return this.replacements.contains(below) && this.replacedColumns.contains(above);
	}

	private boolean mustGo(ObjectId below, ObjectId above) {
		if (isOfFormerParent(below, above)
				|| (below.kind() == Kind.OPERATOR && ShellOperators.isShell(this.from.get(above)))) {
			return false;
		}
		boolean goes = this.dropped.contains(below);
		return switch (above.kind()) {
			case SCHEMA, EXTENSION, SEQUENCE, ENUM, COMPOSITE, RANGE, DOMAIN, DEFAULT_PRIVILEGES -> false;
			case VALIDATION -> true;
			case TABLE -> goes && below.kind() == Kind.TABLE && this.to.dependencies(above).contains(below);
			case PARENT -> goes && below.kind() == Kind.TABLE;
			case SEQUENCE_OWNER -> goes && isKept(above);
			case COLUMN -> isReplacedTable(below)
					|| (this.from.get(above) instanceof Column column && column.generated() != null && isKept(above));
			case CONSTRAINT, INDEX, STATISTICS, FOREIGN_KEY -> goes ? (this.removal.isAttachedTo(below, above)
					? this.removal.isRemovedWithIndex(below) : !isReleased(below, above)) : needsRebuild(below, above);
			case DEFAULT -> isKept(above) && (goes || needsRebuild(below, above) || isRetyped(below));
			case COLUMN_COMMENT, OVERRIDDEN_NOT_NULL, INDEX_STATISTICS, INDEX_COMMENT, COLUMN_OPTIONS, CLUSTERING,
					REPLICA_IDENTITY, PRIVILEGES ->
				goes || below.kind().isType();
			default -> !isReleased(below, above);
		};
	}

	/** What a table has of its own stays with it where only its parent goes. */
	private boolean isOfFormerParent(ObjectId below, ObjectId above) {
		ObjectId parent = tableAround(below);
		ObjectId table = tableAround(above);
		return parent != null && table != null && below.kind() != Kind.TABLE && !table.equals(parent)
				&& this.from.get(table) instanceof Table && this.to.get(table) instanceof Table after
				&& !this.dropped.contains(table) && Inheritance.parents(this.from, table).contains(parent)
				&& !Inheritance.parents(this.to, table).contains(parent)
				&& (below.kind() != Kind.COLUMN || after.inherited().contains(below.name())
						|| this.to.get(ObjectId.member(Kind.COLUMN, table, below.name())) != null);
	}

	private @Nullable ObjectId tableAround(ObjectId id) {
		SchemaObject object = this.from.get(id);
		return (object != null) ? object.tableAround() : null;
	}

	/** Whether a column gets another type altogether, which its default must follow. */
	private boolean isRetyped(ObjectId column) {
		Alteration alteration = this.altered.get(column);
		return alteration == null || alteration.retypes() || this.replacedColumns.contains(column);
	}

	private boolean isReplacedTable(ObjectId id) {
		return id.kind() == Kind.TABLE && this.dropped.contains(id) && this.created.contains(id);
	}

	private boolean isKept(ObjectId id) {
		return this.to.get(id) != null;
	}

	/** PostgreSQL rebuilds constraints and indexes on a column itself, but not all. */
	private boolean needsRebuild(ObjectId below, ObjectId above) {
		if (below.kind() != Kind.COLUMN) {
			return true;
		}
		if (above.kind() == Kind.STATISTICS) {
			// PostgreSQL makes them again, without their target
			return this.from.get(above) instanceof Definition statistics && statistics.create().size() > 1;
		}
		if (above.kind() != Kind.FOREIGN_KEY) {
			return false;
		}
		// rounded, one side has other values than the other side until that is rounded
		// too
		Alteration alteration = this.altered.get(below);
		return isRetyped(below) || (alteration != null && alteration.losesData());
	}

	/** Whether the object is replaced in place by one that can do without the other. */
	private boolean isReleased(ObjectId below, ObjectId above) {
		return this.altered.containsKey(above) && this.from.get(above) instanceof Definition
				&& !this.to.dependencies(above).contains(below);
	}

	/** What takes an object along when it goes. */
	ObjectId removedWith(ObjectId id) {
		return this.removal.removedWith(id);
	}

	/**
	 * Finds what makes an object along with itself.
	 * @param id an object that comes
	 * @return the table, column or domain whose statement makes the object too, or the
	 * object itself
	 */
	ObjectId madeWith(ObjectId id) {
		if (ShellOperators.isShell(this.to.get(id))) {
			return ShellOperators.namedBy(id, this.to).stream().filter(this.created::contains).findFirst().orElse(id);
		}
		String relation = id.relation();
		if (relation == null) {
			return id;
		}
		if (id.kind() == Kind.DEFAULT) {
			ObjectId column = new ObjectId(Kind.COLUMN, id.schema(), relation, id.name());
			return (this.created.contains(column) && !needsMore(id)) ? madeWith(column) : id;
		}
		if (id.kind() == Kind.PARENT) {
			ObjectId table = Removal.tableOf(id);
			return this.created.contains(table) ? table : id;
		}
		if (this.to.get(id) instanceof Constraint key && key.references() != null) {
			return foreignKeyMadeWith(key);
		}
		ObjectId parent = switch (id.kind()) {
			case COLUMN, CONSTRAINT -> ObjectId.table(id.schema(), relation);
			case VALIDATION -> isCheck(id) ? ObjectId.table(id.schema(), relation) : id;
			case DOMAIN_CONSTRAINT -> ObjectId.of(Kind.DOMAIN, id.schema(), relation);
			default -> id;
		};
		boolean comes = this.created.contains(parent) || this.replacements.contains(parent);
		if (!comes || parent.equals(id)
				|| (this.to.get(id) instanceof Constraint constraint && needsStatementOfItsOwn(constraint))) {
			return id;
		}
		return needsMore(id) ? id : parent;
	}

	/**
	 * A partition gets the foreign keys of the table above when it is attached, or when
	 * they come after that.
	 */
	private ObjectId foreignKeyMadeWith(Constraint key) {
		if (!Inheritance.isInherited(key, this.to)) {
			return key.id();
		}
		return Removal.foreignKeyAbove(key, this.to, this.created)
			.map(this::madeWith)
			.orElse(PartitionIndexes.parent(Removal.tableOf(key.id())));
	}

	/** Checks are valid in a new table. */
	private boolean isCheck(ObjectId validation) {
		return this.to.dependencies(validation).stream().anyMatch((below) -> below.kind() == Kind.CONSTRAINT);
	}

	/**
	 * {@code CREATE TABLE} validates every constraint, and makes one of two keys on the
	 * same columns.
	 */
	private boolean needsStatementOfItsOwn(Constraint constraint) {
		if (constraint.definition().endsWith("NOT VALID") || !constraint.valid() || isMadeAroundIndex(constraint)) {
			return true;
		}
		return constraint.type() == ConstraintType.UNIQUE && this.to.objects()
			.tailMap(Removal.tableOf(constraint.id()))
			.values()
			.stream()
			.takeWhile((object) -> Removal.isPartOf(object.id(), constraint.id().schema(), constraint.id().relation()))
			.anyMatch((object) -> object instanceof Constraint other && isKeyOnSameColumns(other, constraint));
	}

	/**
	 * Whether the key of a partition takes over the index that is there because of one of
	 * the table above, or must not be taken over by an index that comes.
	 */
	private boolean isMadeAroundIndex(Constraint constraint) {
		Index above = PartitionIndexes.indexAbove(constraint, this.to);
		if (above != null) {
			return !this.created.contains(above.id());
		}
		return constraint.isKey() && Inheritance.parents(this.to, Removal.tableOf(constraint.id()))
			.stream()
			.anyMatch((parent) -> this.created.stream()
				.anyMatch((id) -> this.to.get(id) instanceof Index index && parent.equals(index.whole())
						&& index.unique() && index.columns().equals(constraint.columns())));
	}

	/** Of two unique constraints the first one stays with the table. */
	private static boolean isKeyOnSameColumns(Constraint other, Constraint constraint) {
		return other.columns().equals(constraint.columns()) && (other.type() == ConstraintType.PRIMARY_KEY
				|| (other.type() == ConstraintType.UNIQUE && other.id().compareTo(constraint.id()) < 0));
	}

	/** Whether an object needs something that itself needs the table to be there. */
	private boolean needsMore(ObjectId id) {
		String relation = id.relation();
		Set<ObjectId> seen = new TreeSet<>();
		Deque<ObjectId> queue = new ArrayDeque<>();
		this.to.dependencies(id)
			.stream()
			.filter((below) -> !Removal.isPartOf(below, id.schema(), relation))
			.forEach(queue::add);
		while (!queue.isEmpty()) {
			ObjectId next = queue.remove();
			if (next.kind() == Kind.SCHEMA || !seen.add(next)) {
				continue;
			}
			if (Removal.isPartOf(next, id.schema(), relation)) {
				return true;
			}
			queue.addAll(this.to.dependencies(next));
		}
		return false;
	}

}
