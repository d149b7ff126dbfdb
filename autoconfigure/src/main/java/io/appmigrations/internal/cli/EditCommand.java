package io.appmigrations.internal.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.support.ShellCommand;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "edit", description = "Opens a revision's file in $VISUAL or $EDITOR.",
		footer = { "", "Example:", "  EDITOR=nano migrations edit head" })
final class EditCommand extends AbstractCommand {

	@Parameters(paramLabel = "REVISION", description = "A revision, head, current, LABEL@head ...")
	@SuppressWarnings("NullAway.Init")
	private String target;

	@Override
	Set<CommandNeed> needs() {
		return Set.of();
	}

	@Override
	int run(Answer answer) {
		Path file = withMigrations((migrations) -> migrations.edit(this.target));
		int status = open(editor(), file);
		if (status != 0) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The editor exited with status %s".formatted(status), "The file is %s.".formatted(file));
		}
		if (answer.isJson()) {
			answer.json(Map.of("path", file.toString()));
		}
		return 0;
	}

	private static String editor() {
		@Nullable String visual = System.getenv("VISUAL");
		@Nullable String editor = (visual != null && !visual.isBlank()) ? visual : System.getenv("EDITOR");
		if (editor == null || editor.isBlank()) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION, "Neither VISUAL nor EDITOR is set",
					"Set one of them to the command that starts your editor.");
		}
		return editor;
	}

	/** The variable can hold options too, so a shell must read it, as git does. */
	private static int open(String editor, Path file) {
		List<String> command = ShellCommand.of(editor, List.of(file.toString()));
		try {
			return new ProcessBuilder(command).inheritIO().start().waitFor();
		}
		catch (IOException ex) {
			throw new MigrationException(ErrorCode.INVALID_CONFIGURATION,
					"The editor '%s' cannot be started: %s".formatted(editor, ex.getMessage()),
					"Correct VISUAL or EDITOR.");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return CommandLineTool.FAILED;
		}
	}

}
