package io.appmigrations.internal.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A command as a user types it, with options and variables, which a shell must read.
 */
public final class ShellCommand {

	private ShellCommand() {
	}

	/**
	 * Puts arguments behind a command.
	 * @param command the command
	 * @param arguments the arguments, which the shell does not read
	 * @return the words of a process
	 */
	public static List<String> of(String command, List<String> arguments) {
		boolean windows = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows");
		List<String> words = new ArrayList<>();
		if (windows) {
			StringBuilder line = new StringBuilder(command);
			arguments.forEach((argument) -> line.append(" \"").append(argument).append('"'));
			words.addAll(List.of("cmd", "/c", line.toString()));
		}
		else {
			words.addAll(List.of("sh", "-c", command + " \"$@\"", "sh"));
			words.addAll(arguments);
		}
		return words;
	}

}
