package io.appmigrations.internal.engine;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.MigrationResult;
import io.appmigrations.MigrationScript;
import io.appmigrations.StepResult;
import io.appmigrations.internal.graph.MigrationPlan;
import org.jspecify.annotations.Nullable;

/**
 * Puts results together.
 */
final class Results {

	private Results() {
	}

	static MigrationResult of(List<StepResult> steps, Set<String> rowsBefore) {
		return of(steps, rowsBefore, null);
	}

	static MigrationResult of(List<StepResult> steps, Set<String> rowsBefore, @Nullable MigrationScript script) {
		Set<String> rows = new TreeSet<>(rowsBefore);
		for (StepResult result : steps) {
			result.step().applyTo(rows);
		}
		return new MigrationResult(steps, List.copyOf(rows), script);
	}

	/** The steps of a plan that takes no time. */
	static List<StepResult> steps(MigrationPlan plan) {
		return plan.steps().stream().map((step) -> new StepResult(step, 0)).toList();
	}

}
