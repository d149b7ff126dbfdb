package io.appmigrations.cli;

import java.util.List;
import java.util.Set;

import io.appmigrations.MigrationResult;
import io.appmigrations.Mode;
import io.appmigrations.execution.StepResult;
import io.appmigrations.revision.MigrationPlan;
import io.appmigrations.revision.Step;

/**
 * What an upgrade, a downgrade or a stamp did or would do.
 */
final class PlanOutput {

	private PlanOutput() {
	}

	static Mode mode(boolean sql, boolean dryRun) {
		return sql ? Mode.OFFLINE : dryRun ? Mode.DRY_RUN : Mode.RUN;
	}

	static void print(Answer answer, MigrationResult result) {
		if (answer.isJson()) {
			answer.json(Json.of(result));
		}
		else if (result.sql() != null) {
			answer.raw(result.sql());
		}
		else {
			text(answer, result);
		}
	}

	private static void text(Answer answer, MigrationResult result) {
		List<String> moves = result.steps().stream().map((step) -> move(step.step())).toList();
		int width = moves.stream().mapToInt(String::length).max().orElse(0);
		for (int i = 0; i < moves.size(); i++) {
			StepResult step = result.steps().get(i);
			String millis = (step.millis() > 0) ? "  %d ms".formatted(step.millis()) : "";
			answer.remark("%s%s  %s%s".formatted(answer.styled("fg(yellow)", moves.get(i)),
					" ".repeat(width - moves.get(i).length()), Text.printable(step.step().revision().title()),
					answer.styled("faint", millis)));
		}
		answer.remark("%sThe database is at %s.".formatted(moves.isEmpty() ? "Nothing to do. " : "",
				MigrationPlan.describeRows(Set.copyOf(result.current()))));
	}

	private static String move(Step step) {
		return "%s %s -> %s".formatted(step.direction(), MigrationPlan.describeRows(step.from()),
				MigrationPlan.describeRows(step.to()));
	}

}
