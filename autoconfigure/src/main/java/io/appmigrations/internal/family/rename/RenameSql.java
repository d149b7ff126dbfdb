package io.appmigrations.internal.family.rename;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.internal.family.Families;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.model.Change;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;
import io.appmigrations.model.ValueRename;

/**
 * Writes renames.
 */
public final class RenameSql {

	private RenameSql() {
	}

	/**
	 * Writes the statements of a rename.
	 * @param rename the rename
	 * @param names how names are written
	 * @return a change with a statement, or two if both schema and name are new
	 */
	public static Change change(Rename rename, Names names) {
		List<String> sql = new ArrayList<>();
		ObjectId now = rename.object();
		if (rename.isMove()) {
			sql.add("alter %s %s set schema %s".formatted(now.kind().keyword(), names.of(now),
					Names.quoted(rename.renamed().schema())));
			now = new ObjectId(now.kind(), rename.renamed().schema(), now.relation(), now.name());
		}
		if (!now.name().equals(rename.newName())) {
			sql.add(Families.of(now.kind()).rename(now, rename.newName(), names));
		}
		String relation = rename.object().relation();
		return new Change(Change.Action.RENAME, rename.object(),
				names.qualified(rename.object().schema(), (relation != null) ? relation : rename.object().name()), sql,
				List.of());
	}

	/**
	 * Writes a renamed value for the record of a revision, where nothing else tells
	 * whether it was done.
	 * @param rename the rename
	 * @param names how names are written
	 * @return for example {@code column items.state 'NEW' to 'OPEN'}
	 */
	public static String record(ValueRename rename, Names names) {
		ObjectId object = rename.object();
		String name = (object.relation() != null) ? names.relationOf(object) + "." + Names.quoted(object.name())
				: names.of(object);
		return "%s %s %s to %s".formatted(object.kind().keyword(), name, Names.literal(rename.old()),
				Names.literal(rename.renamed()));
	}

}
