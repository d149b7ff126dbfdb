package io.appmigrations.internal.family.constraint;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import io.appmigrations.internal.family.Adoption;
import io.appmigrations.internal.family.Alteration;
import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Family;
import io.appmigrations.internal.family.RefusedRows;
import io.appmigrations.internal.family.SqlWriter;
import io.appmigrations.internal.family.StorageParameters;
import io.appmigrations.internal.family.Transition;
import io.appmigrations.internal.family.Undeclared;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.internal.schema.Table;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Constraints, whatever they belong to.
 */
public abstract class Constraints extends Family {

	/** The checks that Hibernate derives from a column's type. */
	private static final Pattern DERIVED_CHECK = Pattern
		.compile("CHECK \\(\\S+ (?:= ANY \\(ARRAY\\[.*\\]\\)|in \\(.*\\)|>= -?\\d+( AND \\S+ <= -?\\d+)?)\\)");

	/** What the constraint belongs to: {@code table} or {@code domain}. */
	String owner() {
		return "table";
	}

	@Override
	protected String reference(ObjectId id, SqlWriter writer) {
		return ofRelation(id, writer);
	}

	@Override
	protected List<String> create(SchemaObject object, Set<ObjectId> parts, SqlWriter writer) {
		Constraint constraint = (Constraint) object;
		return List.of("alter %s %s%s add %s".formatted(owner(), writer.only(constraint.whole(), constraint.valid()),
				writer.names().relationOf(constraint.id()), definition(constraint)));
	}

	@Override
	protected String drop(SchemaObject object, SqlWriter writer) {
		return "alter %s %s drop constraint %s".formatted(owner(), writer.names().relationOf(object.id()),
				Names.quoted(object.id().name()));
	}

	/** As in {@code create table}. */
	public static String definition(Constraint constraint) {
		String definition = constraint.definition();
		if (!constraint.options().isEmpty()) {
			int end = definition.lastIndexOf(')') + 1;
			definition = "%s with (%s)%s".formatted(definition.substring(0, end),
					String.join(", ", constraint.options()), definition.substring(end));
		}
		return "constraint %s %s".formatted(Names.quoted(constraint.id().name()), definition);
	}

	@Override
	protected @Nullable Alteration alterInPlace(SchemaObject before, SchemaObject after, Transition transition) {
		Constraint old = (Constraint) before;
		Constraint constraint = (Constraint) after;
		if (old.type() != constraint.type() || !Objects.equals(old.references(), constraint.references())) {
			return null;
		}
		ObjectId table = constraint.id().table();
		if (old.valid() != constraint.valid() || (old.attached() && !constraint.attached() && table != null
				&& transition.partitionIndexes().staysPartition(table))) {
			return null;
		}
		if (old.definition().equals(constraint.definition())) {
			return options(old, constraint, transition);
		}
		if (old.definition().equals(constraint.definition() + " NOT VALID")) {
			return Alteration.of(List.of("alter %s %s validate constraint %s".formatted(owner(),
					transition.names().relationOf(constraint.id()), Names.quoted(constraint.id().name()))));
		}
		return null;
	}

	/** PostgreSQL does not change those of an index that has partitions. */
	private static @Nullable Alteration options(Constraint old, Constraint constraint, Transition transition) {
		List<String> sql = StorageParameters.alter(old.options(), constraint.options(), "alter index %s "
			.formatted(transition.names().qualified(constraint.id().schema(), constraint.id().name())));
		ObjectId owner = constraint.whole();
		Table table = (sql.isEmpty() || owner == null) ? null : transition.to().get(owner, Table.class);
		return (table != null && table.partitionKey() != null) ? null : Alteration.of(sql);
	}

	/** PostgreSQL rebuilds a constraint of a table on a column itself. */
	static boolean mustGoWithColumn(ObjectId below, ObjectId above, Difference difference) {
		return difference.isDropped(below) ? !difference.isReleased(below, above) : below.kind() != Kind.COLUMN;
	}

	/** A constraint of a table goes along with each of its columns. */
	static ObjectId removedWithColumn(ObjectId id, Difference difference) {
		return (difference.from().get(id) instanceof Constraint constraint)
				? difference.removal().columnOf(id, String.valueOf(id.relation()), constraint.columns()::contains) : id;
	}

	/** {@code create table} validates every constraint. */
	static boolean isCreatedAlone(Constraint constraint) {
		return constraint.definition().endsWith("NOT VALID") || !constraint.valid();
	}

	@Override
	protected String constraintName(SchemaObject object) {
		return object.id().name();
	}

	@Override
	public List<Note> refusedByAddition(SchemaObject object, RefusedRows rows) {
		return rows.constraint((Constraint) object);
	}

	@Override
	public List<Note> refusedByAlteration(SchemaObject object, RefusedRows rows) {
		return rows.constraint((Constraint) object);
	}

	@Override
	public boolean isPrinted(SchemaObject object) {
		return switch (((Constraint) object).type()) {
			case CHECK, EXCLUSION -> true;
			case PRIMARY_KEY, UNIQUE, FOREIGN_KEY -> false;
		};
	}

	@Override
	public boolean isNamedInBodies() {
		return false;
	}

	/** Whether a revision has made a constraint of a table, or nobody chose its name. */
	static boolean mayGoFromTable(Constraint constraint, Undeclared undeclared) {
		return undeclared.mayLosePart(constraint.id()) && (undeclared.isMade(constraint) || wasDerived(constraint));
	}

	private static boolean wasDerived(Constraint constraint) {
		if (constraint.type() == ConstraintType.PRIMARY_KEY || ImplicitNames.isHashed(constraint.id().name())) {
			return true;
		}
		return ImplicitNames.isImplicit(constraint) && (constraint.type() != ConstraintType.CHECK
				|| DERIVED_CHECK.matcher(constraint.definition()).matches());
	}

	@Override
	public SchemaObject adopted(SchemaObject declared, SchemaObject present, Adoption adoption) {
		Constraint constraint = (Constraint) declared;
		Constraint old = (Constraint) present;
		Constraint same = Equivalence.areSame(constraint, old) ? old : constraint;
		if (same.type() == ConstraintType.PRIMARY_KEY && !same.columns().equals(constraint.columns())) {
			adoption.noteNotCompared("order of columns in primary key " + constraint.id());
		}
		return new Constraint(constraint.id(), constraint.type(), same.definition(), old.options(), same.columns(),
				constraint.references(), old.attached(), old.valid(),
				saidOrNone(constraint.comment(), adoption.plain(constraint).comment(), old.comment()));
	}

}
