package io.appmigrations.internal.expand;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.internal.schema.SequenceOwner;
import io.appmigrations.model.Change;

/**
 * A new column whose default gives each row a value of its own.
 *
 * @param change the change that adds it
 * @param column the column
 * @param expression the default
 * @param target the schema with it
 */
record NewDefault(Change change, Column column, Default expression, Schema target) implements FilledColumn {

	@Override
	public String value() {
		return this.expression.expression();
	}

	@Override
	public boolean replaces(Change other) {
		return other.object().equals(this.column.id()) || other.object().equals(this.expression.id())
				|| owned().anyMatch((owner) -> owner.id().equals(other.object()));
	}

	/** That sequences go when the column goes, whichever revision is undone. */
	private Stream<SequenceOwner> owned() {
		return this.target.all(SequenceOwner.class).stream().filter((owner) -> owner.column().equals(this.column.id()));
	}

	@Override
	public List<String> begin() {
		List<String> sql = new ArrayList<>(new SqlWriter(this.target).create(this.column.withNotNull(null), Set.of()));
		sql.add("alter table %s alter column %s set default %s".formatted(
				new Names(this.target.defaultSchema()).relationOf(this.column.id()),
				Names.quoted(this.column.id().name()), value()));
		owned().forEach((owner) -> sql.addAll(new SqlWriter(this.target).create(owner, Set.of())));
		return sql;
	}

}
