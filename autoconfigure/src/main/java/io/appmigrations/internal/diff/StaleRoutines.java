package io.appmigrations.internal.diff;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.family.rename.Words;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Change;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;
import io.appmigrations.model.ValueRename;
import org.jspecify.annotations.Nullable;

/**
 * Routines whose bodies name what is renamed. A body is a string to PostgreSQL: it does
 * not follow, and the old one is refused until the renames are undone. So what leads back
 * makes these routines last.
 */
public final class StaleRoutines {

	private final Schema original;

	private final Schema renamed;

	private final Schema target;

	/** The routines after the renames, with what they were before. */
	private final Map<ObjectId, Definition> routines = new HashMap<>();

	/**
	 * Finds them.
	 * @param original what is there
	 * @param renamed the same after the renames
	 * @param target the desired state
	 * @param renames the renames
	 * @param values the renames of values
	 */
	public StaleRoutines(Schema original, Schema renamed, Schema target, Collection<Rename> renames,
			Collection<ValueRename> values) {
		this.original = original;
		this.renamed = renamed;
		this.target = target;
		if (renames.isEmpty() && values.isEmpty()) {
			return;
		}
		for (Definition routine : renamed.all(Definition.class)) {
			Definition before = isBodyText(routine) && names(routine, renames, values) ? before(routine) : null;
			SchemaObject after = target.get(routine.id());
			boolean isReplaced = after instanceof Definition other && !other.create().equals(routine.create())
					&& routine.isReplaceableBy(other) && other.isReplaceableBy(routine);
			if (before != null && (isReplaced || (after == null && !isNeeded(routine.id())))) {
				this.routines.put(routine.id(), before);
			}
		}
	}

	static boolean isBodyText(Definition definition) {
		ObjectId id = definition.id();
		return id.kind().isRoutine() && definition.create().get(0).endsWith("$");
	}

	private static boolean names(Definition routine, Collection<Rename> renames, Collection<ValueRename> values) {
		Words words = Words.in(routine.create());
		return renames.stream().anyMatch((rename) -> words.mention(rename.object().bareName())) || values.stream()
			.anyMatch((value) -> routine.create().get(0).contains(Names.literal(value.old()).strip()));
	}

	/**
	 * Says which routines keep a body that names what is renamed.
	 * @param changes what is done first, the renames among it
	 * @param renames the renames
	 * @return the changes, with notes
	 */
	public List<Change> noted(List<Change> changes, Collection<Rename> renames) {
		return changes.stream().map((change) -> {
			List<Note> notes = new ArrayList<>(change.notes());
			renames.stream()
				.filter((rename) -> rename.renamed().equals(change.object()) || rename.object().equals(change.object()))
				.forEach((rename) -> left(rename).forEach((routine) -> notes
					.add(Note.of("%s %s mentions %s and is not changed: check whether it still works."
						.formatted(routine.id().kind().keyword(), routine.id(), rename.object().name())))));
			return notes.equals(change.notes()) ? change : change.withNotes(notes.stream().distinct().toList());
		}).toList();
	}

	private List<Definition> left(Rename rename) {
		ObjectId object = rename.object();
		if (!Families.of(object.kind()).isNamedInBodies()) {
			return List.of();
		}
		return this.renamed.all(Definition.class).stream().filter((routine) -> {
			Words words = Words.in(routine.create());
			return isBodyText(routine) && routine.equals(this.target.get(routine.id()))
					&& words.mention(object.bareName())
					&& (object.relation() == null || words.mention(object.relation()));
		}).toList();
	}

	/** The types of its arguments may be renamed too. */
	private @Nullable Definition before(Definition routine) {
		ObjectId id = routine.id();
		Definition same = this.original.get(id, Definition.class);
		if (same != null) {
			return same;
		}
		List<Definition> others = this.original.all(Definition.class)
			.stream()
			.filter((other) -> other.id().kind() == id.kind() && other.id().schema().equals(id.schema())
					&& other.id().bareName().equals(id.bareName()) && this.renamed.get(other.id()) == null)
			.toList();
		return (others.size() == 1) ? others.get(0) : null;
	}

	private boolean isNeeded(ObjectId id) {
		return this.renamed.dependencies()
			.entrySet()
			.stream()
			.anyMatch((entry) -> entry.getValue().contains(id) && !entry.getKey().kind().isPrivilege());
	}

	/**
	 * Returns what the way back begins with.
	 * @return the target, with these routines as they will be
	 */
	public Schema withoutChanges() {
		if (this.routines.isEmpty()) {
			return this.target;
		}
		List<SchemaObject> objects = new ArrayList<>(
				this.target.objects().values().stream().filter((object) -> !isTheirs(object.id())).toList());
		this.renamed.objects().values().stream().filter((object) -> isTheirs(object.id())).forEach(objects::add);
		Map<ObjectId, Set<ObjectId>> below = new HashMap<>(this.target.dependencies());
		this.routines.keySet().forEach((id) -> below.put(id, this.renamed.dependencies(id)));
		return this.target.with(objects, below);
	}

	/** A routine, or what its caller may do. */
	private boolean isTheirs(ObjectId id) {
		return this.routines.containsKey(id) || (id.kind().isPrivilege() && this.routines.keySet()
			.stream()
			.anyMatch((routine) -> routine.schema().equals(id.schema()) && routine.name().equals(id.relation())
					&& this.target.get(routine) == null));
	}

	/**
	 * Returns what the way back ends with.
	 * @return the changes that make these routines what they were
	 */
	public List<Change> last() {
		if (this.routines.isEmpty()) {
			return List.of();
		}
		Map<ObjectId, SchemaObject> present = new HashMap<>();
		Set<String> gone = new HashSet<>();
		this.routines.forEach((id, before) -> {
			Definition after = this.target.get(id, Definition.class);
			if (after != null) {
				present.put(before.id(), new Definition(before.id(), after.create(), before.drop(), after.replace(),
						before.shape(), after.comment()));
			}
			else {
				gone.add(before.id().schema() + "." + before.id().name());
			}
		});
		Schema there = this.original
			.filter((object) -> !gone.contains(object.id().schema() + "." + object.id().name())
					&& !(object.id().kind().isPrivilege()
							&& gone.contains(object.id().schema() + "." + object.id().relation())))
			.map((object) -> present.getOrDefault(object.id(), object));
		return SchemaDiff.between(there, this.original);
	}

}
