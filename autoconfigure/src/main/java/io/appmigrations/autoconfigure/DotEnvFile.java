package io.appmigrations.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;

/**
 * What a shell would read in a {@code .env} file that Spring Boot imports as a properties
 * file: values in quotes, and lines that begin with {@code export}.
 */
final class DotEnvFile {

	private static final String EXPORT = "export";

	private DotEnvFile() {
	}

	static String unquoted(String value) {
		String text = value.strip();
		boolean quoted = text.length() > 1 && (text.charAt(0) == '"' || text.charAt(0) == '\'')
				&& text.charAt(text.length() - 1) == text.charAt(0);
		return quoted ? text.substring(1, text.length() - 1) : value;
	}

	/**
	 * Finds an exported variable. In a properties file all such lines have the key
	 * {@code export}, and the last one hides the others.
	 * @param sources the property sources
	 * @param variable the name
	 * @return its value, empty where there is none
	 */
	static String exported(MutablePropertySources sources, String variable) {
		for (PropertySource<?> source : sources) {
			Resource resource = source.containsProperty(EXPORT) ? resource(source) : null;
			String value = (resource != null) ? find(resource, variable) : "";
			if (!value.isBlank()) {
				return unquoted(value);
			}
		}
		return "";
	}

	private static @Nullable Resource resource(PropertySource<?> source) {
		Origin origin = (source instanceof OriginLookup<?>) ? OriginLookup.getOrigin(source, EXPORT) : null;
		return (origin instanceof TextResourceOrigin text) ? text.getResource() : null;
	}

	private static String find(Resource resource, String variable) {
		try {
			Matcher line = Pattern.compile("(?m)^\\s*export\\s+" + Pattern.quote(variable) + "\\s*=(.*)$")
				.matcher(resource.getContentAsString(StandardCharsets.UTF_8));
			return line.find() ? line.group(1).strip() : "";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
