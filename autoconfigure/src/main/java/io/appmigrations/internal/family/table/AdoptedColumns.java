package io.appmigrations.internal.family.table;

import java.util.regex.Pattern;

import io.appmigrations.internal.conversion.SqlType;
import io.appmigrations.internal.family.Adoption;
import io.appmigrations.internal.family.constraint.NotNulls;
import io.appmigrations.internal.schema.Column;
import io.appmigrations.internal.schema.Default;
import io.appmigrations.internal.schema.Sequence;
import io.appmigrations.internal.schema.SequenceOwner;
import io.appmigrations.model.NamingConvention;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a database adopt of those of a model.
 */
final class AdoptedColumns {

	private static final Pattern NEXT_VALUE = Pattern.compile("\\bnextval\\(");

	private AdoptedColumns() {
	}

	/** With what is not compared as it is. */
	static Column compared(Column declared, Column old, Adoption adoption) {
		Column column = declared.withIdentity(withSequenceOf(declared, old))
			.withNotNull(NotNulls.keepingName(declared.id(), declared.notNull(), old.notNull()));
		if (adoption.comparesTypes() && !SqlType.areSame(column.type(), old.type())) {
			return column;
		}
		return new Column(column.id(), column.position(), old.type(), old.baseType(),
				adoption.comparesTypes() ? column.collation() : old.collation(), column.notNull(), column.identity(),
				column.generated(), column.storage(), column.compression(), column.statistics(), column.comment());
	}

	/** With what an entity cannot say as it is. */
	static Column adopted(Column column, Column old, @Nullable String compression, @Nullable Integer statistics,
			Adoption adoption) {
		// an entity says nothing about the collation unless it gives one
		return compared(new Column(column.id(), old.position(), column.type(), column.baseType(),
				(column.collation() == null && SqlType.areSame(column.type(), old.type())) ? old.collation()
						: column.collation(),
				NotNulls.adopted(column.id(), column.notNull(), old.notNull()), identity(column, old, adoption),
				column.generated(), (column.storage() != null) ? column.storage() : old.storage(), compression,
				statistics, column.comment()), old, adoption);
	}

	/** A sequence that nobody named keeps the name that it has. */
	private static Column.@Nullable Identity withSequenceOf(Column column, Column old) {
		Column.Identity identity = column.identity();
		if (identity == null || old.identity() == null || !identity.sequence()
			.equals(NamingConvention.joined(String.valueOf(column.id().relation()), column.id().name(), "seq"))) {
			return identity;
		}
		return new Column.Identity(identity.always(), old.identity().sequence(), identity.options());
	}

	/**
	 * What an identity column is for the model, a column with values from a sequence is
	 * too, whatever sequence that is.
	 */
	private static Column.@Nullable Identity identity(Column column, Column old, Adoption adoption) {
		Column.Identity declared = column.identity();
		if (declared == null) {
			return null;
		}
		if (old.identity() != null) {
			// an entity cannot say "always", which serves it as well
			return new Column.Identity(declared.always() || old.identity().always(), old.identity().sequence(),
					old.identity().options().retyped(old.baseType(), column.baseType()));
		}
		if (adoption.actual().get(old.defaultId()) instanceof Default value
				&& NEXT_VALUE.matcher(value.expression()).find()) {
			adoption.keep(value);
			adoption.actual()
				.dependencies(value.id())
				.stream()
				.filter((below) -> adoption.actual().get(below) instanceof Sequence)
				.forEach((sequence) -> supply(sequence, column, old, adoption));
			return null;
		}
		return declared;
	}

	/** A sequence of the column's own has the column's type, as {@code serial} has it. */
	private static void supply(ObjectId id, Column column, Column old, Adoption adoption) {
		adoption.keepSupplying(id);
		boolean owned = adoption.actual().get(SequenceOwner.idOf(id)) instanceof SequenceOwner owner
				&& owner.column().equals(old.id());
		if (owned && adoption.actual().get(id) instanceof Sequence sequence && sequence.type().equals(old.baseType())
				&& adoption.desired().get(id) == null) {
			adoption
				.keep(new Sequence(id, column.baseType(), sequence.options().retyped(old.baseType(), column.baseType()),
						sequence.unlogged(), sequence.comment()));
		}
	}

}
