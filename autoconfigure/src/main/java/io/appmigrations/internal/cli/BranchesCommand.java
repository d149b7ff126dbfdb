package io.appmigrations.internal.cli;

import java.util.List;
import java.util.Set;

import io.appmigrations.Migrations;
import io.appmigrations.RevisionDetails;
import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.cli.output.Json;
import io.appmigrations.internal.cli.output.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "branches", description = "Shows the branch points: the revisions that several others build on.",
		footer = { "", "Example:", "  migrations branches" })
final class BranchesCommand extends AbstractCommand {

	@Option(names = { "-v", "--verbose" }, description = "Show all details of the revisions.")
	private boolean verbose;

	@Override
	boolean isForEachInstance() {
		return true;
	}

	@Override
	Set<CommandNeed> needs() {
		return Set.of();
	}

	@Override
	int run(Answer answer) {
		return inEach(Migrations::branches, (branches) -> print(answer, branches));
	}

	private int print(Answer answer, List<RevisionDetails> branches) {
		if (answer.isJson()) {
			answer.json(Json.of(branches));
			return 0;
		}
		for (RevisionDetails branch : branches) {
			if (this.verbose) {
				Text.details(answer, branch).forEach(answer::line);
			}
			else {
				answer.line(Text.oneLine(answer, branch));
			}
			branch.children().forEach((child) -> answer.line("    -> " + child));
		}
		return 0;
	}

}
