package io.appmigrations.internal.family;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * What goes, comes and changes between two schemas, as far as it is known. Families read
 * it, and add what follows.
 */
public final class Difference {

	private final Transition transition;

	private final Schema from;

	private final Schema to;

	private final Set<ObjectId> dropped = new TreeSet<>();

	private final Set<ObjectId> created = new TreeSet<>();

	private final Map<ObjectId, Alteration> altered = new LinkedHashMap<>();

	/** Columns whose types are replaced. */
	private final Set<ObjectId> replacedColumns = new HashSet<>();

	/** What is created so far, once the changes are written. */
	private final Set<ObjectId> made = new TreeSet<>();

	private final Removal removal;

	/**
	 * Creates a difference.
	 * @param transition the schemas
	 */
	public Difference(Transition transition) {
		this.transition = transition;
		this.from = transition.from();
		this.to = transition.to();
		this.removal = new Removal(this.from, this.dropped);
	}

	/**
	 * Returns the schemas.
	 * @return from which one to which other
	 */
	public Transition transition() {
		return this.transition;
	}

	/**
	 * Returns the schema as it is.
	 * @return what is there before
	 */
	public Schema from() {
		return this.from;
	}

	/**
	 * Returns the desired schema.
	 * @return what is there after
	 */
	public Schema to() {
		return this.to;
	}

	public Removal removal() {
		return this.removal;
	}

	/**
	 * Returns what goes, be it for good or to come again.
	 * @return the objects
	 */
	public Set<ObjectId> dropped() {
		return Collections.unmodifiableSet(this.dropped);
	}

	/**
	 * Returns what comes, or comes again.
	 * @return the objects
	 */
	public Set<ObjectId> created() {
		return Collections.unmodifiableSet(this.created);
	}

	/**
	 * Returns what changes in place.
	 * @return the objects, and how
	 */
	public Map<ObjectId, Alteration> altered() {
		return Collections.unmodifiableMap(this.altered);
	}

	/**
	 * Whether an object goes.
	 * @param id the object
	 * @return {@code true} also where it comes again
	 */
	public boolean isDropped(ObjectId id) {
		return this.dropped.contains(id);
	}

	public boolean isCreated(ObjectId id) {
		return this.created.contains(id);
	}

	/** Whether an object goes and comes again. */
	public boolean isRecreated(ObjectId id) {
		return this.dropped.contains(id) && this.created.contains(id);
	}

	/** Whether an object is desired. */
	public boolean isKept(ObjectId id) {
		return this.to.get(id) != null;
	}

	/**
	 * Adds that an object goes.
	 * @param id the object
	 */
	public void drop(ObjectId id) {
		this.dropped.add(id);
	}

	/**
	 * Adds that an object comes.
	 * @param id the object
	 */
	public void create(ObjectId id) {
		this.created.add(id);
	}

	/**
	 * Adds that an object changes in place.
	 * @param id the object
	 * @param alteration how
	 */
	public void alter(ObjectId id, Alteration alteration) {
		this.altered.put(id, alteration);
	}

	/**
	 * Takes back that an object changes in place.
	 * @param id the object
	 */
	public void keep(ObjectId id) {
		this.altered.remove(id);
	}

	/**
	 * Adds that an object goes, and comes again where it is desired.
	 * @param id an object that is there
	 */
	public void recreate(ObjectId id) {
		if (!Families.of(id.kind()).isLasting()) {
			this.dropped.add(id);
		}
		this.altered.remove(id);
		if (isKept(id)) {
			this.created.add(id);
		}
	}

	/**
	 * Adds that the type of a column is replaced.
	 * @param column the column
	 */
	public void replaceTypeOf(ObjectId column) {
		this.replacedColumns.add(column);
	}

	/**
	 * Whether a column is rewritten along with the type that it has.
	 * @param below a type
	 * @param above the column
	 * @return {@code true} where the type is replaced
	 */
	public boolean isRetyped(ObjectId below, ObjectId above) {
		return this.transition.replacements().contains(below) && this.replacedColumns.contains(above);
	}

	/** Whether a column gets another type altogether, which its default must follow. */
	public boolean isRetyped(ObjectId column) {
		Alteration alteration = this.altered.get(column);
		return alteration == null || alteration.retypes() || this.replacedColumns.contains(column);
	}

	/** Whether the values of a column change such that they are not what they were. */
	public boolean losesData(ObjectId column) {
		Alteration alteration = this.altered.get(column);
		return alteration != null && alteration.losesData();
	}

	/** Whether the object is replaced in place by one that can do without the other. */
	public boolean isReleased(ObjectId below, ObjectId above) {
		return this.altered.containsKey(above) && this.from.get(above) instanceof Definition
				&& !this.to.dependencies(above).contains(below);
	}

	/**
	 * Whether an object must go because something below it goes or is rewritten.
	 * @param below what goes or is rewritten
	 * @param above an object that depends on it
	 * @return {@code true} where it must go, and come again where it is desired
	 */
	public boolean mustGo(ObjectId below, ObjectId above) {
		return !this.transition.inheritance().isOfFormerParent(below, above, this.dropped)
				&& Families.of(above.kind()).mustGo(below, above, this);
	}

	/**
	 * Finds what takes an object along when it goes.
	 * @param id an object that goes
	 * @return the table, column or the like whose removal removes the object too, or the
	 * object itself
	 */
	public ObjectId removedWith(ObjectId id) {
		return Families.of(id.kind()).removedWith(id, this);
	}

	/**
	 * Finds what makes an object along with itself.
	 * @param id an object that comes
	 * @return the table, column or domain whose statement makes the object too, or the
	 * object itself
	 */
	public ObjectId madeWith(ObjectId id) {
		return Families.of(id.kind()).madeWith(id, this);
	}

	/** The whole where its statement makes the part too, or else the part itself. */
	public ObjectId madeWith(ObjectId part, ObjectId whole) {
		boolean comes = this.created.contains(whole) || this.transition.replacements().contains(whole);
		return (comes && !needsMore(part)) ? whole : part;
	}

	/** Whether an object needs something that itself needs the table to be there. */
	public boolean needsMore(ObjectId id) {
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

	/**
	 * Notes that the change that creates an object is written.
	 * @param id the object
	 * @param parts what is created along with it
	 */
	public void noteMade(ObjectId id, Set<ObjectId> parts) {
		this.made.add(id);
		this.made.addAll(parts);
	}

	/** Whether an object is there when the change comes that is being written. */
	public boolean isThere(ObjectId id) {
		return this.made.contains(id) || (this.from.get(id) != null && !this.dropped.contains(id));
	}

}
