package io.appmigrations.internal.sql;

/**
 * A token of a text that is in memory.
 *
 * @param type what it is
 * @param sql the text
 * @param start where the token begins in it
 * @param end where the token ends in it
 * @param terminated {@code false} where the text ends within the token
 */
public record SqlToken(TokenType type, String sql, int start, int end, boolean terminated) {

	/**
	 * Returns the token as it is written.
	 * @return a part of the text
	 */
	public String text() {
		return this.sql.substring(this.start, this.end);
	}

	/**
	 * Whether the token is a certain key word or symbol.
	 * @param word the word in lower case, or the symbol
	 * @return {@code false} for a name in quotes
	 */
	public boolean is(String word) {
		if (this.end - this.start != word.length() || !(this.type == TokenType.WORD || this.type == TokenType.OPERATOR
				|| this.type == TokenType.PUNCTUATION)) {
			return false;
		}
		for (int i = 0; i < word.length(); i++) {
			if (lower(this.sql.charAt(this.start + i)) != word.charAt(i)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Returns the name as the catalog has it.
	 * @return the name without quotes, or in lower case where it has none
	 * @throws IllegalStateException where the token is no name
	 */
	public String name() {
		return switch (this.type) {
			case WORD -> lower(text());
			case QUOTED_NAME -> content(this.start + 1);
			case UNICODE_NAME -> decoded(content(this.start + 3));
			default -> throw new IllegalStateException(this.type + " is not a name");
		};
	}

	private String content(int from) {
		return this.sql.substring(from, this.terminated ? this.end - 1 : this.end).replace("\"\"", "\"");
	}

	/**
	 * Returns the content of a plain string that is written in one part.
	 * @return what stands between the quotes, each of which was doubled
	 * @throws IllegalStateException where the token is no plain string
	 */
	public String string() {
		if (this.type != TokenType.STRING) {
			throw new IllegalStateException(this.type + " is not a plain string");
		}
		return this.sql.substring(this.start + 1, this.terminated ? this.end - 1 : this.end).replace("''", "'");
	}

	/** What another character than the backslash escapes stays as it is. */
	private static String decoded(String name) {
		StringBuilder decoded = new StringBuilder();
		for (int i = 0; i < name.length(); i++) {
			int digits = !name.startsWith("\\", i) ? 0 : name.startsWith("+", i + 1) ? 6 : 4;
			int from = i + ((digits == 6) ? 2 : 1);
			if (digits > 0 && isHexadecimal(name, from, from + digits)) {
				decoded.appendCodePoint(Integer.parseInt(name, from, from + digits, 16));
				i = from + digits - 1;
			}
			else {
				decoded.append(name.charAt(i));
				i += name.startsWith("\\\\", i) ? 1 : 0;
			}
		}
		return decoded.toString();
	}

	private static boolean isHexadecimal(String name, int from, int to) {
		return to <= name.length() && name.substring(from, to).chars().allMatch((c) -> Character.digit(c, 16) >= 0)
				&& Character.isValidCodePoint(Integer.parseInt(name, from, to, 16));
	}

	/**
	 * Writes a name in lower case as PostgreSQL does with one that has no quotes: letters
	 * that are not ASCII stay as they are.
	 * @param name the name
	 * @return the name that PostgreSQL takes it for
	 */
	public static String lower(String name) {
		StringBuilder lower = new StringBuilder(name.length());
		for (int i = 0; i < name.length(); i++) {
			lower.append(lower(name.charAt(i)));
		}
		return lower.toString();
	}

	private static char lower(char c) {
		return (c >= 'A' && c <= 'Z') ? (char) (c + ('a' - 'A')) : c;
	}

}
