package io.appmigrations;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.execution.StepResult;

/**
 * What an upgrade or a downgrade did.
 *
 * @param steps the steps in the order in which they ran
 * @param current the rows of the version table afterwards, in ascending order
 */
public record MigrationResult(List<StepResult> steps, List<String> current) {

	/**
	 * Copies the lists.
	 */
	public MigrationResult {
		steps = List.copyOf(steps);
		current = List.copyOf(current);
	}

	static MigrationResult of(List<StepResult> steps, Set<String> rowsBefore) {
		Set<String> rows = new TreeSet<>(rowsBefore);
		for (StepResult result : steps) {
			rows.removeAll(result.step().from());
			rows.addAll(result.step().to());
		}
		return new MigrationResult(steps, List.copyOf(rows));
	}

}
