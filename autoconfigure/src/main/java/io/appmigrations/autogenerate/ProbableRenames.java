package io.appmigrations.autogenerate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.schema.Column;
import io.appmigrations.schema.Kind;
import io.appmigrations.schema.ObjectId;
import io.appmigrations.schema.Schema;
import io.appmigrations.schema.Table;

/**
 * Finds what goes while something like it comes: tables with the same columns, columns of
 * the same type at the same place among the others.
 */
public final class ProbableRenames {

	private ProbableRenames() {
	}

	/**
	 * Finds them.
	 * @param actual what the database has
	 * @param target what it shall have
	 * @return the renames that would take the place of dropping and making anew
	 */
	public static List<Rename> find(Schema actual, Schema target) {
		List<Rename> renames = new ArrayList<>();
		Set<ObjectId> taken = new HashSet<>();
		for (Table gone : actual.all(Table.class)) {
			if (target.get(gone.id()) != null) {
				continue;
			}
			target.all(Table.class)
				.stream()
				.map(Table::id)
				.filter((id) -> actual.get(id) == null && id.schema().equals(gone.id().schema()) && !taken.contains(id)
						&& columns(actual, gone.id()).equals(columns(target, id)))
				.findFirst()
				.ifPresent((id) -> {
					taken.add(id);
					renames.add(new Rename(gone.id(), id.name()));
				});
		}
		for (Column gone : actual.all(Column.class)) {
			if (target.get(gone.id()) == null && target.get(tableOf(gone)) != null) {
				target.all(Column.class)
					.stream()
					.filter((column) -> isCandidate(gone, column, actual) && !taken.contains(column.id()))
					.findFirst()
					.ifPresent((column) -> {
						taken.add(column.id());
						renames.add(new Rename(gone.id(), column.id().name()));
					});
			}
		}
		return renames;
	}

	private static boolean isCandidate(Column gone, Column column, Schema actual) {
		return tableOf(column).equals(tableOf(gone)) && actual.get(column.id()) == null
				&& column.type().equals(gone.type()) && column.generated() == null && gone.generated() == null
				&& (column.identity() == null) == (gone.identity() == null);
	}

	private static ObjectId tableOf(Column column) {
		return ObjectId.table(column.id().schema(), String.valueOf(column.id().relation()));
	}

	private static Set<String> columns(Schema schema, ObjectId table) {
		Set<String> columns = new TreeSet<>();
		schema.objects()
			.values()
			.stream()
			.filter((object) -> object.id().kind() == Kind.COLUMN && table.equals(object.id().table()))
			.forEach((object) -> columns.add(object.id().name() + " " + ((Column) object).type()));
		return columns;
	}

}
