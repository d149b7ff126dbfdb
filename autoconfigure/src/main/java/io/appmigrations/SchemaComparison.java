package io.appmigrations;

import java.util.List;
import java.util.Set;

import io.appmigrations.model.Change;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Renaming;

/**
 * The differences between a database and the model.
 *
 * @param upgrade the changes that bring the database to the model, in order
 * @param downgrade the changes that restore the database, in order
 * @param notInModel the objects that are left alone: the database has them, and the model
 * does not declare them
 * @param probableRenames objects that disappear while a similar one appears: perhaps they
 * were renamed
 * @param notCompared the objects that only one side has, of kinds that are not compared:
 * kind and name of each
 * @param unproven the differences that remained after the proof, one per line; empty if
 * the changes are proven or were not tried
 * @param rows the result of the proof for rows
 */
public record SchemaComparison(List<Change> upgrade, List<Change> downgrade, Set<ObjectId> notInModel,
		List<Renaming> probableRenames, Set<String> notCompared, List<String> unproven, ProvenRows rows) {

	/**
	 * Copies the lists.
	 */
	public SchemaComparison {
		upgrade = List.copyOf(upgrade);
		downgrade = List.copyOf(downgrade);
		probableRenames = List.copyOf(probableRenames);
		unproven = List.copyOf(unproven);
	}

	/**
	 * Whether there are no differences.
	 * @return {@code true} if the database matches the model
	 */
	public boolean isEmpty() {
		return this.upgrade.isEmpty();
	}

}
