package io.appmigrations.internal.script;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A line of a revision's message as it stands in the header of its file. One that would
 * be read as something else gets a backslash in front.
 */
public final class MessageLine {

	private static final Pattern LOOKS_LIKE_HEADER = Pattern.compile("[A-Za-z][A-Za-z_-]*[ \\t]*:.*");

	private MessageLine() {
	}

	/**
	 * Makes a message fit for a header.
	 * @param message any text
	 * @return the text with line feeds between its lines, nothing at the ends of lines,
	 * no blank lines at its beginning and end, and spaces in place of control characters
	 */
	public static String normalize(String message) {
		return message.replaceAll("\\R", "\n")
			.lines()
			.map((line) -> line.replaceAll("[\\p{Cntrl}\\p{Cs}\\uFEFF]", " ").strip())
			.collect(Collectors.joining("\n"))
			.strip();
	}

	/**
	 * Escapes a line.
	 * @param line a line of a normalized message
	 * @return what to write behind {@code --}
	 */
	public static String escape(String line) {
		boolean misread = line.startsWith("\\") || LOOKS_LIKE_HEADER.matcher(line).matches();
		return misread ? "\\" + line : line;
	}

	static boolean isEscaped(String content) {
		return content.startsWith("\\");
	}

	static String unescape(String content) {
		return content.substring(1);
	}

}
