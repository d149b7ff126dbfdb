package io.appmigrations.internal.support;

import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text of somebody else's, such as the name of a file, as a terminal and a log may have
 * it: what would move the cursor, begin another line, change colours or turn the
 * direction of writing is written as an escape.
 */
public final class Printable {

	/**
	 * Control characters, also those of ISO 8859, line and paragraph separators, and what
	 * overrides the direction.
	 */
	private static final Pattern UNPRINTABLE = Pattern
		.compile("[\\p{Cc}\\u2028\\u2029\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

	private static final Pattern IN_LINES = Pattern.compile("[" + UNPRINTABLE.pattern() + "&&[^\\n\\t]]");

	private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");

	private Printable() {
	}

	/**
	 * Writes a name, which stays on its line.
	 * @param name the name
	 * @return the name, with <code>&#92;u000a</code> in place of a line feed
	 */
	public static String name(Object name) {
		return escaped(name.toString(), UNPRINTABLE);
	}

	/**
	 * Writes a text of several lines.
	 * @param text the text
	 * @return the text; line feeds and tabs stay
	 */
	public static String text(String text) {
		return escaped(text, IN_LINES);
	}

	private static String escaped(String text, Pattern pattern) {
		Matcher matcher = pattern.matcher(text);
		return matcher.find() ? matcher.replaceAll(
				(found) -> Matcher.quoteReplacement("\\u" + HexFormat.of().toHexDigits(found.group().charAt(0))))
				: text;
	}

	/**
	 * Reads a name that was written. What {@link #name} would not have escaped is a part
	 * of the name.
	 * @param printed what {@link #name} made of it
	 * @return the name
	 */
	public static String original(String printed) {
		return ESCAPE.matcher(printed).replaceAll((escape) -> {
			String character = String.valueOf((char) Integer.parseInt(escape.group(1), 16));
			return Matcher.quoteReplacement(UNPRINTABLE.matcher(character).matches() ? character : escape.group());
		});
	}

}
