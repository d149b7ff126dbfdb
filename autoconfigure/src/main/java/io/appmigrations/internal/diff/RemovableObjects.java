package io.appmigrations.internal.diff;

import java.util.Objects;
import java.util.regex.Pattern;

import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * What of a database may go because a model that cannot declare everything does not have
 * it.
 */
final class RemovableObjects {

	/** The checks that Hibernate derives from a column's type. */
	private static final Pattern DERIVED_CHECK = Pattern
		.compile("CHECK \\(\\S+ (?:= ANY \\(ARRAY\\[.*\\]\\)|in \\(.*\\)|>= -?\\d+( AND \\S+ <= -?\\d+)?)\\)");

	private final Schema actual;

	private final Schema desired;

	private final ComparisonOptions options;

	RemovableObjects(Schema actual, Schema desired, ComparisonOptions options) {
		this.actual = actual;
		this.desired = desired;
		this.options = options;
	}

	/** Whether the model could have declared something, so that its silence means no. */
	boolean mayGo(ObjectId id) {
		SchemaObject object = Objects.requireNonNull(this.actual.get(id));
		if (isForeign(id)) {
			return false;
		}
		if (this.options.prune()) {
			return id.kind() != Kind.SCHEMA && id.kind() != Kind.EXTENSION && !id.kind().isPrivilege()
					&& !id.kind().isGlobal() && id.kind() != Kind.PARENT && !isPartitionOfModel(object);
		}
		return switch (id.kind()) {
			case TABLE -> !isPartitionOfModel(object);
			case COLUMN, DEFAULT -> mayGoWithTable(id);
			case SEQUENCE_OWNER -> false;
			case CONSTRAINT, FOREIGN_KEY -> mayGoWithTable(id) && (isMade(object) || wasDerived((Constraint) object));
			case INDEX -> isMade(object) || ImplicitNames.isHashed(id.name());
			case SEQUENCE -> isMade(object) || isSequenceOfGoingTable(id);
			case VIEW, ENUM, COMPOSITE, CAST -> isMade(object);
			default -> false;
		};
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

	private boolean mayGoWithTable(ObjectId id) {
		ObjectId table = id.table();
		return table != null && (this.desired.get(table) != null
				|| (this.actual.get(table) instanceof Table present && !isPartitionOfModel(present)));
	}

	private boolean isMade(SchemaObject object) {
		return this.options.made().contains(object);
	}

	private boolean wasDerived(Constraint constraint) {
		if (constraint.type() == ConstraintType.PRIMARY_KEY || ImplicitNames.isHashed(constraint.id().name())) {
			return true;
		}
		return ImplicitNames.isImplicit(constraint) && (constraint.type() != ConstraintType.CHECK
				|| DERIVED_CHECK.matcher(constraint.definition()).matches());
	}

	private boolean isSequenceOfGoingTable(ObjectId id) {
		if (!id.name().endsWith("_seq")) {
			return false;
		}
		ObjectId table = ObjectId.table(id.schema(), id.name().substring(0, id.name().length() - "_seq".length()));
		return this.actual.get(table) != null && this.desired.get(table) == null;
	}

	private boolean isPartitionOfModel(SchemaObject object) {
		if (!(object instanceof Table table) || !table.isPartition()) {
			return false;
		}
		return this.actual.dependencies(table.id())
			.stream()
			.filter((below) -> below.kind() == Kind.TABLE)
			.anyMatch((parent) -> this.desired.get(parent) != null
					|| (this.actual.get(parent) instanceof Table above && isPartitionOfModel(above)));
	}

	/** Whether people want to know that something is left alone. */
	static boolean isWorthNaming(ObjectId id) {
		return switch (id.kind()) {
			case SCHEMA, EXTENSION, COLUMN, DEFAULT, SEQUENCE_OWNER, PARENT -> false;
			case PRIVILEGES -> true;
			default -> !id.kind().isSetting();
		};
	}

}
