package io.appmigrations.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "completion", description = "Prints a completion script for a shell.", footer = { "", "Examples:",
		"  source <(migrations completion bash)", "  migrations completion zsh > ~/.zfunc/_migrations" })
final class CompletionCommand extends AbstractCommand {

	enum Shell {

		BASH, ZSH

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
