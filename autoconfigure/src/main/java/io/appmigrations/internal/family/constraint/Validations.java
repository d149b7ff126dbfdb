package io.appmigrations.internal.family.constraint;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.appmigrations.internal.family.Difference;
import io.appmigrations.internal.family.Inheritance;
import io.appmigrations.internal.family.RefusedRows;
import io.appmigrations.internal.family.Removal;
import io.appmigrations.internal.family.Settings;
import io.appmigrations.internal.family.read.CatalogContents;
import io.appmigrations.internal.family.read.Relation;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Definition;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.SchemaObject;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;

/**
 * That the rows of a table satisfy a constraint that is not valid for its parent.
 */
public final class Validations extends Settings {

	/**
	 * A partition or a table that inherits can be looked through before the topmost table
	 * is, or while it is empty.
	 */
	static void read(CatalogContents contents) {
		Map<Long, Relation.InheritableConstraint> all = new HashMap<>();
		contents.relations()
			.forEach((relation) -> relation.constraints()
				.forEach((constraint) -> all.put(constraint.oid(), constraint)));
		for (Relation.InheritableConstraint below : all.values()) {
			if (below.isNotValid()) {
				continue;
			}
			List<Relation.InheritableConstraint> above = above(below, all, contents);
			while (!above.isEmpty() && above.stream().noneMatch(Relation.InheritableConstraint::isNotValid)) {
				above = above(above.get(0), all, contents);
			}
			if (!above.isEmpty() && above.stream().allMatch(Relation.InheritableConstraint::isNotValid)) {
				Relation.InheritableConstraint origin = above.get(0);
				while (origin.inherits()) {
					origin = above(origin, all, contents).get(0);
				}
				addValidation(below.constraint().id(), origin.constraint(), contents);
			}
		}
	}

	/** Finds what a constraint is inherited from, as far as that is read. */
	private static List<Relation.InheritableConstraint> above(Relation.InheritableConstraint below,
			Map<Long, Relation.InheritableConstraint> all, CatalogContents contents) {
		Relation.InheritableConstraint above = all.get(below.parent());
		if (above != null) {
			// a key to a partitioned table has others beside it
			return (above.relation() != below.relation()) ? List.of(above) : List.of();
		}
		return !below.inherits() ? List.of()
				: contents.parents(below.relation())
					.stream()
					.flatMap((parent) -> parent.constraints().stream())
					.filter((other) -> other.constraint().id().name().equals(below.constraint().id().name()))
					.toList();
	}

	private static void addValidation(ObjectId below, Constraint origin, CatalogContents contents) {
		ObjectId table = Objects.requireNonNull(below.table());
		ObjectId id = ObjectId.member(Kind.VALIDATION, table, below.name());
		contents.add(new Definition(id, List
			.of("alter table %s validate constraint %s".formatted(contents.names().of(table), Names.quoted(id.name()))),
				null, List.of(), null));
		contents.depend(id, origin.id());
		origin.columns()
			.forEach((column) -> contents.depend(id,
					new ObjectId(Kind.COLUMN, origin.id().schema(), origin.id().relation(), column)));
	}

	@Override
	protected boolean mustGo(ObjectId below, ObjectId above, Difference difference) {
		return true;
	}

	/** What is valid is never less so. */
	@Override
	public boolean isLasting() {
		return true;
	}

	@Override
	protected ObjectId madeWith(ObjectId id, Difference difference) {
		// checks are valid in a new table
		boolean isCheck = difference.to()
			.dependencies(id)
			.stream()
			.anyMatch((below) -> below.kind() == Kind.CONSTRAINT);
		ObjectId made = isCheck ? difference.madeWith(id, Removal.tableOf(id)) : id;
		return made.equals(id) ? Inheritance.parents(difference.to(), Removal.tableOf(id))
			.stream()
			.map((parent) -> ObjectId.member(Kind.VALIDATION, parent, id.name()))
			.filter((above) -> difference.to().get(above) != null)
			.map((above) -> difference.madeWith(id, above))
			.findFirst()
			.orElse(id) : made;
	}

	@Override
	public List<Note> refusedByAddition(SchemaObject object, RefusedRows rows) {
		return rows.validation(object);
	}

}
