package io.appmigrations.internal.cli;

import java.util.Set;

import io.appmigrations.RevisionDetails;
import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.cli.output.Json;
import io.appmigrations.internal.cli.output.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Shows one revision.", footer = { "", "Example:", "  migrations show head" })
final class ShowCommand extends AbstractCommand {

	@Parameters(paramLabel = "REVISION", description = "A revision, head, current, LABEL@head ...")
	@SuppressWarnings("NullAway.Init")
	private String target;

	@Override
	Set<CommandNeed> needs() {
		return Set.of();
	}

	@Override
	int run(Answer answer) {
		RevisionDetails details = withMigrations((migrations) -> migrations.show(this.target));
		if (answer.isJson()) {
			answer.json(Json.of(details));
		}
		else {
			Text.details(answer, details).forEach(answer::line);
		}
		return 0;
	}

}
