package io.appmigrations.internal.diff;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL prints otherwise when columns below it get another type, although
 * nobody changes it: {@code lower(title::text)} is {@code lower(title)} once the title is
 * a text. What it prints then, only PostgreSQL knows.
 */
public final class Reprint {

	private final Schema from;

	private final Schema to;

	/** What stays as it is, apart from how it is printed. */
	private final Set<ObjectId> kept = new TreeSet<>();

	/** What is declared, and perhaps only printed otherwise. */
	private final Set<ObjectId> declared = new TreeSet<>();

	/** What is kept without a type that goes, so that it must be made again. */
	private final Set<ObjectId> freed;

	private final Set<ObjectId> following = new TreeSet<>();

	private final Set<ObjectId> followingBack = new TreeSet<>();

	private Reprint(Schema from, Schema to, Set<ObjectId> freed) {
		this.from = from;
		this.to = to;
		this.freed = freed;
	}

	/**
	 * Looks for objects over something whose type changes.
	 * @param from what is there
	 * @param to the desired state
	 * @param freed what is kept although a type below it goes
	 * @return what is to be printed, or {@code null} where there is nothing
	 */
	public static @Nullable Reprint find(Schema from, Schema to, Set<ObjectId> freed) {
		Reprint reprint = new Reprint(from, to, freed);
		for (ObjectId id : reprint.aboveRetyped()) {
			SchemaObject before = from.get(id);
			SchemaObject after = to.get(id);
			if (before != null && after != null && Families.of(id.kind()).isPrinted(before)) {
				if (freed.contains(id) || Families.of(before.id().kind()).isSame(before, after)) {
					reprint.kept.add(id);
				}
				else if (Families.of(id.kind()).isRebuilt()) {
					reprint.declared.add(id);
				}
			}
		}
		return (reprint.kept.isEmpty() && reprint.declared.isEmpty()) ? null : reprint;
	}

	private Set<ObjectId> aboveRetyped() {
		Map<ObjectId, Set<ObjectId>> above = new HashMap<>();
		this.from.dependencies()
			.forEach((id, below) -> below
				.forEach((one) -> above.computeIfAbsent(one, (key) -> new HashSet<>()).add(id)));
		Deque<ObjectId> queue = new ArrayDeque<>();
		this.from.objects().forEach((id, object) -> {
			if (Families.of(id.kind()).isRetyped(object, this.to.get(id))) {
				queue.add(id);
			}
		});
		Set<ObjectId> found = new TreeSet<>();
		while (!queue.isEmpty()) {
			above.getOrDefault(queue.remove(), Set.of()).stream().filter(found::add).forEach(queue::add);
		}
		return found;
	}

	/**
	 * Returns what PostgreSQL is to be asked for.
	 * @return the desired state, with what is declared as it is now; only what the
	 * question needs
	 */
	public Schema question() {
		Set<ObjectId> asked = new HashSet<>(this.kept);
		asked.addAll(this.declared);
		return around(asked, this.to).map((object) -> this.declared.contains(object.id())
				? Objects.requireNonNull(this.from.get(object.id())) : object);
	}

	private static Schema around(Set<ObjectId> asked, Schema schema) {
		List<Change> changes = asked.stream().map((id) -> new Change(Action.ALTER, id, List.of())).toList();
		Set<ObjectId> needed = Surroundings.of(changes, schema, schema, Set.of());
		return schema.filter((object) -> needed.contains(object.id()));
	}

	/**
	 * Takes the answer.
	 * @param printed what PostgreSQL printed
	 * @return the desired state, as it will be printed
	 */
	public Schema answer(Schema printed) {
		this.declared.forEach((id) -> follow(id, printed.get(id), this.to.get(id), this.following));
		this.kept.stream()
			.filter((id) -> Families.of(id.kind()).isRebuilt() && !this.freed.contains(id))
			.forEach((id) -> follow(id, printed.get(id), printed.get(id), this.following));
		return this.to.map((object) -> {
			SchemaObject other = this.kept.contains(object.id()) ? printed.get(object.id()) : null;
			return (other != null) ? other : object;
		});
	}

	private static void follow(ObjectId id, @Nullable SchemaObject printed, @Nullable SchemaObject expected,
			Set<ObjectId> following) {
		if (printed != null && expected != null && Families.of(printed.id().kind()).isSame(printed, expected)) {
			following.add(id);
		}
	}

	/**
	 * Returns what PostgreSQL is to be asked for about the way back, which need not lead
	 * to what was printed before: {@code n > 0} is {@code n > 0::numeric} for a numeric,
	 * and {@code n::numeric > 0::numeric} when that is an integer again.
	 * @param target the desired state, as it will be printed
	 * @return what is there, with what follows as it is in the target
	 */
	public Schema questionBack(Schema target) {
		return around(this.following, this.from).map((object) -> this.following.contains(object.id())
				? Objects.requireNonNull(target.get(object.id())) : object);
	}

	/**
	 * Takes the answer.
	 * @param printed what PostgreSQL printed
	 */
	public void answerBack(Schema printed) {
		this.following.forEach((id) -> follow(id, printed.get(id), this.from.get(id), this.followingBack));
	}

	/**
	 * Returns what needs no change on the way back.
	 * @return indexes, constraints and the like, which PostgreSQL builds again
	 */
	public Set<ObjectId> followingBack() {
		return this.followingBack;
	}

	/**
	 * Returns what needs no change to become the desired state.
	 * @return indexes, constraints and the like, which PostgreSQL builds again
	 */
	public Set<ObjectId> following() {
		return this.following;
	}

}
