package io.appmigrations.internal.sql;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Finds where the tokens of SQL begin and end, as PostgreSQL does (manual, 4.1, and
 * {@code scan.l}). One pass, each character is looked at a few times at most, whatever
 * the text is; nothing is copied, and nothing is refused: what is never closed extends to
 * the end of the text.
 */
public final class SqlLexer {

	/** How much of a long token is passed before that is reported. */
	private static final int REPORTED = 8 * 1024;

	/** PostgreSQL has no longer ones. */
	private static final int LONGEST_OPERATOR = 63;

	private static final String OPERATOR = "~!@#^&|`?+-*/%<>=";

	/** With one of these an operator may end with plus or minus (manual, 4.1.3). */
	private static final String BEFORE_SIGN = "~!@#^&|`?%";

	private final CharacterSource text;

	private final int quote;

	private final LongConsumer progress;

	private long start;

	private long position;

	private long reported;

	private TokenType type = TokenType.WHITESPACE;

	private boolean terminated = true;

	private long[] parts = new long[2];

	private int partCount;

	/**
	 * {@code standard_conforming_strings}, which a script can switch for what follows.
	 */
	private boolean standardStrings = true;

	/**
	 * Creates a lexer.
	 * @param text the text
	 * @param position where to begin
	 */
	public SqlLexer(CharacterSource text, long position) {
		this(text, position, 1, (passed) -> {
		});
	}

	/**
	 * Creates a lexer for what stands in a string itself.
	 * @param text the text
	 * @param position where to begin
	 * @param quote how many single quotes stand for one: two within a string, four within
	 * a string that stands in a string
	 */
	public SqlLexer(CharacterSource text, long position, int quote) {
		this(text, position, quote, (passed) -> {
		});
	}

	/**
	 * Creates a lexer that reports how far it is within long tokens.
	 * @param text the text
	 * @param position where to begin
	 * @param progress is given positions within a string, quoted name, comment or white
	 * space, of which the start and the type are known, before its end is; the lexer asks
	 * for nothing before the position anymore
	 */
	public SqlLexer(CharacterSource text, long position, LongConsumer progress) {
		this(text, position, 1, progress);
	}

	private SqlLexer(CharacterSource text, long position, int quote, LongConsumer progress) {
		this.text = text;
		this.position = position;
		this.start = position;
		this.reported = position;
		this.quote = quote;
		this.progress = progress;
	}

	/**
	 * Switches {@code standard_conforming_strings} for what follows.
	 * @param on whether a backslash in a plain string is nothing but a backslash
	 */
	public void setStandardStrings(boolean on) {
		this.standardStrings = on;
	}

	/**
	 * Continues elsewhere in the text.
	 * @param to the position, behind what was read
	 */
	public void moveTo(long to) {
		this.position = to;
	}

	/**
	 * Goes to the next token.
	 * @return {@code false} where there is none
	 */
	public boolean next() {
		this.start = this.position;
		this.reported = this.position;
		this.terminated = true;
		if (!this.text.has(this.position)) {
			return false;
		}
		this.type = read(this.text.at(this.position));
		return true;
	}

	/**
	 * Returns what the token is.
	 * @return the type
	 */
	public TokenType type() {
		return this.type;
	}

	/**
	 * Returns where the token begins.
	 * @return the position of its first character
	 */
	public long start() {
		return this.start;
	}

	/**
	 * Returns where the token ends and the next one begins.
	 * @return the position behind its last character
	 */
	public long end() {
		return this.position;
	}

	/**
	 * Whether the token has its end.
	 * @return {@code false} where the text ends within a string, quoted name or comment
	 */
	public boolean isTerminated() {
		return this.terminated;
	}

	/**
	 * Returns what stands between the quotes of a string in single quotes, which has
	 * several parts where it continues after a line break.
	 * @return where the first part begins and ends, then the same of the others
	 */
	public long[] parts() {
		return Arrays.copyOf(this.parts, this.partCount);
	}

	private void addPart(long from, long to) {
		if (this.partCount == this.parts.length) {
			this.parts = Arrays.copyOf(this.parts, 2 * this.partCount);
		}
		this.parts[this.partCount++] = from;
		this.parts[this.partCount++] = to;
	}

	private TokenType read(char c) {
		if (isSpace(c)) {
			return whitespace();
		}
		if (isNameStart(c)) {
			return word();
		}
		if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
			return number();
		}
		return switch (c) {
			case '\'' -> isQuote(this.position) ? string(TokenType.STRING, !this.standardStrings) : symbol(1);
			case '"' -> quotedName(TokenType.QUOTED_NAME);
			case '$' -> dollar();
			case '(', ')', '[', ']', ',', ';' -> symbol(1);
			case '.' -> symbol((peek(1) == '.') ? 2 : 1);
			case ':' -> symbol((peek(1) == ':' || peek(1) == '=') ? 2 : 1);
			default -> {
				if (c == '-' && peek(1) == '-') {
					yield lineComment();
				}
				if (c == '/' && peek(1) == '*') {
					yield blockComment();
				}
				yield (OPERATOR.indexOf(c) >= 0) ? operator() : symbol(1);
			}
		};
	}

	private char peek(int offset) {
		return this.text.at(this.position + offset);
	}

	/** Continues within something that may be long. */
	private void advance(long count) {
		this.position += count;
		if (this.position - this.reported >= REPORTED) {
			this.reported = this.position;
			this.progress.accept(this.position);
		}
	}

	private TokenType symbol(int length) {
		char c = peek(0);
		this.position += length;
		return (length > 1) ? TokenType.OPERATOR
				: ("()[],;:.".indexOf(c) >= 0) ? TokenType.PUNCTUATION : TokenType.OTHER;
	}

	private TokenType whitespace() {
		this.type = TokenType.WHITESPACE;
		while (isSpace(peek(0))) {
			advance(1);
		}
		return TokenType.WHITESPACE;
	}

	private TokenType word() {
		skipNamePart();
		long length = this.position - this.start;
		char first = this.text.at(this.start);
		if (length == 1 && isQuote(this.position)) {
			switch (first) {
				case 'e', 'E' -> {
					return string(TokenType.ESCAPE_STRING, true);
				}
				case 'b', 'B', 'x', 'X' -> {
					return string(TokenType.BIT_STRING, false);
				}
				case 'n', 'N' -> {
					return string(TokenType.NATIONAL_STRING, !this.standardStrings);
				}
				default -> {
				}
			}
		}
		else if (length == 1 && (first == 'u' || first == 'U') && peek(0) == '&') {
			if (isQuote(this.position + 1)) {
				this.position++;
				return string(TokenType.UNICODE_STRING, false);
			}
			if (peek(1) == '"') {
				this.position++;
				return quotedName(TokenType.UNICODE_NAME);
			}
		}
		return TokenType.WORD;
	}

	private void skipNamePart() {
		while (isNamePart(peek(0))) {
			this.position++;
		}
	}

	/**
	 * A number swallows the letters that follow it, so that {@code 1e'} is not taken for
	 * an escape string. Two dots behind it are those of a loop in PL/pgSQL.
	 */
	private TokenType number() {
		skipDigits();
		if (peek(0) == '.' && peek(1) != '.') {
			this.position++;
			skipDigits();
		}
		if (peek(0) == 'e' || peek(0) == 'E') {
			int sign = (peek(1) == '+' || peek(1) == '-') ? 1 : 0;
			if (isDigit(peek(1 + sign))) {
				this.position += 1 + sign;
				skipDigits();
			}
		}
		if (this.text.at(this.position - 1) != '.') {
			skipNamePart();
		}
		return TokenType.NUMBER;
	}

	private void skipDigits() {
		while (isDigit(peek(0)) || peek(0) == '_') {
			this.position++;
		}
	}

	private TokenType string(TokenType string, boolean escapes) {
		this.type = string;
		this.partCount = 0;
		advance(this.quote);
		long from = this.position;
		while (this.text.has(this.position)) {
			char c = peek(0);
			if (c == '\\' && escapes) {
				advance(this.text.has(this.position + 1) ? 2 : 1);
			}
			else if (c != '\'' || !isQuote(this.position)) {
				advance(1);
			}
			else if (isQuote(this.position + this.quote)) {
				advance(2L * this.quote);
			}
			else {
				addPart(from, this.position);
				advance(this.quote);
				long continuation = continuation();
				if (continuation < 0) {
					return string;
				}
				advance(continuation + this.quote - this.position);
				from = this.position;
			}
		}
		this.terminated = false;
		addPart(from, this.position);
		return string;
	}

	private boolean isQuote(long at) {
		for (int i = 0; i < this.quote; i++) {
			if (this.text.at(at + i) != '\'') {
				return false;
			}
		}
		return true;
	}

	/**
	 * Two strings with nothing but white space that has a line break between them are one
	 * string (manual, 4.1.2.1), and the second part follows the rules of the first.
	 */
	private long continuation() {
		long ahead = this.position;
		boolean newline = false;
		while (true) {
			char c = this.text.at(ahead);
			if (isSpace(c)) {
				newline |= isLineBreak(c);
				ahead++;
			}
			else if (c == '-' && this.text.at(ahead + 1) == '-') {
				while (this.text.has(ahead) && !isLineBreak(this.text.at(ahead))) {
					ahead++;
				}
			}
			else {
				return (newline && isQuote(ahead)) ? ahead : -1;
			}
		}
	}

	private TokenType quotedName(TokenType name) {
		this.type = name;
		advance(1);
		while (this.text.has(this.position)) {
			boolean quoted = peek(0) == '"';
			if (quoted && peek(1) != '"') {
				advance(1);
				return name;
			}
			advance(quoted ? 2 : 1);
		}
		this.terminated = false;
		return name;
	}

	private TokenType dollar() {
		if (isDigit(peek(1))) {
			this.position++;
			skipNamePart();
			return TokenType.PARAMETER;
		}
		long end = this.start + 1;
		while (isNameStart(this.text.at(end)) || (end > this.start + 1 && isDigit(this.text.at(end)))) {
			end++;
		}
		if (this.text.at(end) != '$') {
			return symbol(1);
		}
		StringBuilder tag = new StringBuilder();
		for (long i = this.start; i <= end; i++) {
			tag.append(this.text.at(i));
		}
		this.type = TokenType.DOLLAR_STRING;
		advance(tag.length());
		while (this.text.has(this.position)) {
			if (peek(0) == '$' && startsWith(tag)) {
				advance(tag.length());
				return TokenType.DOLLAR_STRING;
			}
			advance(1);
		}
		this.terminated = false;
		return TokenType.DOLLAR_STRING;
	}

	private boolean startsWith(CharSequence tag) {
		for (int i = 1; i < tag.length(); i++) {
			if (peek(i) != tag.charAt(i)) {
				return false;
			}
		}
		return true;
	}

	private TokenType operator() {
		boolean signMayEnd = false;
		while (OPERATOR.indexOf(peek(0)) >= 0 && this.position - this.start < LONGEST_OPERATOR && !isCommentNext()) {
			signMayEnd |= BEFORE_SIGN.indexOf(peek(0)) >= 0;
			this.position++;
		}
		while (!signMayEnd && this.position - this.start > 1 && (peek(-1) == '+' || peek(-1) == '-')) {
			this.position--;
		}
		return TokenType.OPERATOR;
	}

	private boolean isCommentNext() {
		return (peek(0) == '-' && peek(1) == '-') || (peek(0) == '/' && peek(1) == '*');
	}

	private TokenType lineComment() {
		this.type = TokenType.LINE_COMMENT;
		while (this.text.has(this.position) && !isLineBreak(peek(0))) {
			advance(1);
		}
		return TokenType.LINE_COMMENT;
	}

	private TokenType blockComment() {
		this.type = TokenType.BLOCK_COMMENT;
		int depth = 0;
		while (this.text.has(this.position)) {
			if (peek(0) == '/' && peek(1) == '*') {
				depth++;
				advance(2);
			}
			else if (peek(0) == '*' && peek(1) == '/') {
				advance(2);
				if (--depth == 0) {
					return TokenType.BLOCK_COMMENT;
				}
			}
			else {
				advance(1);
			}
		}
		this.terminated = false;
		return TokenType.BLOCK_COMMENT;
	}

	/**
	 * Whether a character is white space to PostgreSQL, which knows that of ASCII alone.
	 * @param c the character
	 * @return {@code true} for blanks, tabs, feeds and line breaks
	 */
	public static boolean isSpace(char c) {
		return c == ' ' || c == '\t' || c == '\f' || c == '\u000b' || isLineBreak(c);
	}

	private static boolean isLineBreak(char c) {
		return c == '\n' || c == '\r';
	}

	private static boolean isDigit(char c) {
		return c >= '0' && c <= '9';
	}

	private static boolean isNameStart(char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
	}

	private static boolean isNamePart(char c) {
		return isNameStart(c) || isDigit(c) || c == '$';
	}

}
