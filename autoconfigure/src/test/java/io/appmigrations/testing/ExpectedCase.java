package io.appmigrations.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A case of a file of what is generated, word for word.
 *
 * @param name what is changed
 * @param before the schema as it is
 * @param after the schema as it shall be
 * @param generated what leads from the one to the other, and back
 */
public record ExpectedCase(String name, String before, String after, String generated) {

	private static final Pattern CASE = Pattern
		.compile("(?ms)^=== ([^\\n]*)\\n--- before\\n(.*?)^--- after\\n(.*?)^(--- [^\\n]*\\n.*?)(?=\\n^=== |\\z)");

	/**
	 * Reads the cases of a file.
	 * @param text its text
	 * @return the cases in order
	 */
	public static List<ExpectedCase> readAll(String text) {
		List<ExpectedCase> cases = new ArrayList<>();
		Matcher matcher = CASE.matcher(text);
		while (matcher.find()) {
			cases.add(new ExpectedCase(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4)));
		}
		return cases;
	}

	/**
	 * Returns what stands before the first case of a file.
	 * @param text its text
	 * @return what the file says of itself
	 */
	public static String introduction(String text) {
		return text.substring(0, text.indexOf("=== "));
	}

	/**
	 * Writes the case as it is now.
	 * @param found what is generated
	 * @return the case as the file has it
	 */
	public String with(String found) {
		return "=== %s\n--- before\n%s--- after\n%s%s\n".formatted(this.name, this.before, this.after, found);
	}

}
