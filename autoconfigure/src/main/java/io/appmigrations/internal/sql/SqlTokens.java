package io.appmigrations.internal.sql;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The tokens of a statement from left to right, without comments and white space. No more
 * of the statement is read than is asked for.
 */
public final class SqlTokens {

	private final String sql;

	private final SqlLexer lexer;

	/** Those that were looked at and not taken. */
	private final List<SqlToken> ahead = new ArrayList<>();

	private SqlTokens(String sql, int position) {
		this.sql = sql;
		this.lexer = new SqlLexer(CharacterSource.of(sql, 0, sql.length()), position);
	}

	/**
	 * Begins to read.
	 * @param sql the statement
	 * @return its tokens
	 */
	public static SqlTokens of(String sql) {
		return new SqlTokens(sql, 0);
	}

	/**
	 * Leaves out what stands behind the last token.
	 * @param sql the statement
	 * @return the statement without the comments and the white space at its end
	 */
	public static String withoutTail(String sql) {
		SqlTokens tokens = of(sql);
		int end = 0;
		for (SqlToken token = tokens.next(); token != null; token = tokens.next()) {
			end = token.end();
		}
		return sql.substring(0, end);
	}

	/**
	 * Returns the same tokens, to be read from here on by somebody else.
	 * @return a copy that stands where this one stands
	 */
	public SqlTokens copy() {
		return new SqlTokens(this.sql, offset());
	}

	/**
	 * Looks ahead.
	 * @param count how many tokens to pass over
	 * @return the token, or {@code null} behind the end
	 */
	public @Nullable SqlToken peek(int count) {
		while (this.ahead.size() <= count && this.lexer.next()) {
			if (!this.lexer.type().isBlank()) {
				this.ahead.add(new SqlToken(this.lexer.type(), this.sql, (int) this.lexer.start(),
						(int) this.lexer.end(), this.lexer.isTerminated()));
			}
		}
		return (this.ahead.size() > count) ? this.ahead.get(count) : null;
	}

	/**
	 * Takes the next token.
	 * @return the token, or {@code null} at the end
	 */
	public @Nullable SqlToken next() {
		return (peek(0) != null) ? this.ahead.remove(0) : null;
	}

	/**
	 * Whether there are no more tokens.
	 * @return {@code true} at the end
	 */
	public boolean isAtEnd() {
		return peek(0) == null;
	}

	/**
	 * Returns where the tokens that are left begin.
	 * @return an offset in the statement, its length at the end
	 */
	public int offset() {
		SqlToken next = peek(0);
		return (next != null) ? next.start() : this.sql.length();
	}

	/**
	 * Whether the next tokens are certain key words or symbols.
	 * @param words the words in lower case
	 * @return {@code true} where all of them are
	 */
	public boolean isNext(String... words) {
		for (int i = 0; i < words.length; i++) {
			SqlToken token = peek(i);
			if (token == null || !token.is(words[i])) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Takes certain key words or symbols, or nothing.
	 * @param words the words in lower case
	 * @return whether they were there
	 */
	public boolean accept(String... words) {
		boolean next = isNext(words);
		if (next) {
			this.ahead.subList(0, words.length).clear();
		}
		return next;
	}

	/**
	 * Takes a name.
	 * @return the name as the catalog has it, or {@code null} where something else is
	 */
	public @Nullable String name() {
		SqlToken next = peek(0);
		if (next == null || !next.type().isName()) {
			return null;
		}
		next();
		return next.name();
	}

	/**
	 * Takes a name with what it is in.
	 * @return the name, or {@code null} where something else is
	 */
	public @Nullable QualifiedName qualifiedName() {
		String first = name();
		if (first == null) {
			return null;
		}
		List<String> parts = new ArrayList<>();
		for (String part = first; part != null; part = accept(".") ? name() : null) {
			parts.add(part);
		}
		return new QualifiedName(parts);
	}

	/**
	 * Takes what is written in parentheses.
	 * @return the text with its parentheses, or {@code null} where none are
	 */
	public @Nullable String parenthesized() {
		if (!isNext("(")) {
			return null;
		}
		int start = offset();
		int end = start;
		int depth = 0;
		do {
			SqlToken next = next();
			if (next == null) {
				break;
			}
			depth += depth(next);
			end = next.end();
		}
		while (depth > 0);
		return this.sql.substring(start, end);
	}

	/**
	 * Goes to the next comma that is in no parentheses, and behind it.
	 */
	public void toNextPart() {
		int depth = 0;
		for (SqlToken next = next(); next != null; next = next()) {
			depth += depth(next);
			if (depth == 0 && next.is(",")) {
				return;
			}
		}
	}

	/**
	 * Whether something follows the next comma that is in no parentheses. Goes nowhere.
	 * @return {@code false} where there is no such comma, or nothing follows
	 */
	public boolean hasSeveralParts() {
		SqlTokens rest = copy();
		rest.toNextPart();
		return !rest.isAtEnd();
	}

	private static int depth(SqlToken token) {
		return (token.is("(") || token.is("[")) ? 1 : (token.is(")") || token.is("]")) ? -1 : 0;
	}

}
