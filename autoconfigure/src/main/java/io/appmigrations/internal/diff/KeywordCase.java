package io.appmigrations.internal.diff;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Key words in lower case, as people write them. PostgreSQL prints some in upper case,
 * and quotes every name that has a capital letter.
 */
final class KeywordCase {

	private static final Pattern DOLLAR_QUOTE = Pattern.compile("\\$(?:[a-zA-Z_][a-zA-Z_0-9]*)?\\$");

	private KeywordCase() {
	}

	/**
	 * Writes a statement in lower case, but for strings, quoted names, bodies and
	 * comments.
	 * @param sql the statement
	 */
	static String lower(String sql) {
		StringBuilder lower = new StringBuilder(sql.length());
		int position = 0;
		while (position < sql.length()) {
			int end = endOfQuoted(sql, position);
			if (end > position) {
				lower.append(sql, position, end);
				position = end;
			}
			else {
				char c = sql.charAt(position++);
				lower.append((c >= 'A' && c <= 'Z') ? (char) (c + ('a' - 'A')) : c);
			}
		}
		return lower.toString();
	}

	/** Returns where what begins at a place and is quoted ends, or the place itself. */
	private static int endOfQuoted(String sql, int start) {
		char c = sql.charAt(start);
		if (c == '\'' || c == '"') {
			boolean escapes = c == '\'' && start > 0 && (sql.charAt(start - 1) | ' ') == 'e'
					&& (start == 1 || !Character.isJavaIdentifierPart(sql.charAt(start - 2)));
			return endOfString(sql, start, c, escapes);
		}
		if (sql.startsWith("--", start)) {
			int end = sql.indexOf('\n', start);
			return (end < 0) ? sql.length() : end;
		}
		if (c == '$' && (start == 0 || !Character.isJavaIdentifierPart(sql.charAt(start - 1)))) {
			Matcher quote = DOLLAR_QUOTE.matcher(sql).region(start, sql.length());
			if (quote.lookingAt()) {
				int end = sql.indexOf(quote.group(), quote.end());
				return (end < 0) ? sql.length() : end + quote.group().length();
			}
		}
		return start;
	}

	/** A doubled quote ends the string and begins another, which comes to the same. */
	private static int endOfString(String sql, int start, char quote, boolean escapes) {
		for (int i = start + 1; i < sql.length(); i++) {
			if (escapes && sql.charAt(i) == '\\') {
				i++;
			}
			else if (sql.charAt(i) == quote) {
				boolean doubled = escapes && i + 1 < sql.length() && sql.charAt(i + 1) == quote;
				if (!doubled) {
					return i + 1;
				}
				i++;
			}
		}
		return sql.length();
	}

}
