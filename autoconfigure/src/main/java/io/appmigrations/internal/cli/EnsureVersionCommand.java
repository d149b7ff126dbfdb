package io.appmigrations.internal.cli;

import java.util.Set;

import io.appmigrations.MigrationResult;
import io.appmigrations.Mode;
import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.cli.output.PlanOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "ensure-version", aliases = "ensure_version",
		description = "Creates the version table and its log if they do not exist, and changes those of an earlier release.",
		footer = { "", "Example:", "  migrations ensure-version" })
final class EnsureVersionCommand extends AbstractCommand {

	@Option(names = "--sql", description = "Write a script instead. Needs no database.")
	private boolean sql;

	@Override
	boolean isForEachInstance() {
		return !this.sql;
	}

	@Override
	Set<CommandNeed> needs() {
		return Set.of();
	}

	@Override
	int run(Answer answer) {
		return inEach((migrations) -> migrations.ensureVersion(this.sql ? Mode.OFFLINE : Mode.RUN),
				(result) -> print(answer, result));
	}

	private int print(Answer answer, MigrationResult result) {
		if (answer.isJson() || this.sql) {
			PlanOutput.printStamp(answer, result);
		}
		else {
			answer.remark("The version table exists.");
		}
		return 0;
	}

}
