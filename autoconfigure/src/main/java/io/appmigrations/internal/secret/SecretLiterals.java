package io.appmigrations.internal.secret;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.internal.sql.CharacterSource;
import io.appmigrations.internal.sql.SqlLexer;

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
			int quote = sql.indexOf('\'', position);
			boolean quoted = "$\"".indexOf(sql.charAt(position)) < 0;
			int quotes = quoted ? quotes(sql, quote) : 1;
			if (quotes == 0) {
				return new Constant(quote + 1, quote + 1, quote + 2);
			}
			SqlLexer lexer = new SqlLexer(CharacterSource.of(sql, 0, sql.length()), position, quotes);
			lexer.next();
			int end = (int) lexer.end();
			if (quoted) {
				long[] parts = lexer.parts();
				return new Constant((int) parts[0], (int) parts[parts.length - 1], end);
			}
			int opening = (sql.charAt(position) == '$') ? sql.indexOf('$', position + 1) + 1 - position : 1;
			return new Constant(position + opening, lexer.isTerminated() ? end - opening : end, end);
		}

		/**
		 * How many quotes make one, zero for an empty constant: within another constant
		 * each quote is written twice, within two four times.
		 */
		private static int quotes(String sql, int quote) {
			int run = 1;
			while (quote + run < sql.length() && sql.charAt(quote + run) == '\'') {
				run++;
			}
			boolean empty = run == 2
					&& (quote + run == sql.length() || " \t\r\n;,)".indexOf(sql.charAt(quote + run)) >= 0);
			return empty ? 0 : (run % 2 == 1) ? 1 : (run % 4 == 0) ? 4 : 2;
		}

	}

}
