package io.appmigrations.internal.cli;

import java.util.Locale;

import io.appmigrations.internal.cli.output.Answer;
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
		answer.raw(asciiDigits(AutoComplete.bash("migrations", commandLine().getParent())));
		return 0;
	}

	/** Picocli counts in the digits of the locale, in which no shell can calculate. */
	private static String asciiDigits(String script) {
		StringBuilder text = new StringBuilder(script.length());
		script.codePoints()
			.map((c) -> Character.isDigit(c) ? '0' + Character.digit(c, 10) : c)
			.forEach(text::appendCodePoint);
		return text.toString();
	}

}
