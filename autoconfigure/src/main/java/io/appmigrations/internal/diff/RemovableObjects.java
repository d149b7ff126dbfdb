package io.appmigrations.internal.diff;

import java.util.Objects;

import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.Undeclared;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.ObjectId;

/**
 * What of a database may go because a model that cannot declare everything does not have
 * it.
 */
final class RemovableObjects implements Undeclared {

	private final Schema actual;

	private final Schema desired;

	private final ComparisonOptions options;

	RemovableObjects(Schema actual, Schema desired, ComparisonOptions options) {
		this.actual = actual;
		this.desired = desired;
		this.options = options;
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
		return !isForeign(id) && (this.options.prune() ? family.mayBePruned(object, this) : family.mayGo(object, this));
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
