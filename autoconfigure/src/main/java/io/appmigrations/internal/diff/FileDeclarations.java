package io.appmigrations.internal.diff;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.SequenceOwner;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * What files declare beside entities: of a kind of objects that they declare, nothing
 * else is to be there, but for what others keep at the tables of the entities.
 *
 * @param areThere whether there are files beside entities, be it that they declare
 * nothing
 * @param objects what the files create
 * @param plain what the entities declare and the files change, as the entities alone
 * declare it
 * @param wholes what may have parts among what the files create, as if it were tables
 * @param kinds the kinds of what belongs to nothing else
 * @param kindsOfParts the kinds of what belongs to a table or something else
 * @param schemas the schemas that are the application's own
 */
public record FileDeclarations(boolean areThere, Set<ObjectId> objects, Map<ObjectId, SchemaObject> plain,
		Set<ObjectId> wholes, Set<Kind> kinds, Set<Kind> kindsOfParts, Set<String> schemas) {

	/** Where there are no files beside entities. */
	public static final FileDeclarations NONE = new FileDeclarations(false, Set.of(), Map.of(), Set.of(), Set.of(),
			Set.of(), Set.of());

	/**
	 * Copies the collections.
	 */
	public FileDeclarations {
		objects = Set.copyOf(objects);
		plain = Map.copyOf(plain);
		wholes = Set.copyOf(wholes);
		kinds = Set.copyOf(kinds);
		kindsOfParts = Set.copyOf(kindsOfParts);
		schemas = Set.copyOf(schemas);
	}

	/**
	 * Finds out what the files declare.
	 * @param objects what they create
	 * @param plain what they change, as it was before
	 * @param desired what files and entities declare
	 * @param schemas the schemas that are the application's own
	 * @return the same, with its kinds
	 */
	public static FileDeclarations of(Set<ObjectId> objects, Map<ObjectId, SchemaObject> plain, Schema desired,
			Set<String> schemas) {
		Set<ObjectId> wholes = new HashSet<>();
		Set<Kind> kinds = new HashSet<>();
		Set<Kind> kindsOfParts = new HashSet<>();
		for (ObjectId id : objects) {
			SchemaObject object = desired.get(id);
			if (object != null && object.whole() != null) {
				kindsOfParts.add(id.kind());
			}
			else if (object != null && !isOwned(id, desired)) {
				if (mayHaveParts(id.kind())) {
					wholes.add(ObjectId.table(id.schema(), id.name()));
				}
				kinds.add(id.kind());
			}
		}
		return new FileDeclarations(true, objects, plain, wholes, kinds, kindsOfParts, schemas);
	}

	/** Other things may be called like a table and have nothing to do with it. */
	private static boolean mayHaveParts(Kind kind) {
		return kind.isRelation() || kind.isType() || kind.isRoutine();
	}

	/** The sequence of a serial column comes along with its table. */
	private static boolean isOwned(ObjectId id, Schema desired) {
		return desired.get(SequenceOwner.idOf(id)) != null;
	}

	/**
	 * Whether a schema is somebody else's, in which files declare something too.
	 * @param schema a schema, empty for what belongs to the whole database
	 * @return {@code false} where no files are beside entities
	 */
	boolean isForeign(String schema) {
		return this.areThere && !schema.isEmpty() && !this.schemas.contains(schema);
	}

	/**
	 * Whether a file declares an object as a whole.
	 * @param id the object
	 * @return {@code false} for what entities declare, even if a file changes it
	 */
	boolean contains(ObjectId id) {
		return this.objects.contains(id);
	}

	/**
	 * Returns an object as the entities alone declare it.
	 * @param declared the object as entities and files declare it
	 * @return the same where no file changes it
	 */
	SchemaObject plain(SchemaObject declared) {
		SchemaObject plain = this.plain.get(declared.id());
		return (plain != null) ? plain : declared;
	}

	/**
	 * Whether the files say which parts of a kind something has, since they declare it.
	 * @param whole the table, view or something else, as if it were a table
	 * @param kind the kind of the part
	 * @return {@code false} where it belongs to an entity, or to nobody, or the files
	 * have no such parts
	 */
	boolean declareParts(ObjectId whole, Kind kind) {
		return this.wholes.contains(whole)
				&& (this.kindsOfParts.contains(kind) || (kind.isSetting() && !kind.isPrivilege()));
	}

}
