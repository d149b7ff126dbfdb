package io.appmigrations.cli;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.RevisionRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "revision", description = "Writes a new revision, and prints the path of its file.",
		footer = { "", "Examples:", "  migrations revision -m \"add orders\"",
				"  migrations revision -m \"billing begins\" --head base --branch-label billing" })
final class RevisionCommand extends AbstractCommand {

	@Option(names = { "-m", "--message" }, paramLabel = "MESSAGE", parameterConsumer = MessageConsumer.class,
			description = "What it does.")
	private String message = "";

	@Option(names = "--head", paramLabel = "REVISION",
			description = "What it builds on: a head, LABEL@head, or base. Default: the one head.")
	private @Nullable String head;

	@Option(names = "--splice", description = "Allow to build on a revision that is no head: a branch begins there.")
	private boolean splice;

	@Option(names = "--branch-label", paramLabel = "LABEL", description = "A label for its branch. Repeatable.")
	private List<String> branchLabels = new ArrayList<>();

	@Option(names = "--depends-on", paramLabel = "REVISION",
			description = "What must be applied before without being its parent. Repeatable.")
	private List<String> dependsOn = new ArrayList<>();

	@Option(names = "--rev-id", paramLabel = "ID", description = "Its id. Default: 12 random hexadecimal digits.")
	private @Nullable String id;

	@Option(names = "--version-path", paramLabel = "FOLDER",
			description = "The folder of its file, inside of the configured locations.")
	private @Nullable String versionPath;

	@Option(names = "--java", description = "Write a Java class instead of SQL.")
	private boolean java;

	@Override
	int run(Answer answer) {
		withMigrations((migrations) -> RevisionOutput.of(migrations.revision(new RevisionRequest(this.message,
				this.head, this.splice, this.branchLabels, this.dependsOn, this.id, this.versionPath, this.java)),
				migrations.folders()))
			.print(answer);
		return 0;
	}

}
