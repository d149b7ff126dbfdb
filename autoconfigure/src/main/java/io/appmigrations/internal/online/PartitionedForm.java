package io.appmigrations.internal.online;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.online.OnlineForm.Sort;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * The online form of what a partitioned table gets: it is built on one partition after
 * the other, with the names that PostgreSQL would give, and then becomes a part of that
 * of the table above.
 */
final class PartitionedForm {

	private final Relations relations;

	private final QualifiedName table;

	private final List<List<String>> units = new ArrayList<>();

	private final Set<String> given = new HashSet<>();

	PartitionedForm(QualifiedName table, Relations relations) {
		this.table = table;
		this.relations = relations;
	}

	/** What the units below a table are made of. */
	private interface Part {

		/** Writes what a partition gets before it is attached, and finds its name. */
		String of(QualifiedName partition, boolean isPartitioned);

	}

	/**
	 * Creates an index on the table alone, and concurrently on each partition.
	 * @param sql the statement that creates it
	 * @param shape its shape
	 * @return the form, or {@code null} where not all partitions are known
	 */
	@Nullable OnlineForm index(String sql, StatementShape shape) {
		QualifiedName index = shape.name();
		if (index == null || shape.has("only")) {
			return null;
		}
		String create = shape.has("unique") ? "create unique index " : "create index ";
		String definition = sql.substring(shape.rest().offset());
		List<String> columns = columns(definition);
		if (columns == null) {
			return null;
		}
		String written = Names.quoted(index.name());
		this.given.add(index.name());
		this.units.add(
				List.of("%s%s on only %s %s".formatted(create, written, LockedTables.written(this.table), definition)));
		boolean isKnown = parts(this.table, written, columns, (partition, isPartitioned) -> {
			String name = newName(partition, columns, "idx");
			this.units.add(List.of("%s%s%s on %s%s %s".formatted(create, isPartitioned ? "" : "concurrently ", name,
					isPartitioned ? "only " : "", LockedTables.written(partition), definition)));
			return name;
		});
		return isKnown ? new OnlineForm(Sort.INDEX, List.of(), List.of(), this.units) : null;
	}

	/**
	 * Adds a unique constraint to the table alone, and by an index that is built
	 * concurrently to each partition. For a primary key, PostgreSQL 18 would give each
	 * partition not null constraints of its own.
	 * @param constraint its name, as written
	 * @param columns the columns of the index in parentheses
	 * @param storage what else belongs to the index
	 * @param rest what belongs to the constraint
	 * @return the form, or {@code null} where not all partitions are known
	 */
	@Nullable OnlineForm unique(String constraint, String columns, String storage, String rest) {
		List<String> names = columns(columns + storage);
		if (names == null) {
			return null;
		}
		this.given.add(Objects.requireNonNull(SqlTokens.of(constraint).name()));
		String nulls = storage.contains(" nulls not distinct") ? " nulls not distinct" : "";
		String definition = "unique%s %s%s%s".formatted(nulls, columns, storage.replace(nulls, ""), rest);
		boolean isKnown = parts(this.table, constraint, names, (partition, isPartitioned) -> {
			String name = newName(partition, names, "key");
			String of = LockedTables.written(partition);
			if (isPartitioned) {
				this.units.add(List.of("alter table only %s add constraint %s %s".formatted(of, name, definition)));
			}
			else {
				this.units.add(List
					.of("create unique index concurrently %s on %s %s%s".formatted(name, of, columns, storage)));
				this.units.add(List
					.of("alter table %s add constraint %s unique using index %s%s".formatted(of, name, name, rest)));
			}
			return name;
		});
		return isKnown ? new OnlineForm(Sort.KEY, List.of(), List.of("alter table only %s add constraint %s %s"
			.formatted(LockedTables.written(this.table), constraint, definition)), this.units) : null;
	}

	/**
	 * Adds a foreign key to each partition and validates it, so that nothing is left to
	 * be checked when the table gets it.
	 * @param constraint its name, as written
	 * @param definition the rest of it
	 * @param target the table that it refers to, as written
	 * @param isLocked whether to lock the tables together
	 * @return the form, or {@code null} where not all partitions are known
	 */
	@Nullable OnlineForm foreignKey(String constraint, String definition, String target, boolean isLocked) {
		String name = Objects.requireNonNull(SqlTokens.of(constraint).name());
		if (hasOwnForeignKeys(this.table, Objects.requireNonNull(SqlTokens.of(target).qualifiedName()))
				|| !foreignKeys(this.table, name, constraint, definition, isLocked ? target : null)) {
			return null;
		}
		List<String> within = new ArrayList<>();
		within.add("lock table %s in share row exclusive mode"
			.formatted((isLocked ? target + ", " : "") + LockedTables.written(this.table)));
		within.add("alter table %s add constraint %s %s".formatted(LockedTables.written(this.table), constraint,
				definition));
		return new OnlineForm(Sort.VALIDATION, this.units, within, List.of());
	}

	/** Which of them PostgreSQL would take for that of the table above is left to it. */
	private boolean hasOwnForeignKeys(QualifiedName above, QualifiedName target) {
		return this.relations.partitions(above)
			.stream()
			.anyMatch((partition) -> hasOwnForeignKeys(partition, target)
					|| this.relations.hasOwnForeignKey(partition, target));
	}

	private boolean foreignKeys(QualifiedName above, String name, String constraint, String definition,
			@Nullable String target) {
		List<QualifiedName> partitions = this.relations.partitions(above);
		for (QualifiedName partition : partitions) {
			if (this.relations.hasConstraint(partition, name)) {
				return false;
			}
			if (this.relations.isPartitioned(partition)) {
				if (!foreignKeys(partition, name, constraint, definition, target)) {
					return false;
				}
				continue;
			}
			String of = LockedTables.written(partition);
			String add = "alter table %s add constraint %s %s not valid".formatted(of, constraint, definition);
			this.units.add((target != null)
					? List.of("lock table %s, %s in share row exclusive mode".formatted(target, of), add)
					: List.of(add));
			this.units.add(List.of("alter table %s validate constraint %s".formatted(of, constraint)));
		}
		return !partitions.isEmpty();
	}

	/**
	 * From the bottom to the top, as what is above becomes usable by what is below.
	 * PostgreSQL decides which index of a partition's own it takes, so that such a table
	 * is left to it.
	 */
	private boolean parts(QualifiedName above, String index, List<String> columns, Part part) {
		List<QualifiedName> partitions = this.relations.partitions(above);
		for (QualifiedName partition : partitions) {
			if (this.relations.hasOwnIndex(partition, columns)) {
				return false;
			}
			boolean isPartitioned = this.relations.isPartitioned(partition);
			String name = part.of(partition, isPartitioned);
			if (isPartitioned && !parts(partition, name, columns, part)) {
				return false;
			}
			this.units.add(List.of("alter index %s attach partition %s".formatted(inSchemaOf(above, index),
					inSchemaOf(partition, name))));
		}
		return !partitions.isEmpty();
	}

	private static String inSchemaOf(QualifiedName table, String index) {
		return (table.qualifier() != null) ? Names.quoted(table.qualifier()) + "." + index : index;
	}

	private static @Nullable List<String> columns(String definition) {
		return GivenNames.indexColumns(GivenNames.lists(SqlTokens.of(definition)));
	}

	private String newName(QualifiedName partition, List<String> columns, String label) {
		String name = OnlineForm.newName(
				(one) -> this.relations.hasIndex(partition, one) || this.given.contains(one)
						|| (label.equals("key") && !this.relations.tablesWithConstraint(partition, one).isEmpty()),
				partition.name(), String.join("_", columns), label);
		this.given.add(Objects.requireNonNull(SqlTokens.of(name).name()));
		return name;
	}

}
