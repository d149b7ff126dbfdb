package io.appmigrations.internal.family.rename;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import io.appmigrations.internal.family.PostgresqlNames;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.model.Change;
import io.appmigrations.model.Kind;
import io.appmigrations.model.NamingConvention;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;

/**
 * Puts renames in an order in which each new name is free when it is given. Names that
 * are exchanged go over a temporary one.
 */
public final class RenameSteps {

	private static final String TEMPORARY = "_swap";

	private final Predicate<ObjectId> isThere;

	private final List<Rename> steps = new ArrayList<>();

	private final Set<ObjectId> left = new HashSet<>();

	private final Set<ObjectId> given = new HashSet<>();

	private RenameSteps(Predicate<ObjectId> isThere) {
		this.isThere = isThere;
	}

	/**
	 * Orders them.
	 * @param wanted the renames; a new name is free, or what has it is among what is
	 * renamed
	 * @param isThere whether something has a name before
	 * @return the renames one after the other, each of a schema or of a name
	 */
	public static List<Rename> order(Collection<Rename> wanted, Predicate<ObjectId> isThere) {
		RenameSteps order = new RenameSteps(isThere);
		List<Rename> pending = new ArrayList<>(wanted);
		while (!pending.isEmpty()) {
			Rename next = pending.stream().filter((one) -> order.isFree(one.renamed())).findFirst().orElse(null);
			if (next != null) {
				order.add(next);
				pending.remove(next);
			}
			else {
				Rename first = pending.remove(0);
				ObjectId temporary = order.temporary(first.object());
				order.step(new Rename(first.object(), temporary));
				pending.add(new Rename(temporary, first.renamed()));
			}
		}
		return order.steps;
	}

	/**
	 * Finds what gets a name that another one of them had and gives away in turn.
	 * @param renames the renames
	 * @return those of them that are a part of a circle
	 */
	public static Set<Rename> circles(Collection<Rename> renames) {
		Set<Rename> circles = new HashSet<>();
		for (Rename start : renames) {
			Set<ObjectId> seen = new HashSet<>();
			ObjectId now = start.renamed();
			while (seen.add(now)) {
				ObjectId name = now;
				now = renames.stream()
					.filter((one) -> one.object().equals(name))
					.map(Rename::renamed)
					.findFirst()
					.orElse(name);
			}
			if (seen.contains(start.object())) {
				circles.add(start);
			}
		}
		return circles;
	}

	/**
	 * Writes steps as changes. A step over a name that an earlier one has given belongs
	 * to the change before it.
	 * @param steps the renames in order
	 * @param names how names are written
	 * @return the changes in order
	 */
	public static List<Change> changes(List<Rename> steps, Names names) {
		List<Change> changes = new ArrayList<>();
		Set<ObjectId> passed = new HashSet<>();
		for (Rename step : steps) {
			Change change = RenameSql.change(step, names);
			if (passed.contains(step.object()) && !changes.isEmpty()) {
				Change last = changes.remove(changes.size() - 1);
				List<String> sql = new ArrayList<>(last.sql());
				sql.addAll(change.sql());
				changes.add(last.withSql(sql));
			}
			else {
				changes.add(change);
			}
			passed.add(step.renamed());
		}
		return changes;
	}

	/**
	 * Returns the way back.
	 * @param steps the renames in order
	 * @return what undoes them, in order
	 */
	public static List<Rename> inverse(List<Rename> steps) {
		List<Rename> inverse = new ArrayList<>();
		for (int i = steps.size() - 1; i >= 0; i--) {
			inverse.add(steps.get(i).inverse());
		}
		return inverse;
	}

	/**
	 * Returns what was called otherwise before.
	 * @param steps the renames in order
	 * @param id the name after them
	 * @return the name before them
	 */
	public static ObjectId before(List<Rename> steps, ObjectId id) {
		ObjectId name = id;
		for (int i = steps.size() - 1; i >= 0; i--) {
			name = steps.get(i).inverse().applyTo(name);
		}
		return name;
	}

	/**
	 * Returns what is called otherwise after.
	 * @param steps the renames in order
	 * @param id the name before them
	 * @return the name after them
	 */
	public static ObjectId after(List<Rename> steps, ObjectId id) {
		ObjectId name = id;
		for (Rename step : steps) {
			name = step.applyTo(name);
		}
		return name;
	}

	private void add(Rename rename) {
		ObjectId object = rename.object();
		ObjectId renamed = rename.renamed();
		if (!rename.isMove() || object.name().equals(renamed.name())) {
			step(rename);
			return;
		}
		ObjectId moved = new ObjectId(object.kind(), renamed.schema(), object.relation(), object.name());
		ObjectId between = isFree(moved) ? moved : object.renamed(renamed.name());
		if (!isFree(between)) {
			ObjectId temporary = temporary(object);
			step(new Rename(object, temporary));
			object = temporary;
			between = new ObjectId(temporary.kind(), renamed.schema(), temporary.relation(), temporary.name());
		}
		step(new Rename(object, between));
		step(new Rename(between, renamed));
	}

	private void step(Rename step) {
		this.steps.add(step);
		this.left.add(name(step.object()));
		this.given.remove(name(step.object()));
		this.given.add(name(step.renamed()));
	}

	private boolean isFree(ObjectId id) {
		ObjectId name = name(id);
		return !this.given.contains(name) && (this.left.contains(name) || !this.isThere.test(id));
	}

	/** What belongs to no table has its name alone, whatever it is. */
	private static ObjectId name(ObjectId id) {
		return (id.relation() != null) ? id : id.inKind(Kind.TABLE);
	}

	private ObjectId temporary(ObjectId id) {
		String name = NamingConvention.joined(id.name(), "", TEMPORARY);
		ObjectId temporary = id.renamed(name);
		for (int i = 1; !isFree(temporary); i++) {
			temporary = id.renamed(PostgresqlNames.numbered(name, i));
		}
		return temporary;
	}

}
