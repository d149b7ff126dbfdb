package io.appmigrations.cli;

import java.io.Console;
import java.util.Objects;

/**
 * The terminal, where there is one.
 */
@SuppressWarnings("SystemConsoleNull")
final class Terminal {

	private Terminal() {
	}

	/**
	 * Whether input and output are a terminal. Since JDK 22 there is a console without
	 * one, which says so itself.
	 */
	static boolean isPresent() {
		Console console = System.console();
		if (console == null) {
			return false;
		}
		try {
			return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
		}
		catch (ReflectiveOperationException ex) {
			// before JDK 22: there is no console without a terminal
			return true;
		}
	}

	/** Asks the person at the terminal; no answer is an empty one. */
	static String ask(String question) {
		Console console = Objects.requireNonNull(System.console());
		console.writer().print(question);
		console.flush();
		return Objects.requireNonNullElse(console.readLine(), "");
	}

}
