package io.appmigrations.internal.compare;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.internal.family.EnumValues;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change;
import io.appmigrations.model.Note;
import io.appmigrations.model.Rename;
import io.appmigrations.model.Renaming;
import io.appmigrations.model.RevisionCustomizer.Draft;
import io.appmigrations.model.ValueRename;

/**
 * What may be a rename would lose data; the revision says so where it happens.
 *
 * @param probable what may be a rename
 * @param target the desired schema
 */
record ProbableRenameNotes(List<Renaming> probable, Schema target) {

	Draft added(Draft draft) {
		return new Draft(draft.upgrade().stream().map(this::added).toList(), draft.downgrade());
	}

	private Change added(Change change) {
		List<Note> notes = new ArrayList<>(change.notes());
		for (Renaming renaming : this.probable) {
			if (renaming instanceof Rename rename && change.losesData() && rename.object().equals(change.object())) {
				notes
					.add(Note.probableRename("Perhaps it was renamed to %s? If so, generate this revision again with %s"
						.formatted(rename.becomes(), rename.option())));
			}
			else if (renaming instanceof ValueRename value && change.action() != Change.Action.DROP
					&& value.object().equals(EnumValues.holderOf(this.target, change.object()))) {
				notes
					.add(Note.probableRename("Perhaps %s was renamed to %s? If so, generate this revision again with %s"
						.formatted(value.old(), value.becomes(), value.option())));
			}
		}
		return notes.equals(change.notes()) ? change : change.withNotes(notes);
	}

}
