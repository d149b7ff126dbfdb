package io.appmigrations.internal.secret;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import io.appmigrations.internal.support.Causes;
import org.jspecify.annotations.Nullable;

/**
 * Takes passwords out of messages and URLs. pgjdbc and {@code DriverManager} quote a
 * malformed URL with everything in it.
 */
public final class Redaction {

	private static final Pattern USER_INFO = Pattern.compile("://(?:([\\w.%+-]*:)?.*)@");

	/** What only looks like the URL of a driver. */
	private static final Pattern OPAQUE = Pattern.compile("jdbc:(?![\\w.+-]+://).*@");

	/** Of a host that is none, because a login stands before it. */
	private static final Pattern LOGIN = Pattern
		.compile("(?<![\\w.%+/-])([\\w.%+-]+):[^\\s:/@][^\\s/]*@(?=[\\w.\\[-])");

	/**
	 * Servers, a database and a login without anything that a password in the wrong place
	 * would bring along.
	 */
	private static final Pattern PLACE = Pattern
		.compile("(?:[\\w.-]+|\\[[\\p{XDigit}:.]+])(?::\\d+)?(?:,[\\w.:-]+)*/[\\w-]+(?: as [\\w.@-]+)?");

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
	 * Returns what may be shown of a URL that has been connected with: server, database
	 * and login, such as {@code localhost:5432/orders as orders_ddl}.
	 * @param url the URL of the driver
	 * @param login the login, or {@code null} where the URL has it
	 * @return the place in words
	 */
	public static String place(String url, @Nullable String login) {
		String place = redact(url).replaceFirst("^jdbc:postgresql:(?://)?", "").replaceFirst("\\?.*$", "");
		return (login != null && !login.isEmpty()) ? place + " as " + login : place;
	}

	/**
	 * Returns what may be shown of a URL that has not been connected with, and may be
	 * anything.
	 * @param url the URL
	 * @param login the login, or {@code null} where the URL has it
	 * @return the same as {@link #place}, or {@code null} where something else is in it
	 */
	public static @Nullable String plainPlace(String url, @Nullable String login) {
		String place = url.startsWith("jdbc:postgresql:") ? place(url, login) : "";
		return PLACE.matcher(place).matches() ? place : null;
	}

	/**
	 * Finds the secrets of statements, for what the server says about them: it quotes
	 * values and rows.
	 * @param sql statements
	 * @return the constants that {@link #redactSql} masks by their name
	 */
	public static List<String> secretsIn(String sql) {
		return SecretValues.find(sql, false).stream().map((secret) -> sql.substring(secret[0], secret[1])).toList();
	}

	/**
	 * Redacts an exception of somebody else's code, to be the cause of another one:
	 * whoever reports that may print its causes too.
	 * @param exception the exception
	 * @return the exception itself where it has nothing to hide, else one with the same
	 * text, stack trace and SQLSTATE; {@code null} where its causes are a circle
	 */
	public static @Nullable Throwable redact(Throwable exception) {
		List<Throwable> causes = Causes.of(exception);
		if (Causes.withoutCircle(exception) == null || causes.stream().allMatch(Redaction::isClean)) {
			return Causes.withoutCircle(exception);
		}
		Throwable redacted = null;
		for (int i = causes.size() - 1; i >= 0; i--) {
			Throwable cause = causes.get(i);
			String text = cause.getClass().getName() + ": " + redact(cause.getMessage());
			redacted = (cause instanceof SQLException failure) ? new SQLException(text, failure.getSQLState(), redacted)
					: new Exception(text, redacted);
			redacted.setStackTrace(cause.getStackTrace());
		}
		return redacted;
	}

	private static boolean isClean(Throwable exception) {
		return redact(exception.getMessage()).equals(Objects.toString(exception.getMessage(), ""));
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
