package io.appmigrations.internal.cli;

import java.util.Set;

import io.appmigrations.SchemaComparison;
import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.cli.output.ChangeOutput;
import io.appmigrations.internal.cli.output.Json;
import io.appmigrations.internal.cli.output.ProgressDisplay;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "check",
		description = "Compares the database with the model. Exits with 3 if 'revision --autogenerate' would write something.",
		footer = { "", "Examples:", "  migrations check", "  migrations check --model schema.sql" })
final class CheckCommand extends AbstractCommand {

	@Mixin
	@SuppressWarnings("NullAway.Init")
	private ComparisonOptionsMixin comparison;

	@Override
	boolean isForEachInstance() {
		return !this.comparison.isUsed();
	}

	@Override
	int run(Answer answer) {
		return inEach(
				(migrations) -> ProgressDisplay.during(answer, migrations,
						(shown) -> shown.check(this.comparison.options().build())),
				(differences) -> print(answer, differences));
	}

	private static int print(Answer answer, SchemaComparison differences) {
		if (answer.isJson()) {
			answer.json(Json.of(differences));
		}
		else if (differences.isEmpty()) {
			answer.remark(differences.notCompared().isEmpty() ? "The database matches the model."
					: "The database matches the model in everything that is compared.");
		}
		else {
			differences.upgrade().forEach((change) -> answer.line(ChangeOutput.describe(answer, change)));
			ChangeOutput.bodies(differences).forEach(answer::line);
		}
		ChangeOutput.notes(answer, differences, "with --json");
		ChangeOutput.lostOwners(answer, differences);
		ChangeOutput.asides(answer, differences);
		return differences.isEmpty() ? 0 : CommandLineTool.NO;
	}

	@Override
	Set<CommandNeed> needs() {
		return this.comparison.needs();
	}

}
