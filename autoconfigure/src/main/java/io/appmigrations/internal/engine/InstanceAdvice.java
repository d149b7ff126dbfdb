package io.appmigrations.internal.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names the properties of one of {@code app.migrations.instances} where a text names
 * those of an application with one history.
 */
final class InstanceAdvice {

	/** What an instance does not inherit, so that it can only be set for itself. */
	private static final String OWN = "(?:locations|url|username|password|driver-class-name|default-schema"
			+ "|version-table-schema|lock\\.name|tenants(?!\\.parallelism)|autogenerate\\.(?:model|scratch-url))";

	private static final String START = "(?<![\\w.])app\\.migrations\\.";

	private static final String END = "(?![\\w-])";

	private static final Pattern OWN_PROPERTY = Pattern.compile(START + "(?=" + OWN + END + ")");

	/**
	 * What is set can be set for the instance, whatever it inherits; what is to be
	 * removed or corrected may be the value that it inherits.
	 */
	private static final Pattern ANY_PROPERTY = Pattern.compile("(?<!Remove |Correct )" + START
			+ "(?!(?:instances|command|migrate-only|order|allow-ddl-auto)" + END + ")(?=[a-z])");

	private InstanceAdvice() {
	}

	/**
	 * Says what is wrong. A value of what is inherited may be that of all instances.
	 * @param instance the name of the instance
	 * @param text the text
	 * @return the text with the properties that only the instance has
	 */
	static String message(String instance, String text) {
		return replace(OWN_PROPERTY, instance, text);
	}

	/**
	 * Says what to do.
	 * @param instance the name of the instance
	 * @param text the text
	 * @return the text with the properties of the instance
	 */
	static String hint(String instance, String text) {
		return replace(ANY_PROPERTY, instance, message(instance, text));
	}

	private static String replace(Pattern property, String instance, String text) {
		return property.matcher(text)
			.replaceAll(Matcher.quoteReplacement("app.migrations.instances.%s.".formatted(instance)));
	}

}
