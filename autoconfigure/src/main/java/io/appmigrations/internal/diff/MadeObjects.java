package io.appmigrations.internal.diff;

import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import io.appmigrations.internal.family.Families;
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
		ObjectId key = Families.of(object.id().kind()).record(object);
		return key != null && this.keys.contains(key);
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
		if (object.kind() == Kind.INDEX) {
			replace(keys, (key) -> isNamed(key, object), (key) -> key.renamed(name));
		}
		else if (object.kind() == Kind.TABLE) {
			replace(keys, (key) -> isPartOf(key, object),
					(key) -> new ObjectId(key.kind(), key.schema(), name, key.name()));
			// ALTER TABLE renames whatever shares its names with tables
			replace(keys, (key) -> key.kind().isRelation() && isNamed(key, object.inKind(key.kind())),
					(key) -> key.renamed(name));
		}
		else if (object.kind() == Kind.SCHEMA) {
			replace(keys, (key) -> key.schema().equals(object.name()),
					(key) -> new ObjectId(key.kind(), name, key.relation(), key.name()));
		}
		else {
			replace(keys, object::equals, (key) -> key.renamed(name));
		}
	}

	/** Puts something into another schema, with what belongs to it. */
	static void move(Set<ObjectId> keys, ObjectId object, String schema) {
		boolean table = object.kind() == Kind.TABLE;
		replace(keys, (key) -> key.equals(object)
				|| ((table || object.kind() == Kind.MATERIALIZED_VIEW) && isPartOf(key, object))
				// ALTER TABLE moves whatever shares its names with tables
				|| (table && key.kind().isRelation() && isNamed(key, object.inKind(key.kind()))),
				(key) -> new ObjectId(key.kind(), schema, key.relation(), key.name()));
	}

	/** Takes something out, with what belongs to it. */
	static void drop(Set<ObjectId> keys, ObjectId object) {
		keys.removeIf((key) -> isDroppedWith(key, object));
	}

	private static boolean isDroppedWith(ObjectId key, ObjectId object) {
		if (object.kind() == Kind.SCHEMA) {
			return key.schema().equals(object.name());
		}
		if (object.kind() == Kind.TABLE || object.kind() == Kind.MATERIALIZED_VIEW) {
			return isPartOf(key, object);
		}
		return (object.kind() == Kind.INDEX) ? isNamed(key, object) : key.equals(object);
	}

	private static void replace(Set<ObjectId> keys, Predicate<ObjectId> which, UnaryOperator<ObjectId> replacement) {
		Set<ObjectId> replaced = new HashSet<>();
		keys.removeIf((key) -> which.test(key) && replaced.add(replacement.apply(key)));
		keys.addAll(replaced);
	}

	/** An index is named without its table. */
	static boolean isNamed(ObjectId key, ObjectId object) {
		return key.kind() == object.kind() && key.schema().equals(object.schema()) && key.name().equals(object.name());
	}

	static boolean isPartOf(ObjectId key, ObjectId table) {
		return key.schema().equals(table.schema()) && Objects.equals(key.relation(), table.name());
	}

}
