package io.appmigrations.internal.declaration;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.TokenType;

/**
 * The tokens of a statement of a plain form. Whoever expects something else than is there
 * gets an {@link UnknownForm}.
 */
final class Tokens {

	private final String sql;

	private final SqlTokens tokens;

	Tokens(String sql) {
		this.sql = sql;
		this.tokens = SqlTokens.of(sql);
	}

	boolean isAtEnd() {
		return this.tokens.isAtEnd();
	}

	void end() {
		accept(";");
		if (!isAtEnd()) {
			throw new UnknownForm();
		}
	}

	/** Whether the next tokens are these key words or symbols. */
	boolean isNext(String... words) {
		return this.tokens.isNext(words);
	}

	boolean accept(String... words) {
		return this.tokens.accept(words);
	}

	void expect(String... words) {
		if (!accept(words)) {
			throw new UnknownForm();
		}
	}

	private SqlToken next() {
		SqlToken token = this.tokens.next();
		if (token == null || !isPlain(token)) {
			throw new UnknownForm();
		}
		return token;
	}

	/**
	 * What is rare may mean something else where it stands, or in another server: words
	 * that are not ASCII, strings with a prefix, a backslash or a second part.
	 */
	private static boolean isPlain(SqlToken token) {
		return token.terminated() && switch (token.type()) {
			case WORD -> token.text().chars().allMatch((c) -> c < 0x80);
			case QUOTED_NAME -> token.end() - token.start() > 2;
			case STRING -> token.text().indexOf('\\') < 0 && isOnePart(token);
			case NUMBER, OPERATOR, PUNCTUATION -> true;
			default -> false;
		};
	}

	private static boolean isOnePart(SqlToken string) {
		String text = string.text();
		int i = 1;
		while (i < text.length() - 1) {
			if (text.charAt(i) == '\'' && text.charAt(++i) != '\'') {
				return false;
			}
			i++;
		}
		return true;
	}

	/** An identifier as the catalog has it. */
	String name() {
		SqlToken token = next();
		if (!token.type().isName()) {
			throw new UnknownForm();
		}
		return token.name();
	}

	/** The names in parentheses. */
	List<String> names() {
		List<String> names = new ArrayList<>();
		expect("(");
		do {
			names.add(name());
		}
		while (accept(","));
		expect(")");
		return names;
	}

	/** A string constant. */
	String string() {
		SqlToken token = next();
		if (token.type() != TokenType.STRING) {
			throw new UnknownForm();
		}
		return token.string();
	}

	/** A whole number. */
	long number() {
		int sign = accept("-") ? -1 : 1;
		SqlToken token = next();
		if (token.type() != TokenType.NUMBER) {
			throw new UnknownForm();
		}
		try {
			return sign * Long.parseLong(token.text());
		}
		catch (NumberFormatException ex) {
			throw new UnknownForm();
		}
	}

	/**
	 * What is written up to one of these words, a comma or a closing parenthesis of the
	 * same depth: one token at least.
	 */
	Text until(List<String> words) {
		List<SqlToken> part = new ArrayList<>();
		int depth = 0;
		for (SqlToken token = this.tokens.peek(0); token != null; token = this.tokens.peek(0)) {
			boolean ends = depth == 0 && (token.is(",") || token.is(")") || words.stream().anyMatch(token::is));
			if (ends && !part.isEmpty()) {
				break;
			}
			depth += (token.is("(") || token.is("[")) ? 1 : (token.is(")") || token.is("]")) ? -1 : 0;
			part.add(next());
		}
		return text(part);
	}

	/** What is written in parentheses, with them. */
	Text parenthesized() {
		if (!isNext("(")) {
			throw new UnknownForm();
		}
		List<SqlToken> part = new ArrayList<>();
		int depth = 0;
		do {
			SqlToken token = next();
			depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
			part.add(token);
		}
		while (depth > 0);
		return text(part);
	}

	private Text text(List<SqlToken> part) {
		if (part.isEmpty()) {
			throw new UnknownForm();
		}
		for (int i = 1; i < part.size(); i++) {
			// a comment
			if (!this.sql.substring(part.get(i - 1).end(), part.get(i).start()).isBlank()) {
				throw new UnknownForm();
			}
		}
		return new Text(this.sql.substring(part.get(0).start(), part.get(part.size() - 1).end()),
				part.stream().filter((token) -> token.type().isName()).map(SqlToken::name).distinct().toList());
	}

	/**
	 * A part of a statement.
	 *
	 * @param sql the part as it is written
	 * @param names the words in it, those that are no names among them
	 */
	record Text(String sql, List<String> names) {
	}

	/**
	 * The statement is not of a plain form, which is no error: PostgreSQL will read it.
	 */
	static final class UnknownForm extends RuntimeException {

		UnknownForm() {
			super("not a plain statement", null, false, false);
		}

	}

}
