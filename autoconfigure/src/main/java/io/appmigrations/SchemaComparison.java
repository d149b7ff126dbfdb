package io.appmigrations;

import java.util.List;
import java.util.Set;

import io.appmigrations.model.Change;
import io.appmigrations.model.ObjectId;
import io.appmigrations.model.Renaming;

/**
 * How a database differs from the model.
 *
 * @param upgrade the changes that lead to the model, in order
 * @param downgrade the changes that lead back
 * @param notInModel what the database has and the model cannot declare, and is left alone
 * @param probableRenames what goes while something like it comes: perhaps the same under
 * another name
 * @param notCompared what only one side has, of kinds that are not compared: kind and
 * name of each
 * @param unproven what remained different when the changes were tried, a line each; empty
 * where they are proven or were not tried
 * @param rows what became of rows when the changes were tried
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
	 * Whether there is nothing to do.
	 * @return {@code true} where the database is as the model says
	 */
	public boolean isEmpty() {
		return this.upgrade.isEmpty();
	}

}
