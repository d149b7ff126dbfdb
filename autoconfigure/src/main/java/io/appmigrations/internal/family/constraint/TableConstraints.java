package io.appmigrations.internal.family.constraint;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Inheritance;
import io.appmigrations.internal.family.PartitionIndexes;
import io.appmigrations.internal.family.Removal;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.Undeclared;
import io.appmigrations.internal.family.UniqueNames;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.CatalogPlace;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Index;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Primary keys, unique, check and exclusion constraints.
 */
public final class TableConstraints extends Constraints {

	/**
	 * The key of a partition goes with the index of the table above, and is there before
	 * it.
	 */
	@Override
	public void readDependency(ObjectId id, ObjectId other, String type, CatalogContents contents) {
		if (type.equals("P") && other.kind() == Kind.INDEX) {
			contents.depend(other, id);
		}
		else {
			super.readDependency(id, other, type, contents);
		}
	}

	/** Where the index behind it is. */
	@Override
	public CatalogPlace place(ObjectId id, Names names) {
		return CatalogPlace.relation(names.qualified(id.schema(), id.name()));
	}

	@Override
	protected List<String> create(SchemaObject object, Set<ObjectId> parts, SqlWriter writer) {
		List<String> sql = new ArrayList<>(super.create(object, parts, writer));
		keepFromChildren((Constraint) object, writer, sql);
		return sql;
	}

	/** PostgreSQL makes primary keys of constraints alone that children have too. */
	private static void keepFromChildren(Constraint key, SqlWriter writer, List<String> sql) {
		ObjectId table = key.whole();
		if (key.type() != ConstraintType.PRIMARY_KEY || table == null
				|| (writer.schema().get(table) instanceof Table partition && partition.isPartition())) {
			return;
		}
		for (String name : key.columns()) {
			ObjectId id = ObjectId.member(Kind.COLUMN, table, name);
			if (writer.schema().get(id) instanceof Column column && column.notNull() != null
					&& !column.notNull().inheritable()) {
				sql.add(0, NotNulls.inherit(id, column.notNull(), true, writer));
				sql.add(NotNulls.inherit(id, column.notNull(), false, writer));
			}
		}
	}

	@Override
	public int phase(Kind kind, Action action) {
		return 3;
	}

	@Override
	protected int rank(Action action) {
		return (action == Action.DROP) ? 1 : 8;
	}

	@Override
	protected boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return mustGoWithColumn(below, above, difference);
	}

	@Override
	protected ObjectId removedWith(ObjectId id, Difference difference) {
		if (!difference.removal().isRemovedWithIndex(id)) {
			return super.removedWith(id, difference);
		}
		// it is a key of a partition
		Constraint key = difference.from().get(id, Constraint.class);
		Index index = (key != null) ? PartitionIndexes.indexAbove(key, difference.from()) : null;
		return (index != null) ? difference.removedWith(index.id()) : id;
	}

	@Override
	protected ObjectId removedWithPart(ObjectId id, Difference difference) {
		return removedWithColumn(id, difference);
	}

	@Override
	protected ObjectId madeWith(ObjectId id, Difference difference) {
		return (difference.to().get(id) instanceof Constraint constraint
				&& needsStatementOfItsOwn(constraint, difference)) ? id : difference.madeWith(id, Removal.tableOf(id));
	}

	/**
	 * {@code CREATE TABLE} makes one of two keys on the same columns.
	 */
	private static boolean needsStatementOfItsOwn(Constraint constraint, Difference difference) {
		// with its table, PostgreSQL 18 would give the columns not null constraints
		// beside
		// those that they inherit
		boolean isRequiredAbove = constraint.type() == ConstraintType.PRIMARY_KEY
				&& !Inheritance.parents(difference.to(), Removal.tableOf(constraint.id())).isEmpty();
		if (isRequiredAbove || isCreatedAlone(constraint) || isMadeAroundIndex(constraint, difference)) {
			return true;
		}
		return constraint.type() == ConstraintType.UNIQUE && difference.to()
			.constraints(Removal.tableOf(constraint.id()))
			.anyMatch((other) -> isKeyOnSameColumns(other, constraint));
	}

	/**
	 * Whether the key of a partition takes over the index that is there because of one of
	 * the table above, or must not be taken over by an index that comes.
	 */
	private static boolean isMadeAroundIndex(Constraint constraint, Difference difference) {
		Schema to = difference.to();
		Index above = PartitionIndexes.indexAbove(constraint, to);
		if (above != null) {
			return !difference.isCreated(above.id());
		}
		return constraint.isKey() && Inheritance.parents(to, Removal.tableOf(constraint.id()))
			.stream()
			.anyMatch((parent) -> difference.created()
				.stream()
				.anyMatch((id) -> to.get(id) instanceof Index index && parent.equals(index.whole()) && index.unique()
						&& index.columns().equals(constraint.columns())));
	}

	/** Of two unique constraints the first one stays with the table. */
	private static boolean isKeyOnSameColumns(Constraint other, Constraint constraint) {
		return other.columns().equals(constraint.columns()) && (other.type() == ConstraintType.PRIMARY_KEY
				|| (other.type() == ConstraintType.UNIQUE && other.id().compareTo(constraint.id()) < 0));
	}

	@Override
	public List<String> add(SchemaObject object, Set<ObjectId> parts, Difference difference) {
		PartitionIndexes partitions = difference.transition().partitionIndexes();
		List<String> sql = new ArrayList<>(super.add(object, parts, difference));
		String takeOver = partitions.takeOver((Constraint) object, difference);
		if (takeOver != null) {
			sql.set(0, takeOver);
		}
		sql.addAll(partitions.names(object, difference));
		return sql;
	}

	@Override
	protected List<String> uniqueNames(SchemaObject object) {
		List<String> names = super.uniqueNames(object);
		if (((Constraint) object).type() != ConstraintType.CHECK) {
			// there is an index behind it
			names.add(UniqueNames.relation(object.id().schema(), object.id().name()));
		}
		return names;
	}

	@Override
	public String rename(ObjectId id, String newName, Names names) {
		return renameOfTable("constraint", id, newName, names);
	}

	@Override
	public boolean mayGo(SchemaObject object, Undeclared undeclared) {
		return mayGoFromTable((Constraint) object, undeclared);
	}

	@Override
	public boolean isRebuilt() {
		return true;
	}

	@Override
	public @Nullable ObjectId record(SchemaObject object) {
		return object.id();
	}

}
