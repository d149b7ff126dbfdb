package io.appmigrations.internal.family.table;

import io.appmigrations.internal.conversion.Conversion;
import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.Todo;
import io.appmigrations.internal.family.type.Collations;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Names;

/**
 * Writes what gives a column another type.
 *
 * @param names how names are written
 */
record ColumnTypes(Names names) {

	/**
	 * Adds it to what else is altered.
	 * @param values what becomes of the values
	 */
	Alteration change(Column old, Column column, Conversion values, Alteration alteration) {
		String table = this.names.relationOf(column.id());
		String name = Names.quoted(column.id().name());
		String collation = (column.collation() != null) ? Collations.clause(column.collation())
				: (old.collation() != null && old.type().equals(column.type())) ? " collate \"default\"" : "";
		String using = values.isAssigned() ? "" : " using " + (values.known() ? values.of(name) : "null");
		if (!values.known()) {
			alteration.sql().add(Todo.conversion(table, name, old.type(), column.type()));
		}
		alteration.sql()
			.add("alter table %s alter column %s type %s%s%s".formatted(table, name, Columns.typeName(column.type()),
					collation, using));
		alteration.notes().addAll(values.notes(table + "." + name));
		return values.losesData() ? alteration.losing() : alteration;
	}

}
