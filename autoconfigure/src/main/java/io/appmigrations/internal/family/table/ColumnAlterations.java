package io.appmigrations.internal.family.table;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.conversion.Conversion;
import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.EnumValues;
import io.appmigrations.internal.family.Removal;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.Todo;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.family.constraint.NotNulls;
import io.appmigrations.internal.family.rename.RenameSql;
import io.appmigrations.internal.family.rename.RenameSteps;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.NotNull;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;
import org.jspecify.annotations.Nullable;

/**
 * Alters columns in place.
 */
final class ColumnAlterations {

	/** From the narrowest to the widest. */
	private static final List<String> INTEGERS = List.of("smallint", "integer", "bigint");

	private static final Set<ConstraintType> UNIQUE = EnumSet.of(ConstraintType.PRIMARY_KEY, ConstraintType.UNIQUE,
			ConstraintType.EXCLUSION);

	private final Schema from;

	private final Schema to;

	private final SqlWriter writer;

	private final Names names;

	private final Transition transition;

	ColumnAlterations(Transition transition) {
		this.from = transition.from();
		this.to = transition.to();
		this.writer = transition.writer();
		this.names = this.writer.names();
		this.transition = transition;
	}

	/**
	 * Writes what makes one column into the other.
	 * @return how, or {@code null} where its values have to be computed again
	 */
	@Nullable Alteration alter(Column old, Column column) {
		if (isRecomputed(old, column)) {
			return null;
		}
		Alteration alteration = Alteration.of(List.of());
		List<String> sql = alteration.sql();
		String prefix = "alter table %s alter column %s ".formatted(this.names.relationOf(column.id()),
				Names.quoted(column.id().name()));
		if (old.generated() != null && column.generated() == null) {
			sql.add(prefix + "drop expression");
		}
		if (old.identity() != null && column.identity() == null) {
			sql.add(prefix + "drop identity");
		}
		boolean retyped = !old.type().equals(column.type()) || !Objects.equals(old.collation(), column.collation());
		boolean narrowed = isNarrowed(old, column);
		if (narrowed) {
			// PostgreSQL refuses a type that the sequence's bounds do not fit
			Identities.alter(old, column, prefix, this.writer, sql);
		}
		if (retyped) {
			Conversion values = this.transition.conversion().between(old, column);
			alteration = new ColumnTypes(this.names).change(old, column,
					values.failingIf(values.losesData() && isUnique(column), "no longer unique")
						.failingIf(values.losesData() && isChecked(column), "rejected by a check after the change"),
					alteration);
		}
		notNull(old, column, prefix, alteration);
		if (!narrowed) {
			Identities.alter(old, column, prefix, this.writer, sql);
		}
		settings(retyped ? withTypesOwnSettings(old) : old, column, prefix, sql);
		return retyped ? alteration.rewriting(!old.baseType().equals(column.baseType())) : alteration;
	}

	private boolean isUnique(Column column) {
		ObjectId table = Removal.tableOf(column.id());
		String name = column.id().name();
		return this.to.constraints(table)
			.anyMatch((constraint) -> UNIQUE.contains(constraint.type()) && constraint.columns().contains(name))
				|| this.to.indexes(table)
					.stream()
					.anyMatch((index) -> index.unique() && index.columns().contains(name));
	}

	/** What a list of names allows is not changed by what cuts off blanks. */
	private boolean isChecked(Column column) {
		return this.to.constraints(Removal.tableOf(column.id()))
			.anyMatch((constraint) -> constraint.type() == ConstraintType.CHECK
					&& constraint.columns().contains(column.id().name()) && EnumValues.listed(constraint).isEmpty()
					&& this.from.get(constraint.id()) != null);
	}

	private static boolean isNarrowed(Column old, Column column) {
		return old.identity() != null && column.identity() != null
				&& INTEGERS.indexOf(column.baseType()) < INTEGERS.indexOf(old.baseType());
	}

	/** With another type PostgreSQL forgets storage and compression. */
	private static Column withTypesOwnSettings(Column old) {
		return new Column(old.id(), old.position(), old.type(), old.baseType(), old.collation(), old.notNull(),
				old.identity(), old.generated(), null, null, old.statistics(), old.comment());
	}

	private static boolean isRecomputed(Column old, Column column) {
		if (column.generated() != null) {
			return !column.generated().equals(old.generated()) || !old.type().equals(column.type())
					|| !Objects.equals(old.collation(), column.collation());
		}
		return old.generated() != null && !old.generated().stored();
	}

	private void notNull(Column old, Column column, String prefix, Alteration alteration) {
		NotNull before = old.notNull();
		NotNull after = column.notNull();
		if (after == null || (before != null && before.valid() && !after.valid())) {
			if (before != null) {
				alteration.sql().add(prefix + "drop not null");
			}
			before = null;
		}
		if (after == null) {
			return;
		}
		if (before == null) {
			setNotNull(column, prefix, alteration);
			return;
		}
		List<String> below = (before.inheritable() && !after.inheritable())
				? this.transition.inheritance().dropNotNullBelow(column.id()) : List.of();
		NotNulls.alter(column.id(), before, after, renames(column.id(), before, after), below, this.writer, alteration);
	}

	/** Of constraints whose names go round in a table, the first renames all. */
	private List<String> renames(ObjectId column, NotNull before, NotNull after) {
		Rename rename = NotNulls.rename(column, before, after);
		if (rename == null) {
			return List.of();
		}
		List<Rename> ofTable = new ArrayList<>();
		this.from.parts(Removal.tableOf(column), Column.class).forEach((old) -> {
			Rename other = (this.to.get(old.id()) instanceof Column next) ? rename(old, next) : null;
			if (other != null) {
				ofTable.add(other);
			}
		});
		Set<Rename> circles = RenameSteps.circles(ofTable);
		if (!circles.contains(rename)) {
			return RenameSql.change(rename, this.names).sql();
		}
		List<Rename> round = ofTable.stream().filter(circles::contains).toList();
		return rename.equals(round.get(0))
				? RenameSteps
					.order(round,
							(id) -> this.from.get(id) != null
									|| ofTable.stream().anyMatch((one) -> one.object().equals(id)))
					.stream()
					.flatMap((step) -> RenameSql.change(step, this.names).sql().stream())
					.toList()
				: List.of();
	}

	private static @Nullable Rename rename(Column old, Column column) {
		NotNull before = old.notNull();
		NotNull after = column.notNull();
		return (before == null || after == null || (before.valid() && !after.valid()) || isRecomputed(old, column))
				? null : NotNulls.rename(column.id(), before, after);
	}

	/**
	 * Makes a column required: rows without a value get the default; where there is none,
	 * what the model declares as reference data. Otherwise only a person can say what
	 * they get.
	 */
	void setNotNull(Column column, String prefix, Alteration alteration) {
		NotNull notNull = Objects.requireNonNull(column.notNull());
		if (NotNulls.isMadeLater(notNull)) {
			alteration.sql().addAll(NotNulls.add(column, notNull, this.writer));
			return;
		}
		String table = this.names.relationOf(column.id());
		String name = Names.quoted(column.id().name());
		Default value = this.to.get(column.defaultId(), Default.class);
		if (value != null) {
			alteration.sql()
				.add("update %s set %s = %s where %s is null".formatted(table, name, value.expression(), name));
		}
		else {
			List<String> declared = RowChanges.required(column, this.from, this.to);
			alteration.sql().addAll((declared != null) ? declared : List.of(Todo.required(table, name)));
		}
		if (NotNulls.isPlain(column.id(), notNull)) {
			alteration.sql().add(prefix + "set not null");
		}
		else {
			alteration.sql().addAll(NotNulls.add(column, notNull, this.writer));
		}
	}

	private static void settings(Column old, Column column, String prefix, List<String> sql) {
		if (!Objects.equals(old.storage(), column.storage())) {
			sql.add(prefix + "set storage " + ((column.storage() != null) ? column.storage() : usualStorage(column)));
		}
		if (!Objects.equals(old.compression(), column.compression())) {
			sql.add(prefix + "set compression " + ((column.compression() != null) ? column.compression() : "default"));
		}
		if (!Objects.equals(old.statistics(), column.statistics())) {
			sql.add(prefix + "set statistics " + ((column.statistics() != null) ? column.statistics() : "-1"));
		}
	}

	/** {@code SET STORAGE DEFAULT} is known since PostgreSQL 16 only. */
	private static String usualStorage(Column column) {
		return Set.of("numeric", "inet", "cidr").contains(column.baseType()) ? "main" : "extended";
	}

}
