package io.appmigrations.internal.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.internal.database.MigrationConnection;
import io.appmigrations.internal.family.ReferringRows;
import io.appmigrations.internal.family.rename.RenameSteps;
import io.appmigrations.internal.schema.Constraint;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.Change;
import io.appmigrations.model.ConstraintType;
import io.appmigrations.model.Kind;
import io.appmigrations.model.Note;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.RevisionCustomizer.Draft;

/**
 * Foreign keys of tables that are not compared: their rows can refer to rows of reference
 * data, and go along with these or keep them from going.
 */
final class OutsideReferences {

	private static final String QUERY = """
			select n.nspname, c.relname, k.conname, pg_catalog.pg_get_constraintdef(k.oid),
			       array(select a.attname::text from pg_catalog.unnest(k.conkey) with ordinality p (attnum, place)
			               join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = p.attnum
			              order by p.place),
			       s.nspname, r.relname
			  from pg_catalog.pg_constraint k
			  join pg_catalog.pg_class c on c.oid = k.conrelid
			  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			  join pg_catalog.pg_class r on r.oid = k.confrelid
			  join pg_catalog.pg_namespace s on s.oid = r.relnamespace
			 where k.contype = 'f' and k.conparentid = 0
			 order by 1, 2, 3""";

	private final MigrationConnection connection;

	private final TargetSchema target;

	/**
	 * Prepares the search.
	 * @param connection where to look
	 * @param target both sides of the changes
	 */
	OutsideReferences(MigrationConnection connection, TargetSchema target) {
		this.connection = connection;
		this.target = target;
	}

	/** Adds to deleted rows what happens to those that refer to them. */
	Draft noted(Draft draft) {
		if (Stream.concat(draft.upgrade().stream(), draft.downgrade().stream())
			.noneMatch(OutsideReferences::deletesRows)) {
			return draft;
		}
		List<Constraint> outside = read();
		return outside.isEmpty() ? draft : new Draft(noted(draft.upgrade(), outside, this.target.schema()),
				noted(draft.downgrade(), outside, this.target.start()));
	}

	private static boolean deletesRows(Change change) {
		return change.object().kind() == Kind.ROWS && change.action() == Change.Action.DROP;
	}

	private List<Constraint> read() {
		return this.connection.query(QUERY, (rows) -> {
			List<Constraint> outside = new ArrayList<>();
			while (rows.next()) {
				ObjectId table = renamed(rows.getString(1), rows.getString(2));
				if (this.target.start().get(table) == null) {
					outside.add(new Constraint(ObjectId.member(Kind.FOREIGN_KEY, table, rows.getString(3)),
							ConstraintType.FOREIGN_KEY, rows.getString(4), List.of(),
							Arrays.stream((Object[]) rows.getArray(5).getArray()).map(String::valueOf).toList(),
							renamed(rows.getString(6), rows.getString(7)), false, true, null));
				}
			}
			return outside;
		});
	}

	/** As it is called once the revision has renamed it. */
	private ObjectId renamed(String schema, String table) {
		return RenameSteps.after(this.target.renames(), ObjectId.table(schema, table));
	}

	private static List<Change> noted(List<Change> changes, List<Constraint> outside, Schema after) {
		List<Constraint> all = Stream.concat(after.all(Constraint.class).stream(), outside.stream()).toList();
		return changes.stream().map((change) -> {
			if (!deletesRows(change)) {
				return change;
			}
			ObjectId table = ObjectId.table(change.object().schema(), change.object().name());
			Set<Note> notes = new LinkedHashSet<>(change.notes());
			notes.addAll(ReferringRows.notes(table, all, after, new Names(after.defaultSchema())));
			return change.withNotes(List.copyOf(notes));
		}).toList();
	}

}
