package io.appmigrations.internal.compare;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.appmigrations.internal.diff.Reconciliation.Reconciled;
import io.appmigrations.internal.diff.Reprint;
import io.appmigrations.internal.family.rename.RenameSteps;
import io.appmigrations.internal.schema.Names;
import io.appmigrations.internal.schema.Schema;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Rename;

/**
 * The desired state of the database, and what it is once everything has its name.
 *
 * @param start what is there after all renames
 * @param schema the desired schema, as PostgreSQL prints it
 * @param renames all renames in order
 * @param prelude what comes before all other changes
 * @param following what is printed otherwise but needs no change
 * @param followingBack the same on the way back
 */
record TargetSchema(Schema start, Schema schema, List<Rename> renames, Prelude prelude, Set<ObjectId> following,
		Set<ObjectId> followingBack) {

	/**
	 * Finds it.
	 * @param scratches the scratch schemas
	 * @param managed what the database has
	 * @param renamed the same after what is requested to be renamed
	 * @param reconciled the desired state
	 * @return both sides of the changes
	 */
	static TargetSchema of(ScratchSchemas scratches, Schema managed, RenamedSchema renamed, Reconciled reconciled) {
		List<Rename> later = List.copyOf(reconciled.renames());
		Schema start = scratches.renamed(renamed.schema(), later,
				RenameSteps.changes(later, new Names(managed.defaultSchema())));
		Prelude prelude = Prelude.of(managed, renamed.renames(), renamed.valueChanges(), renamed.valuesBack(), later);
		List<Rename> renames = Stream.concat(renamed.renames().stream(), later.stream()).toList();
		Reprint reprint = Reprint.find(start, reconciled.target(), reconciled.freed());
		if (reprint == null) {
			return new TargetSchema(start, reconciled.target(), renames, prelude, Set.of(), Set.of());
		}
		Schema target = scratches.printed(reprint, reconciled.target());
		return new TargetSchema(start, target, renames, prelude, reprint.following(), reprint.followingBack());
	}

}
