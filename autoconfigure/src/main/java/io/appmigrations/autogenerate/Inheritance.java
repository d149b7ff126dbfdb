package io.appmigrations.autogenerate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.appmigrations.schema.Column;
import io.appmigrations.schema.Default;
import io.appmigrations.schema.Kind;
import io.appmigrations.schema.Names;
import io.appmigrations.schema.ObjectId;
import io.appmigrations.schema.Schema;
import io.appmigrations.schema.Table;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the columns of tables that get other parents. PostgreSQL leaves a
 * column with its default where it was inherited, and takes no default over where it
 * becomes inherited.
 */
final class Inheritance {

	private final Schema from;

	private final Schema to;

	private final Names names;

	Inheritance(Schema from, Schema to) {
		this.from = from;
		this.to = to;
		this.names = new Names(to.defaultSchema());
	}

	/**
	 * Finds the tables that a table inherits from or is a partition of.
	 */
	static List<ObjectId> parents(Schema schema, ObjectId table) {
		if (!(schema.get(table) instanceof Table child) || child.parents().isEmpty()) {
			return List.of();
		}
		return schema.dependencies(table)
			.stream()
			.filter((below) -> below.kind() == Kind.TABLE && !below.equals(table))
			.toList();
	}

	private static Stream<Table> children(Schema schema, ObjectId table) {
		return schema.all(Table.class).stream().filter((child) -> parents(schema, child.id()).contains(table));
	}

	/** What changes the parents of a table that is no partition. */
	List<String> changeParents(Table old, Table table) {
		String prefix = "alter table %s ".formatted(this.names.of(table.id()));
		List<String> sql = new ArrayList<>();
		old.parents()
			.stream()
			.filter((parent) -> !table.parents().contains(parent))
			.forEach((parent) -> sql.add(prefix + "no inherit " + parent));
		old.inherited()
			.stream()
			.filter((column) -> isLeftBehind(table, column))
			.forEach((column) -> sql.add(prefix + "drop column " + Names.quoted(column)));
		table.parents()
			.stream()
			.filter((parent) -> !old.parents().contains(parent))
			.forEach((parent) -> sql.add(prefix + "inherit " + parent));
		return sql;
	}

	/** Whether a column stays that nothing else drops. */
	private boolean isLeftBehind(Table table, String column) {
		ObjectId id = ObjectId.member(Kind.COLUMN, table.id(), column);
		return !table.inherited().contains(column) && this.to.get(id) == null
				&& parents(this.from, table.id()).stream()
					.filter((parent) -> hasColumn(this.from, parent, column))
					.allMatch((parent) -> this.to.get(parent) == null || hasColumn(this.to, parent, column));
	}

	private static boolean hasColumn(Schema schema, ObjectId table, String column) {
		return schema.get(ObjectId.member(Kind.COLUMN, table, column)) != null
				|| (schema.get(table) instanceof Table owner && owner.inherited().contains(column));
	}

	/** What gives the columns of a table with other parents the defaults of these. */
	List<String> changeDefaults(Table old, Table table) {
		List<String> sql = new ArrayList<>();
		Set<String> columns = new TreeSet<>(table.inherited());
		columns.addAll(old.inherited());
		for (String column : columns) {
			ObjectId id = ObjectId.member(Kind.COLUMN, table.id(), column);
			boolean isOwn = this.to.get(id) != null;
			if ((!isOwn && !table.inherited().contains(column))
					|| this.to.get(id.inKind(Kind.OVERRIDDEN_DEFAULT)) != null) {
				continue;
			}
			String before = (this.from.get(id) != null) ? null : defaultOf(this.from, id);
			String after = defaultOf(this.to, id);
			if (isOwn ? (before != null && after == null) : !Objects.equals(before, after)) {
				sql.add("alter table %s alter column %s %s".formatted(this.names.of(table.id()), Names.quoted(column),
						(after != null) ? "set default " + after : "drop default"));
			}
		}
		return sql;
	}

	private static @Nullable String defaultOf(Schema schema, ObjectId column) {
		if (schema.get(column.inKind(Kind.DEFAULT)) instanceof Default own) {
			return own.expression();
		}
		if (schema.get(column) == null) {
			for (ObjectId parent : parents(schema, Objects.requireNonNull(column.table()))) {
				String expression = defaultOf(schema, ObjectId.member(Kind.COLUMN, parent, column.name()));
				if (expression != null) {
					return expression;
				}
			}
		}
		return null;
	}

	/** Whether a table that inherits a column that goes keeps it as its own. */
	boolean isKeptBelow(ObjectId column) {
		return children(this.from, Objects.requireNonNull(column.table())).anyMatch((child) -> keeps(child, column));
	}

	private boolean keeps(Table child, ObjectId column) {
		return child.inherited().contains(column.name()) && !child.isPartition()
				&& this.to.get(ObjectId.member(Kind.COLUMN, child.id(), column.name())) instanceof Column
				&& parents(this.to, child.id()).contains(column.table());
	}

	/** What drops a column from the tables that do not keep it. */
	List<String> dropBelow(ObjectId column) {
		return children(this.from, Objects.requireNonNull(column.table()))
			.filter((child) -> child.inherited().contains(column.name()) && !keeps(child, column)
					&& this.to.get(child.id()) != null)
			.map((child) -> "alter table %s drop column %s".formatted(this.names.of(child.id()),
					Names.quoted(column.name())))
			.toList();
	}

}
