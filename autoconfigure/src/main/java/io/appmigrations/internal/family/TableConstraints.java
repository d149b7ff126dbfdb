package io.appmigrations.internal.family;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.Change.Action;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.ObjectId;

/**
 * Primary keys, unique, check and exclusion constraints.
 */
final class TableConstraints extends Constraints {

	@Override
	String owner() {
		return "table";
	}

	@Override
	String reference(ObjectId id, SqlWriter writer) {
		return ofRelation(id, writer);
	}

	@Override
	List<String> create(SchemaObject object, Set<ObjectId> parts, SqlWriter writer) {
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
	public int rank(Action action) {
		return (action == Action.DROP) ? 1 : 8;
	}

}
