package io.appmigrations.cli;

import java.util.Locale;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "completion", description = "Prints a completion script for a shell.",
		footer = { "", "Examples:", "  source <(migrations completion bash)", "  source <(migrations completion zsh)" })
final class CompletionCommand extends AbstractCommand {

	enum Shell {

		BASH, ZSH;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	@Parameters(paramLabel = "SHELL", description = "bash or zsh.")
	@SuppressWarnings({ "NullAway.Init", "UnusedVariable" })
	private Shell shell;

	@Override
	int run(Answer answer) {
		// the script also makes itself at home in zsh
		answer.raw(AutoComplete.bash("migrations", commandLine().getParent()));
		return 0;
	}

}
