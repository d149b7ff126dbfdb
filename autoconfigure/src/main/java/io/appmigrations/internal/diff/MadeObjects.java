package io.appmigrations.internal.diff;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;

/**
 * What revisions have made from the model, so that it goes when the model has it no more.
 * Everything else of the same kinds is somebody's own.
 */
public final class MadeObjects {

	private final Set<ObjectId> keys;

	/** What exchanged its names. */
	private final Set<String> swapped;

	MadeObjects(Set<ObjectId> keys, Set<String> swapped) {
		this.keys = Set.copyOf(keys);
		this.swapped = Set.copyOf(swapped);
	}

	/**
	 * Returns what is made where there is no revision.
	 * @return nothing
	 */
	public static MadeObjects none() {
		return new MadeObjects(Set.of(), Set.of());
	}

	/**
	 * Whether a revision has made an object.
	 * @param object an object of the database
	 * @return {@code true} where one has made what has this name, in this schema and on
	 * this table
	 */
	public boolean contains(SchemaObject object) {
		ObjectId key = Families.of(object.id().kind()).recordBeside(object);
		return key != null && this.keys.contains(key);
	}

	/**
	 * Returns the kinds of what revisions have made.
	 * @return the kinds, one of them for several where a record does not tell them apart
	 */
	public Set<Kind> kinds() {
		return this.keys.stream().map(ObjectId::kind).collect(Collectors.toSet());
	}

	/**
	 * Returns the schemas of what revisions have made.
	 * @return their names
	 */
	public Set<String> schemas() {
		return this.keys.stream()
			.map(ObjectId::schema)
			.filter((schema) -> !schema.isEmpty())
			.collect(Collectors.toSet());
	}

	/**
	 * Returns them under other names.
	 * @param renames what is renamed, in order
	 * @return what was made, as it is called after that
	 */
	public MadeObjects renamed(Collection<Rename> renames) {
		Set<ObjectId> renamed = new HashSet<>(this.keys);
		renames.forEach((rename) -> {
			ObjectId key = Families.of(rename.object().kind()).recordedId(rename.object());
			if (rename.isMove()) {
				move(renamed, key, rename.renamed().schema());
			}
			if (!key.name().equals(rename.newName())) {
				rename(renamed, new ObjectId(key.kind(), rename.renamed().schema(), key.relation(), key.name()),
						rename.newName());
			}
		});
		return new MadeObjects(renamed, this.swapped);
	}

	/**
	 * Returns the tables that revisions have made something on.
	 * @return the tables
	 */
	public Set<ObjectId> tables() {
		Set<ObjectId> tables = new TreeSet<>();
		this.keys.forEach((key) -> {
			if (key.relation() != null) {
				tables.add(ObjectId.table(key.schema(), key.relation()));
			}
		});
		return tables;
	}

	/**
	 * Whether a revision has exchanged names already: both are there before and after, so
	 * that nothing else tells.
	 * @param swap what is renamed ({@link MadeRecord#swap})
	 * @return {@code true} where one has
	 */
	public boolean hasSwapped(String swap) {
		return this.swapped.contains(swap);
	}

	/** Renames something, and what belongs to it. */
	static void rename(Set<ObjectId> keys, ObjectId object, String name) {
		Family family = Families.of(object.kind());
		replace(keys, (key) -> family.recordedAfterRename(key, object, name));
	}

	/** Puts something into another schema, with what belongs to it. */
	static void move(Set<ObjectId> keys, ObjectId object, String schema) {
		Family family = Families.of(object.kind());
		replace(keys, (key) -> family.movesWith(key, object)
				? new ObjectId(key.kind(), schema, key.relation(), key.name()) : key);
	}

	/** Takes something out, with what belongs to it. */
	static void drop(Set<ObjectId> keys, ObjectId object) {
		Family family = Families.of(object.kind());
		keys.removeIf((key) -> family.goesWith(key, object));
	}

	private static void replace(Set<ObjectId> keys, UnaryOperator<ObjectId> replacement) {
		Set<ObjectId> replaced = keys.stream().map(replacement).collect(Collectors.toSet());
		keys.clear();
		keys.addAll(replaced);
	}

}
