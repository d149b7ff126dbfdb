package io.appmigrations.internal.diff;

import java.util.Arrays;
import java.util.Objects;

import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.Undeclared;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What of a database may go because a model that cannot declare everything does not have
 * it.
 */
final class RemovableObjects implements Undeclared {

	private final Schema actual;

	private final Schema desired;

	private final ComparisonOptions options;

	private final FileDeclarations files;

	RemovableObjects(Schema actual, Schema desired, ComparisonOptions options, FileDeclarations files) {
		this.actual = actual;
		this.desired = desired;
		this.options = options;
		this.files = files;
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
	public boolean isMade(SchemaObject object) {
		return this.options.made().contains(object);
	}

	/** Whether the model could have declared something, so that its silence means no. */
	boolean mayGo(ObjectId id) {
		SchemaObject object = Objects.requireNonNull(this.actual.get(id));
		Family family = Families.of(id.kind());
		ObjectId whole = object.whole();
		if (this.files.isForeign(id.schema()) && (whole == null || owner(whole, this.desired) == null)) {
			ObjectId owner = (whole != null) ? owner(whole, this.actual) : null;
			return (owner != null) ? mayGo(owner) : isMade(object);
		}
		return !isForeign(id) && ((this.options.prune() ? family.mayBePruned(object, this) : family.mayGo(object, this))
				|| isUndeclaredByFiles(object));
	}

	/**
	 * Whether an object goes only because files declare others of its kind: it stays
	 * where something needs it that stays.
	 */
	boolean isDispensable(ObjectId id) {
		SchemaObject object = Objects.requireNonNull(this.actual.get(id));
		return !Families.of(id.kind()).mayGo(object, this) && object.whole() == null;
	}

	/**
	 * Of a kind that files declare, everything else goes, but at a table of the entities
	 * only what a revision made.
	 */
	private boolean isUndeclaredByFiles(SchemaObject object) {
		if (!this.files.areThere() || isPartitionOfModel(object)) {
			return false;
		}
		ObjectId whole = object.whole();
		if (whole == null) {
			Kind kind = object.id().kind();
			Family family = Families.of(kind);
			return isMade(object)
					|| family.uselessWithout(object, this.actual)
						.anyMatch((below) -> this.desired.get(below) == null && mayGo(below))
					|| (this.files.kinds().contains(kind) && !family.isAdministered(kind));
		}
		if (this.files.declareParts(whole, object.id().kind())) {
			return true;
		}
		ObjectId owner = owner(whole, this.desired);
		if (owner != null) {
			return isMade(object);
		}
		owner = owner(whole, this.actual);
		return owner != null && mayGo(owner);
	}

	/** A part names what it belongs to as if that were a table. */
	private static @Nullable ObjectId owner(ObjectId whole, Schema schema) {
		return Arrays.stream(Kind.values())
			.map((kind) -> ObjectId.of(kind, whole.schema(), whole.name()))
			.filter((id) -> schema.get(id) != null)
			.findFirst()
			.orElse(null);
	}

	/**
	 * What a library keeps here, unless the model has it, or a revision made it from one.
	 */
	boolean isForeign(ObjectId id) {
		ObjectId table = tableAroundOf(id);
		SchemaObject present = this.actual.get(table);
		return ForeignTables.contains(table) && this.desired.get(table) == null
				&& (present == null || !isMade(present));
	}

	private ObjectId tableAroundOf(ObjectId id) {
		SchemaObject object = this.actual.get(id);
		ObjectId table = (object != null) ? object.tableAround() : null;
		return (table != null) ? table : id;
	}

}
