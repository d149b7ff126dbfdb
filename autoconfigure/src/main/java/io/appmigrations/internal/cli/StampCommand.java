package io.appmigrations.internal.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.appmigrations.StampRequest;
import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.cli.output.PlanOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "stamp", description = "Sets the rows of the version table without running anything.",
		footer = { "", "Examples:", "  migrations stamp head", "  migrations stamp --purge base" })
final class StampCommand extends AbstractCommand {

	@Parameters(paramLabel = "TARGET", arity = "1..*",
			description = "Revisions, heads, base ...; with --sql also FROM:TO.")
	private List<String> targets = new ArrayList<>();

	@Mixin
	private ScriptOptions script = new ScriptOptions();

	@Option(names = "--purge", description = "Remove all rows first, including those of unknown revisions.")
	private boolean purge;

	@Override
	Set<CommandNeed> needs() {
		return Set.of();
	}

	@Override
	int run(Answer answer) {
		StampRequest request = StampRequest.to(this.targets).mode(this.script.mode(commandLine()));
		PlanOutput.printStamp(answer,
				withMigrations((migrations) -> migrations.stamp(this.purge ? request.purge() : request)));
		return 0;
	}

}
