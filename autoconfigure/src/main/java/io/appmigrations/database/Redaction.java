package io.appmigrations.database;

import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Takes passwords out of messages. pgjdbc and {@code DriverManager} quote a malformed URL
 * with everything in it.
 */
public final class Redaction {

	private static final Pattern USER_INFO = Pattern.compile("://(?:([\\w.%+-]*:)?.*)@");

	/** What only looks like the URL of a driver. */
	private static final Pattern OPAQUE = Pattern.compile("jdbc:(?![\\w.+-]+://).*@");

	/** Of a host that is none, because a login stands before it. */
	private static final Pattern LOGIN = Pattern
		.compile("(?<![\\w.%+/-])([\\w.%+-]+):[^\\s:/@][^\\s/]*@(?=[\\w.\\[-])");

	private static final Pattern PARAMETER = Pattern.compile("(?i)((?:ssl)?password\\s*[=:]\\s*)[^&\\n]+");

	private Redaction() {
	}

	/**
	 * Redacts a message.
	 * @param message the message of an exception of the driver or pool
	 * @return the message without passwords, empty where there is none
	 */
	public static String redact(@Nullable String message) {
		if (message == null) {
			return "";
		}
		String withoutUserInfo = USER_INFO.matcher(OPAQUE.matcher(message).replaceAll("jdbc:***@"))
			.replaceAll((match) -> "://" + Objects.toString(match.group(1), "") + "***@");
		String withoutLogin = LOGIN.matcher(withoutUserInfo).replaceAll("$1:***@");
		String withoutParameters = PARAMETER.matcher(withoutLogin).replaceAll("$1***");
		// with statements in double quotes, and without
		return SecretLiterals.mask(SecretValues.mask(SecretValues.mask(withoutParameters, true), false));
	}

	/**
	 * Redacts SQL. Other than in a message, what stands outside of string constants is
	 * code, and stays.
	 * @param sql statements
	 * @return the statements with {@code ***} in place of each password, token and key
	 * that can be told by what stands before it, and with as many lines as before
	 */
	public static String redactSql(String sql) {
		return SecretLiterals.mask(SecretValues.mask(sql, false));
	}

}
