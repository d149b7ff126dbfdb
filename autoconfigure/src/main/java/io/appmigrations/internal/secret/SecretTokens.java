package io.appmigrations.internal.secret;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;

import io.appmigrations.internal.sql.CharacterSource;
import io.appmigrations.internal.sql.SqlLexer;
import io.appmigrations.internal.sql.TokenType;

/**
 * The words, names, constants and signs of one statement after the other, as far as it
 * matters for secrets. Constants are known by what stands between their quotes.
 */
final class SecretTokens {

	/** Of one statement: a list of columns does not reach further. */
	private static final int MOST = 1 << 18;

	private static final int LONGEST_WORD = 40;

	private static final int WORD = 0;

	private static final int QUOTED_NAME = 1;

	private static final int CONSTANT = 2;

	private static final int SIGN = 3;

	private final String text;

	private final int end;

	/** How many quotes make one: two within a constant, four within two. */
	private final int quotes;

	private final boolean message;

	private final SqlLexer lexer;

	private final Matcher word;

	private int[] tokens = new int[64];

	private int count;

	/**
	 * Prepares to read.
	 * @param text statements, or a message that may quote some
	 * @param from where to begin
	 * @param end where to end
	 * @param quotes how many quotes make one
	 * @param message whether it is a message: there, double quotes stand around
	 * statements, and some quotes are apostrophes
	 */
	SecretTokens(String text, int from, int end, int quotes, boolean message) {
		this.text = text;
		this.end = end;
		this.quotes = quotes;
		this.message = message;
		CharacterSource source = CharacterSource.of(text, from, end);
		this.lexer = new SqlLexer(message ? new Message(source) : source, from, quotes);
		this.word = SecretNames.WORD.matcher(text);
	}

	/**
	 * Goes to the next statement.
	 * @return {@code false} where there is none
	 */
	boolean next() {
		this.count = 0;
		while (this.count < MOST && !is(this.count - 1, ";") && this.lexer.next()) {
			add((int) this.lexer.start(), (int) this.lexer.end());
			if (this.message && isApostrophe((int) this.lexer.end())) {
				this.lexer.moveTo(this.lexer.end() + 1);
			}
		}
		return this.count > 0;
	}

	/** As in {@code can't}: no string begins right behind a word, but for its prefix. */
	private boolean isApostrophe(int position) {
		boolean word = this.lexer.type() == TokenType.WORD || this.lexer.type() == TokenType.NUMBER;
		return word && position - this.lexer.start() > 1 && position + 1 < this.end
				&& this.text.charAt(position) == '\'' && Character.isLetter(this.text.charAt(position + 1));
	}

	private void add(int from, int to) {
		switch (this.lexer.type()) {
			case WHITESPACE, LINE_COMMENT, BLOCK_COMMENT -> {
			}
			case WORD, NUMBER -> add(WORD, from, to, 0);
			case QUOTED_NAME, UNICODE_NAME ->
				add(QUOTED_NAME, this.text.indexOf('"', from) + 1, to - (this.lexer.isTerminated() ? 1 : 0), 0);
			case DOLLAR_STRING -> {
				int tag = this.text.indexOf('$', from + 1) + 1 - from;
				add(CONSTANT, from + tag, to - (this.lexer.isTerminated() ? tag : 0), this.quotes);
			}
			case STRING, ESCAPE_STRING, UNICODE_STRING, BIT_STRING, NATIONAL_STRING -> {
				long[] parts = this.lexer.parts();
				for (int i = 0; i < parts.length; i += 2) {
					add(CONSTANT, (int) parts[i], (int) parts[i + 1], this.quotes * 2);
				}
			}
			case OPERATOR -> {
				for (int at = from; at < to;) {
					int next = Math.min(to, at + signLength(at));
					add(SIGN, at, next, 0);
					at = next;
				}
			}
			case PARAMETER, PUNCTUATION -> add(SIGN, from, to, 0);
			case OTHER -> {
				if (this.text.charAt(from) != '\'') {
					add(SIGN, from, to, 0);
				}
			}
		}
	}

	private int signLength(int at) {
		boolean two = this.text.startsWith(":=", at) || this.text.startsWith("=>", at) || this.text.startsWith("<>", at)
				|| this.text.startsWith("!=", at) || this.text.startsWith("||", at);
		return two ? 2 : 1;
	}

	private void add(int type, int from, int to, int quotesWithin) {
		if (this.count * 4 == this.tokens.length) {
			this.tokens = Arrays.copyOf(this.tokens, this.tokens.length * 2);
		}
		int at = this.count * 4;
		this.tokens[at] = type;
		// what is cut can end within a quote
		this.tokens[at + 1] = Math.min(from, this.end);
		this.tokens[at + 2] = Math.min(Math.max(from, to), this.end);
		this.tokens[at + 3] = quotesWithin;
		this.count++;
	}

	/** Where the statement ends, behind its semicolon. */
	int position() {
		return (int) this.lexer.end();
	}

	/** Passes over what is no SQL. */
	void moveTo(int position) {
		this.lexer.moveTo(position);
	}

	int count() {
		return this.count;
	}

	private boolean isType(int token, int type) {
		return token >= 0 && token < this.count && this.tokens[token * 4] == type;
	}

	boolean isConstant(int token) {
		return isType(token, CONSTANT);
	}

	boolean isQuotedName(int token) {
		return isType(token, QUOTED_NAME);
	}

	/** A number is one, too. */
	boolean isWord(int token) {
		return isType(token, WORD);
	}

	boolean isNumber(int token) {
		return isWord(token) && Character.isDigit(this.text.charAt(from(token)));
	}

	boolean isName(int token) {
		return isWord(token) || isQuotedName(token);
	}

	int from(int token) {
		return this.tokens[token * 4 + 1];
	}

	int to(int token) {
		return this.tokens[token * 4 + 2];
	}

	/** How many quotes make one within the constant. */
	int quotesWithin(int token) {
		return this.tokens[token * 4 + 3];
	}

	int length(int token) {
		return to(token) - from(token);
	}

	String text(int token) {
		return this.text.substring(from(token), to(token));
	}

	/** The word or sign, in small letters; empty for anything else. */
	String word(int token) {
		boolean known = isWord(token) || isType(token, SIGN);
		return (known && length(token) <= LONGEST_WORD) ? text(token).toLowerCase(Locale.ROOT) : "";
	}

	boolean is(int token, String sign) {
		return isType(token, SIGN) && length(token) == sign.length() && this.text.startsWith(sign, from(token));
	}

	/** Whether it has to do with secrets at all. */
	boolean hasSecretWord(int token) {
		return this.word.region(from(token), to(token)).find();
	}

	/** What a person reads, in which double quotes stand around statements. */
	private record Message(CharacterSource text) implements CharacterSource {

		@Override
		public boolean has(long position) {
			return this.text.has(position);
		}

		@Override
		public char at(long position) {
			char c = this.text.at(position);
			return (c == '"') ? ' ' : c;
		}

	}

}
