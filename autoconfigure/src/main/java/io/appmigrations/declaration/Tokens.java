package io.appmigrations.declaration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The tokens of a statement, read from left to right. Whoever expects something else than
 * is there gets an {@link UnknownForm}.
 */
final class Tokens {

	/**
	 * The lexical structure (PostgreSQL's manual, 4.1) without what is rare: comments,
	 * dollar quotes, strings with a prefix or a backslash, words that are not ASCII.
	 */
	private static final Pattern TOKEN = Pattern.compile(
			"\\s*+(?:(?<word>[A-Za-z_][A-Za-z0-9_$]*+)(?!['&])|(?<quoted>\"(?:[^\"]|\"\")++\")|(?<string>'(?:[^'\\\\]|'')*+')"
					+ "|(?<number>[0-9]+(?:\\.[0-9]+)?)|(?<symbol>::|(?!--|/\\*)[-+*/<>=~!@#%^&|`?]+|[(),.\\[\\]:;]))");

	private final String sql;

	private final List<Token> tokens = new ArrayList<>();

	private int position;

	Tokens(String sql) {
		this.sql = sql;
		Matcher matcher = TOKEN.matcher(sql);
		int end = 0;
		while (matcher.region(end, sql.length()).lookingAt()) {
			this.tokens.add(Token.of(matcher));
			end = matcher.end();
		}
		if (!sql.substring(end).isBlank()) {
			throw new UnknownForm();
		}
	}

	boolean isAtEnd() {
		return this.position == this.tokens.size();
	}

	void end() {
		accept(";");
		if (!isAtEnd()) {
			throw new UnknownForm();
		}
	}

	private @Nullable Token peek(int ahead) {
		return (this.position + ahead < this.tokens.size()) ? this.tokens.get(this.position + ahead) : null;
	}

	/** Whether the next tokens are these key words or symbols. */
	boolean isNext(String... words) {
		for (int i = 0; i < words.length; i++) {
			Token token = peek(i);
			if (token == null || !token.is(words[i])) {
				return false;
			}
		}
		return true;
	}

	boolean accept(String... words) {
		boolean next = isNext(words);
		this.position += next ? words.length : 0;
		return next;
	}

	void expect(String... words) {
		if (!accept(words)) {
			throw new UnknownForm();
		}
	}

	private Token next() {
		Token token = peek(0);
		if (token == null) {
			throw new UnknownForm();
		}
		this.position++;
		return token;
	}

	/** An identifier as the catalog has it. */
	String name() {
		return next().name();
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
		Token token = next();
		if (token.kind() != Kind.STRING) {
			throw new UnknownForm();
		}
		return token.text().substring(1, token.text().length() - 1).replace("''", "'");
	}

	/** A whole number. */
	long number() {
		int sign = accept("-") ? -1 : 1;
		Token token = next();
		if (token.kind() != Kind.NUMBER) {
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
		int start = this.position;
		int depth = 0;
		while (true) {
			Token token = peek(0);
			if (token == null) {
				break;
			}
			boolean ends = depth == 0 && (token.is(",") || token.is(")") || words.stream().anyMatch(token::is));
			if (ends && this.position > start) {
				break;
			}
			depth += (token.is("(") || token.is("[")) ? 1 : (token.is(")") || token.is("]")) ? -1 : 0;
			this.position++;
		}
		return text(start, this.position);
	}

	/** What is written in parentheses, with them. */
	Text parenthesized() {
		if (!isNext("(")) {
			throw new UnknownForm();
		}
		int start = this.position;
		int depth = 0;
		do {
			Token token = next();
			depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
		}
		while (depth > 0);
		return text(start, this.position);
	}

	private Text text(int from, int to) {
		if (from == to) {
			throw new UnknownForm();
		}
		List<Token> part = this.tokens.subList(from, to);
		return new Text(this.sql.substring(part.get(0).start(), part.get(part.size() - 1).end()),
				part.stream().filter(Token::isName).map(Token::name).distinct().toList());
	}

	/**
	 * A part of a statement.
	 *
	 * @param sql the part as it is written
	 * @param names the words in it, those that are no names among them
	 */
	record Text(String sql, List<String> names) {
	}

	private enum Kind {

		WORD, QUOTED, STRING, NUMBER, SYMBOL

	}

	private record Token(Kind kind, String text, int start, int end) {

		static Token of(Matcher matcher) {
			for (Kind kind : Kind.values()) {
				String group = kind.name().toLowerCase(Locale.ROOT);
				if (matcher.group(group) != null) {
					return new Token(kind, matcher.group(group), matcher.start(group), matcher.end(group));
				}
			}
			throw new UnknownForm();
		}

		boolean is(String word) {
			return (this.kind == Kind.WORD || this.kind == Kind.SYMBOL) && this.text.equalsIgnoreCase(word);
		}

		boolean isName() {
			return this.kind == Kind.WORD || this.kind == Kind.QUOTED;
		}

		String name() {
			return switch (this.kind) {
				case WORD -> this.text.toLowerCase(Locale.ROOT);
				case QUOTED -> this.text.substring(1, this.text.length() - 1).replace("\"\"", "\"");
				default -> throw new UnknownForm();
			};
		}

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
