package io.appmigrations.internal.cli.output;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.appmigrations.MigrationResult;
import io.appmigrations.Step;
import io.appmigrations.StepResult;

/**
 * What an upgrade, a downgrade or a stamp did or would do.
 */
public final class PlanOutput {

	private PlanOutput() {
	}

	/** Prints what ran: a revision a line. */
	public static void printRun(Answer answer, MigrationResult result) {
		print(answer, result, Step::describe);
	}

	/** Prints which rows were set. */
	public static void printStamp(Answer answer, MigrationResult result) {
		print(answer, result, PlanOutput::rows);
	}

	private static void print(Answer answer, MigrationResult result, Function<Step, String> move) {
		if (answer.isJson()) {
			answer.json(Json.of(result));
		}
		else if (result.script() != null) {
			answer.raw(result.script());
		}
		else {
			text(answer, result, move);
		}
	}

	private static void text(Answer answer, MigrationResult result, Function<Step, String> move) {
		if (!result.tenants().isEmpty()) {
			tenants(answer, result.tenants());
			return;
		}
		List<String> moves = result.steps().stream().map((step) -> move.apply(step.step())).toList();
		int width = moves.stream().mapToInt(String::length).max().orElse(0);
		for (int i = 0; i < moves.size(); i++) {
			StepResult step = result.steps().get(i);
			String millis = (step.millis() > 0) ? "  %s ms".formatted(step.millis()) : "";
			answer.remark("%s%s  %s%s".formatted(answer.styled("fg(yellow)", moves.get(i)),
					" ".repeat(width - moves.get(i).length()), Text.printable(step.step().revision().title()),
					answer.styled("faint", millis)));
		}
		answer.remark("%sThe database is at %s.".formatted(moves.isEmpty() ? "Nothing to do. " : "",
				Step.describeRows(Set.copyOf(result.current()))));
	}

	private static void tenants(Answer answer, Map<String, MigrationResult> tenants) {
		int width = tenants.keySet().stream().mapToInt(String::length).max().orElse(0);
		tenants.forEach((schema, result) -> {
			if (!result.steps().isEmpty()) {
				int steps = result.steps().size();
				answer.remark("%s%s  %s %s, now at %s".formatted(answer.styled("fg(yellow)", Text.name(schema)),
						" ".repeat(width - schema.length()), steps, (steps == 1) ? "revision" : "revisions",
						Step.describeRows(Set.copyOf(result.current()))));
			}
		});
		long changed = tenants.values().stream().filter((result) -> !result.steps().isEmpty()).count();
		answer.remark((changed == 0) ? "Nothing to do in %s tenants.".formatted(tenants.size())
				: (changed == tenants.size()) ? "Done in all %s tenants.".formatted(changed)
						: "Done in %s of %s tenants, nothing to do in the others.".formatted(changed, tenants.size()));
	}

	private static String rows(Step step) {
		return "stamp %s -> %s".formatted(Step.describeRows(step.from()), Step.describeRows(step.to()));
	}

}
