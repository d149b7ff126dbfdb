package io.appmigrations.internal.database;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * String constants of SQL that are secrets by what stands before them: the
 * {@code PASSWORD} of a role, an option of a foreign server or a user mapping, a
 * connection string, {@code crypt('...')}. Constants within constants count too, since
 * {@code DO} blocks and {@code EXECUTE} have them. A placeholder is no secret, and
 * neither is an empty string.
 */
final class SecretLiterals {

	private static final String MASK = "***";

	private static final String SPACE = "\\s*+(?:(?:/\\*.{0,200}?\\*/|--[^\\n]*+\\n)\\s*+){0,8}+";

	private static final String WORD = "(?:password|passwd|passphrase|secret)";

	/**
	 * A word that is itself the end of a constant, as in {@code ('password', 'email')},
	 * is followed by its closing quote: between a word and its secret stands white space.
	 */
	private static final Pattern BEFORE = Pattern
		.compile("(?is)(?:(?:%1$s|api_?key|(?:access|private|secret)_?key|token)\"?(?=[\\s/-])%2$s(?:=>%2$s)?"
			.formatted(WORD, SPACE)
				+ "|%1$s\"?%2$s(?:(?:[\\w.()]{1,30}%2$s)?:=|=|:)%2$s|\\bcrypt\\s*+\\(%2$s|\\b(?:role|user|group)\\b[^;']{0,300}?\\bpassword(?!\"))"
					.formatted(WORD, SPACE)
				+ "(?=(?:E|N|U&)?'|\\$\\w*\\$|\")");

	/** Within a connection string the value need not stand in quotes. */
	private static final Pattern CONNECTION = Pattern.compile("(?i)password\\s*+=\\s*+(?<secret>[^\\s'\"]++)");

	private static final Pattern CONNECTION_KEY = Pattern
		.compile("(?i)\\b(?:host|hostaddr|port|dbname|user|service|sslmode)\\s*+=");

	/** How far the rest of a connection string is looked for. */
	private static final int CONNECTION_LENGTH = 500;

	private static final Pattern URL = Pattern
		.compile("(?i)(?<before>\\b[a-z][a-z0-9+.-]{1,20}+://[^\\s:/@']{0,100}+:)[^\\s']{1,500}@");

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^}']+}");

	private SecretLiterals() {
	}

	/**
	 * Masks secrets.
	 * @param sql statements, or a part of one
	 * @return the text with {@code ***} in place of each secret, and as many lines as
	 * before; the same object where it has none
	 */
	static String mask(String sql) {
		String masked = maskQuoted(sql);
		masked = maskConnections(masked);
		return URL.matcher(masked).replaceAll("${before}" + MASK + "@");
	}

	private static String maskQuoted(String sql) {
		StringBuilder masked = new StringBuilder();
		Matcher before = BEFORE.matcher(sql);
		int copied = 0;
		for (int from = 0; from <= sql.length() && before.find(from);) {
			Constant constant = Constant.at(sql, before.end());
			from = Math.max(constant.end, before.end());
			String content = sql.substring(constant.start, constant.contentEnd);
			if (!content.isEmpty() && !PLACEHOLDER.matcher(content).matches()) {
				masked.append(sql, copied, constant.start).append(maskOf(content));
				copied = constant.contentEnd;
			}
		}
		return (copied == 0) ? sql : masked.append(sql, copied, sql.length()).toString();
	}

	private static String maskConnections(String sql) {
		return CONNECTION.matcher(sql).replaceAll((match) -> {
			int from = Math.max(sql.lastIndexOf('\'', match.start()), match.start() - CONNECTION_LENGTH);
			int end = sql.indexOf('\'', match.end());
			int to = Math.min((end < 0) ? sql.length() : end, match.end() + CONNECTION_LENGTH);
			boolean connection = from >= 0 && CONNECTION_KEY.matcher(sql).region(from, to).find()
					&& !PLACEHOLDER.matcher(match.group(1)).matches();
			String secret = match.group(1);
			String found = match.group();
			return Matcher
				.quoteReplacement(connection ? found.substring(0, found.length() - secret.length()) + MASK : found);
		});
	}

	/** With the line breaks of the secret, so that lines keep their numbers. */
	private static String maskOf(String content) {
		return MASK + "\n".repeat((int) content.chars().filter((c) -> c == '\n').count());
	}

	/**
	 * One string constant.
	 *
	 * @param start where its content begins
	 * @param contentEnd where its content ends; the end of the text where it is cut
	 * @param end where it ends
	 */
	private record Constant(int start, int contentEnd, int end) {

		static Constant at(String sql, int position) {
			char first = sql.charAt(position);
			if (first == '$') {
				int start = sql.indexOf('$', position + 1) + 1;
				String tag = sql.substring(position, start);
				return until(sql, start, sql.indexOf(tag, start), tag.length());
			}
			if (first == '"') {
				return until(sql, position + 1, sql.indexOf('"', position + 1), 1);
			}
			int quote = sql.indexOf('\'', position);
			return quoted(sql, quote, first == 'e' || first == 'E');
		}

		private static Constant until(String sql, int start, int contentEnd, int closing) {
			return (contentEnd < 0) ? new Constant(start, sql.length(), sql.length())
					: new Constant(start, contentEnd, contentEnd + closing);
		}

		/** Within another constant each quote is written twice, within two four times. */
		private static Constant quoted(String sql, int quote, boolean escapes) {
			int run = 1;
			while (quote + run < sql.length() && sql.charAt(quote + run) == '\'') {
				run++;
			}
			if (run == 2 && isBoundary(sql, quote + 2)) {
				return new Constant(quote + 1, quote + 1, quote + 2);
			}
			String unit = "'".repeat((run % 2 == 1) ? 1 : (run % 4 == 0) ? 4 : 2);
			int start = quote + unit.length();
			int at = start;
			while (at < sql.length()) {
				if (escapes && sql.charAt(at) == '\\') {
					at += 2;
				}
				else if (!sql.startsWith(unit, at)) {
					at++;
				}
				else if (sql.startsWith(unit, at + unit.length())) {
					at += 2 * unit.length();
				}
				else {
					int next = continuation(sql, at + unit.length(), unit);
					if (next < 0) {
						return new Constant(start, at, at + unit.length());
					}
					at = next;
				}
			}
			return new Constant(start, sql.length(), sql.length());
		}

		private static boolean isBoundary(String sql, int position) {
			return position == sql.length() || " \t\r\n;,)".indexOf(sql.charAt(position)) >= 0;
		}

		/** Constants with a line break between them are one (manual, 4.1.2.1). */
		private static int continuation(String sql, int position, String unit) {
			int at = position;
			boolean lineBreak = false;
			while (at < sql.length() && Character.isWhitespace(sql.charAt(at))) {
				lineBreak |= sql.charAt(at) == '\n' || sql.charAt(at) == '\r';
				at++;
			}
			return (lineBreak && sql.startsWith(unit, at)) ? at + unit.length() : -1;
		}

	}

}
