package io.appmigrations.internal.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Spring properties among the arguments: {@code --spring.datasource.url=...}. They have a
 * dot in their name, which no option of a command has.
 */
final class SpringProperties {

	private static final Pattern PROPERTY = Pattern.compile("--[A-Za-z][^=\\s]*\\.[^=\\s]+(=.*)?", Pattern.DOTALL);

	private SpringProperties() {
	}

	static boolean isOne(String argument) {
		return PROPERTY.matcher(argument).matches();
	}

	/**
	 * Whether the value of a property was written behind a space, so that it would be
	 * taken for something else, and shown.
	 */
	static boolean lacksItsValue(String argument) {
		return isOne(argument) && argument.matches("(?i)[^=]*(?:password|username|secret|url)");
	}

	/**
	 * Takes those out that stand before the command, where only options of all commands
	 * would be understood.
	 * @param arguments the arguments, changed
	 * @return the properties
	 */
	static List<String> takeLeading(List<String> arguments) {
		List<String> leading = new ArrayList<>();
		int i = 0;
		while (i < arguments.size() && arguments.get(i).startsWith("-")) {
			if (isOne(arguments.get(i))) {
				leading.add(arguments.remove(i));
			}
			else {
				i += arguments.get(i).matches("-x|--instance") ? 2 : 1;
			}
		}
		return leading;
	}

}
