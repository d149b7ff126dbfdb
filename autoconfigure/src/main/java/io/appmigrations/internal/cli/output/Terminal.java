package io.appmigrations.internal.cli.output;

import java.io.Console;
import java.util.Objects;

/**
 * The terminal, where there is one.
 */
@SuppressWarnings("SystemConsoleNull")
public final class Terminal {

	/** Fits into any terminal. */
	private static final int NARROW = 79;

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

	/**
	 * Writes a line over the one that the cursor is in. A line that wrapped could not be
	 * written over: the terminal is told to cut it instead (DECAWM off and on, and EL:
	 * ECMA-48 and the VT510 manual); one that knows no such codes gets a short one.
	 */
	static String rewritten(String line) {
		String oneLine = Text.name(line);
		if ("dumb".equals(System.getenv("TERM"))) {
			return "\r" + " ".repeat(NARROW) + "\r" + Text.cut(oneLine, NARROW);
		}
		return "\r\033[?7l" + oneLine + "\033[K\033[?7h";
	}

	/**
	 * Cuts the lines of a drawing at the terminal's edge, since one that wraps tears it.
	 */
	public static String fitted(String lines) {
		return "\033[?7l" + lines + "\033[?7h";
	}

	/** Asks the person at the terminal; no answer is an empty one. */
	public static String ask(String question) {
		Console console = Objects.requireNonNull(System.console());
		console.writer().print(question);
		console.flush();
		return Objects.requireNonNullElse(console.readLine(), "");
	}

}
