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

@Command(name = "heads", description = "Shows the heads: the revisions that no other builds on.",
		footer = { "", "Example:", "  migrations heads" })
final class HeadsCommand extends AbstractCommand {

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
		return inEach(Migrations::heads, (heads) -> print(answer, heads));
	}

	private int print(Answer answer, List<RevisionDetails> heads) {
		if (answer.isJson()) {
			answer.json(Json.of(heads));
			return 0;
		}
		for (int i = 0; i < heads.size(); i++) {
			if (this.verbose) {
				answer.raw((i > 0) ? "\n" : "");
				Text.details(answer, heads.get(i)).forEach(answer::line);
			}
			else {
				answer.line(Text.oneLine(answer, heads.get(i)));
			}
		}
		return 0;
	}

}
