package io.appmigrations.internal.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.appmigrations.RevisionRequest;
import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.cli.output.RevisionOutput;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "merge", description = "Writes a revision that joins heads and prints the path of its file.",
		footer = { "", "Example:", "  migrations merge heads -m \"join billing and orders\"" })
final class MergeCommand extends AbstractCommand {

	@Parameters(paramLabel = "REVISION", arity = "1..*", description = "The heads to join; 'heads' for all.")
	private List<String> targets = new ArrayList<>();

	@Option(names = { "-m", "--message" }, paramLabel = "MESSAGE", parameterConsumer = MessageConsumer.class,
			description = "What the revision does.")
	private String message = "";

	@Option(names = "--branch-label", paramLabel = "LABEL",
			description = "A label for the branch of the revision. Repeatable.")
	private List<String> branchLabels = new ArrayList<>();

	@Option(names = "--rev-id", paramLabel = "ID",
			description = "The id of the revision. Default: 12 random hexadecimal digits.")
	private @Nullable String id;

	@Override
	Set<CommandNeed> needs() {
		return Set.of();
	}

	@Override
	int run(Answer answer) {
		RevisionRequest request = RevisionRequest.builder(this.message)
			.branchLabels(this.branchLabels)
			.id(this.id)
			.build();
		withMigrations((migrations) -> RevisionOutput.of(migrations.merge(this.targets, request), migrations.folders()))
			.print(answer);
		return 0;
	}

}
