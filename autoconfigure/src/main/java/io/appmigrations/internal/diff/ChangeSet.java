package io.appmigrations.internal.diff;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.family.TypeReplacements;
import io.appmigrations.internal.family.table.TypeExchange;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Which objects go, come and change between two schemas, with those that must go and come
 * again because something below them changes.
 */
final class ChangeSet {

	private final Difference difference;

	private final Transition transition;

	private final Set<ObjectId> following;

	private final TypeReplacements replacements;

	/** What is replaced by an alteration of something else, on either side. */
	private final Map<ObjectId, ObjectId> replacedWith = new HashMap<>();

	private final Map<ObjectId, Set<ObjectId>> dependents = new HashMap<>();

	/**
	 * @param following what differs but needs no change
	 */
	ChangeSet(Transition transition, Set<ObjectId> following) {
		this.difference = new Difference(transition);
		this.transition = transition;
		this.following = following;
		this.replacements = transition.replacements();
		transition.from()
			.dependencies()
			.forEach((object, below) -> below
				.forEach((one) -> this.dependents.computeIfAbsent(one, (key) -> new LinkedHashSet<>()).add(object)));
		compare();
		Families.all().forEach((family) -> family.complete(this.difference));
		findReplacements();
		spread();
		replace();
	}

	Difference difference() {
		return this.difference;
	}

	/**
	 * Returns what is replaced along with something else.
	 * @return types, old ones and new ones, and their columns, each with the new type
	 * that is altered
	 */
	Map<ObjectId, ObjectId> replacedWith() {
		return this.replacedWith;
	}

	private void compare() {
		Schema from = this.transition.from();
		Schema to = this.transition.to();
		from.objects().forEach((id, before) -> {
			Family family = Families.of(id.kind());
			SchemaObject after = to.get(id);
			if (after == null) {
				if (family.goes(id, this.transition)) {
					this.difference.drop(id);
				}
			}
			else if (family.isChanged(before, after, this.transition) && !this.following.contains(id)) {
				change(id, family.alter(before, after, this.transition));
			}
		});
		to.objects().keySet().forEach((id) -> {
			if (from.get(id) == null && Families.of(id.kind()).comes(id, this.transition)) {
				this.difference.create(id);
			}
		});
	}

	private void change(ObjectId id, @Nullable Alteration alteration) {
		if (alteration == null) {
			this.difference.drop(id);
			this.difference.create(id);
		}
		else if (alteration.isReplacement()) {
			this.replacements.replace(id);
		}
		else if (!alteration.sql().isEmpty()) {
			this.difference.alter(id, alteration);
		}
	}

	private void findReplacements() {
		this.replacements.replaceOthers(this.difference.dropped());
		for (List<ObjectId> group : this.replacements.groups()) {
			ObjectId whole = this.replacements.replacementOf(group.get(0));
			for (ObjectId type : group) {
				this.difference.keep(type);
				this.replacedWith.put(type, whole);
				this.replacedWith.put(this.replacements.replacementOf(type), whole);
			}
			this.replacements.columns(group).forEach((column) -> {
				this.difference.replaceTypeOf(column.id());
				this.replacedWith.put(column.id(), whole);
			});
		}
	}

	private void replace() {
		for (List<ObjectId> group : this.replacements.groups()) {
			this.difference.alter(this.replacements.replacementOf(group.get(0)),
					TypeExchange.of(group, this::madeWith, this.transition));
		}
	}

	private Set<ObjectId> madeWith(ObjectId type) {
		Set<ObjectId> parts = new TreeSet<>();
		this.difference.created()
			.stream()
			.filter((id) -> type.name().equals(id.relation()) && this.difference.madeWith(id).equals(type))
			.forEach(parts::add);
		return parts;
	}

	/**
	 * What depends on something that goes or is rewritten must go before, and come again.
	 */
	private void spread() {
		Deque<ObjectId> disturbed = new ArrayDeque<>(this.difference.dropped());
		this.difference.altered().forEach((id, alteration) -> {
			if (alteration.rewrites() || alteration.attributes()) {
				disturbed.add(id);
			}
		});
		disturbed.addAll(this.replacements.successors().keySet());
		Set<ObjectId> seen = new TreeSet<>(disturbed);
		while (!disturbed.isEmpty()) {
			ObjectId below = disturbed.remove();
			for (ObjectId along : Families.of(below.kind()).takenAlong(below, this.difference)) {
				if (!this.difference.isDropped(along)) {
					this.difference.recreate(along);
					seen.add(along);
					disturbed.add(along);
				}
			}
			for (ObjectId above : this.dependents.getOrDefault(below, Set.of())) {
				if (this.difference.isDropped(above)
						|| (isOfAttributes(below) && !Families.of(above.kind()).followsAttributes())) {
					continue;
				}
				if (this.difference.isRetyped(below, above)) {
					if (seen.add(above)) {
						disturbed.add(above);
					}
				}
				else if (this.difference.mustGo(below, above) && this.transition.from().get(above) != null) {
					this.difference.recreate(above);
					seen.add(above);
					disturbed.add(above);
				}
			}
		}
	}

	/** Only tables of a type mind that it gets another attribute. */
	private boolean isOfAttributes(ObjectId id) {
		Alteration alteration = this.difference.altered().get(id);
		return alteration != null && alteration.attributes() && !alteration.rewrites();
	}

}
