package io.appmigrations.internal.family;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Rows;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;

/**
 * Rows that refer to rows of reference data, and what becomes of them when these go.
 */
public final class ReferringRows {

	private final List<Constraint> references;

	private final Schema declared;

	private final Names names;

	private final Set<ObjectId> seen = new HashSet<>();

	private final Set<Note> notes = new LinkedHashSet<>();

	private ReferringRows(Collection<Constraint> constraints, Schema declared, Names names) {
		this.references = constraints.stream().filter((key) -> key.type() == ConstraintType.FOREIGN_KEY).toList();
		this.declared = declared;
		this.names = names;
	}

	/**
	 * Says what happens to rows of other tables, and to those that refer to these in
	 * turn.
	 * @param table the table that rows are deleted from
	 * @param constraints the constraints that there are then
	 * @param declared the schema that says which tables have declared rows: what happens
	 * to these is a change of its own
	 * @param names the names in the notes
	 * @return a note for each table that is concerned
	 */
	public static Set<Note> notes(ObjectId table, Collection<Constraint> constraints, Schema declared, Names names) {
		ReferringRows rows = new ReferringRows(constraints, declared, names);
		rows.add(table, "them");
		return rows.notes;
	}

	private void add(ObjectId table, String those) {
		if (!this.seen.add(table)) {
			return;
		}
		for (Constraint key : this.references) {
			ObjectId child = key.id().table();
			if (table.equals(key.references()) && !table.equals(child)
					&& this.declared.get(Rows.idOf(Objects.requireNonNull(child))) == null) {
				this.notes.add(note(key, child, those));
				if (isCascade(key)) {
					add(child, "those of " + this.names.of(child));
				}
			}
		}
	}

	private Note note(Constraint key, ObjectId table, String those) {
		String written = this.names.of(table);
		return isCascade(key)
				? Note.losesData("the rows of %s that refer to %s irreversibly.".formatted(written, those))
				: key.definition().toLowerCase(Locale.ROOT).contains("on delete set ")
						? Note.mayChange("what rows of %s that refer to %s have in %s.".formatted(written, those,
								String.join(", ", key.columns())))
						: Note.mayFail("if %s has rows that refer to %s.".formatted(written, those));
	}

	private static boolean isCascade(Constraint key) {
		return key.definition().toLowerCase(Locale.ROOT).contains("on delete cascade");
	}

}
