package io.appmigrations.internal.secret;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Names of columns, parameters, options, settings, variables and keys whose values are
 * secrets.
 */
final class SecretNames {

	/** Worth looking for at all. */
	static final Pattern WORD = Pattern.compile(
			"(?i)passw|passphrase|pwd|secret|token|_?key|credential|jwt|_pw|\\bpw|_pass|\\bpass|bearer|crypt|hmac");

	private static final Pattern NAME = Pattern.compile(
			"(?:.*(?:password|passwd|passphrase|passwort|secret|token|api_?key|(?:access|private|secret|signing|encryption|auth|client|master)_?key)"
					+ "|(?:.*_)?(?:pwd|pw|pass|credentials?|jwt))(?:_(?:hash|digest|value|plain|encrypted|new|old)|\\d)*+");

	private static final Pattern CAMEL = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

	/** As far as that was asked. */
	private final Map<String, Boolean> known = new HashMap<>();

	boolean contains(String name) {
		return this.known.computeIfAbsent(name, SecretNames::isSecret);
	}

	static boolean isSecret(String name) {
		String words = CAMEL.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT).replaceAll("[.:/ {},\"-]+", "_");
		return NAME.matcher(words.replaceAll("_+$", "")).matches();
	}

}
